"""``wence privacy``: what visitors left, given out or erased."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import IO

import click

from rag.messages import message
from rag.office.kept import Kept
from rag.office.store import Store
from rag.settings import Settings
from rag.terminal import echo, escaped

_OFFICE = click.option(
    "--office", type=click.Path(path_type=Path), help="folder of what is kept of visitors"
)
_DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def privacy() -> None:
    """Export or erase what visitors left: refused questions and feedback."""


@privacy.command()
@click.argument("file", type=click.File("w", encoding="utf-8"))
@_OFFICE
def export(file: IO[str], office: Path | None) -> None:
    """Write everything into FILE, one JSON object a line; "-" is standard output."""
    settings, kept = _open(office)
    counts = {"unanswered": 0, "feedback": 0}
    for row in kept.all():
        file.write(escaped(json.dumps(row, ensure_ascii=False)) + "\n")
        counts[str(row["table"])] += 1
    questions, feedback = counts["unanswered"], counts["feedback"]
    told = _said(settings)("exported", questions=questions, feedback=feedback, path=file.name)
    echo(told, err=True)


@privacy.command()
@click.option("--before", type=_DAY, help="what is older than this day (YYYY-MM-DD)")
@click.option("--containing", default="", help="what holds this text, such as a name")
@click.option("--all", "everything", is_flag=True, help="everything")
@_OFFICE
def erase(before: datetime | None, containing: str, everything: bool, office: Path | None) -> None:
    """Erase what visitors left: what is given, together."""
    settings, kept = _open(office)
    if everything == bool(before or containing):
        raise click.UsageError(_said(settings)("which"))
    day: date | None = before.date() if before else None
    erased = kept.erase(before=day, containing=containing)
    told = _said(settings)("erased", questions=erased.questions, feedback=erased.feedback)
    echo(told)


def _open(office: Path | None) -> tuple[Settings, Kept]:
    settings = Settings.load(office={"folder": office} if office else None)
    return settings, Kept(Store(settings.office.folder), settings.office.keep_days)


def _said(settings: Settings) -> Callable[..., str]:
    def say(what: str, **params: object) -> str:
        return message(f"privacy.{what}", settings.language, **params)

    return say
