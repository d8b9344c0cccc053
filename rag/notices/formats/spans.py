"""Cells that span rows: each row says what they say, since a row is quoted by itself."""

from __future__ import annotations

from dataclasses import dataclass

_LONGEST = 100  # characters of a cell that is said again
_MOST = 2_000_000  # characters said again in one file


def again(text: str) -> str:
    """Return what a cell says in the further rows that it spans: nothing where it is long."""
    return text if len(text) <= _LONGEST else ""


@dataclass(slots=True)
class _Reach:
    text: str
    rows: int
    width: int


@dataclass(slots=True)
class Allowance:
    """How many characters the tables of one file may still say again."""

    left: int = _MOST


class Columns:
    """Where the cells of a table stand, those from rows above among them."""

    def __init__(self, allowance: Allowance) -> None:
        self._reaches: dict[int, _Reach] = {}  # by column
        self._at = 0
        self._allowance = allowance

    def begin(self) -> None:
        """Begin a row."""
        self._at = 0

    def passed(self) -> list[str]:
        """Return what the cells from above say that stand before the next cell of this row."""
        said = []
        while (reach := self._reaches.get(self._at)) is not None:
            said.append(self._pass(reach))
        return said

    def rest(self) -> list[str]:
        """Return what the cells from above say that stand behind the last cell of this row."""
        said = []
        for column in sorted(column for column in self._reaches if column >= self._at):
            self._at = column
            said.append(self._pass(self._reaches[column]))
        return said

    def _pass(self, reach: _Reach) -> str:
        reach.rows -= 1
        self._allowance.left -= len(reach.text) + 1
        if reach.rows < 1 or self._allowance.left < 0:
            del self._reaches[self._at]
        self._at += reach.width
        return reach.text

    def add(self, text: str, rows: int, width: int) -> None:
        """Take up the next cell of this row, which spans ``rows`` and ``width`` columns."""
        if rows > 1:
            self._reaches[self._at] = _Reach(again(text), rows - 1, width)
        self._at += width
