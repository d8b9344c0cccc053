"""The command ``python -m eval.entailment``: how well a test of entailment agrees with labels."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from eval.entailment.agreement import Agreement, agreement, load, total
from eval.entailment.loading import load_entailment
from eval.texts import text
from rag.errors import WenceError
from rag.messages import DEFAULT_LANGUAGE
from rag.settings import Settings

_FIGURES = ("precision", "recall", "accuracy")


@click.command(help=text("agreement.help"))
@click.argument("pairs", type=click.Path(path_type=Path), metavar="PAIRS.jsonl")
@click.option("--json", "as_json", is_flag=True, help=text("agreement.json"))
def command(pairs: Path, as_json: bool) -> None:
    """Measure the test of entailment that the settings name on labelled pairs."""
    language = DEFAULT_LANGUAGE
    try:
        settings = Settings.load()
        language = settings.language
        entailment = load_entailment(settings)
        kinds = agreement(load(pairs, language=language), entailment)
    except WenceError as error:
        click.echo(f"wence: {' '.join(error.say(language).split())}", err=True)
        raise click.exceptions.Exit(1) from error
    if as_json:
        shown = {"name": entailment.name, "kinds": {k: _plain(a) for k, a in kinds.items()}}
        click.echo(json.dumps({**shown, "all": _plain(total(kinds))}, ensure_ascii=False))
        return
    console = Console()
    console.print(_table(kinds, language))
    console.print(_summary(entailment.name, total(kinds), language), markup=False)


def _plain(counts: Agreement) -> dict[str, int | float | None]:
    return {**asdict(counts), **{name: getattr(counts, name) for name in _FIGURES}}


def _summary(name: str, counts: Agreement, language: str) -> str:
    figures = {it: _shown(getattr(counts, it)) for it in _FIGURES}
    return text("agreement.summary", language, name=name, **figures)


def _shown(figure: float | None) -> str:
    return "—" if figure is None else f"{figure:.3f}"


def _table(kinds: dict[str, Agreement], language: str) -> Table:
    table = Table(show_edge=False)
    table.add_column(text("agreement.kind", language))
    for name in ("pairs", "right", "wrongly_entailed", "wrongly_refused", "unjudged"):
        table.add_column(text(f"agreement.{name}", language), justify="right")
    for kind, it in (*sorted(kinds.items()), (text("agreement.all", language), total(kinds))):
        counts = (it.pairs, it.right, it.refused_entailed, it.entailed_refused, it.unjudged)
        table.add_row(kind, *map(str, counts))
    return table
