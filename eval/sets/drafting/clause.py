"""Clauses of notices as questions are drafted from them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from eval.sets.sentences import sentences

# What numbers a clause, however it was typed: 一、 （一） 1. 4.2.1 第六条 一是 ①
_MARKER = re.compile(
    r"\s*(?:附件\s*\d*|第[一二三四五六七八九十百零\d]+[条章节]"
    r"|[(（][一二三四五六七八九十\d]+[)）]|[一二三四五六七八九十]+(?:、|是(?!否))"
    r"|\d+(?:\.\d+)+(?=\D)|\d+[.、．](?!\d)|[①-⑳])\s*"
)
# A heading ends with a full stop, a colon or a blank; with a full stop it may be a sentence, and is
# one where nothing follows.
_HEADING = re.compile(r"(?P<heading>[^\s，,。；;：:()（）\d]{2,24})(?P<end>[。：:\s]|$)\s*")
_SENTENCE = re.compile(r"负责|不得|应当|可以|按照|实行|由.+(?:承担|负责)")
_OPENING = 16  # characters
_PAUSE = re.compile(r"[，,；;：:。！？!?]")


@dataclass(frozen=True, slots=True)
class Segment:
    """The words between two pauses, in a sentence of ``Clause.text``; ``start`` counts in it."""

    text: str
    start: int

    @property
    def end(self) -> int:
        """Return where the words end."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice: ``name`` is what a reader would call it, with its title marks or its number."""

    name: str
    doc_number: str | None
    title: str
    file: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause without its number: simplified text beside the text as set, character by character.

    ``heading`` stands before ``text`` (``head``: as set, with what divides them), ``above`` is the
    heading of the clause above. ``below`` are the clauses right below; ``text`` of a clause that
    has some is what stands before the first.
    """

    notice: Notice
    paragraph: str
    heading: str
    above: str
    text: str
    as_set: str
    head: str = ""
    below: tuple[Clause, ...] = ()

    def sentences(self) -> Iterator[list[Segment]]:
        """Yield the sentences, each as its segments; those with gaps (tables, rosters) are none."""
        for start, end in sentences(self.text):
            segments, at = [], start
            for pause in [*_PAUSE.finditer(self.text, start, end), None]:
                stop = pause.start() if pause else end
                words = self.text[at:stop]
                if words.strip():
                    lead = len(words) - len(words.lstrip())
                    segments.append(Segment(words.strip(), at + lead))
                at = pause.end() if pause else end
            if not any(re.search(r"\s", segment.text) for segment in segments):
                yield segments

    def opening(self) -> str:
        """Return the heading and the first words as set: evidence long enough to be told apart."""
        stop = _PAUSE.search(self.text, max(0, _OPENING - len(self.head)))
        return (self.head + self.as_set[: stop.start() if stop else len(self.text)]).strip()

    def quote(self, start: int, end: int) -> str:
        """Return characters of the text as set: evidence."""
        return self.as_set[start:end]


def unmarked(text: str) -> tuple[str, int]:
    """Return the heading of a clause, "" for none, and where its text starts.

    >>> text = "(一)求职补贴。每人给予2000元。"
    >>> heading, start = unmarked(text)
    >>> heading, text[start:]
    ('求职补贴', '每人给予2000元。')
    """
    marker = _MARKER.match(text)
    start = marker.end() if marker else 0
    heading = _HEADING.match(text, start)
    if not heading:
        return "", start
    alone = heading.end() == len(text)
    if heading["end"] == "。" and (alone or _SENTENCE.search(heading["heading"])):
        return "", start
    return heading["heading"], heading.end()
