"""``python -m eval.sets``: question sets checked, imported and drafted."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from eval.questions import expand
from eval.sets import beir, checking, squad
from eval.sets.drafting.drafts import draft
from eval.sets.errors import NothingToDo
from eval.sets.imported import Imported
from eval.sets.writing import write_set, write_texts
from eval.sources import Sources
from eval.texts import text
from rag.errors import SourceMissing, WenceError
from rag.messages import DEFAULT_LANGUAGE
from rag.settings import Settings

_PATH = click.Path(path_type=Path)
_OUT = click.option("--out", type=_PATH, required=True, metavar="FILE", help=text("sets.out"))
_TEXTS = click.option("--sources", type=_PATH, metavar="DIR", help=text("sets.out_sources"))
_JSON = click.option("--json", "as_json", is_flag=True, help=text("sets.json"))


def _line(words: str) -> str:
    """Return ``words`` on one line, without what a terminal might take for a command."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in words)


def _says(run: Callable[..., None]) -> Callable[..., None]:
    """Give ``run`` the user's language; an error of ours becomes one line and exit status 1."""

    @wraps(run)
    def wrapped(**options: Any) -> None:
        language = DEFAULT_LANGUAGE
        try:
            language = Settings.load().language
            run(language=language, **options)
        except WenceError as error:
            click.echo(_line(f"wence: {error.say(language)}"), err=True)
            raise click.exceptions.Exit(1) from error

    return wrapped


@click.group("sets", help=text("sets.help"))
def commands() -> None:
    """Check, import and draft question sets."""


@commands.command("check", help=text("sets.check"))
@click.argument("questions", nargs=-1, required=True, metavar="QUESTIONS.jsonl...")
@click.option("--sources", type=_PATH, metavar="DIR", help=text("sets.check_sources"))
@_JSON
@_says
def check(questions: tuple[str, ...], sources: Path | None, as_json: bool, language: str) -> None:
    """List every fault of question sets."""
    if sources is not None and not sources.is_dir():
        raise SourceMissing(path=sources)
    folder = None if sources is None else Sources(sources)
    count, found = checking.check(expand(questions, language=language), folder)
    errors = sum(fault.is_error for fault in found)
    counts = {"questions": count, "errors": errors, "warnings": len(found) - errors}
    if as_json:
        listed = [fault.to_dict(language) for fault in found]
        click.echo(json.dumps({**counts, "faults": listed}, ensure_ascii=False))
    else:
        for fault in found:
            severity = text("sets.error" if fault.is_error else "sets.warning", language)
            name = f" [{fault.id}]" if fault.id else ""
            click.echo(_line(f"{fault.where}{name} {severity} {fault.say(language)}"))
        click.echo(text("sets.checked", language, **counts))
    if errors:
        raise click.exceptions.Exit(1)


@commands.command("squad", help=text("sets.squad"))
@click.argument("file", type=_PATH, metavar="FILE.json")
@_OUT
@_TEXTS
@_JSON
@_says
def import_squad(file: Path, language: str, **where: Any) -> None:
    """Import SQuAD-like JSON."""
    _keep(squad.load(file, language=language), file, language, **where)


@commands.command("beir", help=text("sets.beir"))
@click.argument("folder", type=_PATH, metavar="FOLDER")
@_OUT
@click.option("--split", default="test", metavar="NAME", help=text("sets.split"))
@_TEXTS
@_JSON
@_says
def import_beir(folder: Path, split: str, language: str, **where: Any) -> None:
    """Import a folder of the BEIR layout."""
    _keep(beir.load(folder, split, language=language), folder, language, **where)


@commands.command("draft", help=text("sets.draft"))
@click.option("--index", type=_PATH, metavar="DIR", help=text("sets.index"))
@_OUT
@click.option(
    "--number", type=click.IntRange(min=1), default=40, show_default=True, help=text("sets.number")
)
@click.option("--seed", type=int, default=0, show_default=True, help=text("sets.seed"))
@_JSON
@_says
def write_drafts(
    index: Path | None, out: Path, number: int, seed: int, as_json: bool, language: str
) -> None:
    """Draft questions from clauses."""
    folder = Settings.load(index=index).index
    drafts = draft(folder, number, seed)
    if not drafts:
        raise NothingToDo(path=folder)
    write_set(drafts, out, fresh=True)
    counts = {"questions": len(drafts), "abstain": sum(it.abstain for it in drafts)}
    if as_json:
        click.echo(json.dumps({**counts, "path": str(out)}, ensure_ascii=False))
    else:
        click.echo(_line(text("sets.drafted", language, path=out, **counts)))


def _keep(
    imported: Imported, source: Path, language: str, out: Path, sources: Path | None, as_json: bool
) -> None:
    """Write what was imported, and say what was left out, on standard error, and what was done."""
    for left in imported.left_out:
        line = text("sets.left_out", language, where=left.where, reason=left.say(language))
        click.echo(_line(line), err=True)
    if not imported.questions:
        raise NothingToDo(path=source)
    if sources is not None:
        write_texts(imported.texts, sources)
    write_set(imported.questions, out)
    counts = {
        "questions": len(imported.questions),
        "left_out": len(imported.left_out),
        "repaired": imported.repaired,
    }
    if as_json:
        click.echo(json.dumps({**counts, "path": str(out)}, ensure_ascii=False))
    else:
        click.echo(_line(text("sets.imported", language, path=out, **counts)))
