"""The notices held, as staff see them: with source and ways to read again and to remove."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from rag.answering.library import Library, Record, Wanted
from rag.server.markup import tag, text, void
from rag.server.reader import links
from rag.server.staff.filelist import NOTICES, buttons
from rag.server.staff.frame import Frame
from rag.server.staff.visit import Visit

PER_PAGE = 50
_PAGE = re.compile(r"\d{1,6}", re.ASCII)
_LONGEST = 200  # characters of a word to look for; no title is longer


@dataclass(frozen=True, slots=True)
class Looked:
    """What is looked for among the notices, and which page of it is shown."""

    words: str
    page: int

    @classmethod
    def of(cls, words: str, page: str) -> Looked:
        """Return what an address or a form asks for; what cannot be read is as if not given."""
        given = words.replace("\0", "").strip()[:_LONGEST]
        return cls(given, int(page) if _PAGE.fullmatch(page) else 1)

    @property
    def kept(self) -> dict[str, str]:
        """The parameters of an address that asks for this."""
        given = {"q": self.words, "page": str(self.page) if self.page > 1 else ""}
        return {name: value for name, value in given.items() if value}

    def address(self, **changes: str) -> str:
        """Return the address of the page that shows this, with ``changes``."""
        query = {**self.kept, **changes}
        return f"{NOTICES}?{urlencode(query)}" if query else NOTICES


def holdings(frame: Frame, looked: Looked, library: Library | None) -> str:
    """Return the section of the notices that are ``looked`` for; None: there are none at all."""
    heading = tag("h2", frame.say("notices.list"), id="held-heading")
    given = {"id": "held", "aria_labelledby": "held-heading"}
    if library is None:
        none = tag("p", frame.say("notices.unavailable"), css="none")
        return tag("section", heading, none, **given)
    found = library.find(Wanted(looked.words), frame.visit.day)
    pages = max(1, -(-len(found) // PER_PAGE))
    looked = Looked(looked.words, min(max(1, looked.page), pages))
    first = (looked.page - 1) * PER_PAGE
    shown = found[first : first + PER_PAGE]
    count = frame.say("reader.count", count=len(found), total=len(library))
    if pages > 1:
        span = frame.say("notices.range", first=first + 1, last=first + len(shown))
        count = f"{count} {span}"
    items = [_item(frame, looked, record) for record in shown]
    none = tag("p", frame.say("reader.none"), css="none")
    return tag(
        "section",
        heading,
        _search(frame, looked),
        tag("p", count, css="count"),
        tag("ol", *items, css="notices", start=first + 1) if items else none,
        _pages(frame, looked, pages),
        **given,
    )


def line(frame: Frame, record: Record) -> str:
    """Return a notice as a title that leads to the reader, with what it is."""
    title = text(record.shown_title or record.id)
    day = record.issued_on
    status = record.status(frame.visit.day)
    about = [
        tag("span", text(record.doc_number), css="number") if record.doc_number else "",
        tag("time", text(day.isoformat()), datetime=day.isoformat()) if day else "",
        tag("span", frame.say(f"status.{status}"), css=f"status {status}"),
        tag("span", frame.say("notices.source"), " ", tag("bdi", text(record.source))),
    ]
    link = tag("a", title, href=links.notice(record.id), css="title", lang=record.language)
    return link + tag("div", *about, css="about")


def name_of(record: Record) -> str:
    """Return how a notice is called in a sentence."""
    return record.doc_number or record.shown_title or record.id


def _item(frame: Frame, looked: Looked, record: Record) -> str:
    own = buttons(frame, "notice", record.id, name_of(record), looked.kept)
    return tag("li", line(frame, record), own)


def _search(frame: Frame, looked: Looked) -> str:
    label = tag("label", frame.say("notices.by_q"), **{"for": "q"})
    box = void("input", id="q", name="q", type="search", value=looked.words)
    button = tag("button", frame.say("reader.search"), type="submit")
    reset = tag("a", frame.say("reader.reset"), href=NOTICES) if looked.words else ""
    parts = (tag("div", label, box, css="field"), tag("div", button, reset, css="buttons"))
    return tag("form", *parts, action=NOTICES, method="get", role="search", css="card search")


def _pages(frame: Frame, looked: Looked, pages: int) -> str:
    steps = [("previous", looked.page - 1, "prev"), ("next", looked.page + 1, "next")]
    shown = [
        tag(
            "li",
            tag(
                "a",
                frame.say(f"reader.{key}"),
                href=Looked(looked.words, page).address(),
                rel=rel,
            ),
        )
        for key, page, rel in steps
        if 1 <= page <= pages
    ]
    if not shown:
        return ""
    return tag("nav", tag("ul", *shown), css="pages", aria_label=frame.plain("reader.pages"))


def looked_for(visit: Visit) -> Looked:
    """Return what a visit looks for."""
    return Looked.of(visit.query.get("q", ""), visit.query.get("page", ""))
