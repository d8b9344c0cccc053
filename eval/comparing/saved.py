"""Reports as they were written, read back as far as a comparison needs them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.errors import Flaw, ReportInvalid
from eval.fields import Fields
from eval.metrics import Score
from rag.errors import SourceMissing, SourceUnreadable
from rag.messages import DEFAULT_LANGUAGE

REPORT = "report.json"


@dataclass(frozen=True, slots=True)
class SavedRow:
    """One question of a report: what was asked, what was answered and its scores."""

    id: str
    question: str
    answer: str
    abstained: bool
    scores: Mapping[str, Score]


@dataclass(frozen=True, slots=True)
class Saved:
    """A report on the system ``name``, its rows by question id."""

    name: str
    rows: Mapping[str, SavedRow]


def parse(value: object) -> Saved:
    """Return the report of a JSON document, as ``Evaluation.to_dict`` has it.

    :raises Flaw: it is none.
    """
    fields = Fields(value)
    fields.required("rows")
    rows = {it.id: it for it in map(_row, fields.objects("rows"))}
    return Saved(fields.text("name"), rows)


def _row(fields: Fields) -> SavedRow:
    scores = Fields(fields.required("scores"), "scores")
    return SavedRow(
        id=fields.identifier("id"),
        question=fields.text("question"),
        answer=fields.text("answer"),
        abstained=fields.flag("abstained"),
        scores={name: scores.number(name) if scores.states(name) else None for name in scores},
    )


def load(path: Path, language: str = DEFAULT_LANGUAGE) -> Saved | None:
    """Return the report in a file, or in a folder's ``report.json``; None where it is another file.

    :raises SourceMissing: there is no such file.
    :raises SourceUnreadable: the operating system refuses to read it.
    :raises ReportInvalid: it is a report, but a damaged one.
    """
    file = path / REPORT if path.is_dir() else path
    try:
        raw = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise SourceMissing(path=file) from error
    except OSError as error:
        raise SourceUnreadable(path=file, reason=error.strerror or error) from error
    except UnicodeDecodeError:
        return None
    try:
        value: Any = json.loads(raw)
    except (ValueError, RecursionError) as error:
        if file.name == REPORT:
            raise ReportInvalid(path=file, reason=error) from error
        return None  # several documents, one a line: answers
    if not isinstance(value, Mapping) or "rows" not in value:
        return None
    try:
        return parse(value)
    except Flaw as flaw:
        raise ReportInvalid(path=file, reason=flaw.say(language)) from flaw
