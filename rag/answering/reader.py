"""One generation of the index, opened with everything an answer needs from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial

from embeddings import Encoder, Reranker
from rag.answering.body import Body
from rag.answering.extractive.evidence import Found
from rag.answering.extractive.sentences import sentences_of
from rag.answering.known.postbook import PostBook
from rag.answering.library import Library
from rag.answering.model import Citation, Context, Retrieved
from rag.index.catalogue import Catalogue
from rag.index.model import Passage, Record
from rag.index.store import Index
from rag.index.terms import matching_form
from rag.notices.fold import tidy
from rag.notices.model import Clause, Span
from rag.retrieval.retriever import Hit, Retriever
from rag.settings import Settings


@dataclass(frozen=True, slots=True)
class Quote:
    """Neighbouring sentences of one clause, to be cited together."""

    record: Record
    clause: Clause
    span: Span


_NOTICES = 128  # kept as they were read last
_MOST_WINDOWS = 4  # of one clause on either side of the one that was found


def _read(catalogue: Catalogue, notice: str) -> Body:
    return Body(catalogue.text(notice), tuple(catalogue.clauses(notice)))


def _windows(row: int, passages: Mapping[int, Passage]) -> dict[int, Passage]:
    """Return the passages of the clause that ``row`` is a window of, by row, in order."""
    first = last = row
    while row - first < _MOST_WINDOWS and _continues(passages.get(first - 1), passages[first]):
        first -= 1
    while last - row < _MOST_WINDOWS and _continues(passages[last], passages.get(last + 1)):
        last += 1
    return {at: passages[at] for at in range(first, last + 1)}


def _is_window(row: int, passages: Mapping[int, Passage]) -> bool:
    """Return whether the clause of the passage at ``row`` was cut into several."""
    here = passages[row]
    before, after = passages.get(row - 1), passages.get(row + 1)
    return _continues(before, here) or _continues(here, after)


def _continues(passage: Passage | None, other: Passage | None) -> bool:
    """Return whether ``other`` is the next window of the clause that ``passage`` is one of."""
    if passage is None or other is None or passage.notice != other.notice:
        return False
    return passage.path == other.path and passage.span.end == other.span.start


class Reader:
    """Records, clauses and sentences of one index generation; safe to share between threads."""

    def __init__(
        self,
        index: Index,
        encoder: Encoder,
        settings: Settings,
        reranker: Reranker | None = None,
    ) -> None:
        """Read what is asked of the index all the time.

        :param reranker: puts the best passages found first; None for the retriever's order.
        """
        self.index, self.encoder = index, encoder
        self.records = {record.id: record for record in index.catalogue.records()}
        # Text and clauses of a notice by its id: hits share notices, and questions do. No method of
        # this object: an index that is replaced goes with its last question, no circle keeps it.
        self.body = lru_cache(maxsize=_NOTICES)(partial(_read, index.catalogue))
        self.retriever = Retriever(index, encoder, settings.retrieval, reranker)
        self.names = matching_form(
            " ".join(f"{r.shown_title} {r.issuer or ''}" for r in self.records.values())
        )

    @cached_property
    def posts(self) -> PostBook:
        """Who holds which post, as the notices say."""
        return PostBook(self.records, self.index.catalogue.appointments())

    @cached_property
    def library(self) -> Library:
        """The notices to look through and to read."""
        return Library(self.index, self.records)

    def found(self, hits: Sequence[Hit]) -> list[Found]:
        """Return ``hits`` as passages, each once and whole, with their sentences."""
        return [self._found(windows, hit.score) for windows, hit in self._whole(hits)]

    def _whole(self, hits: Sequence[Hit]) -> Iterator[tuple[list[Passage], Hit]]:
        """Yield the windows of each clause found, in order, with the hit that found it first.

        A clause too long for one passage was cut into windows; any of them stands for all.
        """
        passages = {hit.row: hit.passage for hit in hits}
        self._read_near(list(passages), 1, passages)
        self._read_near(
            [row for row in passages if _is_window(row, passages)], _MOST_WINDOWS, passages
        )
        shown: set[int] = set()
        for hit in hits:
            if hit.row not in shown:
                windows = _windows(hit.row, passages)
                shown.update(windows)
                yield list(windows.values()), hit

    def _read_near(self, rows: Sequence[int], reach: int, passages: dict[int, Passage]) -> None:
        """Add to ``passages`` those at most ``reach`` away from ``rows``."""
        near = {at for row in rows for at in range(max(0, row - reach), row + reach + 1)}
        if missing := sorted(near.difference(passages)):
            passages.update(self.index.catalogue.passages(missing))

    def within(self, found: Found, span: Span) -> Found:
        """Return what the passages of the notice of ``found`` hold of ``span``, as one passage."""
        catalogue = self.index.catalogue
        rows = catalogue.passages(catalogue.rows_of(found.record.id)).values()
        windows = [passage for passage in rows if passage.span.overlaps(span)]
        if not windows:
            return found
        every = self._found(windows, found.score)
        inside = tuple(sentence for sentence in every.sentences if sentence.span in span)
        return replace(every, context=found.context, sentences=inside)

    def _found(self, windows: Sequence[Passage], score: float) -> Found:
        first, last = windows[0], windows[-1]
        record = self.records[first.notice]
        body = self.body(record.id)
        sentences = [s for w in windows for s in sentences_of(w, record, body)]
        return Found(
            record=record,
            span=Span(first.span.start, last.span.end),
            paragraph=first.paragraph,
            context=first.context,
            text="".join(window.text for window in windows),
            score=score,
            sentences=tuple(sentence for sentence in sentences if sentence.says_something),
        )

    def head(self, record: Record) -> Quote:
        """Return the head of a notice: its first clause, with title, number and signature."""
        clause = self.body(record.id).clauses[0]
        return Quote(record, clause, clause.own)

    def clause_at(self, record: Record, offset: int) -> Clause:
        """Return the clause of a notice in whose own text the source ``offset`` lies."""
        return self.body(record.id).clause_at(offset)

    def labels(self, notice: str) -> set[str]:
        """Return the markers of a notice's clauses, each alone: 第三条, 8.2.3."""
        return {marker for c in self.body(notice).clauses for marker in c.path}

    def citation(self, mark: int, quote: Quote) -> Citation:
        """Return the citation of ``quote`` under ``mark``."""
        record = quote.record
        return Citation(
            mark=mark,
            doc_number=record.doc_number,
            title=record.shown_title,
            issuer=record.issuer,
            issued_on=record.issued_on.isoformat() if record.issued_on else None,
            paragraph=quote.clause.paragraph,
            quote=tidy(self._raw(record, quote.span)),
            source=record.source,
            start=quote.span.start,
            end=quote.span.end,
            page=record.page(quote.span.start),
        )

    def retrieved(self, hits: Sequence[Hit]) -> tuple[Retrieved, ...]:
        """Return ``hits`` as the contract prints them: clauses, each once and whole."""
        return tuple(passage for passage, _ in self.retrieved_by(hits))

    def retrieved_by(self, hits: Sequence[Hit]) -> Iterator[tuple[Retrieved, Hit]]:
        """Yield the same, each with the hit that found it first."""
        for windows, hit in self._whole(hits):
            yield self._retrieved(windows, hit.score), hit

    def _retrieved(self, windows: Sequence[Passage], score: float) -> Retrieved:
        first, last = windows[0], windows[-1]
        record = self.records[first.notice]
        return Retrieved(
            doc_number=record.doc_number,
            title=record.shown_title,
            paragraph=first.paragraph,
            text="".join(window.text for window in windows),
            score=round(score, 4),
            source=record.source,
            start=first.span.start,
            end=last.span.end,
        )

    def context(self, citation: Citation, chars: int) -> Context:
        """Return a citation's quote with up to ``chars`` source characters on either side."""
        for record in self.records.values():
            inside = record.span.start <= citation.start and citation.end <= record.span.end
            if record.source == citation.source and inside:
                start = max(record.span.start, citation.start - chars)
                end = min(record.span.end, citation.end + chars)
                before = tidy(self._raw(record, Span(start, citation.start)))
                after = tidy(self._raw(record, Span(citation.end, end)))
                return Context(before, citation.quote, after)
        return Context("", citation.quote, "")

    def _raw(self, record: Record, span: Span) -> str:
        text = self.body(record.id).text
        return text[span.start - record.span.start : span.end - record.span.start]
