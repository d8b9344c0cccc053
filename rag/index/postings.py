"""The postings of one segment: for each term the rows that hold it, and how often.

Five arrays, mapped rather than read. The postings of term i are ``rows[starts[i]:starts[i + 1]]``,
ascending, with the same stretch of ``counts``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.index.arrays import load_array
from rag.index.terms import FIRST, LAST, code

Codes = NDArray[np.uint64]
_PLAIN = re.compile(r"[a-z]+|\d+(?:\.\d+)*")
_ROW_BITS = 31
_HAN_BITS = 32  # of a pair of characters; Latin words are numbered above
_NAMES = ("terms", "starts", "rows", "counts", "lengths")


@dataclass(frozen=True, slots=True)
class Postings:
    """``terms`` are codes (``rag.index.terms.code``), ascending; ``lengths`` is terms a row."""

    terms: Codes
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    counts: NDArray[Any]
    lengths: NDArray[np.int32]

    @classmethod
    def build(cls, folded: Sequence[str]) -> Postings:
        """Index ``folded`` texts, row i for text i.

        Every occurrence becomes one number, term before row, so that sorting them is all there is
        to it: a fifth of the time that dictionaries of strings take.
        """
        whole = "\n".join(folded)
        points = np.frombuffer(whole.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        width = np.fromiter((len(text) + 1 for text in folded), dtype=np.int64, count=len(folded))
        row = np.repeat(np.arange(len(folded), dtype=np.uint32), width)[: len(points)]
        han = (points >= FIRST) & (points <= LAST)
        pair = np.flatnonzero(han[:-1] & han[1:])
        at, words, codes = _plain_words(whole)
        term = np.concatenate(
            [points[han], points[pair] << np.uint32(16) | points[pair + 1], words]
        ).astype(np.uint64)
        term[len(term) - len(words) :] += np.uint64(1 << _HAN_BITS)
        where = np.concatenate([row[han], row[pair], row[at]])
        lengths = np.bincount(where, minlength=len(folded)).astype(np.int32)
        term <<= np.uint64(_ROW_BITS)
        term |= where
        del points, row, han, pair, where
        term.sort()
        first = np.flatnonzero(np.concatenate([[True], term[1:] != term[:-1]])[: len(term)])
        counts = np.diff(first, append=len(term))
        posting = term[first]
        rows = (posting & np.uint64((1 << _ROW_BITS) - 1)).astype(np.int32)
        posting >>= np.uint64(_ROW_BITS)
        begins = np.flatnonzero(np.concatenate([[True], posting[1:] != posting[:-1]])[: len(rows)])
        held = posting[begins]
        plain = held >= 1 << _HAN_BITS
        held[plain] = codes[(held[plain] - np.uint64(1 << _HAN_BITS)).astype(np.int64)]
        starts = np.append(begins, len(rows)).astype(np.int64)
        return cls(held, starts, rows, counts.astype(_kind(counts)), lengths)

    @property
    def count(self) -> int:
        """Number of rows."""
        return len(self.lengths)

    def find(self, codes: Codes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return where the postings of each of ``codes`` begin and end, twice 0 for one unknown."""
        if not len(self.terms):
            return np.zeros(len(codes), dtype=np.int64), np.zeros(len(codes), dtype=np.int64)
        at = np.searchsorted(self.terms, codes)
        at[at == len(self.terms)] = 0
        found = self.terms[at] == codes
        begins = np.where(found, self.starts[at], 0)
        return begins, np.where(found, self.starts[at + 1], 0)

    def save(self, folder: Path) -> None:
        """Write the arrays into ``folder``, which is made where it is missing."""
        folder.mkdir(exist_ok=True)
        for name in _NAMES:
            np.save(folder / f"{name}.npy", getattr(self, name), allow_pickle=False)

    @classmethod
    def load(cls, folder: Path) -> Postings:
        """Map what ``save`` wrote.

        :raises IndexDamaged: a file is missing or is not what it should be.
        """
        return cls(*(load_array(folder / f"{name}.npy") for name in _NAMES))


def _plain_words(
    whole: str,
) -> tuple[NDArray[np.int64], NDArray[np.uint32], Codes]:
    """Return where Latin words and numbers stand, the number of each, and the codes of these.

    Numbers go by code, so that sorting by number is sorting by code.
    """
    places: list[int] = []
    known: dict[str, int] = {}
    words: list[int] = []
    for match in _PLAIN.finditer(whole):
        places.append(match.start())
        words.append(known.setdefault(match[0], len(known)))
    codes = np.array([code(word) for word in known], dtype=np.uint64)
    codes, number = np.unique(codes, return_inverse=True)
    order = np.array(words, dtype=np.int64)
    return np.array(places, dtype=np.int64), number[order].astype(np.uint32), codes


def _kind(counts: NDArray[np.int64]) -> np.dtype[Any]:
    return np.min_scalar_type(int(counts.max(initial=0)))
