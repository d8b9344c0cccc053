"""What waits for staff (待办): refused questions, feedback; kept ones as a question set."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Literal, get_args
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse

from rag.office import Office
from rag.office.feedback import STATES, State
from rag.office.questionset import drafts
from rag.server.markup import join, tag, text, void
from rag.server.staff.desk import Desk
from rag.server.staff.frame import ROOT, Frame
from rag.server.staff.items import feedback, unanswered
from rag.server.staff.visit import Visit

REVIEW = f"{ROOT}/review"
SETTLE, EXPORT = f"{REVIEW}/settle", f"{REVIEW}/export.jsonl"
PER_PAGE = 20
Kind = Literal["unanswered", "helpful", "unhelpful"]
KINDS: tuple[Kind, ...] = get_args(Kind)
_PAGE = re.compile(r"\d{1,6}", re.ASCII)
_Number = Annotated[int, Form(ge=1, le=2**53)]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be shown: one kind in one state, a page of it."""

    kind: Kind
    state: State
    page: int

    @classmethod
    def of(cls, visit: Visit) -> Wanted:
        """Return what an address asks for; what cannot be read is as if not given."""
        kind = next((one for one in KINDS if one == visit.query.get("kind")), KINDS[0])
        state = next((one for one in STATES if one == visit.query.get("state")), STATES[0])
        page = visit.query.get("page", "")
        return cls(kind, state, int(page) if _PAGE.fullmatch(page) else 1)

    def address(self, **changes: object) -> str:
        """Return the address that asks for this, with ``changes``."""
        given = {"kind": self.kind, "state": self.state, "page": self.page, **changes}
        return f"{REVIEW}?{urlencode(given)}"


def router(desk: Desk) -> APIRouter:
    """Return the routes of the review."""
    routes = APIRouter(include_in_schema=False)
    office = desk.office

    @routes.get(REVIEW)
    def review(request: Request) -> HTMLResponse:
        visit = Visit.of(request, desk)
        office.writer.write()  # what was asked a moment ago is to be seen
        frame = Frame(visit, desk.settings.server.title)
        return HTMLResponse(_page(frame, office, Wanted.of(visit)))

    @routes.post(SETTLE)
    def settle(
        request: Request,
        kind: Annotated[Kind, Form()],
        id: _Number,
        state: Annotated[State, Form()],
        shown: Annotated[State, Form()] = "open",
        page: _Number = 1,
    ) -> RedirectResponse:
        visit = Visit.of(request, desk)
        table = office.unanswered if kind == "unanswered" else office.feedback
        done = table.settle(id, state)
        if done:
            office.trail.record(visit.account, f"review_{state}", f"{_name(kind)}-{id}")
        there = Wanted(kind, shown, page).address(done=state if done else "gone")
        return RedirectResponse(there, HTTPStatus.SEE_OTHER)

    @routes.get(EXPORT)
    def export(request: Request) -> Response:
        wanted = Wanted.of(Visit.of(request, desk))
        state = wanted.state if "state" in request.query_params else "kept"
        lines = _begun(drafts(office.feedback, office.unanswered, state))
        attached = {"Content-Disposition": f'attachment; filename="wence-{state}.jsonl"'}
        return StreamingResponse(lines, media_type="application/x-ndjson", headers=attached)

    return routes


def _begun(lines: Iterator[str]) -> Iterator[str]:
    """Return ``lines`` with the first one read, so that what fails at once is an error."""
    first = next(lines, "")

    def all() -> Iterator[str]:
        yield first
        yield from lines

    return all()


def _name(kind: Kind) -> str:
    return "unanswered" if kind == "unanswered" else "feedback"


def _page(frame: Frame, office: Office, wanted: Wanted) -> str:
    counts = {(kind, state): _count(office, kind, state) for kind in KINDS for state in STATES}
    total = counts[wanted.kind, wanted.state]
    pages = max(1, -(-total // PER_PAGE))
    wanted = Wanted(wanted.kind, wanted.state, min(max(1, wanted.page), pages))
    first = (wanted.page - 1) * PER_PAGE
    shown = _items(frame, office, wanted, first)
    count = frame.say("review.count", count=total)
    if pages > 1:
        span = frame.say("review.range", first=first + 1, last=first + len(shown))
        count = f"{count} {span}"
    none = tag("p", frame.say("review.none"), css="none")
    return frame.page(
        frame.plain("way_review"),
        REVIEW,
        _settled(frame),
        _tabs(frame, wanted, counts),
        tag("p", count, css="count"),
        tag("ol", *shown, css="notices review", start=first + 1) if shown else none,
        _pages(frame, wanted, pages),
        _export(frame, {state: sum(counts[kind, state] for kind in KINDS) for state in STATES}),
    )


def _count(office: Office, kind: Kind, state: State) -> int:
    if kind == "unanswered":
        return office.unanswered.count(state)
    return office.feedback.count(state, kind == "helpful")


def _items(frame: Frame, office: Office, wanted: Wanted, first: int) -> list[str]:
    def forms(id: int) -> str:
        return _forms(frame, wanted, id)

    if wanted.kind == "unanswered":
        questions = office.unanswered.list(wanted.state, PER_PAGE, first)
        return [unanswered(frame, one, forms(one.id)) for one in questions]
    opinions = office.feedback.list(wanted.state, PER_PAGE, first, wanted.kind == "helpful")
    return [feedback(frame, one, forms(one.id)) for one in opinions]


def _settled(frame: Frame) -> str:
    done = frame.visit.query.get("done")
    if done == "gone":
        return frame.alert(frame.say("review.gone"))
    if done in STATES:
        return frame.done(frame.say("review.settled", state=frame.plain(f"review.{done}")))
    return ""


def _tabs(frame: Frame, wanted: Wanted, counts: dict[tuple[Kind, State], int]) -> str:
    def tab(label: str, count: int, there: str, here: bool) -> str:
        given = {"aria_current": "true"} if here else {}
        return tag("li", tag("a", text(f"{label} ({count})"), href=there, **given))

    kinds = [
        tab(
            frame.plain(f"review.{kind}"),
            counts[kind, wanted.state],
            wanted.address(kind=kind, page=1),
            kind == wanted.kind,
        )
        for kind in KINDS
    ]
    states = [
        tab(
            frame.plain(f"review.{state}"),
            counts[wanted.kind, state],
            wanted.address(state=state, page=1),
            state == wanted.state,
        )
        for state in STATES
    ]
    return join(
        tag("nav", tag("ul", *tabs), css="tabs", aria_label=frame.plain(f"review.{label}"))
        for label, tabs in (("kinds", kinds), ("states", states))
    )


def _forms(frame: Frame, wanted: Wanted, id: int) -> str:
    """Return the buttons that put an item into another state."""
    verbs: dict[State, str] = {"kept": "keep", "dropped": "drop", "open": "reopen"}
    hidden = {"kind": wanted.kind, "id": id, "shown": wanted.state, "page": wanted.page}
    buttons = [
        tag(
            "button",
            frame.say(f"review.{verb}"),
            type="submit",
            name="state",
            value=state,
            css="" if state == "kept" else "second",
            aria_describedby=f"item-{id}",
        )
        for state, verb in verbs.items()
        if state != wanted.state
    ]
    fields = [void("input", type="hidden", name=k, value=v) for k, v in hidden.items()]
    return frame.form(SETTLE, *fields, tag("div", *buttons, css="buttons"))


def _pages(frame: Frame, wanted: Wanted, pages: int) -> str:
    steps = [("previous", wanted.page - 1, "prev"), ("next", wanted.page + 1, "next")]
    links = [
        tag("li", tag("a", frame.say(f"reader.{key}"), href=wanted.address(page=page), rel=rel))
        for key, page, rel in steps
        if 1 <= page <= pages
    ]
    if not links:
        return ""
    return tag("nav", tag("ul", *links), css="pages", aria_label=frame.plain("reader.pages"))


def _export(frame: Frame, counts: dict[State, int]) -> str:
    """Return the ways to take a question set away, '' where there is nothing to take."""
    states: tuple[tuple[State, str], ...] = (("kept", "export"), ("open", "export_open"))
    links = [
        tag(
            "a",
            frame.say(f"review.{key}", count=counts[state]),
            href=f"{EXPORT}?state={state}",
            download=True,
        )
        for state, key in states
        if counts[state]
    ]
    hint = tag("p", frame.say("review.export_hint"), css="note") if links else ""
    privacy = tag("p", frame.say("review.privacy"), css="note")
    return tag("section", *(tag("p", link) for link in links), hint, privacy, css="export")
