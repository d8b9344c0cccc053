"""Nothing that a file says, or is called, does anything to a terminal but stand there."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from rag.cli import main
from rag.terminal import escaped, visible

# Controls but for tab and line feed, marks of direction, line breaks that only return.
ALIVE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
HOSTILE = "\x9b31m\u202e\u2066\u200f\x90"
ESCAPE = "\x1b[2J"  # a text has few of these, or it is none
NOTICE = (
    f"云泽市水务局关于节约{HOSTILE}{ESCAPE}用水的通知\n云水发〔2024〕3号\n各区水务局：\n"
    f"一、用水计划。每户每月用水{HOSTILE}不超过十吨，由市水务局负责核定。\n"
    f"二、收费。超出部分每吨收费{HOSTILE}{ESCAPE}五元。\n"
    f"三、宣传。{'各单位应当节约用水，做好宣传工作。' * 200}\n附件：1.用{HOSTILE}水表\n"
    "云泽市水务局\n2024年5月6日\n"
)
NAME = "a\x1b[31m\u202eb\x9b.txt"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / NAME).write_text(NOTICE, encoding="utf-8")
    said = CliRunner().invoke(main, ["ingest", str(folder), "--index", str(folder / "index")])
    assert said.exit_code == 0
    assert ALIVE.findall(said.output) == []
    return folder / "index"


@pytest.fixture
def wence(index: Path) -> Callable[..., Result]:
    def run(*args: str) -> Result:
        return CliRunner().invoke(main, [*args, "--index", str(index)])

    return run


@pytest.mark.parametrize(
    "args",
    [
        ("list",),
        ("list", "--clauses"),
        ("list", "--check"),
        ("show", "云水发〔2024〕3号"),
        ("show", "云水发〔2024〕3号", "二、"),
        ("search", "超出部分每吨收费多少？"),
        ("ask", "超出部分每吨收费多少？"),
        ("ask", f"超出部分{HOSTILE}{ESCAPE}每吨收费多少？", "--after", "每户每月用水多少？"),
    ],
    ids=" ".join,
)
def test_what_people_read_has_no_controls(wence, args):
    said = wence(*args)
    assert said.exit_code == 0
    assert said.stdout
    assert ALIVE.findall(said.stdout) == []
    assert ALIVE.findall(said.stderr) == []


def test_a_program_gets_what_the_source_says(wence):
    said = wence("list", "--clauses", "--json")
    assert ALIVE.findall(said.stdout) == []  # escaped
    (notice,) = json.loads(said.stdout)["notices"]
    assert NAME in notice["source"]
    assert NOTICE[notice["start"] : notice["end"]].startswith(f"云泽市水务局关于节约{HOSTILE}")


@pytest.mark.parametrize(
    "args",
    [
        ("ingest", f"/nowhere/{NAME}\n二.txt"),
        ("show", f"甲{HOSTILE}{ESCAPE}乙\n丙"),
        ("remove", f"甲{HOSTILE}乙"),
        ("ask", "--batch", f"/nowhere/{NAME}", "--out", "out.jsonl"),
    ],
    ids=lambda args: args[0],
)
def test_an_error_line_has_no_controls(wence, args):
    said = wence(*args)
    assert (said.exit_code, said.stdout) == (1, "")
    assert said.stderr.count("\n") == 1
    assert ALIVE.findall(said.stderr) == []


def test_a_file_that_is_passed_over_is_named_without_controls(tmp_path, wence):
    (tmp_path / f"{NAME}.pdf").write_bytes(b"%PDF-1.4 \x1b[31m")
    (tmp_path / "b.txt").write_text(NOTICE, encoding="utf-8")
    said = CliRunner().invoke(main, ["ingest", str(tmp_path), "--index", str(tmp_path / "index")])
    assert "b.txt" in said.output or said.exit_code == 0
    assert "[31m" in said.output
    assert ALIVE.findall(said.output) == []


@pytest.mark.skipif(sys.platform == "win32", reason="its names are characters")
def test_a_name_that_is_no_text_can_be_printed(tmp_path, python):
    path = os.fsdecode(os.fsencode(tmp_path) + b"/\xff\x1b[31m.pdf")
    try:
        Path(path).write_bytes(b"%PDF-1.4")
    except OSError:
        pytest.skip("this file system has names that are text only")
    for more in ((), ("--json",)):
        done = python("-m", "rag", "ingest", path, "--index", tmp_path / "index", *more)
        assert "Traceback" not in done.stderr
        assert ALIVE.findall(done.stdout + done.stderr) == []


@given(st.text(st.characters(codec=None)))
def test_what_is_visible_stays(text):
    shown = visible(text)
    assert ALIVE.findall(shown) == []
    shown.encode()
    assert visible(shown) == shown


@given(st.text(st.characters(codec=None)))
def test_escaped_json_is_the_same_document(text):
    document = escaped(json.dumps({"a": [text]}, ensure_ascii=False))
    document.encode()
    assert ALIVE.findall(document) == []
    assert json.loads(document) == {"a": [text]}


def test_lines_stay_lines():
    assert visible("甲\r\n乙\r丙\t丁\n") == "甲\n乙\n丙\t丁\n"
