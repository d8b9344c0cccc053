"""From when a notice is in force, as its own text says."""

from __future__ import annotations

from datetime import date

import pytest

from rag.notices.fold import CleanText
from rag.notices.validity import effect

ISSUED = date(2025, 3, 1)


def begins(text: str, issued_on: date | None = ISSUED) -> date | None:
    folded = CleanText(text).text
    found = effect(folded, 0, len(folded), issued_on)
    return found[0] if found else None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("第九条　本办法自2025年5月1日起施行。", date(2025, 5, 1)),
        ("本办法自二〇二五年五月一日起施行，有效期三年。", date(2025, 5, 1)),
        ("本办法由市水务局负责解释，自2025年5月1日起实施。", date(2025, 5, 1)),
        ("《青禾市河道办法》已经审议通过，现予印发，自2025年5月1日起施行。", date(2025, 5, 1)),
        ("二、自2025年6月1日起执行。", date(2025, 6, 1)),
        ("本意见自印发之日起施行。", ISSUED),
        ("本办法自发布之日起30日后施行。", date(2025, 3, 31)),
        ("7.3预案实施 本预案自印发之日起实施。", ISSUED),
        ("本通知自印发之日起执行。\n本办法自2025年5月1日起施行。", date(2025, 5, 1)),
    ],
)
def test_the_day_of_effect(text, day):
    assert begins(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "本办法自发布之日起10个工作日后施行。",
        "《青禾市节水条例》将于2025年5月1日起施行。",
        "新的排放标准自2025年7月1日起执行。",
        "自2025年5月1日起实施的项目，给予补助。",
        "2025年5月1日起实施方案另行制定。",
        "本办法自2025年13月1日起施行。",
    ],
)
def test_nothing_is_said_of_the_notice(text):
    assert begins(text) is None


def test_the_day_of_issue_must_be_known():
    assert begins("本意见自印发之日起施行。", None) is None
