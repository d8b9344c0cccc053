"""``python -m eval.sets``: question sets checked, imported and drafted."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from eval.questions import expand
from eval.sets import checking
from eval.sources import Sources
from eval.texts import text
from rag.errors import SourceMissing, WenceError
from rag.messages import DEFAULT_LANGUAGE
from rag.settings import Settings

_PATH = click.Path(path_type=Path)
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
