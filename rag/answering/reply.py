"""One question answered: whether at all, what is told, what is quoted, what is noted."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from rag.answering.basis import Basis
from rag.answering.draft import Draft, Said
from rag.answering.extractive.extract import extract
from rag.answering.known.telling import tell
from rag.answering.model import Answer
from rag.answering.refusal import Reason, reason_to_refuse, refusal_text
from rag.answering.timeliness import as_of, first_line, warnings_for
from rag.answering.told import Told
from rag.errors import ChatUnavailable
from rag.messages import message

if TYPE_CHECKING:
    from rag.answering.generative import GenerativeAnswerer

log = logging.getLogger(__name__)

_OPEN = (None, Reason.NOTHING)  # posts and notices named are known, however little passages say


class Reply:
    """An answer being made from ``basis``; ``stream`` first, then ``answer``.

    :param answerer: the chat model's way; None for quotations alone.
    :param today: the day of asking; a question may say another.
    """

    def __init__(self, basis: Basis, answerer: GenerativeAnswerer | None, today: date) -> None:
        self._basis, self._answerer = basis, answerer
        self._asked = basis.findings.question
        self._day = as_of(self._asked.folded, today)
        self._draft = Draft(basis.reader)
        # Notices of which it is said, or need not be, that they are old.
        self._judged: set[str] = set()

    def stream(self, max_chars: int) -> Iterator[str]:
        """Yield the answer's text in pieces: statements, or why there are none.

        :param max_chars: length that quotations aim to stay below.
        """
        reason = reason_to_refuse(self._basis)
        told = tell(self._basis, self._day, sure=reason is None) if reason in _OPEN else None
        if reason is None or told is not None:
            for said, warned in self._statements(told, max_chars):
                if warned and (line := self._preface(said)):
                    yield line
                yield self._draft.add(said)
            reason = None if self._draft.text else Reason.NOTHING
            if told is None and self._is_doubtful:
                self._draft.note("answer.doubtful")
        if reason is not None:
            self._draft.refuse(refusal_text(self._basis, reason))
            yield self._draft.text

    def answer(self, question: str, seconds: float) -> Answer:
        """Return the whole answer, once ``stream`` has ended."""
        draft, asked = self._draft, self._asked
        notes = tuple(message(key, asked.language) for key in draft.notes)
        current = warnings_for(draft.records, self._day, asked.language)
        return Answer(
            question=question,
            answer=draft.text,
            abstained=draft.refused,
            citations=draft.citations,
            warnings=tuple(dict.fromkeys((*notes, *draft.warnings, *current))),
            retrieved=self._basis.reader.retrieved(self._basis.findings.hits),
            mode=draft.mode,
            seconds=seconds,
            confidence=round(self._basis.findings.signals.confidence, 4),
            rewritten=asked.search if asked.rewritten else None,
        )

    def _statements(self, told: Told | None, max_chars: int) -> Iterator[tuple[Said, bool]]:
        """Yield what to say, and whether a notice no longer in force has to be named before it.

        First what is told of notices and posts; unless that is the whole answer, the chat model's
        statements, else, or where it fails, quotations.
        """
        draft, basis = self._draft, self._basis
        if told is not None:
            draft.warnings += told.warnings
            yield from ((said, False) for said in told.said)
            if told.whole:
                return
        if self._answerer is not None:
            from rag.answering.generative.quoting import generate

            try:
                for said in generate(basis, self._answerer):
                    draft.mode = "generative"  # only what a model wrote is called so
                    yield said, True
                return
            except ChatUnavailable as error:
                log.warning("%s", error.say("en"))
                broke_off = draft.mode == "generative"
                draft.note("answer.fallback_after" if broke_off else "answer.fallback")
        if draft.cited:
            basis = basis.without(draft.cited)
        quoted = extract(basis, max_chars, self._day)
        draft.warnings += quoted.warnings
        yield from ((said, True) for said in quoted.said)

    @property
    def _is_doubtful(self) -> bool:
        """Whether what was found may well be about something else."""
        findings = self._basis.findings
        return findings.signals.is_doubtful and not findings.named.notices

    def _preface(self, said: Said) -> str:
        """Return the line to stand before ``said`` where it is the first to cite an old notice."""
        cited = {quote.record.id: quote.record for quote in said.quotes}
        new = [record for key, record in cited.items() if key not in self._judged]
        self._judged.update(cited)
        line = first_line(new, self._day, self._asked.language)
        return self._draft.preface(line) if line else ""
