"""Drafts of questions: chosen so that they are spread over notices and kinds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from random import Random

from eval.normal import states
from eval.questions import Gold, Question
from eval.sets.drafting.amount import amounts
from eval.sets.drafting.asked import Asked
from eval.sets.drafting.clause import Clause
from eval.sets.drafting.condition import conditions
from eval.sets.drafting.date import dates
from eval.sets.drafting.definition import definitions
from eval.sets.drafting.department import departments
from eval.sets.drafting.listing import lists
from eval.sets.drafting.person import people
from eval.sets.drafting.procedure import procedures
from eval.sets.drafting.reading import clauses
from eval.sets.drafting.unanswerable import unanswerable

_KINDS: tuple[Callable[[Clause], Iterator[Asked]], ...] = (
    amounts,
    dates,
    departments,
    lists,
    conditions,
    definitions,
    people,
    procedures,
)
_STAFF = frozenset({"department", "list", "definition", "person"})  # who would ask for these
_UNANSWERABLE = 8  # one draft in so many


def draft(index: Path, number: int, seed: int) -> list[Question]:
    """Return up to ``number`` drafts from the notices of ``index``, in their reading order.

    :param seed: of the choice; the same index and seed give the same drafts.
    :raises ProgramFailed: the index cannot be read.
    """
    held = clauses(index)
    answerable = [asked for clause in held for kind in _KINDS for asked in kind(clause)]
    sound = [asked for asked in _unambiguous(answerable) if _is_sound(asked)]
    without = list(unanswerable(held))
    rng = Random(f"draft/{seed}")
    few = min(len(without), number // _UNANSWERABLE)
    chosen = _spread(sound, number - few, rng)
    last = _spread(without, number - len(chosen), rng)
    order = {id(asked): place for place, asked in enumerate(sound)}
    ordered = [*sorted(chosen, key=lambda asked: order[id(asked)]), *last]
    return [_question(asked, place) for place, asked in enumerate(ordered, start=1)]


def _unambiguous(drafts: Sequence[Asked]) -> Iterator[Asked]:
    """Yield the drafts whose question has no other answer in the same words, as two posts have."""
    answers: dict[str, set[tuple[tuple[str, ...], ...]]] = {}
    for asked in drafts:
        answers.setdefault(asked.question, set()).add(asked.facts)
    for asked in drafts:
        if len(answers[asked.question]) == 1:
            yield asked


def _is_sound(asked: Asked) -> bool:
    """Return whether evidence and answer state every fact, and the question gives none away."""
    evidence = "\n".join(words for _, words in asked.evidence)
    return all(
        states(evidence, forms) and states(asked.answer, forms) for forms in asked.facts
    ) and not any(states(asked.question, forms) for forms in asked.facts)


def _spread(candidates: Iterable[Asked], number: int, rng: Random) -> list[Asked]:
    """Return ``number`` of the candidates: kind by kind, of what has been asked about least."""
    pools: dict[str, list[Asked]] = {}
    for asked in candidates:
        pools.setdefault(asked.kind, []).append(asked)
    for pool in pools.values():
        rng.shuffle(pool)
    used: Counter[object] = Counter()
    questions: set[str] = set()
    chosen: list[Asked] = []
    while len(chosen) < number and any(pools.values()):
        for pool in filter(None, pools.values()):
            best = min(pool, key=lambda asked: [used[key] for key in _keys(asked)])
            pool.remove(best)
            if best.question in questions or len(chosen) == number:
                continue
            questions.add(best.question)
            used.update(_keys(best))
            chosen.append(best)
    return chosen


def _keys(asked: Asked) -> list[object]:
    """Return what a draft is about, by which drafts are spread: clause, notice and kind, notice."""
    if not asked.evidence:
        return [asked.question[-6:], asked.kind]
    clause, _ = asked.evidence[0]
    name = clause.notice.title
    return [(name, clause.paragraph), (name, asked.kind), name]


def _question(asked: Asked, place: int) -> Question:
    return Question(
        id=f"draft-{place:03}",
        question=asked.question,
        abstain=asked.kind == "unanswerable",
        lang="zh-Hans",
        audience="staff" if asked.kind in _STAFF else "citizen",
        type=asked.kind,
        gold=tuple(
            Gold(it.notice.doc_number, it.notice.title, it.paragraph, words, it.notice.file)
            for it, words in asked.evidence
        ),
        facts=asked.facts,
        answer=asked.answer,
        hard="draft",
        draft=True,
    )
