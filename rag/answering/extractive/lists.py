"""Lists come whole: who asks 哪些 gets all items of a clause, not those that were found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.answering.basis import Basis
from rag.answering.extractive.selection import Choice
from rag.index.terms import matching_form
from rag.notices.model import Clause

# Interrogatives that ask for several things, a closed class: for each of them (各是什么), or which
# they are (哪些), which one sentence may enumerate.
_EACH = re.compile(r"各(?:是|为|有|要|多少|需)|分别(?:是|为|有|要)|分几|条件|都有(?:什么|谁|哪)")
_WHICH = re.compile(
    r"哪些|哪几|几(?:类|种|级|样|档|方面|部分)|(?:有|要|需要?)(?:什么|啥)|包括什么"
    r"|\bwhat are\b|\blist\b"
)
_ENUMERATED = re.compile(r"、[^。；;、]*、|,[^。；;,和]*和")
_LONGEST = 600  # characters of a list that is said whole
_ITEMS = 2


def asks_for_list(question: str) -> bool:
    """Return whether ``question`` (matching form) asks for several things of a kind."""
    return bool(_EACH.search(question) or _WHICH.search(question))


def whole(basis: Basis, choice: Choice) -> Choice:
    """Return ``choice`` with all items of the list that it says some of, where that is short."""
    question = basis.findings.question.folded
    if not _EACH.search(question) and any(_ENUMERATED.search(s.text) for s in choice.sentences):
        return choice
    clauses = basis.reader.body(choice.found.record.id).clauses
    for listing in _listings(clauses, choice.sentences[0].clause, question):
        found = basis.reader.within(choice.found, listing.span)
        shown = sum(len(sentence.text) for sentence in found.sentences)
        if found.sentences and shown <= _LONGEST:
            return Choice(found, found.sentences)
    return choice


def _listings(clauses: Sequence[Clause], clause: Clause, question: str) -> Iterator[Clause]:
    """Yield the clauses whose items may be the list: ``clause`` as a head, or what it is one of.

    Of a head with several lists below it, the one that the question names by its heading.
    """
    for path in (clause.path, clause.path[:-1]):
        # Attachments number their clauses anew: only the head that holds the clause is its own.
        heads = [it for it in clauses if it.path == path and clause.span in it.span]
        if not path or not heads:
            continue
        inside = [it for it in clauses if it.span in heads[0].span]
        items = [it for it in inside if it.path[:-1] == path and it.kind == "unit"]
        if len(items) >= _ITEMS:
            yield heads[0]
            named = [it for it in items if it.heading and matching_form(it.heading) in question]
            yield from named[:1]
            return
