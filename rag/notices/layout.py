"""The parts of one notice: covering text, enclosed text, attachments (附件), in folded offsets.

Numbering starts anew in each part: after the signature (署名) of the covering notice the enclosed
plan begins with 一、 again, and so does every attachment. Signatures, attachments and their lists
are found once, here: what reads the parts takes them from ``Layout``.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from rag.notices.attachments import all_titles, find_headings, find_lists, title_of
from rag.notices.contents import find_contents
from rag.notices.quotations import find_quotations, within
from rag.notices.signatures import Signature, find_endings, find_lone_date


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch with a numbering of its own; ``label`` and ``title`` for attachments only."""

    start: int
    end: int
    label: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a notice is laid out: its parts in order, its signatures, attachment lists, quotations.

    A signature without an issuer is a person's, or a date alone at the end of the text.
    """

    parts: tuple[Part, ...]
    signatures: tuple[Signature, ...]
    lists: tuple[tuple[int, int], ...]
    quotations: tuple[tuple[int, int], ...] = ()

    def signature(self) -> Signature | None:
        """Return the signature of the covering text by an agency, None where it has none."""
        return next((signature for signature in self.signatures if signature.issuer), None)

    def dated(self) -> date | None:
        """Return the day that the signature, an agency's first, puts on the text."""
        signature = self.signature() or next(iter(self.signatures), None)
        return signature.day if signature else None

    def signed(self, start: int, end: int) -> tuple[Signature, ...]:
        """Return the signatures that begin in ``start`` up to ``end``."""
        low = bisect_left(self.signatures, start, key=attrgetter("start"))
        return self.signatures[low : bisect_left(self.signatures, end, key=attrgetter("start"))]

    def within(self, start: int, end: int) -> tuple[tuple[int, int], ...]:
        """Return the attachment lists that begin in ``start`` up to ``end``."""
        return self.lists[bisect_left(self.lists, (start, 0)) : bisect_left(self.lists, (end, 0))]


def read_layout(text: str, start: int, body: int, end: int) -> Layout:
    """Return the parts of the notice ``text[start:end]``; ``body`` is where its head ends."""
    quotations = find_quotations(text, body, end)
    contents = find_contents(text, body, end)
    skipped = sorted([*quotations, contents] if contents else quotations)
    head = "".join(text[start:body].split())
    endings = [it for it in _endings(text, body, end, head) if not within(quotations, it.end)]
    first = endings[0] if endings else None
    floor = first.start if first and _is_named(first, head) else body
    headings = [
        heading
        for heading in find_headings(text, body, end, first.end if first else None)
        if heading.start >= floor and not within(skipped, heading.start)
    ]
    main_end = headings[0].start if headings else end
    signatures = [signature for signature in endings if signature.end <= main_end]
    cut = signatures[0].end if signatures else main_end
    lone = None if signatures else find_lone_date(text, body, main_end)
    parts: list[Part] = []
    if text[cut:main_end].strip():
        parts += [Part(start, cut), Part(cut, main_end)]
    else:
        parts.append(Part(start, main_end))
    lists = list(find_lists(text, body, end, headings))
    titles = all_titles(text, lists)
    stops = [*(heading.start for heading in headings[1:]), end]
    for heading, stop in zip(headings, stops, strict=False):
        title = title_of(text, heading, stop, titles)
        parts.append(Part(heading.start, stop, heading.label, title))
    found = tuple(signatures) if lone is None else (lone,)
    return Layout(tuple(parts), found, tuple(lists), tuple(quotations))


def _endings(text: str, start: int, end: int, head: str) -> list[Signature]:
    """Return the signatures, from the first by whom the ``head`` names as issuer where one is.

    Before it, agencies above a date are cells of a table.
    """
    endings = list(find_endings(text, start, end))
    named = next((at for at, it in enumerate(endings) if _is_named(it, head)), 0)
    return endings[named:]


def _is_named(signature: Signature, head: str) -> bool:
    return any(name in head for name in signature.issuer.split())
