"""The filters of the staff chat: what can be chosen now, and what was chosen as ``Filters``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from rag.answering.library import Library
from rag.answering.model import Filters
from rag.errors import FilterInvalid

_MOST = 200  # of the names offered; whoever issued less often can be typed


class FilterDay(FilterInvalid):
    """What is filtered by is no year or day (YYYY-MM-DD). Parameter: ``day``."""

    key = "filter_day"


@dataclass(frozen=True, slots=True)
class Choices:
    """What the notices held can be filtered by, the most usual first."""

    issuers: tuple[str, ...]
    kinds: tuple[str, ...]
    years: tuple[int, ...]

    @classmethod
    def of(cls, library: Library) -> Choices:
        """Return the choices that ``library`` leaves."""
        return cls(
            tuple(library.issuers[:_MOST]), tuple(library.kinds[:_MOST]), tuple(library.years)
        )


def chosen(issuer: str, kind: str, year: str, in_force_on: str) -> Filters | None:
    """Return what was chosen, '' standing for nothing; None where nothing was.

    :raises FilterDay: the year or the day is none.
    """
    first = _day(f"{year.strip()}-01-01", year) if year.strip() else None
    last = _day(f"{year.strip()}-12-31", year) if year.strip() else None
    day = _day(in_force_on.strip(), in_force_on) if in_force_on.strip() else None
    filters = Filters(
        issuer=issuer.strip() or None,
        kind=kind.strip() or None,
        issued_from=first,
        issued_to=last,
        in_force_on=day,
    )
    return filters or None


def _day(written: str, given: str) -> date:
    try:
        return datetime.strptime(written, "%Y-%m-%d").date()
    except ValueError as error:
        raise FilterDay(day=given) from error
