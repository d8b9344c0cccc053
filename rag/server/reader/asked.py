"""What a request asks of the reader: language, day, what to list or to highlight.

Whatever cannot be read is named in ``faults`` and then left out: a link that was cut off still
leads somewhere, and says so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import get_args

from rag.answering.library import Status, Wanted
from rag.messages import LANGUAGES

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_NUMBER = re.compile(r"\d{1,9}", re.ASCII)
_LONGEST = 200  # characters of a word to look for; no title is longer
_STATUSES: tuple[Status, ...] = get_args(Status)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it is understood.

    ``lang`` and ``as_of`` are as given, '' where they are not, for links that keep them.
    ``span`` is the passage to highlight with its check, '' for none.
    """

    language: str
    day: date
    lang: str
    as_of: str
    wanted: Wanted
    page: int
    span: tuple[int, int] | None
    check: str
    faults: tuple[str, ...]

    @classmethod
    def of(cls, query: Mapping[str, str], language: str, today: date) -> Asked:
        """Return what ``query`` asks for in ``language``, as of ``today``, unless it says else."""
        faults = []

        def number(name: str) -> int | None:
            given = query.get(name, "").strip()
            if not given:
                return None
            if not _NUMBER.fullmatch(given):
                faults.append(name)
                return None
            return int(given)

        def text(name: str) -> str:
            return query.get(name, "").replace("\0", "").strip()[:_LONGEST]

        lang = query.get("lang", "")
        if lang and lang not in LANGUAGES:
            faults.append("lang")
            lang = ""
        as_of = query.get("as_of", "").strip()
        day = _day(as_of) if as_of else today
        if day is None:
            faults.append("as_of")
            as_of, day = "", today
        status = next((one for one in _STATUSES if one == query.get("status")), None)
        if query.get("status") and status is None:
            faults.append("status")
        start, end = number("start"), number("end")
        wanted = Wanted(text("q"), text("issuer"), text("kind"), number("year"), status)
        page = number("page")
        return cls(
            lang or language,
            day,
            lang,
            as_of,
            wanted,
            1 if page is None else page,
            None if start is None or end is None else (start, end),
            text("check"),
            tuple(faults),
        )

    @property
    def kept(self) -> dict[str, object]:
        """What every link of a page carries on."""
        return {"lang": self.lang, "as_of": self.as_of}

    @property
    def listed(self) -> dict[str, object]:
        """What the links of the list carry on, beside the page."""
        it = self.wanted
        return {
            "q": it.text,
            "issuer": it.issuer,
            "kind": it.kind,
            "year": it.year,
            "status": it.status,
            **self.kept,
        }


def _day(text: str) -> date | None:
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
