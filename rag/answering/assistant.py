"""The assistant: ``ask`` a question, get an answer that cites its clauses.

>>> from rag.settings import Settings
>>> assistant = Assistant.open(Settings.load())       # doctest: +SKIP
>>> assistant.ask("补贴标准是多少？").citations        # doctest: +SKIP
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

import embeddings
from embeddings import CrossEncoderReranker, Encoder
from rag.answering.basis import Basis
from rag.answering.draft import Draft, Said
from rag.answering.extractive import extract
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
from rag.answering.reader import Reader
from rag.answering.refusal import Reason, reason_to_refuse, refusal_text
from rag.answering.telling import tell
from rag.answering.timeliness import warnings_for
from rag.answering.told import Told
from rag.errors import ChatUnavailable
from rag.index import generation
from rag.index.store import Index
from rag.messages import message
from rag.retrieval.question import Question, understand
from rag.settings import Settings
from rag.tokens import counter

if TYPE_CHECKING:
    from rag.answering.generative import GenerativeAnswerer

log = logging.getLogger(__name__)

_RETRIEVED = 10


def load_encoder(settings: Settings) -> Encoder:
    """Return the embedding model that ``settings`` name, here or behind an endpoint.

    :raises ModelUnavailable: it cannot be loaded, or its endpoint gives no vectors.
    """
    it = settings.embedding
    if it.endpoint:
        return embeddings.connect(
            it.model,
            it.endpoint,
            api_key=it.api_key.get_secret_value(),
            timeout=it.timeout,
            max_retries=it.max_retries,
            query_prefix=it.query_prefix,
            passage_prefix=it.passage_prefix,
            batch_size=it.batch_size,
        )
    return embeddings.load(
        it.model,
        query_prefix=it.query_prefix,
        passage_prefix=it.passage_prefix,
        device=it.device,
        batch_size=it.batch_size,
    )


def load_reranker(settings: Settings) -> CrossEncoderReranker | None:
    """Return the reranker that ``settings`` name, None where they name none.

    Its weights are loaded by the first question, or by its ``load``.
    """
    it = settings.reranker
    if not it.model:
        return None
    return CrossEncoderReranker(it.model, top=it.top, device=it.device, batch_size=it.batch_size)


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
        self._lock = threading.Lock()
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
        retrieved = reader.retrieved(reader.found(findings.hits))
        return SearchResult(question, retrieved, _since(began), named)

    def stream(
        self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None
    ) -> Iterator[str | Answer]:
        """Yield the answer's text in pieces, then exactly one whole answer.

        :param filters: which notices may be answered from; None for all.
        :raises QuestionEmpty, QuestionTooLong: the question cannot be asked.
        """
        began = time.perf_counter()
        reader = self._current()
        understood = self._understand(question, history)
        findings = reader.retriever.find(understood, _RETRIEVED, filters)
        basis = Basis(reader, findings)
        reason = reason_to_refuse(basis)
        draft = Draft(reader)
        told = tell(basis, self._day) if reason in (None, Reason.NOTHING) else None
        if told is not None:
            reason = None
        if reason is None:
            for said in self._statements(basis, told, draft):
                yield draft.add(said)
            if not draft.text:
                reason = Reason.NOTHING
        if reason is not None:
            draft.refuse(refusal_text(basis, reason))
            yield draft.text
        yield self._answer(basis, draft, question, began)

    def in_full(self, question: str, history: Sequence[Turn] = ()) -> str | None:
        """Return what ``question`` is looked for as after ``history``; None: as it is asked.

        :raises QuestionEmpty, QuestionTooLong: the question cannot be asked.
        """
        understood = self._understand(question, history)
        return understood.search if understood.rewritten else None

    def examples(self) -> list[str]:
        """Return questions worth trying on this index: one a notice, newest first."""
        records = sorted(
            self._current().records.values(), key=lambda r: str(r.issued_on or ""), reverse=True
        )
        titles = [r.enclosed_title for r in records if r.enclosed_title]
        return [message("answer.example", self._language, title=title) for title in titles[:4]]

    def context(self, citation: Citation, chars: int = 120) -> Context:
        """Return the quote of ``citation`` with up to ``chars`` characters on either side."""
        return self._current().context(citation, chars)

    @property
    def _language(self) -> str:
        return self._settings.language

    def _read(self) -> Reader:
        index = Index.open(self._settings.index, self._encoder.identity)
        return Reader(index, self._encoder, self._settings, self._reranker)

    def _current(self) -> Reader:
        """Return the reader of the generation in use; a new one is opened when it changed."""
        folder = generation.current(self._settings.index)
        if folder != self._reader.index.folder:
            with self._lock:
                if folder != self._reader.index.folder:
                    self._reader = self._read()
        return self._reader

    def _understand(self, question: str, history: Sequence[Turn]) -> Question:
        keep = self._settings.answering.max_history
        asked = exchanges(history)[-keep:] if keep else []
        limit, day = self._settings.retrieval.max_question_chars, self._today or date.today()
        earlier, answers = [said for said, _ in asked], [answer for _, answer in asked]
        return understand(question, earlier, limit, day, answers)

    def _statements(self, basis: Basis, told: Told | None, draft: Draft) -> Iterator[Said]:
        """Yield what to say: what is told of notices and posts, and then, unless it is the whole
        answer, the chat model's statements, else, or where it fails, quotations."""
        if told is not None:
            draft.warnings += told.warnings
            yield from told.said
            if told.whole:
                return
        if self._answerer is not None:
            draft.mode = "generative"
            from rag.answering.generative.quoting import generate

            try:
                yield from generate(basis, self._answerer)
                return
            except ChatUnavailable as error:
                log.warning("%s", error.say("en"))
                draft.mode = "generative" if draft.text else "extractive"
                draft.note("answer.fallback_after" if draft.text else "answer.fallback")
                basis = basis.without(draft.cited)
        yield from extract(basis, self._settings.answering.max_chars)

    def _answer(self, basis: Basis, draft: Draft, question: str, began: float) -> Answer:
        asked = basis.findings.question
        notes = tuple(message(key, asked.language) for key in draft.notes)
        current = warnings_for(draft.records, self._day, asked.language)
        return Answer(
            question=question,
            answer=draft.text,
            abstained=draft.refused,
            citations=draft.citations,
            warnings=tuple(dict.fromkeys((*notes, *draft.warnings, *current))),
            retrieved=basis.reader.retrieved(basis.found),
            mode=draft.mode,
            seconds=_since(began),
            confidence=round(basis.findings.signals.confidence, 4),
            rewritten=asked.search if asked.rewritten else None,
        )

    @property
    def _day(self) -> date:
        return self._today or date.today()


def _since(began: float) -> float:
    return round(time.perf_counter() - began, 4)
