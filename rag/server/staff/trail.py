"""The page of changes (操作记录): who changed what."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from rag.messages import has
from rag.office.trail import CONSOLE, Entry
from rag.server.markup import tag, text
from rag.server.staff.desk import Desk
from rag.server.staff.frame import ROOT, Frame
from rag.server.staff.visit import Visit

TRAIL = f"{ROOT}/trail"
_MOST = 200


def router(desk: Desk) -> APIRouter:
    """Return the route of the page."""
    routes = APIRouter(include_in_schema=False)

    def page(request: Request) -> Response:
        frame = Frame(Visit.of(request, desk), desk.settings.server.title)
        entries = desk.office.trail.newest(_MOST)
        content = _table(frame, entries) if entries else tag("p", frame.say("trail_none"))
        return HTMLResponse(frame.page(frame.plain("trail"), TRAIL, content))

    routes.add_api_route(TRAIL, page, methods=["GET", "HEAD"])
    return routes


def _table(frame: Frame, entries: list[Entry]) -> str:
    heads = [
        tag("th", frame.say(f"trail_{key}"), scope="col") for key in ("at", "who", "what", "detail")
    ]
    rows = [tag("tr", *_cells(frame, entry)) for entry in entries]
    table = tag("table", tag("thead", tag("tr", *heads)), tag("tbody", *rows))
    name = frame.plain("trail")
    last = tag("p", frame.say("trail_last", count=len(entries)), css="count")
    return last + tag("div", table, css="table", role="region", tabindex="0", aria_label=name)


def _cells(frame: Frame, entry: Entry) -> list[str]:
    at = entry.at.astimezone()
    shown = f"{at:%Y-%m-%d %H:%M}"
    who = frame.say("trail_console") if entry.who == CONSOLE else text(entry.who)
    key = f"trail.{entry.what}"
    # What another version of the program put down may have no words here.
    what = frame.say(key) if has(key) else text(entry.what)
    when = tag("time", text(shown), datetime=at.isoformat(timespec="seconds"))
    return [tag("td", cell) for cell in (when, who, what, text(entry.detail))]
