"""Dates however a page writes them; those without a day, and those of signatures."""

from datetime import date

import pytest

from rag.notices.dates import DATE, NUMERIC, YEAR, date_of, find_dates, find_months, year_of

JUNE = date(2024, 6, 1)


@pytest.mark.parametrize(
    "text",
    [
        "2024年6月1日",
        "2024 年 6 月 1 日",
        "2 0 2 4 年 6 月 1 日",
        "2024年06月01日",
        "2024年6月1",
        "二〇二四年六月一日",
        "二○二四年六月一日",
        "二零二四年六月一日",
        "二0二四年六月一日",
        "二O二四年六月一日",
        "二o二四年六月一日",
        "二О二四年六月一日",
        "二◯二四年六月一日",
        "二 〇 二 四 年 六 月 一 日",
    ],
)
def test_one_day_in_many_writings(text):
    assert list(find_dates(f"自{text}起")) == [(JUNE, 1, 1 + len(text))]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024 年 1 2 月 1 5 日", date(2024, 12, 15)),
        ("二〇二四年十 二月二 十 一日", date(2024, 12, 21)),
        ("2024年6月1 2名", JUNE),
        ("1 2024年6月1日", JUNE),
    ],
)
def test_figures_set_apart(text, day):
    assert [found for found, _, _ in find_dates(text)] == [day]


@pytest.mark.parametrize(
    "text",
    ["2024年2月30日", "二O二四年十三月一日", "1799年6月1日", "二〇二四六月一日"],
)
def test_what_is_no_date_of_a_sentence(text):
    assert list(find_dates(text)) == []


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-06-01", JUNE),
        ("2024.6.1", JUNE),
        ("2024/6/1", JUNE),
        ("2024-6.1", None),
        ("v2024.6.1.2", None),
        ("2024-13-01", None),
        ("12024-06-01", None),
    ],
)
def test_figures_alone_are_for_signatures(text, day):
    match = NUMERIC.search(text)
    assert (date_of(match) if match else None) == day
    assert DATE.search(text) is None


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("至2026年6月", [date(2026, 6, 30)]),
        ("到二〇二四年二月止", [date(2024, 2, 29)]),
        ("2026年6月1日", []),
        ("2026年6月1", []),
        ("二〇二六年六月一日", []),
        ("2026年13月", []),
        ("2026年", []),
    ],
)
def test_months_without_a_day_end_on_their_last(text, days):
    found = list(find_months(text))
    assert [day for day, _, _ in found] == days
    assert all("月" in text[start:end] for _, start, end in found)


def test_years():
    assert YEAR in DATE.pattern
    assert year_of("二O二四") == year_of("2 0 2 4") == 2024
    assert year_of("2124") is None
