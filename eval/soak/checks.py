"""What is wrong with an answer, told by the files as they were when it was made."""

from __future__ import annotations

from collections.abc import Iterator

from eval.metrics.numbers_exact import numbers_exact
from eval.normal import holds, normal
from eval.numbers import numbers, value
from eval.questions import Question
from eval.soak.ledger import Ledger, Window
from eval.soak.planted import Planted
from eval.sources import Sources
from rag.answering.model import Answer, Citation

_LEFT_OUT = "……"


def wrong(
    answer: Answer, window: Window, ledger: Ledger, background: Sources
) -> Iterator[tuple[str, str]]:
    """Yield what is wrong, as a kind and what shows it; nothing where all is right.

    ``gone``: a notice is cited that was taken out. ``place``: the cited place does not hold the
    quote in any text that the file had then. ``document``: its number is another notice's.
    ``numbers``: a number of the answer is in none of its citations.
    """
    for citation in answer.citations:
        name = citation.source.rpartition("/")[2]
        if not ledger.knows(name):
            yield from _of_background(citation, background)
            continue
        texts = [held for held in ledger.possible(name, window) if held is not None]
        if not texts:
            yield "gone", f"{citation.doc_number} {citation.quote}"
            continue
        right = next((held for held in texts if _quotes(citation, held)), None)
        if right is None:
            yield "place", f"{citation.doc_number} {citation.paragraph}: {citation.quote}"
        else:
            ledger.told(right, window)
        if citation.doc_number != texts[0].head.number:
            yield "document", f"{citation.doc_number} instead of {texts[0].head.number}"
    [exact] = numbers_exact([(_ASKED, answer)])
    if exact is not None and exact < 1:
        yield "numbers", answer.answer


_ASKED = Question("soak", "")


def missed(
    answer: Answer, asked: Planted, question: int, window: Window, ledger: Ledger
) -> str | None:
    """Return what question number ``question`` about ``asked`` should have been answered with.

    None where the answer has it: a figure that the notice may have stated then, cited from there.
    None, too, where the notice may not have been there, or the answer is a refusal.
    """
    possible = ledger.possible(asked.name, window)
    if answer.abstained or not possible or None in possible:
        return None
    figures = [str(held.questions[question][1]) for held in possible if held is not None]
    said = {value(number) for number in numbers(answer.answer)}
    cited = any(it.source.rpartition("/")[2] == asked.name for it in answer.citations)
    if cited and any(value(figure) in said for figure in figures):
        return None
    return f"{asked.head.number}: {figures}"


def _quotes(citation: Citation, held: Planted) -> bool:
    """Return whether a revision holds the quote, at the cited place where places can be told."""
    text = held.content()
    span = text[citation.start : citation.end] if Sources.readable(held.name) else text
    return _whole(span, citation.quote)


def _of_background(citation: Citation, background: Sources) -> Iterator[tuple[str, str]]:
    if background.find(citation.source) is None:
        yield "gone", f"{citation.source}: {citation.quote}"
        return
    span = background.span(citation.source, citation.start, citation.end)
    if Sources.readable(citation.source) and (span is None or not _whole(span, citation.quote)):
        yield "place", f"{citation.source} {citation.paragraph}: {citation.quote}"


def _whole(span: str, quote: str) -> bool:
    """Return whether ``span`` holds every part of ``quote``, to the last figure."""
    parts = [part for part in quote.split(_LEFT_OUT) if normal(part)]
    return bool(parts) and all(holds(span, part, 1.0) for part in parts)
