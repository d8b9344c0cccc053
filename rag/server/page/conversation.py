"""A conversation as the page keeps it: what was shown stays what was shown.

Citations are resolved once, when the answer is made, and travel with it. Nothing is looked up
again at display time, so older turns keep their sources whatever happens to the index.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from rag.answering.library import Library, Place, Status
from rag.answering.model import Answer, Citation, Context, Retrieved, Turn
from rag.server.ports import Assistant

CONTEXT_CHARS = 120
MOST_RELATED = 3
BEGINS_CHARS = 60


@dataclass(frozen=True, slots=True)
class Evidence:
    """One citation together with the source text around its quote.

    ``place`` is where the reader shows it, ``status`` what its notice was on the day of the
    exchange; None where the notice is not held.
    """

    citation: Citation
    context: Context
    place: Place | None = None
    status: Status | None = None


@dataclass(frozen=True, slots=True)
class Related:
    """A clause that was found and not cited: what it is, how it begins, where the reader has it."""

    doc_number: str | None
    title: str
    paragraph: str
    begins: str
    start: int
    end: int
    place: Place
    status: Status


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question with its answer, as shown.

    ``rewritten`` is the question as it was looked for after the exchanges before; '' as asked.
    ``day`` is the day that it was answered as of; None in what a tab has kept for long.
    """

    question: str
    text: str
    abstained: bool
    generative: bool
    warnings: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    rewritten: str = ""
    day: date | None = None
    related: tuple[Related, ...] = ()

    @classmethod
    def resolve(cls, question: str, answer: Answer, assistant: Assistant) -> Exchange:
        """Return ``answer`` with everything around every citation read now."""
        library, day = assistant.library, assistant.today

        def evidence(citation: Citation) -> Evidence:
            context = assistant.context(citation, chars=CONTEXT_CHARS)
            place = library.locate(citation)
            return Evidence(citation, context, place, _status(library, place, day))

        related = () if answer.abstained else islice(_related(answer, library, day), MOST_RELATED)
        return cls(
            question=question,
            text=answer.answer,
            abstained=answer.abstained,
            generative=answer.mode == "generative",
            warnings=answer.warnings,
            evidence=tuple(map(evidence, answer.citations)),
            rewritten=answer.rewritten or "",
            day=day,
            related=tuple(related),
        )


@dataclass(frozen=True, slots=True)
class Conversation:
    """The exchanges on one page, oldest first, at most ``LIMIT`` of them."""

    LIMIT = 50  # a page left open for days must not grow without end

    exchanges: tuple[Exchange, ...] = ()

    def adding(self, exchange: Exchange) -> Conversation:
        """Return the conversation with ``exchange`` at its end; the oldest may fall out."""
        return Conversation((*self.exchanges, exchange)[-self.LIMIT :])

    def turns(self, limit: int) -> tuple[Turn, ...]:
        """Return the last ``limit`` turns as plain text, oldest first."""
        turns = [
            turn
            for exchange in self.exchanges
            for turn in (Turn("user", exchange.question), Turn("assistant", exchange.text))
        ]
        return tuple(turns[-limit:] if limit else ())


def _related(answer: Answer, library: Library, day: date) -> Iterator[Related]:
    """Yield the passages found that no citation touches, best first, each place once."""
    seen = {library.locate(citation) for citation in answer.citations}
    for found in answer.retrieved:
        if any(_overlap(found, citation) for citation in answer.citations):
            continue
        place = library.locate(found)
        status = _status(library, place, day)
        if place is None or status is None or place in seen:
            continue
        seen.add(place)
        yield Related(
            found.doc_number,
            found.title,
            found.paragraph,
            _beginning(found),
            found.start,
            found.end,
            place,
            status,
        )


def _beginning(found: Retrieved) -> str:
    """Return how a passage begins, after the markers that its label says already."""
    label, text = found.paragraph, found.text.strip()
    said = next((label[at:] for at in range(len(label)) if text.startswith(label[at:])), "")
    text = text.removeprefix(said).lstrip()
    return text[:BEGINS_CHARS] + ("…" if len(text) > BEGINS_CHARS else "")


def _overlap(found: Retrieved, citation: Citation) -> bool:
    apart = found.end <= citation.start or citation.end <= found.start
    return found.source == citation.source and not apart


def _status(library: Library, place: Place | None, day: date) -> Status | None:
    record = library.get(place.notice) if place else None
    return record.status(day) if record else None
