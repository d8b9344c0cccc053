"""Answers of pipelines that only find: the first piece, quoted whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from eval.answers import Answers
from eval.questions import Question
from eval.searching import System, ask
from rag.answering.model import Answer, Citation

# Pieces cut by length know neither: the metrics that ask for them say nothing of such a system.
UNSTATED = frozenset({"citations.doc_number", "citations.paragraph"})


def answers(
    system: System,
    questions: Sequence[Question],
    asked: Callable[[Question], None] | None = None,
) -> Answers:
    """Return the first piece that ``system`` finds as its answer, cited at its place.

    It is what a stock pipeline can say without a chat model: every word real, nothing refused
    but what finds nothing at all. The second to tenth piece stand among the retrieved.

    :param asked: called after every question, for a progress bar.
    """
    found = ask(system, questions, asked=asked)
    by_id = {q.id: _quoting(answer) for q, answer in found.pairs if answer is not None}
    return Answers(system.name, by_id, UNSTATED)


def _quoting(answer: Answer) -> Answer:
    if not answer.retrieved:
        return replace(answer, abstained=True)
    first = answer.retrieved[0]
    cited = Citation(
        mark=1,
        doc_number=None,
        title="",
        issuer=None,
        issued_on=None,
        paragraph="",
        quote=first.text,
        source=first.source,
        start=first.start,
        end=first.end,
    )
    lines = (f"{line}[1]" for line in first.text.splitlines() if line.strip())
    return replace(answer, answer="\n".join(lines), citations=(cited,))
