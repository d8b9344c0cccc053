"""What the day of asking changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from notice_pages import page

from rag.answering.timeliness import as_of, first_line, warnings_for
from rag.index.rows import record_of
from rag.messages import LANGUAGES
from rag.notices.parse import parse_page


@pytest.fixture(scope="module")
def record():
    [notice] = parse_page(page(), "a.txt")
    return record_of(notice, "key")


def test_a_notice_in_force_and_whole_needs_no_warning(record):
    until = replace(record, valid_until=date(2026, 5, 1))
    assert warnings_for([record, until], date(2026, 5, 1), "zh-Hans") == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_reason_is_said_in_the_language_asked(record, language):
    day = date(2026, 5, 2)
    expired = replace(record, valid_until=date(2026, 5, 1))
    repealed = replace(record, abolished_by="青政发〔2026〕9号")
    cut = replace(record, truncated=True)
    [first] = warnings_for([expired], day, language)
    [second] = warnings_for([repealed], day, language)
    [third] = warnings_for([cut], day, language)
    assert "2026-05-01" in first
    assert "青政发〔2026〕9号" in second
    assert len({first, second, third}) == 3
    assert all("青政发〔2025〕1号" in line for line in (first, second, third))


def test_repeal_outweighs_expiry_and_both_leave_truncation(record):
    worst = replace(
        record, valid_until=date(2020, 1, 1), abolished_by="青政发〔2026〕9号", truncated=True
    )
    lines = warnings_for([worst], date(2026, 1, 1), "en")
    assert [word in line for word, line in zip(("repealed", "breaks off"), lines, strict=True)] == [
        True,
        True,
    ]


def test_a_notice_without_a_number_is_named_by_its_title(record):
    nameless = replace(record, doc_number=None, truncated=True)
    [line] = warnings_for([nameless], date(2026, 1, 1), "zh-Hans")
    assert "《青禾市人民政府关于印发青禾市河道保洁办法的通知》" in line
    assert "None" not in line
    assert "（）" not in line


def test_status_of_a_record(record):
    until = replace(record, valid_until=date(2026, 5, 1))
    assert record.status(date(2099, 1, 1)) == "in_force"
    assert until.status(date(2026, 5, 1)) == "in_force"
    assert until.status(date(2026, 5, 2)) == "expired"
    assert replace(until, abolished_by="x").status(date(2020, 1, 1)) == "abolished"
    assert record.status(date(2025, 2, 28)) == "not_yet_in_force"
    later = replace(record, effective_on=date(2025, 6, 1))
    assert later.status(date(2025, 5, 31)) == "not_yet_in_force"
    assert later.status(date(2025, 6, 1)) == "in_force"


def test_a_repeal_counts_from_the_day_it_takes_effect(record):
    repealed = replace(record, abolished_by="x", abolished_on=date(2026, 5, 1))
    assert repealed.status(date(2026, 4, 30)) == "in_force"
    assert repealed.status(date(2026, 5, 1)) == "abolished"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_line_says_what_changes_the_answer_without_a_date(record, language):
    day = date(2026, 5, 2)
    expired = replace(record, valid_until=date(2026, 5, 1))
    line = first_line([record, expired], day, language)
    assert "青政发〔2025〕1号" in line
    assert "2026" not in line
    assert first_line([record], day, language) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_notice_not_yet_in_force_is_said_to_be(record, language):
    later = replace(record, effective_on=date(2026, 6, 1))
    [line] = warnings_for([later], date(2026, 5, 2), language)
    assert "2026-06-01" in line


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("现在是2027年3月,办法还有效吗", date(2027, 3, 31)),
        ("截至2027年3月5日还有效吗", date(2027, 3, 5)),
        ("as of march 2027, is it valid", date(2027, 3, 31)),
        ("到2027年要完成什么", date(2026, 1, 1)),
        ("截至2027年13月", date(2026, 1, 1)),
    ],
)
def test_the_day_a_question_is_asked_as_of(question, day):
    assert as_of(question, date(2026, 1, 1)) == day
