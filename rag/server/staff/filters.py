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


def chosen(
    issuer: str | None, kind: str | None, year: str | None, in_force_on: str | None
) -> Filters | None:
    """Return what was chosen, '' and None standing for nothing; None where nothing was.

    :raises FilterDay: the year or the day is none.
    """
    year, day = (year or "").strip(), (in_force_on or "").strip()
    filters = Filters(
        issuer=(issuer or "").strip() or None,
        kind=(kind or "").strip() or None,
        issued_from=_day(f"{year}-01-01", year) if year else None,
        issued_to=_day(f"{year}-12-31", year) if year else None,
        in_force_on=_day(day, day) if day else None,
    )
    return filters or None


def _day(written: str, given: str) -> date:
    try:
        return datetime.strptime(written, "%Y-%m-%d").date()
    except ValueError as error:
        raise FilterDay(day=given) from error
