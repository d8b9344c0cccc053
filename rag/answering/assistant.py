"""The assistant: ``ask`` a question, get an answer that cites its clauses.

>>> from rag.settings import Settings
>>> assistant = Assistant.open(Settings.load())       # doctest: +SKIP
>>> assistant.ask("补贴标准是多少？").citations        # doctest: +SKIP
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from embeddings import Encoder
from rag.answering.basis import Basis
from rag.answering.course import Course, Observer
from rag.answering.inspection import Inspection, inspect
from rag.answering.library import Library
from rag.answering.model import (
    Answer,
    Citation,
    Context,
    Filters,
    SearchResult,
    Turn,
    Understood,
    exchanges,
)
from rag.answering.models import load_encoder, load_reranker
from rag.answering.reader import Reader
from rag.answering.reply import Reply
from rag.errors import IndexDamaged
from rag.index import generation
from rag.index.store import Index
from rag.index.vectorstore import store_of
from rag.messages import message
from rag.retrieval.question import Question, understand
from rag.settings import Settings
from rag.tokens import counter

if TYPE_CHECKING:
    from rag.answering.generative import GenerativeAnswerer

_RETRIEVED = 10


class Assistant:
    """Answers questions from one index; every method may be called from several threads."""

    def __init__(self, settings: Settings, encoder: Encoder, today: date | None = None) -> None:
        """Open the index of ``settings`` with ``encoder``; ``open`` loads the models too.

        :param today: the day answers are as of; None for the day of asking.
        """
        self._settings, self._encoder, self._today = settings, encoder, today
        self._reranker = load_reranker(settings)
        self._answerer: GenerativeAnswerer | None = None
        if settings.chat.model:  # what a chat model needs is imported where there is one
            from rag.answering.generative import GenerativeAnswerer

            self._answerer = GenerativeAnswerer(settings.chat, counter(settings.chunking.encoding))
        self.observer: Observer | None = None
        self._store = store_of(settings)
        self._opening = threading.Lock()
        self._named = generation.named(settings.index)
        self._reader = self._read()

    @classmethod
    def open(cls, settings: Settings, today: date | None = None) -> Assistant:
        """Return an assistant for the index and models that ``settings`` name.

        :raises IndexMissing, IndexEmpty, IndexDamaged, IndexMismatch: the index cannot be used.
        :raises ModelUnavailable: the embedding model or the reranker cannot be loaded.
        """
        generation.current(settings.index)  # say that there is no index before loading a model
        assistant = cls(settings, load_encoder(settings), today)
        if assistant._reranker is not None:
            assistant._reranker.load()
        return assistant

    @property
    def notice_count(self) -> int:
        """How many notices the index holds now."""
        return len(self._current().records)

    @property
    def encoder(self) -> Encoder:
        """The embedding model, for whoever adds to the same index."""
        return self._encoder

    @property
    def generation(self) -> int:
        """The number of the index's generation (代) that is answered from; it only rises."""
        return generation.number(self._reader.index.folder)

    def ask(
        self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None
    ) -> Answer:
        """Return the answer to ``question`` after the earlier turns in ``history``.

        :param filters: which notices may be answered from; None for all.
        :raises QuestionEmpty, QuestionTooLong: the question cannot be asked.
        """
        for part in self.stream(question, history, filters):
            if isinstance(part, Answer):
                return part
        raise RuntimeError("a stream ends with its answer")

    def search(
        self,
        question: str,
        history: Sequence[Turn] = (),
        k: int = _RETRIEVED,
        filters: Filters | None = None,
    ) -> SearchResult:
        """Return the ``k`` passages found, best first, and what the question was taken to name.

        :param filters: which notices may be found; None for all.
        :raises QuestionEmpty, QuestionTooLong: the question cannot be asked.
        """
        began = time.perf_counter()
        reader = self._current()
        understood = self._understand(question, history)
        findings = reader.retriever.find(understood, k, filters)
        named = Understood(**findings.recognised.to_dict())
        return SearchResult(question, reader.retrieved(findings.hits), _since(began), named)

    def stream(
        self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None
    ) -> Iterator[str | Answer]:
        """Yield the answer's text in pieces, then exactly one whole answer.

        :param filters: which notices may be answered from; None for all.
        :raises QuestionEmpty, QuestionTooLong: the question cannot be asked.
        """
        began, course = time.perf_counter(), Course()
        reader = self._current()
        with course.timing("understand"):
            understood = self._understand(question, history)
        with course.timing("retrieve"):
            findings = reader.retriever.find(understood, _RETRIEVED, filters)
        reply = Reply(Basis(reader, findings, filters, course), self._answerer, self.today)
        yield from course.answering(reply.stream(self._settings.answering.max_chars))
        with course.timing("answer"):
            answer = reply.answer(question, _since(began))
        if self.observer is not None:
            self.observer(course)
        yield answer

    def inspect(
        self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None
    ) -> Inspection:
        """Return the retrieval behind the answer to ``question``: what matched, and how well.

        :raises QuestionEmpty, QuestionTooLong: the question cannot be asked.
        """
        reader = self._current()
        understood = self._understand(question, history)
        findings = reader.retriever.find(understood, _RETRIEVED, filters)
        return inspect(Basis(reader, findings, filters))

    def in_full(self, question: str, history: Sequence[Turn] = ()) -> str | None:
        """Return what ``question`` is looked for as after ``history``; None: as it is asked.

        :raises QuestionEmpty, QuestionTooLong: the question cannot be asked.
        """
        understood = self._understand(question, history)
        return understood.search if understood.rewritten else None

    def examples(self, language: str | None = None) -> list[str]:
        """Return questions worth trying on this index: one a notice, newest first.

        :param language: what they are asked in; None for that of the settings.
        """
        records = sorted(
            self._current().records.values(), key=lambda r: str(r.issued_on or ""), reverse=True
        )
        titles = [r.enclosed_title for r in records if r.enclosed_title]
        spoken = language or self._language
        return [message("answer.example", spoken, title=title) for title in titles[:4]]

    def context(self, citation: Citation, chars: int = 120) -> Context:
        """Return the quote of ``citation`` with up to ``chars`` characters on either side."""
        return self._current().context(citation, chars)

    @property
    def library(self) -> Library:
        """The notices of the index now, to look through and to read."""
        return self._current().library

    @property
    def today(self) -> date:
        """The day that answers are as of."""
        return self._today or date.today()

    @property
    def _language(self) -> str:
        return self._settings.language

    def verify(self) -> None:
        """Compare every byte of the index in use with its digest: a server does so in a thread.

        At a start only small files are. Where one is damaged, answers come from the generation
        before from now on, and a warning says so.

        :raises IndexDamaged: that is damaged, too, or there is none.
        """
        try:
            generation.verify(self._settings.index)
        except IndexDamaged:
            with self._opening:
                self._reader = self._read(every_byte=True)

    def _read(self, *, every_byte: bool = False) -> Reader:
        identity = self._encoder.identity
        index = Index.open(self._settings.index, identity, self._store, every_byte=every_byte)
        return Reader(index, self._encoder, self._settings, self._reranker)

    def _current(self) -> Reader:
        """Return the reader of the generation in use.

        Who first sees that it changed opens the new one; others answer from the old one meanwhile.
        """
        if generation.named(self._settings.index) != self._named and self._opening.acquire(False):
            try:
                if (named := generation.named(self._settings.index)) != self._named:
                    self._reader = self._read()
                    self._named = named
            finally:
                self._opening.release()
        return self._reader

    def _understand(self, question: str, history: Sequence[Turn]) -> Question:
        keep = self._settings.answering.max_history
        asked = exchanges(history)[-keep:] if keep else []
        limit, day = self._settings.retrieval.max_question_chars, self.today
        earlier, answers = [said for said, _ in asked], [answer for _, answer in asked]
        return understand(question, earlier, limit, day, answers)


def _since(began: float) -> float:
    return round(time.perf_counter() - began, 4)
