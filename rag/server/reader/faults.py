"""Pages for what is not there, may mean several notices, or cannot be shown now."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answering.library import Record
from rag.server.markup import tag, text
from rag.server.reader import links
from rag.server.reader.frame import Frame
from rag.server.reader.listing import cards


def missing(frame: Frame) -> str:
    """Return the page for an address that no notice has."""
    return _page(frame, "missing", frame.say("missing_hint"))


def no_number(frame: Frame, number: str, near: Sequence[Record]) -> str:
    """Return the page for a number that no notice bears; ``near`` may be meant."""
    hint = frame.say("number_hint", number=number)
    offered = [tag("h2", frame.say("near")), cards(frame, near)] if near else []
    return _page(frame, "missing", hint, *offered)


def several(frame: Frame, number: str, found: Sequence[Record]) -> str:
    """Return the page for a number that several notices bear, to choose from."""
    return _page(frame, "several", frame.say("several_hint", number=number), cards(frame, found))


def unavailable(frame: Frame) -> str:
    """Return the page for when the notices cannot be read."""
    return _page(frame, "unavailable", text(frame.plain("api.unavailable")))


def _page(frame: Frame, key: str, hint: str, *content: str) -> str:
    title = frame.plain(key)
    return frame.page(
        title,
        lambda changed: links.catalogue({**frame.asked.kept, **changed}),
        tag("h1", text(title)),
        tag("p", hint),
        *content,
        tag("p", tag("a", frame.say("to_all"), href=links.catalogue(frame.asked.kept))),
        css="fault",
    )
