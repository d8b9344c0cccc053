"""The list of all notices: a form that works without a script, fifty notices a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from rag.answering.library import Library, Record, Status
from rag.server.markup import tag, text, void
from rag.server.reader import links
from rag.server.reader.frame import Frame

PER_PAGE = 50
_MOST_ISSUERS = 200  # offered while typing; any other can be typed
_NEAR = 2  # pages offered on either side of the one shown


def listing(frame: Frame, library: Library, found: Sequence[Record]) -> str:
    """Return the page of the list that is asked for; ``found`` are all notices that are wanted."""
    asked = frame.asked
    pages = max(1, -(-len(found) // PER_PAGE))
    page = min(max(1, asked.page), pages)
    first = (page - 1) * PER_PAGE
    shown = found[first : first + PER_PAGE]
    count = frame.say("count", count=len(found), total=len(library))
    if pages > 1:
        span = frame.say("range", first=first + 1, last=first + len(shown))
        count = f"{count} {span}"
    return frame.page(
        frame.plain("all"),
        lambda changed: links.catalogue({**asked.listed, **_at(page), **changed}),
        tag("h1", frame.say("all")),
        frame.faults(),
        _form(frame, library),
        tag("p", count, css="count"),
        cards(frame, shown, first + 1) if shown else tag("p", frame.say("none"), css="none"),
        _pages(frame, page, pages),
        css="list",
    )


def cards(frame: Frame, records: Sequence[Record], first: int = 1) -> str:
    """Return ``records`` as a list that counts from ``first``: titles with what they are."""
    return tag("ol", *(_item(frame, record) for record in records), css="notices", start=first)


def _item(frame: Frame, record: Record) -> str:
    title = tag("span", text(record.shown_title or record.id), lang=record.language)
    about = [
        tag("span", text(record.doc_number), css="number", lang=record.language)
        if record.doc_number
        else tag("span", frame.say("no_number"), css="number"),
        tag("span", text(record.issuer), lang=record.language) if record.issuer else "",
        frame.day(record.issued_on) if record.issued_on else "",
        frame.status(record),
    ]
    return tag(
        "li",
        frame.notice(record.id, title, **{"class": "title"}),
        tag("div", *about, css="about"),
    )


def _form(frame: Frame, library: Library) -> str:
    asked, wanted = frame.asked, frame.asked.wanted
    years = [(str(year), str(year)) for year in library.years]
    kinds = [(kind, kind) for kind in library.kinds]
    statuses = [(one, frame.plain(f"status.{one}")) for one in get_args(Status)]
    issuers = [void("option", value=issuer) for issuer in library.issuers[:_MOST_ISSUERS]]
    fields = [
        _input(frame, "q", wanted.text, type="search", css="wide"),
        _input(frame, "issuer", wanted.issuer, list="issuers"),
        _select(frame, "kind", wanted.kind, kinds),
        _select(frame, "year", str(wanted.year or ""), years),
        _select(frame, "status", wanted.status or "", statuses),
        _input(frame, "as_of", asked.day.isoformat() if asked.as_of else "", type="date"),
    ]
    hidden = void("input", type="hidden", name="lang", value=asked.lang) if asked.lang else ""
    buttons = [tag("button", frame.say("search"), type="submit")]
    if wanted.text or wanted.issuer or wanted.kind or wanted.year or wanted.status or asked.as_of:
        whole = links.catalogue({"lang": asked.lang})
        buttons.append(tag("a", frame.say("reset"), href=whole))
    return tag(
        "form",
        hidden,
        *fields,
        tag("datalist", *issuers, id="issuers"),
        tag("div", *buttons, css="buttons"),
        action=links.ROOT,
        method="get",
        role="search",
    )


def _input(frame: Frame, name: str, value: str, css: str = "", **attributes: str) -> str:
    box = void("input", id=f"by-{name}", name=name, value=value, **attributes)
    return tag("div", _label(frame, name), box, css=f"field {css}".strip())


def _select(frame: Frame, name: str, chosen: str, options: list[tuple[str, str]]) -> str:
    if chosen and chosen not in dict(options):
        options = [(chosen, chosen), *options]  # as given in the address
    shown = [
        tag("option", text(label), value=value, selected=value == chosen)
        for value, label in [("", frame.plain("any")), *options]
    ]
    box = tag("select", *shown, id=f"by-{name}", name=name)
    return tag("div", _label(frame, name), box, css="field")


def _label(frame: Frame, name: str) -> str:
    return tag("label", frame.say(f"by_{name}"), **{"for": f"by-{name}"})


def _pages(frame: Frame, page: int, pages: int) -> str:
    if pages == 1:
        return ""
    shown = sorted({1, pages, *range(max(1, page - _NEAR), min(pages, page + _NEAR) + 1)})
    items = []
    if page > 1:
        items.append(_page(frame, page - 1, frame.say("previous"), rel="prev"))
    for before, number in zip([0, *shown], shown, strict=False):
        if number - before > 1:
            items.append(tag("li", text("…")))
        if number == page:
            items.append(tag("li", tag("span", text(str(number)), aria_current="page")))
        else:
            items.append(_page(frame, number, text(str(number))))
    if page < pages:
        items.append(_page(frame, page + 1, frame.say("next"), rel="next"))
    return tag("nav", tag("ul", *items), css="pages", aria_label=frame.plain("pages"))


def _page(frame: Frame, number: int, shown: str, **attributes: str) -> str:
    address = links.catalogue({**frame.asked.listed, **_at(number)})
    return tag("li", tag("a", shown, href=address, **attributes))


def _at(page: int) -> dict[str, object]:
    return {"page": page} if page > 1 else {}
