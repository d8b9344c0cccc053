"""How much of what looking at every row finds is found by the index as it is.

``python -m rag.index.recall --index DIR [QUESTIONS.txt ...]`` prints it with the time that either
way takes. Segments are flat or have cells by their size; flat ones lose nothing. With vectors in
Milvus (``store.kind``) it says how often Milvus finds what looking at every row does.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray

import embeddings
from rag.errors import WenceError
from rag.index.dense import Dense
from rag.index.store import Index
from rag.index.terms import matching_form
from rag.index.vectorstore import store_of
from rag.settings import Settings

Vectors = NDArray[np.float32]
_DEPTHS = (1, 10, 100, 200)
_SAMPLE = 300  # questions, where none are given: the beginnings of passages
_EQUAL = 1e-6  # cosines that differ by less are the same
_BEGINNING = 30  # characters of one


def recall_of(index: Dense, questions: Vectors, k: int) -> float:
    """Return the share of the ``k`` nearest rows that are found, on average over ``questions``.

        recall@k = |found that are as near as the k-th nearest| / |nearest|

    Of rows with the same text either will do.

    :param questions: unit vectors, shape (questions, dimension).
    """
    shares = []
    for question in questions:
        nearest = index.search(question, k, flat=True)[1]
        found = index.search(question, k)[1]
        if len(nearest):
            shares.append(np.count_nonzero(found >= nearest[-1] - _EQUAL) / len(nearest))
    return float(np.mean(shares)) if shares else 1.0


def same_top(index: Dense, questions: Vectors, k: int) -> float:
    """Return the share of ``questions`` whose ``k`` nearest rows are the very ones.

    Rows that are as near as each other may stand in for each other.

    :param questions: unit vectors, shape (questions, dimension).
    """
    every = index.vectors()
    most, same = min(k, len(every)), 0
    for question in questions:
        cosines = every @ question
        nearest = np.sort(np.partition(cosines, -most)[-most:])[::-1]
        found, _ = index.search(question, k)
        same += np.allclose(cosines[found], nearest, atol=_EQUAL) and len(found) == len(nearest)
    return same / len(questions)


def _questions(index: Index, files: tuple[Path, ...]) -> list[str]:
    lines = [line for file in files for line in file.read_text("utf-8").splitlines()]
    if lines:
        return [_question(line) for line in lines if line.strip()]
    rows = np.random.default_rng(0).integers(0, index.manifest.passages, _SAMPLE)
    passages = index.catalogue.passages(sorted(set(rows.tolist())))
    return [passage.text[:_BEGINNING] for passage in passages.values()]


def _question(line: str) -> str:
    """Return the question of a line: all of it, or that of an object of a question set."""
    return str(json.loads(line)["question"]) if line.startswith("{") else line.strip()


def _milliseconds(index: Dense, questions: Vectors, k: int, *, flat: bool) -> float:
    began = time.perf_counter()
    for question in questions:
        index.search(question, k, flat=flat)
    return 1000 * (time.perf_counter() - began) / max(1, len(questions))


@click.command()
@click.option("--index", "root", type=click.Path(path_type=Path), help="index directory")
@click.option("--json", "as_json", is_flag=True, help="print one JSON document")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True))
def main(root: Path | None, as_json: bool, files: tuple[Path, ...]) -> None:
    """Measure the recall of the dense index against looking at every row.

    FILES hold questions, one a line, as text or as a question set (JSONL); without any, beginnings
    of passages are asked.
    """
    try:
        settings = Settings.load(index=root)
        encoder = embeddings.load(settings.embedding.model)
        index = Index.open(settings.index, encoder.identity, store_of(settings))
    except WenceError as error:
        raise click.ClickException(error.say("en")) from error
    asked = _questions(index, files)
    questions = np.stack([encoder.encode_query(matching_form(text)) for text in asked])
    k = settings.retrieval.candidates
    found = {
        "segments": [{"kind": kind, "rows": rows} for kind, rows in index.dense.kinds],
        "recall": {str(k): recall_of(index.dense, questions, k) for k in _DEPTHS},
        "same_top_10": same_top(index.dense, questions, 10),
        "milliseconds": {
            "every_row": _milliseconds(index.dense, questions, k, flat=True),
            "as_it_is": _milliseconds(index.dense, questions, k, flat=False),
        },
    }
    click.echo(json.dumps(found) if as_json else _shown(found))


def _shown(found: dict[str, Any]) -> str:
    """Return the figures a line each."""
    lines = [f"{it['kind']}: {it['rows']} rows" for it in found["segments"]]
    lines += [f"recall@{k}: {share:.4f}" for k, share in found["recall"].items()]
    lines.append(f"same top 10: {found['same_top_10']:.4f}")
    lines += [f"{way.replace('_', ' ')}: {ms:.2f} ms" for way, ms in found["milliseconds"].items()]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
