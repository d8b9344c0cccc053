"""``wence backup`` and ``wence restore`` as they are typed: one document, or one clear line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from rag.cli import main
from rag.settings import Settings
from tests.backup.installation import WHO, office_of


def wence(*args: object, status: int = 0) -> str:
    """Run a command; return what it printed, on standard error where it failed."""
    done = CliRunner().invoke(main, [str(one) for one in args])
    assert done.exit_code == status, done.output
    assert not status or done.stdout == ""
    return done.stderr if status else done.stdout


def test_there_and_back(furnished, settings: Settings):
    there = ["--index", furnished[0].index, "--office", furnished[0].office.folder]
    here = ["--index", settings.index, "--office", settings.office.folder]
    made = json.loads(wence("backup", "a.zip", "--json", *there))
    assert made["file"] == str(Path("a.zip").absolute())
    assert made["bytes"] == Path("a.zip").stat().st_size
    assert (made["index"]["notices"], made["office"]["accounts"]) == (11, 1)
    back = json.loads(wence("restore", "a.zip", "--json", *here))
    assert {**back, "seconds": 0} == {**made, "seconds": 0}
    assert [account.name for account in office_of(settings).accounts.all()] == [WHO]
    assert "所有登录均已失效" in wence("restore", "a.zip", "--force", *here)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["backup", "a.zip"], "没有索引"),
        (["restore", "none.zip"], "不是备份文件"),
        (["restore", "/"], "不是备份文件"),
    ],
)
def test_what_cannot_be_done_is_one_line(args: list[str], said: str):
    line = wence(*args, status=1)
    assert line.startswith("wence: ")
    assert said in line
    assert line.count("\n") == 1
    assert list(Path().iterdir()) == []


def test_the_command_line_itself(settings: Settings):
    for command in ("backup", "restore"):
        assert CliRunner().invoke(main, [command]).exit_code == 2
