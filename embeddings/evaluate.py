"""Measure a model on the questions that training leaves out: ``python -m embeddings.evaluate``.

Recall@k is the mean over questions of the share of their gold passages among the k passages with
the highest cosine. English questions are asked a second time where the model has a lexicon, by
½ z(cosine) + ½ z(translated words).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from embeddings.corpora import Corpora, Question
from embeddings.encoder import Encoder
from embeddings.lexicon import Lexicon, Rows, Scores, translated_scores
from embeddings.loading import BUNDLED, BUNDLED_FOLDER, load

DEPTHS = (1, 5, 10)
DISTRACTORS = 20_000
"""Articles of law, none of them gold, among which those that answer lay questions are sought."""


ENGLISH = "English to Chinese"
WITH_LEXICON = f"{ENGLISH}, with the lexicon"
_K1, _B = 1.2, 0.75
"""As usual for BM25."""


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
        Task(ENGLISH, _gold(corpora.parallel_questions()), paragraphs),
        Task("lay questions, statutes", _gold(lay), statutes + spread),
    ]


class Texts:
    """Passages as holdings of words, by the part of BM25 beside idf."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = [text.lower() for text in texts]
        self._latin = [Counter(re.findall(r"[a-z]+|[\d.]+", text)) for text in self._texts]
        lengths = np.array([len(text) for text in texts], dtype=np.float32)
        self._damping = _K1 * (1 - _B + _B * lengths / lengths.mean())
        self._seen: dict[str, tuple[Rows, Scores]] = {}

    @property
    def count(self) -> int:
        """Number of passages."""
        return len(self._texts)

    def rows_with(self, word: str) -> tuple[Rows, Scores]:
        """Return the passages that hold ``word``, ascending, and how full of it each is."""
        if word not in self._seen:
            whole = word.isascii()
            found = [
                latin[word] if whole else text.count(word)
                for latin, text in zip(self._latin, self._texts, strict=True)
            ]
            times = np.array(found, dtype=np.float32)
            rows = np.flatnonzero(times)
            self._seen[word] = rows, times[rows] / (times[rows] + self._damping[rows])
        return self._seen[word]


def recall(encoder: Encoder, task: Task, lexicon: Lexicon | None = None) -> dict[int, float]:
    """Return recall at each of ``DEPTHS``, from 0 to 1.

    :param lexicon: ranks together with the cosine, each by its standard score; None for the cosine
        alone.
    """
    place = {passage: row for row, passage in enumerate(task.passages)}
    passages = encoder.encode_passages(task.passages)
    texts = Texts(task.passages)
    found = dict.fromkeys(DEPTHS, 0.0)
    for question, gold in task.gold.items():
        scores = passages @ encoder.encode_query(question)
        if lexicon is not None:
            words = translated_scores(lexicon, question.lower(), texts)
            scores = _standard(scores) + _standard(words)
        ranked = np.argsort(-scores, kind="stable")[: max(DEPTHS)].tolist()
        rows = {place[passage] for passage in gold}
        for depth in DEPTHS:
            found[depth] += len(rows.intersection(ranked[:depth])) / len(rows)
    return {depth: total / len(task.gold) for depth, total in found.items()}


def measure(encoder: Encoder, corpora: Corpora, lexicon: Lexicon | None = None) -> list[Score]:
    """Return the model's score at each task, and at the English one once more with a lexicon."""
    scores = []
    for task in tasks(corpora):
        if not task.gold:
            continue
        size = len(task.gold), len(task.passages)
        scores.append(Score(task.name, *size, recall(encoder, task)))
        if task.name == ENGLISH and lexicon is not None:
            scores.append(Score(WITH_LEXICON, *size, recall(encoder, task, lexicon)))
    return scores


def _standard(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    spread = max(float(scores.std()), 1e-9)
    return np.asarray((scores - scores.mean()) / spread, dtype=np.float32)


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
    lexicon = Lexicon.load(BUNDLED_FOLDER if model == BUNDLED else Path(model).expanduser())
    click.echo("task\tquestions\tpassages\t" + "\t".join(f"recall@{depth}" for depth in DEPTHS))
    for score in measure(load(model), Corpora(corpora), lexicon):
        figures = "\t".join(f"{100 * score.recall[depth]:.1f}" for depth in DEPTHS)
        click.echo(f"{score.task}\t{score.questions}\t{score.passages}\t{figures}")


if __name__ == "__main__":
    main()
