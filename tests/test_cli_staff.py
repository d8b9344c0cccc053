"""``wence staff``: accounts by hand or by script, one clear line for whatever is wrong."""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from rag.messages import message
from rag.office import Office
from rag.office.trail import CONSOLE
from rag.settings import Settings

PASSWORD, OTHER = "春天的 password", "another password"
Done = subprocess.CompletedProcess[bytes]
Staff = Callable[..., Done]


@pytest.fixture
def staff(environment: dict[str, str]) -> Staff:
    """Run ``wence staff`` with what it is given on standard input."""

    def run(*args: object, given: str | bytes = b"", **variables: str) -> Done:
        return subprocess.run(
            [sys.executable, "-m", "rag", "staff", *map(str, args)],
            env={**environment, **variables},
            input=given.encode() if isinstance(given, str) else given,
            capture_output=True,
            timeout=120,
            check=False,
        )

    return run


def office(folder: Path) -> Office:
    return Office(Settings(office={"folder": folder}))


def failure(done: Done) -> str:
    """Return the one line that a failed command printed."""
    said = done.stderr.decode()
    assert (done.returncode, done.stdout) == (1, b""), said
    assert said.startswith("wence: ")
    assert said.count("\n") == 1, said
    return said


def test_accounts_are_made_listed_changed_and_removed(staff: Staff, tmp_path: Path):
    folder = tmp_path / "office"  # the setting's, in the working directory
    empty = staff("list", "--json")
    assert json.loads(empty.stdout) == {"accounts": []}
    assert not folder.exists()

    made = staff("add", "王芳", given=f"{PASSWORD}\nsecond line\n")
    assert (made.returncode, made.stderr) == (0, b"")
    assert message("staffing.added", name="王芳") in made.stdout.decode()
    assert office(folder).accounts.verify("王芳", PASSWORD) == "王芳"
    assert [it["name"] for it in json.loads(staff("list", "--json").stdout)["accounts"]] == ["王芳"]
    assert staff("list").stdout.decode().endswith("  王芳\n")

    token = office(folder).sessions.open("王芳")
    changed = staff("add", "王芳", "--replace", given=OTHER)
    assert changed.returncode == 0
    assert message("staffing.replacing", name="王芳") in changed.stderr.decode()
    assert office(folder).accounts.verify("王芳", PASSWORD) is None
    assert office(folder).accounts.verify("王芳", OTHER) == "王芳"
    assert office(folder).sessions.account(token) is None

    assert staff("remove", "王芳").returncode == 0
    assert office(folder).accounts.all() == []
    told = [(entry.who, entry.what) for entry in office(folder).trail.newest()]
    assert told == [
        (CONSOLE, "account_removed"),
        (CONSOLE, "password_changed"),
        (CONSOLE, "account_added"),
    ]
    for done in (made, changed):
        assert PASSWORD.encode() not in done.stdout + done.stderr


def test_the_folder_is_that_of_the_option_then_of_the_setting(staff: Staff, tmp_path: Path):
    staff("add", "li", "--office", tmp_path / "a", given=PASSWORD, WENCE_OFFICE_FOLDER="b")
    staff("add", "wu", given=PASSWORD, WENCE_OFFICE_FOLDER="b")
    held = [[it.name for it in office(tmp_path / name).accounts.all()] for name in "ab"]
    assert held == [["li"], ["wu"]]


@pytest.mark.parametrize("password", ["", "\n", "short\n", b"\xff" * 20, "\n" + PASSWORD])
def test_a_bad_password_makes_no_account(staff: Staff, tmp_path: Path, password: str | bytes):
    failure(staff("add", "li", given=password))
    assert office(tmp_path / "office").accounts.all() == []


def test_what_is_wrong_is_said_in_one_line(staff: Staff, tmp_path: Path):
    office(tmp_path / "office").accounts.add("王芳", PASSWORD)
    assert "王芳" in failure(staff("add", "王芳", given=OTHER))
    assert "--replace" in failure(staff("add", "王芳", given=OTHER))
    assert "wu" in failure(staff("add", "wu", "--replace", given=OTHER))
    assert "wu" in failure(staff("remove", "wu"))
    assert "40" in failure(staff("add", "长" * 41, given=OTHER))
    (tmp_path / "file").write_text("")
    assert "file" in failure(staff("add", "wu", "--office", tmp_path / "file" / "x", given=OTHER))
    assert failure(staff("remove", "wu", WENCE_LANGUAGE="en")).endswith("no account wu\n")
    assert staff("add").returncode == 2
    assert staff("nonsense").returncode == 2
    assert office(tmp_path / "office").accounts.verify("王芳", PASSWORD) == "王芳"


def converse(environment: dict[str, str], *answers: str) -> tuple[int, str]:
    """Run ``wence staff add li`` on a terminal; type an answer at each prompt, return all shown."""
    child, terminal = pty.fork()
    if child == 0:
        command = [sys.executable, "-m", "rag", "staff", "add", "li"]
        os.execve(sys.executable, command, environment)
    shown, left, deadline = b"", list(answers), time.monotonic() + 60
    prompts = [f"{message(f'staffing.{key}')}:".encode() for key in ("password", "again")]
    asked = 0
    while time.monotonic() < deadline and select.select([terminal], [], [], 30)[0]:
        try:
            piece = os.read(terminal, 4096)
        except OSError:  # Linux says so that the other side is closed
            piece = b""
        if not piece:
            break
        shown += piece
        if left and sum(shown.count(prompt) for prompt in prompts) > asked:
            asked += 1
            time.sleep(0.2)  # the prompt is shown a moment before the echo goes off
            os.write(terminal, f"{left.pop(0)}\n".encode())
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), shown.decode()


def test_on_a_terminal_the_password_is_asked_twice_and_not_shown(
    environment: dict[str, str], tmp_path: Path
):
    status, shown = converse(environment, PASSWORD, OTHER, PASSWORD, PASSWORD)
    assert status == 0, shown
    assert message("staffing.differ") in shown
    assert PASSWORD not in shown
    assert OTHER not in shown
    assert office(tmp_path / "office").accounts.verify("li", PASSWORD) == "li"
