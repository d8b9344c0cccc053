"""The check report (检查报告) as a page: what looks wrong, by kind, with links to the notices."""

from __future__ import annotations

from collections.abc import Sequence

from rag.office.check import Findings, Problem
from rag.server.markup import tag, text
from rag.server.reader import links
from rag.server.staff.filelist import NOTICES
from rag.server.staff.frame import Frame
from rag.server.staff.holdings import name_of

CHECK = f"{NOTICES}/check"
_MOST_SHOWN = 200  # of one kind


def checkreport(frame: Frame, findings: Sequence[Findings]) -> str:
    """Return the content of the page."""
    day, count = frame.visit.day.isoformat(), sum(len(one.problems) for one in findings)
    if findings:
        told = frame.say("notices.check_count", count=count, day=day)
    else:
        told = frame.say("notices.check_none")
    kinds = [
        tag(
            "li",
            tag("a", frame.say(f"notices.kind_{one.kind}"), href=f"#{one.kind}"),
            " ",
            tag("span", text(str(len(one.problems))), css="quiet"),
        )
        for one in findings
    ]
    back = tag("p", tag("a", frame.say("notices.check_back"), href=NOTICES))
    contents = tag("ul", *kinds, css="kinds") if len(findings) > 1 else ""
    sections = [_kind(frame, one) for one in findings]
    return "".join((tag("p", told, css="count"), contents, *sections, back))


def _kind(frame: Frame, findings: Findings) -> str:
    count = len(findings.problems)
    heading = tag(
        "h2",
        frame.say(f"notices.kind_{findings.kind}"),
        " ",
        tag("span", frame.say("notices.check_items", count=count), css="quiet"),
    )
    items = [tag("li", _line(frame, one)) for one in findings.problems[:_MOST_SHOWN]]
    most = ""
    if count > _MOST_SHOWN:
        most = tag("p", frame.say("notices.check_most", shown=_MOST_SHOWN), css="note")
    return tag("section", heading, tag("ul", *items, css="notices"), most, id=findings.kind)


def _line(frame: Frame, problem: Problem) -> str:
    record = problem.record
    link = tag(
        "a",
        text(record.shown_title or record.id),
        href=links.notice(record.id),
        css="title",
        lang=record.language,
    )
    about = [
        tag("span", text(name_of(record)), css="number") if record.doc_number else "",
        tag("span", frame.say(f"problem.{problem.kind}", detail=problem.detail)),
        tag("span", frame.say("notices.source"), " ", tag("bdi", text(record.source))),
    ]
    return link + tag("div", *about, css="about")
