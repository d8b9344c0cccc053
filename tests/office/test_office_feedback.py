"""Feedback: kept without persons, reviewed, never more than fits."""

import json
from dataclasses import replace
from datetime import date

import pytest

from rag.office.feedback import Cited, Feedback, FeedbackTable
from rag.office.questionset import drafts
from rag.office.redact import MARK
from rag.office.store import Store
from rag.office.unanswered import UnansweredTable

DAY = date(2026, 6, 1)
CITED = Cited("云政办发〔2025〕12号", "托育补贴通知", "二、（一）1.")
GIVEN = Feedback("补贴多少？", "每月500元[1]。", True, "很清楚", (CITED,))


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path)


@pytest.fixture
def table(store):
    return FeedbackTable(store, most=5)


def test_what_is_added_is_listed_newest_first(table):
    table.add(GIVEN, DAY)
    table.add(replace(GIVEN, helpful=False, comment="", citations=()), date(2026, 6, 2))
    second, first = table.list("open")
    assert first.feedback == GIVEN
    assert (first.id, first.day, first.state) == (1, DAY, "open")
    assert (second.feedback.helpful, second.feedback.citations) == (False, ())
    assert [row.id for row in table.list("open", helpful=True)] == [1]
    assert [row.id for row in table.list("open", limit=1, offset=1)] == [1]
    assert (table.count("open"), table.count("open", helpful=False)) == (2, 1)


def test_nothing_is_there_before_the_first(table, store):
    assert (table.list("open"), table.count("open"), list(table.all("kept"))) == ([], 0, [])
    assert not list(store.folder.iterdir())


def test_persons_are_taken_out_of_every_text(table, store):
    phone = "13812345678"
    cited = Cited(f"云政办发〔2025〕12号 {phone}", f"通知{phone}", f"二、（一）{phone}")
    table.add(Feedback(f"问{phone}", f"答{phone}", True, f"打{phone}", (cited,)), DAY)
    (row,) = table.list("open")
    assert row.feedback.comment == f"打{MARK}"
    assert row.feedback.citations[0].doc_number == f"云政办发〔2025〕12号 {MARK}"
    kept = [tuple(one) for one in store.rows("SELECT * FROM feedback")]
    assert phone not in repr(kept)
    for file in store.folder.iterdir():
        assert phone.encode() not in file.read_bytes()


def test_settling_moves_one_and_tells_whether_it_was_there(table):
    table.add(GIVEN, DAY)
    table.add(GIVEN, DAY)
    assert table.settle(1, "kept")
    assert not table.settle(99, "kept")
    assert [row.id for row in table.list("kept")] == [1]
    assert [row.id for row in table.list("open")] == [2]
    assert table.settle(1, "open")
    assert table.count("open") == 2


def test_the_oldest_dropped_go_first_then_open_then_kept(table):
    for _ in range(5):
        table.add(GIVEN, DAY)
    table.settle(1, "kept")
    table.settle(3, "dropped")
    table.settle(4, "dropped")

    def left():
        rows = [row.id for state in ("open", "kept", "dropped") for row in table.all(state)]
        return sorted(rows)

    gone = []
    for _ in range(4):
        before = left()
        table.add(GIVEN, DAY)
        assert len(left()) == 5
        gone += set(before) - set(left())
    assert gone == [3, 4, 2, 5]
    table.settle(9, "dropped")  # the newest: its number must not come again
    table.add(GIVEN, DAY)
    assert max(left()) == 10


def test_all_goes_through_more_than_one_reading(store):
    table = FeedbackTable(store)
    row = "INSERT INTO feedback (day, question, answer, citations, helpful, comment)"
    with store.writing() as connection:
        connection.executemany(
            f"{row} VALUES ('2026-06-01', ?, '', '[]', 1, '')", [[str(n)] for n in range(450)]
        )
    assert [row.feedback.question for row in table.all("open")] == [
        str(n) for n in reversed(range(450))
    ]


def test_drafts_of_a_question_set(store, table):
    table.add(GIVEN, DAY)
    table.add(replace(GIVEN, helpful=False, comment="答非所问"), DAY)
    table.add(replace(GIVEN, citations=(), comment=""), DAY)
    unanswered = UnansweredTable(store)
    unanswered.note("鄂尔多斯有地铁吗？", DAY)
    unanswered.flush()
    for n in (1, 2, 3):
        table.settle(n, "kept")
    unanswered.settle(1, "kept")
    found = [json.loads(line) for line in drafts(table, unanswered, "kept")]
    assert found == [
        {
            "id": "unanswered-1",
            "question": "鄂尔多斯有地铁吗？",
            "abstain": True,
            "type": "unanswerable",
            "draft": True,
        },
        {"id": "feedback-3", "question": "补贴多少？", "abstain": True, "draft": True},
        {
            "id": "feedback-2",
            "question": "补贴多少？",
            "abstain": False,
            "draft": True,
            "hard": "答非所问",
        },
        {
            "id": "feedback-1",
            "question": "补贴多少？",
            "abstain": False,
            "draft": True,
            "gold": [
                {
                    "doc_number": "云政办发〔2025〕12号",
                    "title": "托育补贴通知",
                    "paragraph": "二、（一）1.",
                }
            ],
            "answer": "每月500元[1]。",
            "hard": "很清楚",
        },
    ]
    assert list(drafts(table, unanswered, "open")) == []
