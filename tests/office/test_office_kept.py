"""What visitors left is given out whole, and erased: when asked, and when its time is over."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from rag.cli import main
from rag.office import Office
from rag.office.feedback import Cited, Feedback
from rag.office.kept import Erased, Kept
from rag.office.store import Store
from rag.office.trail import Trail
from rag.settings import Settings

OLD, NEW = date(2026, 1, 5), date(2026, 6, 1)
NOW = datetime(2026, 7, 10, 12, tzinfo=UTC)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office with an old and a new question and feedback each; staff keep one of the old."""
    office = Office(Settings(office={"folder": tmp_path / "office"}))
    for day, word in ((OLD, "甲镇"), (NEW, "乙镇")):
        office.unanswered.note(f"{word}的集市几点开", day)
        office.unanswered.flush()
        cited = (Cited("青政发〔2025〕1号", "通知", "一、"),)
        office.feedback.add(Feedback(f"{word}问", "答", helpful=False, citations=cited), day)
    return office


def words(office: Office) -> str:
    return json.dumps(list(Kept(office.store, 1).all()), ensure_ascii=False)


def kept_at(office: Office, days: int) -> Kept:
    return Kept(office.store, days, lambda: NOW)


def test_everything_is_given_out(office: Office):
    rows = list(Kept(office.store, 1).all())
    assert [row["table"] for row in rows] == ["unanswered", "unanswered", "feedback", "feedback"]
    assert rows[2]["citations"] == [["青政发〔2025〕1号", "通知", "一、"]]
    assert rows[2]["helpful"] is False
    assert rows[0]["question"] == "甲镇的集市几点开"


def test_what_is_older_than_a_day_or_holds_a_text_is_erased(office: Office):
    kept = Kept(office.store, 1)
    assert kept.erase(before=OLD) == Erased()
    assert kept.erase(before=NEW, containing="乙镇") == Erased()
    assert kept.erase(before=NEW) == Erased(1, 1)
    assert "甲镇" not in words(office)
    assert kept.erase(containing="乙镇问") == Erased(0, 1)
    assert kept.erase() == Erased(1, 0)
    assert words(office) == "[]"
    told = [it.detail for it in Trail(office.store).newest() if it.what == "erased"]
    assert told == [
        "unanswered 1, feedback 0",
        "unanswered 0, feedback 1",
        "unanswered 1, feedback 1",
    ]


def test_nothing_of_it_is_left_in_any_file(office: Office):
    Kept(office.store, 1).erase(containing="甲镇")
    for path in office.store.folder.rglob("*"):
        data = b"" if path.is_dir() else path.read_bytes()
        assert "甲镇".encode() not in data, path
    assert "乙镇" in words(office)


def test_what_is_too_old_goes_by_itself_but_for_what_staff_keep(office: Office):
    (old,) = (row for row in office.feedback.list("open") if row.day == OLD)
    office.feedback.settle(old.id, "kept")
    kept_at(office, 3650).expire()
    assert len(list(office.kept.all())) == 4
    kept_at(office, 90).expire()
    left = [row["question"] for row in office.kept.all()]
    assert left == ["乙镇的集市几点开", "甲镇问", "乙镇问"]


def test_it_is_looked_for_once_a_day(office: Office):
    kept = kept_at(office, 90)
    kept.expire()
    office.feedback.add(Feedback("丙镇问", "答", helpful=True), OLD)
    kept.expire()
    assert "丙镇" in words(office)
    kept_at(office, 90).expire()
    assert "丙镇" not in words(office)


def test_a_server_that_starts_erases_what_is_too_old(office: Office):
    settings = Settings(office={"folder": office.store.folder, "keep_days": 1})
    started = Office(settings)
    started.open()
    started.close()
    assert words(office) == "[]"


def test_where_nothing_was_kept_nothing_is_made(tmp_path: Path):
    Kept(Store(tmp_path / "office"), 1).expire()
    assert not (tmp_path / "office").exists()


def test_the_command_exports_and_erases(office: Office, tmp_path: Path):
    def run(*args: str):
        return CliRunner().invoke(main, ["privacy", *args, "--office", str(office.store.folder)])

    file = tmp_path / "访客.jsonl"
    assert run("export", str(file)).exit_code == 0
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert lines == list(Kept(office.store, 1).all())
    for wrong in ((), ("--all", "--before", "2026-02-01")):
        assert run("erase", *wrong).exit_code == 2
    assert run("erase", "--before", "2026-02-01").exit_code == 0
    assert "甲镇" not in words(office)
    assert run("erase", "--all").exit_code == 0
    assert words(office) == "[]"
