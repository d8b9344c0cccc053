"""Span reality: does the cited place of the source file hold the quote?"""

from __future__ import annotations

from collections.abc import Sequence

from eval.metrics.pairs import Pair, Score, scores, share
from eval.normal import SPAN_SHARE, holds
from eval.sources import Sources
from rag.answering.model import Answer, Citation


def _real(citation: Citation, sources: Sources) -> bool:
    span = sources.span(citation.source, citation.start, citation.end)
    return span is not None and holds(span, citation.quote, SPAN_SHARE)


def _span_reality(answer: Answer, sources: Sources) -> Score:
    checked = [c for c in answer.citations if sources.readable(c.source)]
    return share([_real(citation, sources) for citation in checked])


def span_reality(pairs: Sequence[Pair], sources: Sources | None) -> list[Score]:
    """Return the share of an answer's citations whose span in the source holds the quote.

    real(a) = |{c in C : C(source(c)[start(c):end(c)], quote(c)) >= 0.9}| / |C|

    where C(p, s) is 5-gram containment (``eval.normal``) and C the citations whose source is a
    text file; offsets into docx, PDF and HTML count in extracted text and are left out.

    Source: attributable to identified sources, Rashkin et al. (2023), arXiv 2112.12870, of which
    this checks the part that needs no judgement: that the source says the quoted words there.

    :param pairs: questions with their answers; refusals and unanswerable questions count as well.
    :param sources: the folder of source files; None where there is none to read.
    :return: a score for each pair; None without sources or checkable citations.
    """
    if sources is None:
        return [None] * len(pairs)
    return scores(lambda _question, answer: _span_reality(answer, sources), pairs)
