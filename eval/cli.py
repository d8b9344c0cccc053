"""The command ``wence eval``, which is also ``python -m eval``."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click
from rich.console import Console

from eval import comparing, floor
from eval.comparing.terminal import show as show_comparison
from eval.errors import BelowFloor
from eval.evaluating import Plan
from eval.questions import expand
from eval.report import GROUPINGS, Evaluation
from eval.report.terminal import show
from eval.report.writing import write, write_comparison
from eval.texts import text
from rag.errors import WenceError
from rag.messages import DEFAULT_LANGUAGE
from rag.settings import Settings

_PATH = click.Path(path_type=Path)
TESTS = ("rules", "nli", "judge")  # of entailment


def _one_line(line: str) -> str:
    return " ".join(line.split())


@click.command("eval", help=text("cli.help"))
@click.argument("questions", nargs=-1, metavar="QUESTIONS.jsonl...")
@click.option("--index", type=_PATH, metavar="DIR", help=text("cli.index"))
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help=text("cli.as_of"))
@click.option("--answers", type=_PATH, metavar="FILE", help=text("cli.answers"))
@click.option("--name", metavar="NAME", help=text("cli.name"))
@click.option("--beside", type=_PATH, multiple=True, metavar="FILE", help=text("cli.beside"))
@click.option("--baselines", is_flag=True, help=text("cli.baselines"))
@click.option("--sources", type=_PATH, metavar="DIR", help=text("cli.sources"))
@click.option("--entailment", type=click.Choice(TESTS), help=text("cli.entailment"))
@click.option("--judge", is_flag=True, help=text("cli.judge"))
@click.option("--compare", type=_PATH, nargs=2, metavar="A B", help=text("cli.compare"))
@click.option("--floor", "floor_file", type=_PATH, metavar="FILE", help=text("cli.floor"))
@click.option("--by", type=click.Choice(GROUPINGS), help=text("cli.by"))
@click.option("--misses", is_flag=True, help=text("cli.misses"))
@click.option("--out", type=_PATH, default=Path("reports"), metavar="DIR", help=text("cli.out"))
@click.option("--json", "as_json", is_flag=True, help=text("cli.json"))
def command(
    questions: tuple[str, ...],
    index: Path | None,
    as_of: datetime | None,
    answers: Path | None,
    name: str | None,
    beside: tuple[Path, ...],
    baselines: bool,
    sources: Path | None,
    entailment: str | None,
    judge: bool,
    compare: tuple[Path, Path] | None,
    floor_file: Path | None,
    by: str | None,
    misses: bool,
    out: Path,
    as_json: bool,
) -> None:
    """Score the assistant, or ready answers, on question sets; or compare two such reports."""
    if not questions and compare is None:
        raise click.UsageError(text("cli.no_questions"))
    if index is not None and answers is not None:
        raise click.UsageError(text("cli.index_or_answers"))
    if compare is not None and (answers or beside or baselines or floor_file):
        raise click.UsageError(text("cli.compare_alone"))
    if baselines and sources is None:
        raise click.UsageError(text("cli.baselines_need_sources"))
    language = DEFAULT_LANGUAGE
    try:
        judging = {"entailment": entailment} if entailment else None
        settings = Settings.load(index=index, evaluation=judging)
        language = settings.language
        plan = Plan(
            settings,
            tuple(expand(questions, language=language)),
            answers=answers,
            beside=beside,
            name=name,
            baselines=baselines,
            sources=sources,
            as_of=None if as_of is None else as_of.date(),
            judge=judge,
            bar=not as_json,
        )
        if compare is not None:
            _compare(plan, compare, out, as_json)
        else:
            wanted = floor.load(floor_file) if floor_file is not None else {}
            found = plan.run()
            _report(found, plan, out, as_json, by, misses)
            if missed := floor.below(found.report, wanted):
                raise BelowFloor(path=floor_file, figures="; ".join(map(str, missed)))
    except WenceError as error:
        click.echo(_one_line(f"wence: {error.say(language)}"), err=True)
        raise click.exceptions.Exit(1) from error


def _report(
    found: Evaluation, plan: Plan, out: Path, as_json: bool, by: str | None, misses: bool
) -> None:
    language = plan.settings.language
    _, page = write(found, out, language)
    if as_json:
        click.echo(found.to_json())
        return
    show(found, Console(), language, by, misses)
    click.echo(text("page.written", language, path=page))


def _compare(plan: Plan, files: tuple[Path, Path], out: Path, as_json: bool) -> None:
    language = plan.settings.language
    comparison = comparing.compare_files(*files, measure=plan.measured, language=language)
    _, page = write_comparison(comparison, out, language)
    if as_json:
        click.echo(comparison.to_json())
        return
    show_comparison(comparison, Console(), language)
    click.echo(text("page.written", language, path=page))
