"""Fitting the weights of the ranking: ``python -m rag.answering.extractive.calibrate --help``.

Question sets, each with the index it is about, name the evidence that answers. Prints the weights
fitted on all of them, and how often the likeliest clause is the right one: in the sets a fit has
seen, and in each set by a fit on the others.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray

from rag.answering.basis import Basis
from rag.answering.extractive.evidence import Evidence
from rag.answering.extractive.signals import NAMES, Matrix
from rag.answering.model import Turn, exchanges
from rag.answering.models import load_encoder
from rag.answering.reader import Reader
from rag.index.store import Index
from rag.index.terms import matching_form
from rag.retrieval.question import understand
from rag.settings import Settings

_STEPS, _RIDGE = 30, 0.003
_GRAM, _HELD = 5, 0.5  # share of the evidence's character 5-grams that the right clause has
_MARKS = re.compile(r"\W+")


@dataclass(frozen=True, slots=True)
class Case:
    """Signals of the clauses found for one question, and which of them hold its evidence."""

    signals: Matrix
    right: NDArray[np.float64]


def cases(index: Path, questions: Path) -> list[Case]:
    """Return a case for each question of ``questions`` that the notices in ``index`` answer."""
    settings = Settings.load(index=index)
    encoder = load_encoder(settings)
    reader = Reader(Index.open(index, encoder.identity), encoder, settings)
    out = []
    for item in _answerable(questions):
        turns = exchanges([Turn(**turn) for turn in item.get("history") or ()])
        earlier, answers = [said for said, _ in turns], [answer for _, answer in turns]
        question = understand(item["question"], earlier, answers=answers)
        basis = Basis(reader, reader.retriever.find(question))
        clauses, signals = basis.signals.of(basis.found)
        if clauses:
            evidence = [_plain(gold["evidence"]) for gold in item["gold"]]
            out.append(Case(signals, np.array([_holds(it, evidence) for it in clauses])))
    return out


def _answerable(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        if not item["abstain"]:
            yield item


def _plain(text: str) -> str:
    return _MARKS.sub("", matching_form(text))


def _holds(clause: Evidence, evidence: Sequence[str]) -> float:
    text = _plain("".join(sentence.text for sentence in clause.sentences))
    for wanted in evidence:
        grams = {wanted[i : i + _GRAM] for i in range(max(1, len(wanted) - _GRAM + 1))}
        if sum(gram in text for gram in grams) >= _HELD * len(grams):
            return 1.0
    return 0.0


def fit(given: Sequence[Case]) -> NDArray[np.float64]:
    """Return the weights that make the right clauses likeliest, shape (``len(NAMES)``,).

    Newton's method on the log-likelihood of a conditional logit with a ridge on the weights in
    units of a signal's standard deviation; several right clauses share the likelihood.
    """
    useful = [case for case in given if 0 < case.right.sum() < len(case.right)]
    scale = np.vstack([case.signals for case in useful]).std(axis=0) + 1e-6
    weights = np.zeros(len(scale))
    for _ in range(_STEPS):
        gradient = 2 * _RIDGE * weights * len(useful)
        curvature = 2 * _RIDGE * np.eye(len(weights)) * len(useful)
        for case in useful:
            signals = case.signals / scale
            scores = signals @ weights
            likely = np.exp(scores - scores.max())
            likely /= likely.sum()
            gradient += signals.T @ (likely - case.right / case.right.sum())
            mean = likely @ signals
            curvature += (signals.T * likely) @ signals - np.outer(mean, mean)
        weights -= np.linalg.solve(curvature, gradient)
    fitted: NDArray[np.float64] = weights / scale
    return fitted


def first_right(given: Sequence[Case], weights: NDArray[np.float64]) -> float:
    """Return the share of cases whose likeliest clause holds the evidence."""
    return float(np.mean([case.right[np.argmax(case.signals @ weights)] for case in given]))


@click.command(help=__doc__)
@click.option(
    "--about",
    "sets",
    type=(click.Path(path_type=Path), click.Path(path_type=Path, exists=True, dir_okay=False)),
    multiple=True,
    required=True,
    help="an index, and questions about its notices (JSON Lines); may be given several times",
)
def main(sets: tuple[tuple[Path, Path], ...]) -> None:
    """Fit and print."""
    by_set = [cases(index, questions) for index, questions in sets]
    every = [case for group in by_set for case in group]
    weights = fit(every)
    for name, weight in zip(NAMES, weights, strict=True):
        click.echo(f"{name:10} {weight:6.2f}")
    click.echo(f"{len(every)} questions, first right {first_right(every, weights):.3f}")
    for at, (_, questions) in enumerate(sets if len(sets) > 1 else ()):
        others = [case for group in by_set[:at] + by_set[at + 1 :] for case in group]
        right = first_right(by_set[at], fit(others))
        click.echo(f"{questions.name}: {right:.3f} by a fit on the others")


if __name__ == "__main__":
    main()
