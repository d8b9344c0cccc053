"""Fitting the refusal signal: ``python -m rag.retrieval.calibrate --help``.

Answerable questions come from question sets, each with the index it is about; questions that the
collection cannot answer come from the same sets (off-topic ones) and from text files, a question
a line. Prints the coefficients for ``rag/retrieval/confidence.py`` and how they separate.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

import embeddings
from rag.index.store import Index
from rag.retrieval.question import understand
from rag.retrieval.retriever import Retriever
from rag.settings import Settings

_STEPS, _RIDGE = 60, 0.1
_REFUSED = 3.0  # percent of answerable questions that may fall below the threshold
_DOUBTED = 8.0  # the same for ``doubt``


@dataclass(frozen=True, slots=True)
class Sample:
    """One question's signals and whether there is a basis for it."""

    coverage: float
    cosine: float
    unheld: int
    basis: bool


def samples(index: Path, questions: tuple[Path, ...], foreign: tuple[Path, ...]) -> list[Sample]:
    """Return the signals of Chinese questions about the notices in ``index``.

    Near misses (the clause is there, the value asked for is not) are left out: no retrieval signal
    tells them apart.
    """
    settings = Settings.load(index=index)
    encoder = embeddings.load(settings.embedding.model)
    opened = Index.open(index, encoder.identity)
    retriever = Retriever(opened, encoder, settings.retrieval)
    out = []
    for text, earlier, basis in _questions(questions, foreign):
        question = understand(text, earlier)
        if question.language != "en":
            signals = retriever.find(question).signals
            out.append(Sample(signals.coverage, signals.cosine, signals.unheld, basis))
    return out


def _questions(
    questions: tuple[Path, ...], foreign: tuple[Path, ...]
) -> Iterator[tuple[str, list[str], bool]]:
    for path in questions:
        for line in path.read_text(encoding="utf-8").splitlines():
            item = json.loads(line)
            if not str(item.get("hard", "")).replace(" ", "-").startswith("near-miss"):
                earlier = [t["content"] for t in item["history"] if t["role"] == "user"]
                yield item["question"], earlier, not item["abstain"]
    for path in foreign:
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                yield line.strip(), [], False


def fit(features: NDArray[np.float64], basis: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return (bias, weights…) of a class-balanced logistic regression, by Newton's method.

    :param features: shape (n, k). A ridge of 0.1 keeps separable data finite.
    """
    x = np.column_stack([np.ones(len(features)), features])
    share = basis.mean()
    weight = np.where(basis, 0.5 / share, 0.5 / (1 - share))
    beta = np.zeros(x.shape[1])
    ridge = _RIDGE * np.diag([0.0, *np.ones(features.shape[1])])
    for _ in range(_STEPS):
        p = 1 / (1 + np.exp(-x @ beta))
        gradient = x.T @ (weight * (basis - p)) - ridge @ beta
        curvature = (x * (weight * p * (1 - p))[:, None]).T @ x + ridge
        beta = beta + np.linalg.solve(curvature, gradient)
    return beta


def auc(positive: NDArray[np.float64], negative: NDArray[np.float64]) -> float:
    """Return the chance that a positive scores above a negative (Mann–Whitney)."""
    above = (positive[:, None] > negative[None, :]).mean()
    return float(above + 0.5 * (positive[:, None] == negative[None, :]).mean())


@click.command()
@click.option(
    "--about",
    "pairs",
    type=(click.Path(path_type=Path), click.Path(path_type=Path)),
    multiple=True,
    required=True,
    help="an index and a question set about it; may be given again",
)
@click.option(
    "--foreign",
    type=click.Path(path_type=Path),
    multiple=True,
    help="questions that no index answers, one a line; may be given again",
)
def main(pairs: tuple[tuple[Path, Path], ...], foreign: tuple[Path, ...]) -> None:
    """Fit the confidence that decides a refusal."""
    of_index: dict[Path, list[Path]] = {}
    for index, questions in pairs:
        of_index.setdefault(index, []).append(questions)
    taken = [s for i, q in of_index.items() for s in samples(i, tuple(q), foreign)]
    basis = np.array([s.basis for s in taken])
    signals = np.array([(s.coverage, s.cosine, s.unheld) for s in taken], dtype=np.float64)
    click.echo(f"{basis.sum()} with a basis, {(~basis).sum()} without")
    for name, columns in (
        ("coverage", [0]),
        ("coverage and unheld", [0, 2]),
        ("coverage and cosine", [0, 1]),
        ("coverage, cosine and unheld", [0, 1, 2]),
    ):
        beta = fit(signals[:, columns], basis)
        p = 1 / (1 + np.exp(-(beta[0] + signals[:, columns] @ beta[1:])))
        threshold, doubt = np.percentile(p[basis], [_REFUSED, _DOUBTED])
        click.echo(
            f"{name}: bias {beta[0]:.2f}, weights {np.round(beta[1:], 2).tolist()}, "
            f"threshold {threshold:.2f}, doubt {doubt:.2f}, AUC {auc(p[basis], p[~basis]):.3f}, "
            f"refused without a basis {(p[~basis] < threshold).mean():.3f}"
        )


if __name__ == "__main__":
    main()
