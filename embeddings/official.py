"""Pairs of characters that belong to official Chinese (公文语体): laws use them, not only people.

They tell two kinds of unknown word apart. A question may say 打算 or 东西 where notices say 计划 or
物资: everyday words that a collection lacks mean little. If it asks for a 公积金 and no notice has
such a pair of characters, the collection does not deal with it.

Learn them again with ``python -m embeddings.official --corpora DIR --out FOLDER``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import click

from embeddings.corpora import Corpora

FILE = "official.txt"
LEAST = 3e-4
"""Share of the articles of law that have the pair."""
TILT = 0.22
"""Least share of articles in the share of news stretches: 0.22 lets words of both pass."""
STRETCH = 300  # characters of news or law that are counted as one text
_RUN = re.compile(r"[\u3400-\u9fff]+")
_LINE = 40


def learn(corpora: Corpora) -> frozenset[str]:
    """Return the pairs of official Chinese: frequent in laws, and not far more so in news."""
    laws, articles = _counted(a.text for law in corpora.laws() for a in law)
    news, stretches = _counted(corpora.news())
    return frozenset(
        pair
        for pair, found in laws.items()
        if found >= LEAST * articles and found / articles >= TILT * (news[pair] + 1) / stretches
    )


def _counted(texts: Iterable[str]) -> tuple[Counter[str], int]:
    """Return in how many stretches each pair stands, and how many stretches there are."""
    counts: Counter[str] = Counter()
    stretches = 0
    for text in texts:
        for start in range(0, len(text), STRETCH):
            runs = _RUN.findall(text[start : start + STRETCH])
            counts.update({a + b for run in runs for a, b in pairwise(run)})
            stretches += 1
    return counts, stretches


def save(pairs: Iterable[str], folder: Path) -> None:
    """Write ``pairs`` into a model's folder, in order, a few dozen a line."""
    ordered = sorted(pairs)
    lines = ["".join(ordered[at : at + _LINE]) for at in range(0, len(ordered), _LINE)]
    (folder / FILE).write_text("\n".join(lines) + "\n", encoding="utf-8")


def read(folder: Path) -> frozenset[str]:
    """Return what ``save`` wrote; nothing where the folder has no such file."""
    path = folder / FILE
    if not path.exists():
        return frozenset()
    text = path.read_text(encoding="utf-8").replace("\n", "")
    return frozenset(text[at : at + 2] for at in range(0, len(text), 2))


@click.command()
@click.option("--corpora", type=click.Path(path_type=Path, exists=True), required=True)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True)
def main(corpora: Path, out: Path) -> None:
    """Learn the pairs of official Chinese and write them into a model's folder."""
    try:
        pairs = learn(Corpora(corpora))
    except OSError as error:
        raise click.ClickException(str(error)) from error
    out.mkdir(parents=True, exist_ok=True)
    save(pairs, out)
    click.echo(f"{len(pairs)} pairs")


if __name__ == "__main__":
    main()
