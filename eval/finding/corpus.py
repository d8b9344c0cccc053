"""Files indexed by the program itself, and the systems that search them side by side."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from eval import baselines
from eval.searching import Ours, System
from rag.answering.assistant import Assistant
from rag.answering.models import load_encoder
from rag.settings import Settings

OURS = "Wence"
_TEXT = frozenset({".txt", ".md"})


@dataclass(frozen=True, slots=True)
class Corpus:
    """Files that the program has indexed; those in which it found no notice are left out."""

    index: Path
    files: tuple[Path, ...]
    counts: dict[str, int]


def ingest(folder: Path, index: Path) -> Corpus:
    """Return the corpus of ``folder``, indexed by the command ``wence ingest``.

    :raises click.ClickException: the program could not do it; the message is what it said.
    """
    command = [sys.executable, "-m", "rag", "ingest", str(folder), "--index", str(index), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        raise click.ClickException(" ".join(done.stderr.split()))
    report: dict[str, Any] = json.loads(done.stdout)
    skipped = {it["path"] for it in report["skipped"]}
    # A file that we do not index would be a distractor for the others alone.
    files = tuple(
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).as_posix() not in skipped
    )
    counts = {
        "files": len(files),
        "skipped": len(skipped),
        "notices": report["notices"],
        "clauses": report["clauses"],
    }
    return Corpus(index, files, counts)


def retrieval(variant: str) -> dict[str, str]:
    """Return ``retrieval.NAME=VALUE,…`` by name; settings of other sections need another index.

    >>> retrieval("retrieval.lexical_weight=1.0")
    {'lexical_weight': '1.0'}

    :raises click.BadParameter: it has another form.
    """
    values: dict[str, str] = {}
    for part in variant.split(","):
        name, sign, value = part.strip().partition("=")
        section, _, setting = name.partition(".")
        if not (sign and setting) or section != "retrieval":
            raise click.BadParameter(f"want retrieval.NAME=VALUE, got {part!r}")
        values[setting] = value
    return values


def systems(corpus: Corpus, variants: Sequence[str], stock: bool) -> list[System]:
    """Return ours, ours with the settings of each of ``variants``, and the stock pipelines.

    Stock pipelines that cannot be had are left out, and standard error says why.

    :param variants: each as ``retrieval`` reads it.
    :param stock: whether the stock pipelines are wanted.
    """
    settings = Settings.load(index=corpus.index)
    encoder = load_encoder(settings)
    found: list[System] = [Ours(OURS, Assistant(settings, encoder))]
    for variant in variants:
        varied = Settings.load(index=corpus.index, retrieval=retrieval(variant))
        found.append(Ours(f"{OURS}, {variant}", Assistant(varied, encoder)))
    foreign = [path.name for path in corpus.files if path.suffix.lower() not in _TEXT]
    if stock and foreign:
        click.echo(f"stock pipelines left out: they read text only, not {foreign[0]}", err=True)
    elif stock:
        try:
            found += baselines.stock(corpus.files, encoder)
        except ImportError as error:
            click.echo(f"stock pipelines left out: {error}; {baselines.NEEDS}", err=True)
    return found
