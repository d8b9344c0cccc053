"""A conversation as the page keeps it: what was shown stays what was shown.

Citations are resolved once, when the answer is made, and travel with it. Nothing is looked up
again at display time, so older turns keep their sources whatever happens to the index.
"""

from __future__ import annotations

from dataclasses import dataclass

from rag.answering.library import Place
from rag.answering.model import Answer, Citation, Context, Turn
from rag.server.ports import Assistant

CONTEXT_CHARS = 120


@dataclass(frozen=True, slots=True)
class Evidence:
    """One citation together with the source text around its quote.

    ``place`` is where the reader shows it; None where it does not.
    """

    citation: Citation
    context: Context
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question with its answer, as shown.

    ``rewritten`` is the question as it was looked for after the exchanges before; '' as asked.
    """

    question: str
    text: str
    abstained: bool
    generative: bool
    warnings: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    rewritten: str = ""

    @classmethod
    def resolve(cls, question: str, answer: Answer, assistant: Assistant) -> Exchange:
        """Return ``answer`` with the surroundings of every citation read now."""
        library = assistant.library
        return cls(
            question=question,
            text=answer.answer,
            abstained=answer.abstained,
            generative=answer.mode == "generative",
            warnings=answer.warnings,
            evidence=tuple(
                Evidence(
                    citation,
                    assistant.context(citation, chars=CONTEXT_CHARS),
                    library.locate(citation),
                )
                for citation in answer.citations
            ),
            rewritten=answer.rewritten or "",
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
