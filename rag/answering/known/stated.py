"""Where in a notice stands what is said of it: its number, signature, title, repeals."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.answering.reader import Quote, Reader
from rag.index.model import Record
from rag.notices.dates import find_dates
from rag.notices.docnumber import DocNumber, find_folded
from rag.notices.fold import CleanText, simplify, tidy
from rag.notices.markers import without_marker
from rag.notices.model import Span

_TEASER = re.compile(r"\.{3}|…")
_CUT = 60  # characters behind a number in which a teaser breaks off
_BESIDE = 60  # characters between a title and its number
_BEFORE = 40  # characters between a signature and its date
_SENTENCE_END = re.compile(r"[。;!?]|\n|\s{3,}")
_REPEAL = re.compile("废止|失效|作废|废除|停止执行")


class Stated:
    """The text of one notice, searched for what its head and its last clauses say."""

    def __init__(self, reader: Reader, record: Record) -> None:
        self._reader, self._record = reader, record
        self._page = CleanText(reader.body(record.id).text)

    def number(self) -> Quote | None:
        """Return the title with the document number beside it, else either."""
        text, number = self._page.text, self._record.number
        spans = [(s, e) for found, s, e in find_folded(text) if found == number]
        # In the teaser of a list the addressees are cut.
        spans = [it for it in spans if not _TEASER.search(text, it[1], it[1] + _CUT)] or spans
        titles = self._titles()
        beside = [
            (min(begin, title[0]), max(stop, title[1]))
            for begin, stop in spans
            for title in titles
            if min(abs(begin - title[1]), abs(title[0] - stop)) <= _BESIDE
        ]
        found = (beside or spans or titles)[:1]
        return self._quote(*min(beside, key=_length) if beside else found[0]) if found else None

    def title(self) -> Quote | None:
        """Return where the title stands."""
        titles = self._titles()
        return self._quote(*titles[-1]) if titles else None

    def signature(self) -> Quote | None:
        """Return the signature: who issued it and the day, else the day alone."""
        text, issuer = self._page.text, (self._record.issuer or "").split(" ")[-1]
        spans = [(s, e) for day, s, e in find_dates(text) if day == self._record.issued_on]
        for start, end in spans:
            before = text[max(0, start - len(issuer) - _BEFORE) : start]
            for begin, stop in _found(before, issuer):
                if not before[stop:].strip(" \n,"):
                    return self._quote(start - len(before) + begin, end)
        return self._quote(*spans[-1]) if spans else None

    def addressees(self) -> Quote | None:
        """Return where it says to whom it goes."""
        for start, end in _found(self._page.text, self._record.addressees or ""):
            return self._quote(start, end)
        return None

    def repeals(self) -> Iterator[tuple[frozenset[DocNumber], Quote]]:
        """Yield the sentences that repeal other documents, with the numbers in each."""
        text, record = self._page.text, self._record
        wanted = {DocNumber.parse(number) for number in record.abolishes}
        seen: dict[tuple[int, int], set[DocNumber]] = {}
        for number, start, end in find_folded(text):
            if number in wanted:
                begin, stop = self._sentence(start, end)
                seen.setdefault((begin, stop), set()).add(number)
        best = {span for span in seen if _REPEAL.search(text[slice(*span)])} or set(seen)
        for span in sorted(best):
            if quote := self._quote(*span):
                yield frozenset(seen[span]), quote

    def at(self, span: Span | None) -> Quote | None:
        """Return the quote of ``span`` of the source, None where it is damaged."""
        if span is None or any(span.overlaps(lost) for lost in self._record.damaged):
            return None
        return Quote(self._record, self._reader.clause_at(self._record, span.start), span)

    def read(self, quote: Quote) -> str:
        """Return what ``quote`` says, as printed, without its marker and its last stop."""
        offset = self._record.span.start
        raw = self._page.raw[quote.span.start - offset : quote.span.end - offset]
        return without_marker(tidy(raw)).rstrip("。;；,， ")

    def _titles(self) -> list[tuple[int, int]]:
        for title in (self._record.title, self._record.enclosed_title):
            if found := list(_found(self._page.text, simplify(title or ""))):
                return found
        return []

    def _sentence(self, start: int, end: int) -> tuple[int, int]:
        text = self._page.text
        floor = max(0, start - 300)
        begins = [m.end() for m in _SENTENCE_END.finditer(text, floor, start)]
        after = _SENTENCE_END.search(text, end, min(len(text), end + 300))
        begin = begins[-1] if begins else floor
        stop = (after.end() if after and after[0].strip() else after.start()) if after else end
        begin += len(text[begin:stop]) - len(text[begin:stop].lstrip())
        return begin, stop

    def _quote(self, start: int, end: int) -> Quote | None:
        span, offset = self._page.span(start, end), self._record.span.start
        return self.at(Span(span.start + offset, span.end + offset))


def _length(span: tuple[int, int]) -> int:
    return span[1] - span[0]


def _found(text: str, wanted: str) -> Iterator[tuple[int, int]]:
    """Yield where ``wanted`` stands in folded ``text``, whatever blanks and widths it has."""
    folded = "".join(CleanText(wanted).text.split())
    if folded:
        pattern = r"\s*".join(map(re.escape, folded))
        yield from (match.span() for match in re.finditer(pattern, text))
