"""Years that tell when a document was issued, and years that belong to what it says."""

from __future__ import annotations

from datetime import date

import pytest

from rag.index.terms import matching_form
from rag.retrieval.periods import Period, periods_in

TODAY = date(2026, 11, 22)


def periods(text):
    return [str(period) for period in periods_in(matching_form(text), TODAY)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2024年2月任命的是谁", ["2024-02"]),
        ("2024年2月任农业局局长的是谁", ["2024-02"]),
        ("2024年5月14日印发的通知", ["2024-05-14"]),
        ("2023年文件里谁牵头", ["2023"]),
        ("２０２５年的建设方案里", ["2025"]),
        ("2023年分解方案和2025年方案", ["2023", "2025"]),
        ("2024年和2025年细则各是多少", ["2024", "2025"]),
        ("去年的细则", ["2025"]),
        ("2024年的《防汛应急预案》", ["2024"]),
        ("前年發布的停車辦法", ["2024"]),
        ("主任2025年任命的是谁", ["2025"]),
    ],
)
def test_a_time_of_issue(text, found):
    assert periods(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "到2025年要建多少个",
        "到2025年方案要求多少",
        "2023年底前出台文件的是谁",
        "2023年要完成的规划",
        "2025年任务是什么",
        "2025年全市养多少只羊",
        "2024年版预案",
        "2024年5月以后的文件",
        "2024年至2026年的方案",
        "今年换空调",
        "2024年2月31日的文件",
        "我公司2023年卖了2.5个亿",
    ],
)
def test_a_year_of_the_matter(text):
    assert periods(text) == []


def test_relative_years_need_a_day():
    assert periods_in("去年的细则") == ()


def test_what_a_period_holds():
    month = Period(date(2024, 2, 1), date(2024, 2, 29))
    assert month.holds(date(2024, 2, 29))
    assert not month.holds(date(2024, 3, 1))
    assert not month.holds(None)
