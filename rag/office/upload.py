"""A file given to the server, and what became of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from rag.errors import NoNotice, WenceError
from rag.index.report import Change, Skip
from rag.index.report import Fate as Fate
from rag.messages import has, message

State = Literal["waiting", "reading", "done", "failed"]
MOST_KEPT = 50  # notices and faults of one file; their number is kept beside them


@dataclass(frozen=True, slots=True)
class Taken:
    """A notice of the file: what became of it, its id and its name for people."""

    fate: Fate
    notice: str
    name: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Why something could not be used: a named error, to be said in any language."""

    key: str
    params: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, error: WenceError, path: Path, name: str) -> Fault:
        """Return ``error`` with the file called ``name`` where it gives the server's ``path``."""
        whole = str(path)

        def shown(value: object) -> str:
            text = str(value)
            inside = text == whole or text.startswith((f"{whole}/", f"{whole}\\"))
            return name + text[len(whole) :] if inside else text

        return cls(error.key, tuple((key, shown(value)) for key, value in error.params.items()))

    def say(self, language: str) -> str:
        """Return the line for people in ``language``."""
        key = f"error.{self.key}"  # of another version of the program perhaps
        return message(key if has(key) else "error.internal", language, **dict(self.params))


INTERNAL = Fault(WenceError.key)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many notices of a file were added …, and how many files in an archive were skipped."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    """What reading a file came to; ``taken`` and ``faults`` are the first of what ``counts``."""

    state: State
    counts: Counts = Counts()
    taken: tuple[Taken, ...] = ()
    faults: tuple[Fault, ...] = ()

    @classmethod
    def failed(cls, *faults: Fault) -> Result:
        """Return that nothing of a file could be used."""
        return cls("failed", Counts(skipped=len(faults)), (), faults)

    @classmethod
    def of(cls, path: Path, name: str, changes: Sequence[Change], skips: Sequence[Skip]) -> Result:
        """Return the result of a file: it is done when there is a notice of it."""
        fates = [change.fate for change in changes]
        faults = tuple(Fault.of(skip.error, path, name) for skip in skips[:MOST_KEPT])
        taken = tuple(Taken(c.fate, c.notice, c.name) for c in changes[:MOST_KEPT])
        there = len(fates) > fates.count("removed")
        if not there and not faults:  # an archive without a file
            faults = (Fault.of(NoNotice(path=path), path, name),)
        counts = Counts(
            fates.count("added"),
            fates.count("updated"),
            fates.count("unchanged"),
            fates.count("removed"),
            len(skips),
        )
        return cls("done" if there else "failed", counts, taken, faults)

    @property
    def changes(self) -> bool:
        """Whether the collection is another now."""
        return bool(self.counts.added or self.counts.updated or self.counts.removed)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as the office knows it.

    ``ours`` says that it is kept in the office's folder, not where ``wence ingest`` found it.
    ``stage`` ("read", "embed"; "busy" while it waits for another writer), ``done`` and ``total``
    are how far it is. ``account`` is who gave it last. ``result`` is that of the last reading.
    """

    id: int
    name: str
    path: Path
    ours: bool
    size: int
    state: State
    stage: str
    done: int
    total: int
    tries: int
    result: Result
    account: str
    added: datetime
    changed: datetime

    @property
    def is_under_way(self) -> bool:
        """Whether it is going to be read, or is being read."""
        return self.state in ("waiting", "reading")


def to_json(values: Iterable[Taken] | Iterable[Fault]) -> str:
    """Return notices or faults as the table keeps them."""
    return json.dumps([asdict(value) for value in values], ensure_ascii=False)


def taken_from(text: str) -> tuple[Taken, ...]:
    """Return the notices that ``to_json`` wrote."""
    return tuple(Taken(**one) for one in json.loads(text))


def faults_from(text: str | None) -> tuple[Fault, ...]:
    """Return the faults that ``to_json`` wrote; none of None."""
    faults = json.loads(text or "[]")
    return tuple(Fault(one["key"], tuple((k, v) for k, v in one["params"])) for one in faults)
