"""When the documents a question speaks of were issued: 2024年2月任命的, 去年的细则.

A year in a question mostly belongs to what a document says (到2025年, 2023年要完成): only a year
that stands with a document, or with the act of issuing one or of appointing somebody, tells when
it was issued.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from rag.notices.dates import month_end

_WHEN = (
    r"(?:(?P<year>(?:19|20)\d\d)\s?年|(?P<relative>今年|去年|前年))度?"
    r"(?:\s?(?P<month>1[0-2]|0?[1-9])\s?月(?:份|(?P<day>\d{1,2})[日号])?)?"
)
_DOCUMENT = (
    "文件|通知|公告|通告|决定|意见|方案|办法|细则|规定|条例|措施|政策|预案|规划|计划|公文|文号|号文"
)
_ACT = "任命|任免|任职|新任|免职|免去|提拔|调任|印发|出台|发布|下发|发的|发文|公布的"
# 到2025年, 2025年底, 2024年至2026年, 2024年版: goals, spans and names, not days of issue.
_BEFORE = "(?<![到至前从自-])(?<!截至)(?<!截止)"
_BEHIND = "(?![底末初前后至到版起-]|以[前后来]|之[前后])"
_WORDS = "(?:(?!应[当该]|[要需将达])[\u3400-\u9fff]){0,4}?"
# 2024年和2025年细则: the document stands behind the last of them.
_SERIES = rf"(?:[和与及、]\s?{_WHEN.replace('?P<', '?P<_')}){{0,12}}"
_DATED = re.compile(
    rf"{_BEFORE}{_WHEN}{_BEHIND}(?={_SERIES}"
    rf"(?:[里中]?[那这的]?[份个]?[《<]?{_WORDS}(?:{_DOCUMENT})|{_WORDS}(?:{_ACT})|任(?![务期])))"
)
_BACK = {"今年": 0, "去年": 1, "前年": 2}


@dataclass(frozen=True, slots=True)
class Period:
    """A day, a month or a year: its first and last day."""

    first: date
    last: date

    def holds(self, day: date | None) -> bool:
        """Return whether ``day`` is known and lies within."""
        return day is not None and self.first <= day <= self.last

    def __str__(self) -> str:
        if self.first == self.last:
            return self.first.isoformat()
        whole_year = (self.last - self.first).days > 31
        return self.first.strftime("%Y") if whole_year else self.first.strftime("%Y-%m")


def periods_in(folded: str, today: date | None = None) -> tuple[Period, ...]:
    """Return the periods of issue that a question in matching form names, in order.

    :param today: what 今年, 去年 and 前年 are counted from; None: they are passed over.
    """
    found = (_period(match, today) for match in _DATED.finditer(folded))
    return tuple(dict.fromkeys(period for period in found if period))


def _period(match: re.Match[str], today: date | None) -> Period | None:
    if match["year"]:
        year = int(match["year"])
    elif today is not None:
        year = today.year - _BACK[match["relative"]]
    else:
        return None
    if not match["month"]:
        return Period(date(year, 1, 1), date(year, 12, 31))
    month = int(match["month"])
    try:
        first = date(year, month, int(match["day"] or 1))
    except ValueError:
        return None
    return Period(first, first if match["day"] else month_end(year, month))
