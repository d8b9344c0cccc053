"""Figures of use (统计): how much was asked by which door, what came of it, how long it took."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from rag.office.usage import DOORS, OUTCOMES, Usage, together
from rag.server.markup import tag, text, void
from rag.server.staff.desk import Desk
from rag.server.staff.frame import ROOT, Frame
from rag.server.staff.plot import HEIGHT, NARROW, WIDTH, Kind, Scheme, plot
from rag.server.staff.visit import Visit

USAGE = f"{ROOT}/usage"
PERIODS = (30, 90, 365)
Days = Mapping[date, Usage]


def router(desk: Desk) -> APIRouter:
    """Return the routes of the figures."""
    routes = APIRouter(include_in_schema=False)

    def days(visit: Visit) -> Days:
        desk.office.writer.write()
        # Counted by the calendar, whatever day answers are as of.
        today = date.today()
        return desk.office.usage.days(today - timedelta(days=_period(visit) - 1), today)

    @routes.get(USAGE)
    def usage(request: Request) -> HTMLResponse:
        visit = Visit.of(request, desk)
        frame = Frame(visit, desk.settings.server.title)
        return HTMLResponse(_page(frame, days(visit)))

    def drawing(kind: Kind, request: Request) -> Response:
        visit = Visit.of(request, desk)
        scheme: Scheme = "dark" if visit.query.get("scheme") == "dark" else "light"
        width = NARROW if visit.query.get("width") == "narrow" else WIDTH
        return Response(plot(kind, days(visit), scheme, width), media_type="image/svg+xml")

    @routes.get(f"{USAGE}/plot-answers.svg")
    def answers(request: Request) -> Response:
        return drawing("answers", request)

    @routes.get(f"{USAGE}/plot-seconds.svg")
    def seconds(request: Request) -> Response:
        return drawing("seconds", request)

    return routes


def _period(visit: Visit) -> int:
    given = visit.query.get("days")
    return next((days for days in PERIODS if str(days) == given), PERIODS[0])


def _page(frame: Frame, days: Days) -> str:
    whole = together(days.values())
    first, last = min(days), max(days)
    span = frame.say("usage.span", first=first.isoformat(), last=last.isoformat())
    parts = [_periods(frame), tag("p", span, css="count")]
    if not whole.total():
        parts.append(tag("p", frame.say("usage.none"), css="none"))
        return frame.page(frame.plain("way_usage"), USAGE, *parts)
    parts += [
        tag("h2", frame.say("usage.summary")),
        _summary(frame, whole),
        tag("p", frame.say("usage.help_refusal"), css="note"),
        tag("h2", frame.say("usage.by_door")),
        _doors(frame, whole),
        *(_drawing(frame, kind) for kind in ("answers", "seconds")),
        tag("h2", frame.say("usage.by_day"), id="by-day"),
        tag("p", frame.say("usage.by_day_hint"), css="note"),
        _daily(frame, days),
    ]
    return frame.page(frame.plain("way_usage"), USAGE, *parts)


def _periods(frame: Frame) -> str:
    chosen = _period(frame.visit)
    tabs = []
    for days in PERIODS:
        given = {"aria_current": "true"} if days == chosen else {}
        link = tag("a", frame.say(f"usage.days_{days}"), href=f"{USAGE}?days={days}", **given)
        tabs.append(tag("li", link))
    return tag("nav", tag("ul", *tabs), css="tabs", aria_label=frame.plain("usage.period"))


def _summary(frame: Frame, whole: Usage) -> str:
    facts = [
        ("asked", str(whole.total())),
        ("refusal", _share(frame, whole)),
        ("median", _seconds(frame, whole, 0.5)),
        ("p95", _seconds(frame, whole, 0.95)),
    ]
    rows = [
        part
        for key, value in facts
        for part in (tag("dt", frame.say(f"usage.{key}")), tag("dd", text(value)))
    ]
    return tag("dl", *rows, css="facts")


def _doors(frame: Frame, whole: Usage) -> str:
    used = [door for door in DOORS if whole.total(door)]
    head = [frame.say("usage.door"), *_outcomes(frame), frame.say("usage.total")]
    rows = [[frame.say(f"usage.door_{door}"), *_counts(whole, door)] for door in used]
    return _table(frame, "by_door", head, [*rows, [frame.say("usage.total"), *_counts(whole)]])


def _daily(frame: Frame, days: Days) -> str:
    head = [
        frame.say("usage.date"),
        *_outcomes(frame),
        *(frame.say(f"usage.{key}") for key in ("total", "refusal", "median", "p95")),
    ]
    rows = [
        [
            text(day.isoformat()),
            *_counts(usage),
            text(_share(frame, usage)),
            *(text(_seconds(frame, usage, share)) for share in (0.5, 0.95)),
        ]
        for day, usage in sorted(days.items(), reverse=True)
        if usage.total()
    ]
    return _table(frame, "by_day", head, rows)


def _outcomes(frame: Frame) -> list[str]:
    return [frame.say(f"usage.outcome_{outcome}") for outcome in OUTCOMES]


def _counts(usage: Usage, door: str | None = None) -> list[str]:
    counts = [usage.total(door, outcome) for outcome in OUTCOMES]
    return [text(str(count)) for count in (*counts, usage.total(door))]


def _table(frame: Frame, key: str, head: list[str], rows: list[list[str]]) -> str:
    """Return a table of HTML cells; the first of a row names it."""
    shown = [
        tag("tr", tag("th", row[0], scope="row"), *(tag("td", cell) for cell in row[1:]))
        for row in rows
    ]
    caption = tag("caption", frame.say(f"usage.{key}"), css="unseen")
    top = tag("thead", tag("tr", *(tag("th", cell, scope="col") for cell in head)))
    table = tag("table", caption, top, tag("tbody", *shown), css="figures")
    # What is wider than a telephone scrolls, by keyboard too.
    label = frame.plain(f"usage.{key}")
    return tag("div", table, css="table", tabindex="0", role="region", aria_label=label)


def _drawing(frame: Frame, kind: str) -> str:
    days = _period(frame.visit)
    address = f"{USAGE}/plot-{kind}.svg?days={days}"
    dark, narrow = "(prefers-color-scheme: dark)", "(max-width: 42rem)"
    others = [
        (f"{dark} and {narrow}", {"scheme": "dark", "width": "narrow"}),
        (narrow, {"width": "narrow"}),
        (dark, {"scheme": "dark"}),
    ]
    sources = [
        void("source", srcset=f"{address}&{urlencode(given)}", media=media)
        for media, given in others
    ]
    title, hint = frame.plain(f"usage.plot_{kind}"), frame.plain(f"usage.plot_{kind}_hint")
    alt = f"{title} {hint}"
    image = void("img", src=address, alt=alt, width=WIDTH, height=HEIGHT)
    caption = tag("figcaption", tag("strong", text(title)), " ", text(hint))
    return tag("figure", caption, tag("picture", *sources, image), css="plot")


def _share(frame: Frame, usage: Usage) -> str:
    share = usage.refusal_share
    return frame.plain("usage.unknown") if share is None else f"{share:.1%}"


def _seconds(frame: Frame, usage: Usage, share: float) -> str:
    seconds = usage.durations.percentile(share)
    return frame.plain("usage.unknown") if seconds is None else f"{seconds:.2g}"
