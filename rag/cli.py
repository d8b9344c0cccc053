"""The ``wence`` command. Thin: it parses, calls, prints; heavy rooms are imported when needed."""

from __future__ import annotations

import logging
import sys
import traceback
from datetime import date
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from rag import __version__, terminal
from rag.errors import WenceError
from rag.messages import message
from rag.options import Questioning, filter_options
from rag.settings import Settings

_INDEX = click.option("--index", type=click.Path(path_type=Path), help="index directory")
_JSON = click.option("--json", "as_json", is_flag=True, help="print one JSON document")
_AS_OF = click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="answer as of this day (YYYY-MM-DD); today by default",
)

# In files of their own, which the command that is asked for imports.
_ELSEWHERE = {
    "backup": "rag.operating:backup",
    "restore": "rag.operating:restore",
    "doctor": "rag.operating:doctor",
    "eval": "eval.cli:command",
    "bench": "eval.bench.cli:command",
    "soak": "eval.soak.cli:command",
    "key": "rag.keying:key",
    "privacy": "rag.erasing:privacy",
    "staff": "rag.staffing:staff",
}


def run() -> None:
    """Run the command line as a program; a defect of it ends in one line and exit status 1."""
    sys.excepthook = _unexpected
    main(prog_name="wence")


class _Group(click.Group):
    """Turns named errors into one line on standard error and exit status 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except WenceError as error:
            terminal.line(f"wence: {error.say(_language())}")
            sys.exit(1)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Return a command; those that are elsewhere are imported when they are asked for."""
        if name in _ELSEWHERE:
            module, _, attribute = _ELSEWHERE[name].partition(":")
            found: click.Command = getattr(import_module(module), attribute)
            return found
        return super().get_command(ctx, name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*super().list_commands(ctx), *_ELSEWHERE]


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="wence")
def main() -> None:
    """Wence (问策): answers over government notices, cited to document number and paragraph."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--again", is_flag=True, help="read files again though they did not change")
@_INDEX
@_JSON
def ingest(paths: tuple[Path, ...], again: bool, index: Path | None, as_json: bool) -> None:
    """Read files and folders, find every notice in them, add or update."""
    from rag import console
    from rag.answering.models import load_encoder
    from rag.index.ingest import ingest as run

    settings = Settings.load(index=index)
    encoder = load_encoder(settings)
    with console.progress_bar(settings.language, shown=not as_json) as progress:
        report = run(paths, settings, encoder, progress, again)
    if as_json:
        console.print_json(report.to_dict(settings.language))
    else:
        console.print_report(report, settings.language)


@main.command("list")
@click.option("--clauses", is_flag=True, help="with the clause tree of each notice")
@click.option("--check", is_flag=True, help="what looks wrong: no number, cut off, expired …")
@_INDEX
@_JSON
@_AS_OF
def list_(clauses: bool, check: bool, index: Path | None, as_json: bool, as_of: Any) -> None:
    """List the notices: number, title, issuer, date, validity, clause count."""
    if check and clauses:
        raise click.UsageError("--check and --clauses do not go together")
    from rag import checking, console, listing
    from rag.index.catalogue import open_catalogue

    settings = Settings.load(index=index)
    catalogue, day = open_catalogue(settings.index), _day(as_of)
    records = catalogue.records()
    if check:
        problems = checking.problems(records, day)
        if as_json:
            console.print_json({"problems": [checking.to_dict(it) for it in problems]})
        else:
            console.print_problems(problems, settings.language)
        return
    if as_json:
        notices = []
        for record in records:
            if clauses:
                units, text = catalogue.clauses(record.id), catalogue.text(record.id)
                notices.append(listing.with_clauses(record, units, text, day))
            else:
                notices.append(listing.to_dict(record, day))
        console.print_json({"notices": notices})
        return
    for record in records:
        console.print_records([record], settings.language, day)
        if clauses:
            text = catalogue.text(record.id)
            console.print_tree(record, catalogue.clauses(record.id), text, settings.language)


@main.command()
@click.argument("number")
@click.argument("paragraph", required=False)
@_INDEX
@_JSON
@_AS_OF
def show(number: str, paragraph: str | None, index: Path | None, as_json: bool, as_of: Any) -> None:
    """Show a notice's clause tree, or one paragraph; NUMBER may be a title or an id."""
    from rag import console, listing
    from rag.index.catalogue import open_catalogue

    settings = Settings.load(index=index)
    catalogue, day = open_catalogue(settings.index), _day(as_of)
    record = listing.find_notice(catalogue.records(), number)
    clauses = catalogue.clauses(record.id)
    text = catalogue.text(record.id)
    if paragraph:
        clauses = listing.clauses_under(record, clauses, paragraph)
    if as_json:
        console.print_json({"notices": [listing.with_clauses(record, clauses, text, day)]})
    elif paragraph:
        terminal.echo(f"{listing.name_of(record)} {clauses[0].paragraph}")
        for clause in clauses:
            terminal.echo(listing.read(record, clause.own, text))
    else:
        console.print_head(record, settings.language, day)
        console.print_tree(record, clauses, text, settings.language)


@main.command()
@click.argument("number")
@_INDEX
@_JSON
def remove(number: str, index: Path | None, as_json: bool) -> None:
    """Take a notice out of the index."""
    from rag import console, listing
    from rag.answering.models import load_encoder
    from rag.index.catalogue import open_catalogue
    from rag.index.ingest import remove as run

    settings = Settings.load(index=index)
    record = listing.find_notice(open_catalogue(settings.index).records(), number)
    run(number, settings, load_encoder(settings), record.id)
    name = listing.name_of(record)
    if as_json:
        console.print_json({"removed": [name]})
    else:
        terminal.echo(f"{message('cli.removed', settings.language)} {name}")


@main.command(cls=Questioning)
@click.argument("question")
@click.option("-k", type=click.IntRange(1, 100), default=10, help="how many clauses")
@filter_options
@_INDEX
@_JSON
def search(question: str, k: int, index: Path | None, as_json: bool, filters: Any) -> None:
    """Find clauses, best first."""
    from rag import console
    from rag.answering.assistant import Assistant

    settings = Settings.load(index=index)
    result = Assistant.open(settings).search(question, k=k, filters=filters)
    if as_json:
        console.print_json(result.to_dict())
    else:
        console.print_understood(result.understood, settings.language)
        console.print_retrieved(result.retrieved, settings.language)


@main.command(cls=Questioning)
@click.argument("question", required=False)
@click.option("--batch", type=click.Path(path_type=Path), help="questions, a JSON object a line")
@click.option("--out", type=click.Path(path_type=Path), help="where --batch writes its answers")
@click.option("--after", multiple=True, help="a question asked before; may be given again")
@filter_options
@_INDEX
@_JSON
@_AS_OF
def ask(
    question: str | None,
    batch: Path | None,
    out: Path | None,
    after: tuple[str, ...],
    index: Path | None,
    as_json: bool,
    as_of: Any,
    filters: Any,
) -> None:
    """Answer a question with citations, or a file of questions with --batch and --out."""
    if (question is None) == (batch is None):
        raise click.UsageError("give a QUESTION, or --batch IN.jsonl with --out OUT.jsonl")
    if (batch is None) != (out is None):
        raise click.UsageError("--batch and --out go together")
    if batch and after:
        raise click.UsageError("--after goes with a QUESTION; a line of --batch has its history")
    from rag import console
    from rag.answering.assistant import Assistant
    from rag.answering.model import Answer, Turn
    from rag.batch import answer_all, read_requests

    settings = Settings.load(index=index)
    requests = read_requests(batch) if batch else []
    assistant = Assistant.open(settings, _day(as_of) if as_of else None)
    if batch and out:
        answer_all(requests, partial(assistant.ask, filters=filters), out)
        if as_json:
            console.print_json({"answers": len(requests), "out": str(out)})
        return
    asked, history = question or "", [Turn("user", text) for text in after]
    if as_json:
        console.print_json(assistant.ask(asked, history, filters).to_dict())
        return
    console.print_rewritten(assistant.in_full(asked, history), settings.language)
    for part in assistant.stream(asked, history, filters):
        if isinstance(part, Answer):
            terminal.echo()
            console.print_sources(part, settings.language)
        else:
            terminal.echo(part, nl=False)


@main.command()
@click.option("--host", help="address to listen on")
@click.option("--port", type=int, help="port to listen on")
@_INDEX
def serve(host: str | None, port: int | None, index: Path | None) -> None:
    """Open the chat page and the HTTP API (python app.py is the same)."""
    from app import serve as run

    server = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    run(Settings.load(index=index, server=server or None))


def _unexpected(kind: type[BaseException], error: BaseException, trace: Any) -> None:
    """Say a defect in one line: what, and where in the program; never a traceback."""
    frames = traceback.extract_tb(trace)
    where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    detail = " ".join(str(error).split())
    line = message("cli.defect", _language(), what=f"{kind.__name__}: {detail}", where=where)
    terminal.line(f"wence: {line}")


def _day(given: Any) -> date:
    return given.date() if given else date.today()


def _language() -> str:
    try:
        return Settings.load().language
    except WenceError:
        return "zh-Hans"
