"""The segments of an index while it is written to: what of each counts, which are to be merged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from rag.index import generation
from rag.index.generation import LAYOUT, Manifest, SegmentEntry
from rag.index.tables import Head

_TIER, _SMALLEST = 4, 1024  # segments of a size that are merged; rows that all count as one size
_LARGEST = 1 << 30  # bytes of vectors in a segment beyond which it is not merged with others
_WASTE = 0.5  # share of rows gone from which a segment is written anew


@dataclass(slots=True)
class Account:
    """A segment with what is live of it: how many notices, rows and files."""

    entry: SegmentEntry
    notices: int
    rows: int
    files: int
    gone: set[str] = field(default_factory=set)
    gone_files: set[str] = field(default_factory=set)

    @property
    def current(self) -> SegmentEntry:
        """The entry as the next generation has it."""
        gone, files = tuple(sorted(self.gone)), tuple(sorted(self.gone_files))
        return replace(self.entry, gone=gone, gone_files=files)


class Ledger:
    """Keeps account of segments and writes it down as the manifest of a generation."""

    def __init__(self, root: Path, model: str, dimension: int, store: str) -> None:
        self._root, self._model, self._dimension, self._store = root, model, dimension, store
        self._accounts: dict[str, Account] = {}

    def add(self, entry: SegmentEntry, notices: int, rows: int, files: int) -> None:
        """Take in a segment of which so much is live."""
        gone, gone_files = set(entry.gone), set(entry.gone_files)
        self._accounts[entry.name] = Account(entry, notices, rows, files, gone, gone_files)

    def lose(self, segment: str, head: Head) -> None:
        """Note that a notice of a segment counts no more."""
        account = self._accounts[segment]
        account.gone.add(head.id)
        account.notices -= 1
        account.rows -= head.rows

    def lose_file(self, segment: str, key: str) -> None:
        """Note that what a segment says of a file counts no more."""
        account = self._accounts[segment]
        account.gone_files.add(key)
        account.files -= 1

    def due(self) -> list[SegmentEntry]:
        """Return the segments to merge now, in the order of their rows; none for most of the time.

        Four of a size make one of the next size, four times as large: a row is copied once a size,
        and the number of segments grows with the logarithm of the rows.
        """
        of_size: dict[int, list[Account]] = {}
        for account in self._accounts.values():
            if account.rows < (1 - _WASTE) * account.entry.rows:
                return [account.current]
            if account.rows * self._dimension * 4 <= _LARGEST:
                of_size.setdefault(_size(account.rows), []).append(account)
        for _, accounts in sorted(of_size.items()):
            if len(accounts) >= _TIER:
                return [account.current for account in accounts]
        return []

    def replace(self, group: Sequence[SegmentEntry]) -> None:
        """Forget the segments of ``group``, which were merged into another."""
        for entry in group:
            del self._accounts[entry.name]

    def commit(self, fresh: Sequence[SegmentEntry]) -> None:
        """Take the segments as they are now into use, of which ``fresh`` are new."""
        self._accounts = {k: it for k, it in self._accounts.items() if it.notices or it.files}
        accounts = self._accounts.values()
        manifest = Manifest(
            layout=LAYOUT,
            model=self._model,
            dimension=self._dimension,
            notices=sum(account.notices for account in accounts),
            passages=sum(account.rows for account in accounts),
            segments=tuple(account.current for account in accounts),
            store=self._store,
        )
        generation.commit(self._root, manifest, fresh)


def _size(rows: int) -> int:
    """Return the size of a segment: 0 up to 1,024 rows, then one more for every four times."""
    size = 0
    while rows > _SMALLEST:
        rows //= _TIER
        size += 1
    return size
