"""The command ``wence bench``, which is also ``python -m eval.bench``."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console

from eval.texts import label, text
from rag.errors import WenceError
from rag.messages import DEFAULT_LANGUAGE
from rag.settings import Settings

_PATH = click.Path(path_type=Path)
_SIZES, _RUNS = "1000,10000", 3
_QUICK = (300,)


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
@click.option("--work", type=_PATH, metavar="DIR", help=text("bench_cli.work"))
@click.option(
    "--out", type=_PATH, default=Path("reports"), metavar="DIR", help=text("bench_cli.out")
)
@click.option("--quick", is_flag=True, help=text("bench_cli.quick"))
@click.option("--json", "as_json", is_flag=True, help=text("bench_cli.json"))
def command(
    sizes: tuple[int, ...],
    only: tuple[str, ...],
    runs: int,
    sources: tuple[Path, ...],
    work: Path | None,
    out: Path,
    quick: bool,
    as_json: bool,
) -> None:
    """Measure each operation beside its floor."""
    from eval.bench.sources import default
    from eval.bench.suite import BENCHMARKS, run
    from eval.bench.terminal import show
    from eval.bench.workbench import Plan
    from eval.bench.writing import write

    if unknown := set(only) - set(BENCHMARKS):
        raise click.UsageError(f"{', '.join(sorted(unknown))}: {', '.join(BENCHMARKS)}")
    language = DEFAULT_LANGUAGE
    try:
        language = Settings.load().language
        plan = Plan(
            _QUICK if quick else sizes, sources or default(), 1 if quick else runs, quick=quick
        )

        def tell(name: str, size: int) -> None:
            click.echo(
                text(
                    "bench.measuring", language, name=label("bench_name", name, language), size=size
                ),
                err=True,
            )

        with _folder(work) as folder:
            report = run(plan, only, folder, tell)
        written = write(report, out, language)
    except WenceError as error:
        click.echo(f"wence: {' '.join(error.say(language).split())}", err=True)
        raise click.exceptions.Exit(1) from error
    if as_json:
        click.echo(report.to_json())
        return
    show(report, Console(), language)
    click.echo(text("bench.written", language, path=", ".join(map(str, written))))


@contextmanager
def _folder(work: Path | None) -> Iterator[Path]:
    """Yield the folder that is to be kept, else one that is thrown away."""
    if work is not None:
        work.mkdir(parents=True, exist_ok=True)
        yield work.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="wence-bench-") as folder:
        yield Path(folder)
