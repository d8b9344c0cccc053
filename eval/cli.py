"""The command ``wence eval``, which is also ``python -m eval``."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from eval.answers import load as load_answers
from eval.questions import Question, expand, load_all
from eval.report.model import GROUPINGS, Report
from eval.report.terminal import show
from eval.run import Answerer, evaluate, measure
from eval.texts import text
from rag.errors import SourceMissing, WenceError
from rag.messages import DEFAULT_LANGUAGE
from rag.settings import Settings

_FOLDER = click.Path(path_type=Path)


def _ask(settings: Settings, questions: list[Question], sources: Path | None, bar: bool) -> Report:
    # Scoring ready answers must not load an index or a model.
    from rag.answering.assistant import Assistant

    assistant: Answerer = Assistant.open(settings)
    shown = bar and sys.stderr.isatty()
    with Progress(console=Console(stderr=True), disable=not shown, transient=True) as progress:
        task = progress.add_task(text("progress.asking", settings.language), total=len(questions))
        return evaluate(
            assistant, questions, sources=sources, asked=lambda _: progress.advance(task)
        )


def _one_line(line: str) -> str:
    return " ".join(line.split())


@click.command("eval", help=text("cli.help"))
@click.argument("questions", nargs=-1, required=True, metavar="QUESTIONS.jsonl...")
@click.option("--index", type=_FOLDER, metavar="DIR", help=text("cli.index"))
@click.option("--answers", type=_FOLDER, metavar="FILE", help=text("cli.answers"))
@click.option("--by", type=click.Choice(GROUPINGS), help=text("cli.by"))
@click.option("--misses", is_flag=True, help=text("cli.misses"))
@click.option("--out", type=_FOLDER, default=Path("reports"), metavar="DIR", help=text("cli.out"))
@click.option("--sources", type=_FOLDER, metavar="DIR", help=text("cli.sources"))
@click.option("--json", "as_json", is_flag=True, help=text("cli.json"))
def command(
    questions: tuple[str, ...],
    index: Path | None,
    answers: Path | None,
    by: str | None,
    misses: bool,
    out: Path,
    sources: Path | None,
    as_json: bool,
) -> None:
    """Score the assistant, or ready answers, on question sets."""
    if index is not None and answers is not None:
        raise click.UsageError(text("cli.index_or_answers"))
    language = DEFAULT_LANGUAGE
    try:
        settings = Settings.load(index=index)
        language = settings.language
        asked = load_all(expand(questions, language=language), language=language)
        if sources is not None and not sources.is_dir():
            raise SourceMissing(path=sources)
        if answers is not None:
            given = load_answers(answers, language=language)
            report = measure(asked, given, sources=sources)
        else:
            report = _ask(settings, asked, sources, bar=not as_json)
        _, page = report.write(out, language)
    except WenceError as error:
        click.echo(_one_line(f"wence: {error.say(language)}"), err=True)
        raise click.exceptions.Exit(1) from error
    if as_json:
        click.echo(report.to_json())
        return
    show(report, Console(), language, by, misses)
    click.echo(text("page.written", language, path=page))
