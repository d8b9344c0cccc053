"""The extractive way: statements quoted from the passages found, no model needed."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answering.about import asks_about_notice, say_of
from rag.answering.draft import Said, quoted
from rag.answering.ranking import SentenceRanker, choose
from rag.answering.reader import Reader
from rag.answering.refusal import lacks_sum
from rag.answering.sentences import Sentence
from rag.answering.wanted import Wanted, wanted
from rag.index.terms import matching_form, terms
from rag.notices.model import Span
from rag.retrieval.retriever import Findings

_READ = 5  # passages whose sentences may be quoted


def extract(reader: Reader, findings: Findings, max_chars: int) -> list[Said]:
    """Return the statements that answer: of the notice itself, then of its clauses.

    None where a sum is asked for and none of the sentences that answer best names one.
    """
    question = matching_form(findings.question.text)
    kinds = wanted(question)
    about = asks_about_notice(question)
    if about and not kinds & ~(Wanted.DOC_NUMBER | Wanted.DATE):
        return [_about(reader, findings)]
    sentences = _sentences(reader, findings, kinds, max_chars)
    if lacks_sum(findings, (sentence.text for sentence in sentences)):
        return []
    said = quoted(sentences)
    return [_about(reader, findings), *said] if about else said


def _sentences(reader: Reader, findings: Findings, kinds: Wanted, max_chars: int) -> list[Sentence]:
    scored = reader.sentences(findings.hits[:_READ])
    if findings.clauses:  # the question names a clause: only what stands in it answers
        scored = [it for it in scored if _stands_in(it[0], findings.clauses)] or scored
    if not scored:
        return []
    sentences = [sentence for sentence, _ in scored]
    folded = findings.question.matter
    texts = [matching_form(f"{s.clause.heading} {s.text}") for s in sentences]
    cosines = reader.encoder.encode_passages(texts) @ reader.encoder.encode_query(folded)
    content = findings.question.content
    idf = {t: reader.index.lexical.idf(t) for t in set(terms(content))}
    ranker = SentenceRanker(content, idf, kinds)
    ranked = ranker.rank(sentences, [score for _, score in scored], cosines)
    return choose(ranked, max_chars, kinds)


def _stands_in(sentence: Sentence, clauses: Sequence[tuple[str, Span]]) -> bool:
    return any(sentence.record.id == notice and sentence.span in span for notice, span in clauses)


def _about(reader: Reader, findings: Findings) -> Said:
    record = reader.records[findings.hits[0].passage.notice]
    return Said(say_of(record), (reader.head(record),))
