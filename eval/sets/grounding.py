"""Whether what a question rests on stands in the source files."""

from __future__ import annotations

from collections.abc import Iterator

from eval.normal import normal
from eval.places import document_key
from eval.questions import Gold, Question
from eval.sets.consistency import Found
from eval.sets.standing import occurs, stands
from eval.sources import Sources

_SHOWN = 80  # characters


def ungrounded(question: Question, sources: Sources) -> Iterator[Found]:
    """Yield what of the gold of ``question`` does not stand in its files.

    :raises SourceUnreadable: the operating system refuses to read one of them.
    """
    for i, gold in enumerate(question.gold):
        for key, params in _gold(gold, sources):
            yield key, {"place": i, "file": gold.file, **params}


def _gold(gold: Gold, sources: Sources) -> Iterator[Found]:
    if not gold.file:
        if normal(gold.evidence):
            yield "file_unnamed", {}
        return
    if sources.find(gold.file) is None:
        yield "file_missing", {}
        return
    text = sources.text(gold.file) if sources.readable(gold.file) else None
    if text is None:
        yield "file_unread", {}
        return
    if normal(gold.evidence) and stands(text, gold.evidence) is None:
        yield "evidence_absent", {"evidence": _start(gold.evidence)}
    if gold.doc_number and not occurs(text, document_key(gold.doc_number)):
        yield "number_absent", {"number": gold.doc_number}
    if gold.title and stands(text, gold.title) is None:
        yield "title_absent", {"title": _start(gold.title)}


def _start(words: str) -> str:
    """Return enough of ``words`` to know them by on one line."""
    return words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…"
