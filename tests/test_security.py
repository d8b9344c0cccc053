"""``SECURITY.md`` is true to the code: what it names exists, what it claims has a test."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from pydantic import BaseModel

from rag.cli import main
from rag.settings import Settings

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`([^`\n]+)`", TEXT)


def settings() -> set[str]:
    """Return the names of all settings and sections."""
    names = set()
    for name, one in Settings.model_fields.items():
        inner = type(one.default).model_fields if isinstance(one.default, BaseModel) else ()
        names |= {name, *(f"{name}.{field}" for field in inner)}
    return names


def threats() -> list[list[str]]:
    """Return the cells of each row of the table of threats."""
    table = TEXT.partition("\n## Threats\n")[2].partition("\n## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ")][2:]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def test_every_file_that_is_named_exists():
    paths = {one for one in NAMED if re.match(r"(tests|rag|docs|deploy|scripts)/", one)}
    assert len(paths) > 30
    assert sorted(one for one in paths if not (ROOT / one).exists()) == []


def test_every_link_stands():
    links = re.findall(r"\]\(([^)#]+)", TEXT)
    assert links
    assert [one for one in links if not (ROOT / one).exists()] == []


def test_every_setting_that_is_named_exists():
    known = settings()
    sections = "|".join(Settings.model_fields)
    named = [one for one in NAMED if re.fullmatch(rf"({sections})\.[a-z_]+", one)]
    assert len(named) > 15
    assert [one for one in named if one not in known] == []


def test_every_command_that_is_named_exists():
    commands = [one.split()[1:] for one in NAMED if one.startswith("wence ")]
    assert len(commands) > 4
    for words in commands:
        command: click.Command = main
        for word in words:
            if not isinstance(command, click.Group):
                break
            found = command.get_command(click.Context(main), word)
            assert found, words
            command = found
        given = [word for word in words if word.startswith("--")]
        spelled = {name for parameter in command.params for name in parameter.opts}
        assert [option for option in given if option not in spelled] == []


@pytest.mark.parametrize("row", threats(), ids=lambda row: row[0])
def test_every_threat_has_what_holds_it_and_a_test(row: list[str]):
    assert len(row) == 4
    threat, held, tests, _ = row
    assert threat
    assert held
    for named in re.findall(r"`([^`]+)`", tests) or [""]:
        assert re.match(r"tests/(.+/)?test_\w+\.py$", named), row
        assert "def test_" in (ROOT / named).read_text(encoding="utf-8")


def test_there_is_one_way_to_report_and_no_address():
    assert "private vulnerability reporting" in TEXT
    assert re.findall(r"[\w.]+@[\w.]+\.\w+", TEXT) == []
    assert "## 中文摘要" in TEXT
