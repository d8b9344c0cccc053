"""From what is chosen of a passage to a statement with its quote."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from rag.answering.draft import Said
from rag.answering.extractive.evidence import Found
from rag.answering.extractive.selection import Choice
from rag.answering.extractive.sentences import Sentence
from rag.answering.reader import Quote, Reader
from rag.notices.model import Clause, Span

_QUOTED = 450  # characters of source behind a mark, unless what is said is longer
_FAR = 300  # characters between sentences that are cited apart
_ADJOIN = 4  # characters of blanks and line ends between neighbouring sentences
_GAP = "……"  # GB/T 15834: an ellipsis stands for words left out


def said_of(reader: Reader, choice: Choice) -> Iterator[Said]:
    """Yield the statements of ``choice``: one, or where it leaves out much, one a stretch.

    The quote is the passage, or as much of it as can be shown, and stands in one clause.
    """
    clauses = reader.body(choice.found.record.id).clauses
    for said in _stretches(choice.sentences, clauses):
        span = _within(_quoted(choice.found, said), _span(said), clauses)
        yield Said(_text(said), (Quote(choice.found.record, _holder(clauses, span), span),))


def _stretches(said: Sequence[Sentence], clauses: Sequence[Clause]) -> list[list[Sentence]]:
    """Return ``said`` cut where much or damaged text is left out, and between top-level clauses."""
    out = [[said[0]]]
    for last, sentence in pairwise(said):
        between = Span(last.span.end, max(last.span.end, sentence.span.start))
        apart = len(between) > _FAR or any(between.overlaps(d) for d in last.record.damaged)
        if apart or not _holds(clauses, Span(out[-1][0].span.start, sentence.span.end)):
            out.append([])
        out[-1].append(sentence)
    return out


def _span(said: Sequence[Sentence]) -> Span:
    return Span(_begins(said[0]), said[-1].span.end)


def _text(said: Sequence[Sentence]) -> str:
    """Return the sentences as read: one clause runs on, another begins a line.

    Of several clauses each has its marker, and its heading where that runs in.
    """
    several = len({sentence.clause.span.start for sentence in said}) > 1
    text = _headed(said[0]) if several else said[0].spoken
    for last, sentence in pairwise(said):
        if sentence.clause.span != last.clause.span:
            text += f"\n{_headed(sentence)}"
            continue
        if sentence.span.start - last.span.end > _ADJOIN:
            text += _GAP
        text += sentence.text
    return text


def _headed(sentence: Sentence) -> str:
    """Return the first sentence said of a clause with the heading in front of it, if any."""
    clause = sentence.clause
    if clause.kind != "unit" or _begins(sentence) == sentence.span.start:
        return sentence.text
    return f"{clause.path[-1]}{clause.heading}：{sentence.text}"


def _begins(sentence: Sentence) -> int:
    """Return where a sentence begins, with marker and heading of its clause right before it.

    A damaged heading is left out.
    """
    clause = sentence.clause
    lead = Span(clause.span.start, sentence.span.start)
    longest = len(clause.path[-1]) + len(clause.heading) + _ADJOIN
    if not clause.heading or not 0 < len(lead) <= longest:
        return sentence.span.start
    damaged = any(lead.overlaps(lost) for lost in sentence.record.damaged)
    return sentence.span.start if damaged else clause.span.start


def _quoted(found: Found, said: Sequence[Sentence]) -> Span:
    """Return the passage's span; of one too long, what is said and the sentences around it.

    Damaged text ends it on either side.
    """
    first, last = _begins(said[0]), said[-1].span.end
    lost = found.record.damaged
    floor = max([d.end for d in lost if d.end <= first], default=0)
    ceiling = min([d.start for d in lost if d.start >= last], default=found.span.end)
    sentences = [s for s in found.sentences if floor <= s.span.start and s.span.end <= ceiling]
    start, end = max(floor, _begins(sentences[0])), sentences[-1].span.end
    if end - start <= _QUOTED:
        return Span(start, end)
    before = [max(floor, _begins(s)) for s in sentences if s.span.end <= first]
    half = (_QUOTED - (last - first)) // 2
    first = next((start for start in before if first - start <= half), first)
    after = [s.span.end for s in sentences if s.span.start >= last]
    last = next((end for end in reversed(after) if end - first <= _QUOTED), last)
    return Span(first, last)


def _within(quote: Span, said: Span, clauses: Sequence[Clause]) -> Span:
    """Return ``quote`` cut to the smallest clause that holds it or, where none does, what is said.

    Unnumbered paragraphs stand in no common clause; what is said of one is quoted from it alone.
    """
    if _holds(clauses, quote):
        return quote
    holding = [clause.span for clause in clauses if said in clause.span]
    if not holding:
        return said
    return Span(max(quote.start, holding[0].start), min(quote.end, holding[0].end))


def _holds(clauses: Sequence[Clause], span: Span) -> bool:
    return any(span in clause.span for clause in clauses)


def _holder(clauses: Sequence[Clause], span: Span) -> Clause:
    """Return the smallest clause that holds all of ``span``, else the one in which it begins."""
    holding = [clause for clause in clauses if span in clause.span]
    begun = [clause for clause in clauses if clause.span.start <= span.start]
    return holding[-1] if holding else begun[-1]
