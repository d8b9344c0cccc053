"""Clauses of an index, read from the program's public side, ``wence list --clauses --json``."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eval.sets.drafting.clause import Clause, Notice, unmarked
from eval.sets.errors import ProgramFailed
from eval.sets.language import simplified

_ISSUED = re.compile(r"^.*?关于(?:印发)?(?P<name>.+?)的通知$")


def clauses(index: Path) -> list[Clause]:
    """Return the clauses of all notices in ``index`` in reading order, with those below them.

    Left out are passages that the program holds to be damaged.

    :raises ProgramFailed: the program could not list them; it says why.
    """
    command = [sys.executable, "-m", "rag", "list", "--clauses", "--json", "--index", str(index)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        raise ProgramFailed(said=" ".join(done.stderr.split()))
    return [clause for it in json.loads(done.stdout)["notices"] for clause in _of_notice(it)]


def _of_notice(listed: dict[str, Any]) -> Iterator[Clause]:
    title = listed["title"] or listed["enclosed_title"] or ""
    notice = Notice(_name(listed), listed["doc_number"], title, listed["source"])
    whole = [it for it in listed["clauses"] if not _damaged(it, listed["damaged"])]
    for unit in _tree(whole):
        yield from _flat(_clause(unit, notice, ""))


def _name(listed: dict[str, Any]) -> str:
    if listed["enclosed_title"]:
        return f"《{simplified(listed['enclosed_title'])}》"
    title = simplified(listed["title"] or "")
    if "任免" in title or "任职" in title:
        return str(listed["doc_number"] or title)
    subject = _ISSUED.match(title)
    return f"《关于{subject['name']}的通知》" if subject else f"《{title}》"


def _damaged(clause: dict[str, Any], damaged: Sequence[Sequence[int]]) -> bool:
    return any(clause["start"] < end and start < clause["end"] for start, end in damaged)


@dataclass(slots=True)
class _Unit:
    """A listed clause and those right below it."""

    text: str
    paragraph: str
    end: int
    below: list[_Unit] = field(default_factory=list)


def _tree(listed: Iterable[dict[str, Any]]) -> list[_Unit]:
    """Return the topmost clauses; a clause ends where the next begins that is not below it."""
    top: list[_Unit] = []
    open_: list[_Unit] = []
    for it in listed:
        unit = _Unit(it["text"], it["paragraph"], it["end"])
        while open_ and open_[-1].end < unit.end:
            open_.pop()
        (open_[-1].below if open_ else top).append(unit)
        open_.append(unit)
    return top


def _clause(unit: _Unit, notice: Notice, above: str) -> Clause:
    text = unit.text
    if unit.below:
        text = text[: max(0, text.find(unit.below[0].text))]
    plain = simplified(text)
    # Places in the one are places in the other; a phrase of another length is not worth the pain.
    heading, start = unmarked(plain) if len(plain) == len(text) else ("", len(text))
    rest = plain[start:].strip("。 \n")
    if unit.below and not heading and re.fullmatch(r"[^\s，,。；;：:]{2,24}", rest):
        heading, start = rest, len(text)
    below = tuple(_clause(it, notice, heading or above) for it in unit.below)
    head = text[plain.find(heading) : start] if heading else ""
    return Clause(notice, unit.paragraph, heading, above, plain[start:], text[start:], head, below)


def _flat(clause: Clause) -> Iterator[Clause]:
    yield clause
    for below in clause.below:
        yield from _flat(below)
