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

import embeddings
from embeddings import Encoder
from rag.answering.about import asks_about_notice, say_of
from rag.answering.draft import Drafter, Said, pieces, quoted
from rag.answering.extractive import SentenceRanker, choose
from rag.answering.model import Answer, Citation, Context, Mode, SearchResult, Turn
from rag.answering.reader import Reader
from rag.answering.refusal import reason_to_refuse
from rag.answering.sentences import Sentence
from rag.answering.timeliness import warnings_for
from rag.answering.wanted import Wanted, wanted
from rag.index import generation
from rag.index.store import Index
from rag.index.terms import matching_form, terms
from rag.messages import message
from rag.retrieval.question import Question, understand
from rag.retrieval.retriever import Findings
from rag.settings import Settings

_RETRIEVED = 10
_READ = 5  # passages whose sentences may be quoted


def load_encoder(settings: Settings) -> Encoder:
    """Return the embedding model that ``settings`` name.

    :raises ModelUnavailable: it cannot be loaded.
    """
    it = settings.embedding
    return embeddings.load(
        it.model,
        query_prefix=it.query_prefix,
        passage_prefix=it.passage_prefix,
        device=it.device,
        batch_size=it.batch_size,
    )


class Assistant:
    """Answers questions from one index; every method may be called from several threads."""

    def __init__(self, settings: Settings, encoder: Encoder, today: date | None = None) -> None:
        """Open the index of ``settings`` with ``encoder``; ``open`` loads the encoder too.

        :param today: the day answers are as of; None for the day of asking.
        """
        self._settings, self._encoder, self._today = settings, encoder, today
        self._lock = threading.Lock()
        self._reader = self._read()

    @classmethod
    def open(cls, settings: Settings, today: date | None = None) -> Assistant:
        """Return an assistant for the index and models that ``settings`` name.

        :raises IndexMissing, IndexEmpty, IndexDamaged, IndexMismatch: the index cannot be used.
        :raises ModelUnavailable: the embedding model cannot be loaded.
        """
        generation.current(settings.index)  # say that there is no index before loading a model
        return cls(settings, load_encoder(settings), today)

    @property
    def notice_count(self) -> int:
        """How many notices the index holds now."""
        return len(self._current().records)

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """Return the answer to ``question`` after the earlier turns in ``history``.

        :raises QuestionInvalid: the question is empty or too long.
        """
        for part in self.stream(question, history):
            if isinstance(part, Answer):
                return part
        raise RuntimeError("a stream ends with its answer")

    def search(
        self, question: str, history: Sequence[Turn] = (), k: int = _RETRIEVED
    ) -> SearchResult:
        """Return the ``k`` passages found, best first.

        :raises QuestionInvalid: the question is empty or too long.
        """
        began = time.perf_counter()
        reader = self._current()
        findings = reader.retriever.find(self._understand(question, history), k)
        return SearchResult(question, reader.retrieved(findings.hits), _since(began))

    def stream(self, question: str, history: Sequence[Turn] = ()) -> Iterator[str | Answer]:
        """Yield the answer's text in pieces, then exactly one whole answer.

        :raises QuestionInvalid: the question is empty or too long.
        """
        began = time.perf_counter()
        reader = self._current()
        findings = reader.retriever.find(self._understand(question, history), _RETRIEVED)
        reason = reason_to_refuse(findings, reader.labels, reader.names)
        if reason is not None:
            text = self._refusal(reader, findings, reason)
            yield text
            yield self._answer(reader, findings, question, text, None, "extractive", began)
            return
        drafter = Drafter(reader)
        text = ""
        for piece in pieces(drafter, self._extract(reader, findings)):
            text += piece
            yield piece
        yield self._answer(reader, findings, question, text, drafter, "extractive", began)

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
        return Reader(index, self._encoder, self._settings)

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
        earlier = [turn.content for turn in history if turn.role == "user"][-keep:] if keep else []
        return understand(question, earlier, self._settings.retrieval.max_question_chars)

    def _extract(self, reader: Reader, findings: Findings) -> list[Said]:
        """Return the statements that answer: of the notice itself, then of its clauses."""
        question = matching_form(findings.question.text)
        kinds = wanted(question)
        about = asks_about_notice(question)
        if about and not kinds & ~(Wanted.DOC_NUMBER | Wanted.DATE):
            return [self._about(reader, findings)]
        said = quoted(self._sentences(reader, findings, kinds))
        return [self._about(reader, findings), *said] if about else said

    def _sentences(self, reader: Reader, findings: Findings, kinds: Wanted) -> list[Sentence]:
        scored = reader.sentences(findings.hits[:_READ])
        if not scored:
            return []
        sentences = [sentence for sentence, _ in scored]
        texts = [matching_form(f"{s.clause.heading} {s.text}") for s in sentences]
        folded = findings.question.matter
        cosines = self._encoder.encode_passages(texts) @ self._encoder.encode_query(folded)
        idf = {t: reader.index.lexical.idf(t) for t in set(terms(folded))}
        ranked = SentenceRanker(folded, idf, kinds).rank(
            sentences, [score for _, score in scored], cosines
        )
        return choose(ranked, self._settings.answering.max_chars, kinds)

    def _about(self, reader: Reader, findings: Findings) -> Said:
        record = reader.records[findings.hits[0].passage.notice]
        return Said(say_of(record), (reader.head(record),))

    def _refusal(self, reader: Reader, findings: Findings, reason: str) -> str:
        language = findings.question.language
        count = len(reader.records)
        number = "、".join(str(n) for n in findings.named.unknown)
        text = message(f"refusal.{reason}", language, count=count, number=number)
        near = dict.fromkeys(
            [*findings.named.candidates]
            or [_name(reader, hit.passage.notice) for hit in findings.hits[:3]]
        )
        if near:
            text += message("refusal.near", language, names="、".join(near))
        return text

    def _answer(
        self,
        reader: Reader,
        findings: Findings,
        question: str,
        text: str,
        drafter: Drafter | None,
        mode: Mode,
        began: float,
    ) -> Answer:
        """Return the answer object; a refusal has no drafter."""
        citations = drafter.citations if drafter else ()
        cited = {(c.source, c.start): c for c in citations}
        records = [
            r
            for r in reader.records.values()
            if any(s == r.source and r.span.start <= at < r.span.end for s, at in cited)
        ]
        day = self._today or date.today()
        return Answer(
            question=question,
            answer=text,
            abstained=drafter is None,
            citations=citations,
            warnings=warnings_for(records, day, findings.question.language),
            retrieved=reader.retrieved(findings.hits),
            mode=mode,
            seconds=_since(began),
        )


def _name(reader: Reader, notice: str) -> str:
    record = reader.records[notice]
    return f"《{record.shown_title}》" + (f"（{record.doc_number}）" if record.doc_number else "")


def _since(began: float) -> float:
    return round(time.perf_counter() - began, 4)
