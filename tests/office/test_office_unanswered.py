"""Refused questions: one row a question, counted, bounded, written behind the answers' back."""

import sqlite3
from datetime import date

import pytest

from rag.errors import OfficeUnavailable
from rag.office.redact import MARK
from rag.office.store import FILE, Store
from rag.office.unanswered import UnansweredTable

FIRST, LATER = date(2026, 6, 1), date(2026, 6, 9)


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path)


@pytest.fixture
def table(store):
    return UnansweredTable(store, most=4)


@pytest.mark.parametrize(
    "other",
    [
        "托育补贴多少",
        " 托育 补贴 多少？？",
        "托育补贴，多少!",
        "托育補貼多少？",
        "托育「补贴」多少……",
        "托育\u200b补贴\n多少",
    ],
)
def test_the_same_question_is_one_row(table, other):
    table.note("托育补贴多少？", LATER)
    table.flush()
    table.note(other, FIRST)
    table.note(other, LATER)
    table.flush()
    (row,) = table.list("open")
    assert (row.question, row.times) == ("托育补贴多少？", 3)
    assert (row.first, row.last) == (FIRST, LATER)


@pytest.mark.parametrize(
    ("one", "other"),
    [("托育补贴多少？", "托育补贴多久？"), ("1.5万元够吗", "15万元够吗"), ("A类", "B类")],
)
def test_another_question_is_another_row(table, one, other):
    table.note(one, FIRST)
    table.note(other, FIRST)
    table.flush()
    assert {row.question for row in table.list("open")} == {one, other}


def test_questions_in_one_batch_merge_too(table):
    for question in ("补贴多少", "补贴多少？", "補貼多少"):
        table.note(question, FIRST)
    table.flush()
    assert [row.times for row in table.list("open")] == [3]


@pytest.mark.parametrize("empty", ["？？？", "……", "😀", "\u200b"])
def test_a_question_without_a_word_is_not_kept(table, empty):
    table.note(empty, FIRST)
    table.flush()
    assert table.list("open") == []


def test_persons_are_taken_out(table, store):
    table.note("我叫张三，电话13812345678，能领吗", FIRST)
    table.note("我叫张三，电话13912345678，能领吗", FIRST)
    table.flush()
    (row,) = table.list("open")
    assert (row.question, row.times) == (f"我叫张三，电话{MARK}，能领吗", 2)
    for file in store.folder.iterdir():
        assert b"13812345678" not in file.read_bytes()


def test_most_asked_first_and_settled(table):
    for question, times in (("甲问", 1), ("乙问", 3), ("丙问", 2)):
        for _ in range(times):
            table.note(question, FIRST)
    table.flush()
    assert [row.question for row in table.list("open")] == ["乙问", "丙问", "甲问"]
    assert [row.question for row in table.list("open", 1, 1)] == ["丙问"]
    worst = table.list("open")[0]
    assert table.settle(worst.id, "dropped")
    assert not table.settle(99, "kept")
    table.note("乙问", LATER)  # asked again, it stays where staff have put it
    table.flush()
    assert (table.count("open"), table.count("dropped")) == (2, 1)
    assert table.list("dropped")[0].times == 4


def test_the_oldest_asked_once_make_room(table):
    for number in range(4):
        table.note(f"第{number}个问题", date(2026, 6, 1 + number))
        table.flush()
    table.note("第1个问题", LATER)
    table.flush()
    table.settle(1, "kept")
    for number in (4, 5):
        table.note(f"第{number}个问题", LATER)
        table.flush()
    left = {row.question for state in ("open", "kept") for row in table.list(state)}
    assert left == {"第0个问题", "第1个问题", "第4个问题", "第5个问题"}
    table.settle(2, "kept")
    table.note("第6个问题", LATER)  # no single one but the newest two: the older goes
    table.flush()
    left = {row.question for state in ("open", "kept") for row in table.list(state)}
    assert left == {"第0个问题", "第1个问题", "第5个问题", "第6个问题"}


def test_a_flood_between_two_writings_is_bounded(store):
    table = UnansweredTable(store)
    for number in range(5_000):
        table.note(f"{number}", FIRST)
    table.note("0", FIRST)
    table.flush()
    assert table.count("open") == 1_000
    assert table.list("open")[0].times == 2


def test_what_cannot_be_written_waits(table, store):
    table.note("补贴多少", FIRST)
    store.folder.mkdir(exist_ok=True)
    blocked = store.folder / FILE
    blocked.write_bytes(b"not a database at all" * 100)
    with pytest.raises(OfficeUnavailable):
        table.flush()
    table.note("补贴多少", FIRST)
    blocked.unlink()
    table.flush()
    assert [row.times for row in table.list("open")] == [2]


def test_only_these_columns_are_kept(table, store):
    table.note("补贴多少", FIRST)
    table.flush()
    with sqlite3.connect(store.folder / FILE) as connection:
        names = [row[1] for row in connection.execute("PRAGMA table_info(unanswered)")]
    assert names == ["id", "folded", "question", "times", "first", "last", "state"]
