"""The command ``wence bench``, which is also ``python -m eval.bench``."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from eval.files import kept_or_not, write
from eval.texts import text
from rag.errors import WenceError
from rag.messages import DEFAULT_LANGUAGE
from rag.settings import Settings

_PATH = click.Path(path_type=Path)
_FILE = click.Path(path_type=Path, dir_okay=False)
_SIZES, _RUNS = "1000,10000", 3
_QUICK = (300,)
_STDOUT = Path("-")


def _sizes(_: click.Context, __: click.Parameter, given: str) -> tuple[int, ...]:
    parts = [part.strip() for part in given.split(",")]
    if not all(part.isdecimal() and int(part) for part in parts):
        raise click.BadParameter(text("bench_cli.bad_sizes", given=given))
    return tuple(int(part) for part in parts)


@click.command("bench", help=text("bench_cli.help"))
@click.option(
    "--sizes", callback=_sizes, default=_SIZES, metavar="N,…", help=text("bench_cli.sizes")
)
@click.option("--only", multiple=True, metavar="NAME", help=text("bench_cli.only"))
@click.option("--runs", type=click.IntRange(min=1), default=_RUNS, help=text("bench_cli.runs"))
@click.option("--from", "sources", type=_PATH, multiple=True, help=text("bench_cli.from"))
@click.option("--keep", type=_PATH, metavar="DIR", help=text("bench_cli.keep"))
@click.option("--quick", is_flag=True, help=text("bench_cli.quick"))
@click.option("--plot", type=_FILE, metavar="FILE", help=text("bench_cli.plot"))
@click.option(
    "--json",
    "kept",
    type=_FILE,
    is_flag=False,
    flag_value=str(_STDOUT),
    metavar="[FILE]",
    help=text("bench_cli.json"),
)
def command(
    sizes: tuple[int, ...],
    only: tuple[str, ...],
    runs: int,
    sources: tuple[Path, ...],
    keep: Path | None,
    quick: bool,
    plot: Path | None,
    kept: Path | None,
) -> None:
    """Measure each operation beside its floor."""
    from eval.bench.machine import machine
    from eval.bench.sources import SAMPLES
    from eval.bench.suite import BENCHMARKS, run
    from eval.bench.terminal import show
    from eval.bench.workbench import Plan

    if unknown := set(only) - set(BENCHMARKS):
        raise click.UsageError(f"{', '.join(sorted(unknown))}: {', '.join(BENCHMARKS)}")
    language = DEFAULT_LANGUAGE
    try:
        language = Settings.load().language
        plan = Plan(
            _QUICK if quick else sizes, sources or (SAMPLES,), 1 if quick else runs, quick=quick
        )
        now = machine()
        if now["busy"]:
            click.echo(text("bench.busy", language, **now), err=True)

        def tell(name: str, size: int) -> None:
            click.echo(text("bench.measuring", language, name=name, size=size), err=True)

        with kept_or_not(keep, "bench") as folder:
            report = run(plan, now, only, folder, tell)
        if plot is not None:
            from eval.bench.plot import svg  # a second of imports

            write(plot, svg(report, language))
        if kept is not None and kept != _STDOUT:
            write(kept, report.to_json() + "\n")
    except WenceError as error:
        click.echo(f"wence: {' '.join(error.say(language).split())}", err=True)
        raise click.exceptions.Exit(1) from error
    if kept == _STDOUT:
        click.echo(report.to_json())
    else:
        show(report, Console(), language)
