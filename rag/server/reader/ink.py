"""Writes the text of a notice: links to other notices, what is damaged, what is highlighted."""

from __future__ import annotations

from rag.answering.library import Reading, Span
from rag.answering.reading import Run
from rag.server.markup import join, tag, text
from rag.server.reader import links
from rag.server.reader.frame import Frame


class Ink:
    """Writes stretches of one notice in reading order.

    The first highlighted stretch bears the anchor of its clause, so that a link to the clause
    comes to the passage. ``moved`` tells that a passage was asked for and stands there no more.
    """

    def __init__(self, frame: Frame, reading: Reading) -> None:
        """Write ``reading`` with the passage that ``frame`` was asked for highlighted."""
        self._frame, self._reading = frame, reading
        self._cited: Span | None = None
        self._anchor = ""
        self._begun = False
        asked = frame.asked
        if asked.span:
            passage = reading.passage(*asked.span)
            if passage and asked.check in ("", links.check(passage)):
                self._cited = Span(*asked.span)
                self._anchor = reading.part_at(asked.span[0]).anchor
        self.moved = asked.span is not None and self._cited is None

    def carries(self, anchor: str) -> bool:
        """Return whether a highlighted passage bears ``anchor`` in the place of its clause."""
        return self._anchor == anchor

    def write(self, span: Span) -> str:
        """Return the text of ``span`` as HTML."""
        return join(self._run(run) for run in self._reading.runs(span, self._cited))

    def _run(self, run: Run) -> str:
        out = text(run.text)
        if run.damaged:
            out = tag("span", out, css="damaged", title=self._frame.plain("lost"))
        if run.number:
            several = len(run.notices) > 1
            kept = self._frame.asked.kept
            to = links.by_number(run.number, kept) if several else ""
            out = tag("a", out, href=to or links.notice(run.notices[0], query=kept))
        if not run.cited:
            return out
        first = not self._begun
        self._begun = True
        return tag("mark", out, id=self._anchor) if first else tag("mark", out)
