"""The command ``wence soak``, which is also ``python -m eval.soak``."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from eval.errors import PromiseBroken
from eval.files import kept_or_not, write
from eval.soak.report import Report
from eval.soak.summary import lines, promises, visits
from eval.texts import label, text
from rag.errors import WenceError
from rag.messages import DEFAULT_LANGUAGE
from rag.settings import Settings

_PATH = click.Path(path_type=Path)
_FILE = click.Path(path_type=Path, dir_okay=False)
_STDOUT = Path("-")


@click.command("soak", help=text("soak_cli.help"))
@click.option(
    "--minutes",
    type=click.FloatRange(min=0, min_open=True),
    default=30.0,
    help=text("soak_cli.minutes"),
)
@click.option("--visitors", type=click.IntRange(1, 256), default=8, help=text("soak_cli.visitors"))
@click.option("--every", type=click.FloatRange(min=0), default=10.0, help=text("soak_cli.every"))
@click.option("--clauses", type=click.IntRange(min=1), default=5000, help=text("soak_cli.clauses"))
@click.option("--from", "sources", type=_PATH, multiple=True, help=text("soak_cli.from"))
@click.option("--keep", type=_PATH, metavar="DIR", help=text("soak_cli.keep"))
@click.option(
    "--json",
    "kept",
    type=_FILE,
    is_flag=False,
    flag_value=str(_STDOUT),
    metavar="[FILE]",
    help=text("soak_cli.json"),
)
def command(
    minutes: float,
    visitors: int,
    every: float,
    clauses: int,
    sources: tuple[Path, ...],
    keep: Path | None,
    kept: Path | None,
) -> None:
    """Soak a server, print what was found; exit status 1 where a promise was broken."""
    from eval.bench.sources import SAMPLES
    from eval.soak.suite import Plan, run

    if keep is not None and keep.is_dir() and any(keep.iterdir()):
        raise click.UsageError(text("soak_cli.not_empty", path=keep))
    language = DEFAULT_LANGUAGE
    try:
        language = Settings.load().language
        plan = Plan(minutes * 60, visitors, every, clauses)
        with kept_or_not(keep, "soak") as folder, Progress(console=Console(stderr=True)) as bar:
            task = bar.add_task(text("soak_cli.bar", language), total=plan.seconds)
            report = run(
                plan, sources or (SAMPLES,), folder, lambda past: bar.update(task, completed=past)
            )
        if kept is not None and kept != _STDOUT:
            write(kept, report.to_json() + "\n")
        if kept == _STDOUT:
            click.echo(report.to_json())
        else:
            _show(report, language)
        broken = [label("soak_promise", it.name, language) for it in report.broken]
        if broken:
            raise PromiseBroken(figures="; ".join(broken))
    except WenceError as error:
        click.echo(f"wence: {' '.join(error.say(language).split())}", err=True)
        raise click.exceptions.Exit(1) from error


def _show(report: Report, language: str) -> None:
    console = Console()
    for rows in (promises(report, language), visits(report, language)):
        table = Table(show_edge=False)
        table.add_column(rows[0][0], overflow="fold")
        for name in rows[0][1:]:
            table.add_column(name, justify="right", no_wrap=True)
        for row in rows[1:]:
            table.add_row(*map(Text, row))
        console.print(table)
    for line in lines(report, language):
        console.print(Text(line), soft_wrap=True)
    for example in report.facts["examples"]:
        console.print(Text(f"{example['kind']}: {example['what']}"), soft_wrap=True)
