"""One question or feedback of the review, as HTML. All of it is what strangers wrote."""

from __future__ import annotations

from urllib.parse import urlencode

from rag.office.feedback import Cited, FeedbackRow
from rag.office.unanswered import UnansweredQuestion
from rag.server.markup import tag, text
from rag.server.reader import links
from rag.server.staff.frame import ROOT, Frame


def unanswered(frame: Frame, row: UnansweredQuestion, buttons: str) -> str:
    """Return a question that was refused, with its ``buttons``."""
    times = (
        frame.say("review.once") if row.times == 1 else frame.say("review.times", times=row.times)
    )
    first, last = (day.isoformat() for day in (row.first, row.last))
    days = text(last) if first == last else frame.say("review.span", first=first, last=last)
    ask = tag(
        "a",
        frame.say("review.ask"),
        href=f"{ROOT}/?{urlencode({'q': row.question})}",
        aria_describedby=f"item-{row.id}",
    )
    about = tag("div", tag("span", times), tag("span", days), ask, css="about")
    return _item(row.id, row.question, about, buttons)


def feedback(frame: Frame, row: FeedbackRow, buttons: str) -> str:
    """Return what a visitor thought of an answer, with its ``buttons``."""
    given = row.feedback
    comment = _field(frame, "comment", _foreign("p", given.comment)) if given.comment else ""
    cited = [tag("li", _cited(frame, one)) for one in given.citations]
    return _item(
        row.id,
        given.question,
        tag("div", tag("span", text(row.day.isoformat())), css="about"),
        comment,
        tag("details", tag("summary", frame.say("review.answer")), _foreign("p", given.answer)),
        _field(frame, "cited", tag("ul", *cited)) if cited else "",
        buttons,
    )


def _item(id: int, question: str, *parts: str) -> str:
    return tag("li", _foreign("h2", question, id=f"item-{id}"), *parts)


def _field(frame: Frame, key: str, value: str) -> str:
    return tag("div", tag("h3", frame.say(f"review.{key}")), value, css="said")


def _foreign(name: str, said: str, **attributes: str) -> str:
    # Whatever direction it runs in, it stays within its element.
    return tag(name, text(said), dir="auto", **attributes)


def _cited(frame: Frame, cited: Cited) -> str:
    number = cited.doc_number
    named = tag("bdi", text(cited.title)), tag("bdi", text(cited.paragraph))
    if not number:
        return " ".join(named)
    # The number is a stranger's word: the address leads nowhere but into the reader.
    link = tag("a", tag("bdi", text(number)), href=links.by_number(number))
    return " ".join([named[0], link, named[1]])
