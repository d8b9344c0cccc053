"""Measure a model on the questions that training leaves out: ``python -m embeddings.evaluate``.

Recall@k is the mean over questions of the share of their gold passages among the k passages with
the highest cosine.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np

from embeddings.corpora import Corpora, Question
from embeddings.encoder import Encoder
from embeddings.loading import load

DEPTHS = (1, 5, 10)
DISTRACTORS = 20_000
"""Articles of law, none of them gold, among which those that answer lay questions are sought."""


@dataclass(frozen=True)
class Task:
    """Held-out questions with their gold passages, and the passages to search."""

    name: str
    gold: dict[str, set[str]]
    passages: list[str]


@dataclass(frozen=True)
class Score:
    """What a model reached at a task; recall by depth, from 0 to 1."""

    task: str
    questions: int
    passages: int
    recall: dict[int, float]


def tasks(corpora: Corpora) -> list[Task]:
    """Return the retrieval tasks that the corpora hold."""
    wiki = corpora.wiki_questions()
    lay = corpora.lay_questions()
    paragraphs = _distinct([question.passage for question in wiki])
    statutes = _distinct([question.passage for question in lay])
    known = set(statutes)
    articles = _distinct([article.text for law in corpora.laws() for article in law])
    others = [text for text in articles if text not in known]
    spread = others[:: max(1, len(others) // DISTRACTORS)][:DISTRACTORS]
    return [
        Task("encyclopedia, Chinese", _gold(wiki), paragraphs),
        Task("English to Chinese", _gold(corpora.parallel_questions()), paragraphs),
        Task("lay questions, statutes", _gold(lay), statutes + spread),
    ]


def recall(encoder: Encoder, task: Task) -> dict[int, float]:
    """Return recall at each of ``DEPTHS``, from 0 to 1."""
    place = {passage: row for row, passage in enumerate(task.passages)}
    passages = encoder.encode_passages(task.passages)
    found = dict.fromkeys(DEPTHS, 0.0)
    for question, gold in task.gold.items():
        scores = passages @ encoder.encode_query(question)
        ranked = np.argsort(-scores, kind="stable")[: max(DEPTHS)].tolist()
        rows = {place[passage] for passage in gold}
        for depth in DEPTHS:
            found[depth] += len(rows.intersection(ranked[:depth])) / len(rows)
    return {depth: total / len(task.gold) for depth, total in found.items()}


def measure(encoder: Encoder, corpora: Corpora) -> list[Score]:
    """Return the model's score at each task."""
    return [
        Score(task.name, len(task.gold), len(task.passages), recall(encoder, task))
        for task in tasks(corpora)
        if task.gold
    ]


def _gold(questions: Sequence[Question]) -> dict[str, set[str]]:
    gold: dict[str, set[str]] = defaultdict(set)
    for question in questions:
        if question.held_out:
            gold[question.text].add(question.passage)
    return dict(gold)


def _distinct(texts: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(texts))


@click.command()
@click.argument("model")
@click.option(
    "--corpora", type=click.Path(path_type=Path, exists=True, file_okay=False), required=True
)
def main(model: str, corpora: Path) -> None:
    """Print recall of MODEL (a folder, a name or "bundled") on held-out questions."""
    click.echo("task\tquestions\tpassages\t" + "\t".join(f"recall@{depth}" for depth in DEPTHS))
    for score in measure(load(model), Corpora(corpora)):
        figures = "\t".join(f"{100 * score.recall[depth]:.1f}" for depth in DEPTHS)
        click.echo(f"{score.task}\t{score.questions}\t{score.passages}\t{figures}")


if __name__ == "__main__":
    main()
