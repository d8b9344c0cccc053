"""What the command line prints: one JSON document, or lines for people."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from rag.answering.model import Answer, Retrieved, Understood
from rag.checking import Problem
from rag.index.model import Record
from rag.listing import name_of, read
from rag.messages import message
from rag.notices.model import Clause
from rag.terminal import echo, escaped

if TYPE_CHECKING:  # listing needs neither an encoder nor an index
    from rag.index.ingest import Progress
    from rag.index.report import Report

_PREVIEW = 60


def print_json(document: Any) -> None:
    """Print one JSON document on standard output."""
    click.echo(escaped(json.dumps(document, ensure_ascii=False, indent=1)))


def print_report(report: Report, language: str) -> None:
    """Print what an ingest did, a line a notice."""
    for kind in ("added", "updated", "removed"):
        for name in getattr(report, kind):
            echo(f"{message(f'cli.{kind}', language)} {name}")
    if report.unchanged:
        echo(message("cli.unchanged", language, count=len(report.unchanged)))
    for path, error in report.skipped:
        echo(f"{message('cli.skipped', language)} {path}：{error.say(language)}")
    totals = {"notices": report.notices, "clauses": report.clauses, "seconds": report.seconds}
    echo(message("cli.totals", language, **totals))


@contextmanager
def progress_bar(language: str, shown: bool) -> Iterator[Progress | None]:
    """Give a progress callback that draws a bar on standard error, None where nobody looks."""
    if not shown or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, Any] = {}

        def tell(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(message(f"cli.{stage}", language), total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield tell


def print_records(records: Sequence[Record], language: str, day: date) -> None:
    """Print notices, a line each: number, day, status, clauses, title."""
    for record in records:
        fields = (
            record.id,
            record.doc_number or message("cli.no_number", language),
            record.issued_on.isoformat() if record.issued_on else "-",
            message(f"status.{record.status(day)}", language),
            message("cli.clauses", language, count=record.clauses),
            record.shown_title,
        )
        echo("  ".join(fields))


def print_head(record: Record, language: str, day: date) -> None:
    """Print what a notice says of itself."""
    echo(record.shown_title)
    rows = {
        "doc_number": record.doc_number,
        "issuer": record.issuer,
        "issued_on": record.issued_on,
        "valid_until": record.valid_until,
        "status": message(f"status.{record.status(day)}", language),
        "abolishes": "、".join(record.abolishes),
        "abolished_by": record.abolished_by,
        "source": record.source,
    }
    for field, value in rows.items():
        if value:
            echo(f"  {message(f'field.{field}', language)}：{value}")


def print_tree(record: Record, clauses: Sequence[Clause], text: str, language: str) -> None:
    """Print clauses as a tree: label, the beginning of each one's own text, what table it holds."""
    for clause in clauses:
        own = read(record, clause.own, text)
        shown = own if len(own) <= _PREVIEW else own[:_PREVIEW] + "…"
        indent = "  " * (len(clause.path) - 1)
        echo(f"{indent}{clause.paragraph} | {shown}{_table_note(clause, language)}")


def _table_note(clause: Clause, language: str) -> str:
    if clause.table is None:
        return ""
    if not clause.table.rows:
        return " " + message("cli.table_lost", language)
    return " " + message("cli.table", language, rows=len(clause.table.rows))


def print_problems(problems: Sequence[Problem], language: str) -> None:
    """Print what looks wrong in a collection, a line each."""
    for it in problems:
        text = message(f"problem.{it.kind}", language, detail=it.detail)
        echo(f"{it.record.id}  {name_of(it.record)}：{text}")
    if not problems:
        echo(message("cli.no_problems", language))


def print_understood(understood: Understood, language: str) -> None:
    """Print the numbers that a question names and that are not held, or fit several notices."""
    for kind in ("unknown", "candidates"):
        if names := getattr(understood, kind):
            echo(message(f"cli.{kind}", language, names="、".join(names)))


def print_rewritten(rewritten: str | None, language: str) -> None:
    """Print on standard error what a follow-up was taken to ask; nothing for None."""
    if rewritten:
        echo(message("cli.rewritten", language, question=rewritten), err=True)


def print_retrieved(retrieved: Sequence[Retrieved], language: str) -> None:
    """Print passages found, best first."""
    for rank, it in enumerate(retrieved, 1):
        number = it.doc_number or message("cli.no_number", language)
        echo(f"{rank}. {number} {it.paragraph} 《{it.title}》 {it.score:.2f}")
        echo(f"   {it.text}")


def print_sources(answer: Answer, language: str) -> None:
    """Print an answer's citations and warnings, under the text that was streamed."""
    if answer.mode == "generative":
        echo(f"\n{message('page.generative', language)}")
    if answer.citations:
        echo()
    for it in answer.citations:
        number = f"（{it.doc_number}）" if it.doc_number else ""
        echo(f"[{it.mark}] 《{it.title}》{number} {it.paragraph}")
    for line in answer.warnings:
        echo(f"{message('cli.warning', language)}{line}")
