"""The words of every passage, for late interaction with a model that knows words by themselves.

MaxSim (ColBERT, Khattab & Zaharia 2020): each word of a question looks for the nearest word of a
passage; the similarities are summed. Here a word counts by how rare it is (idf), which the mean
of a static model cannot do, and which keeps a long clause from drowning the one word that is asked
for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.words import Tokens, WordVectors
from rag.index.arrays import load_array
from rag.index.live import Live, shared_out

_TOKENS, _STARTS, _FOUND = "words.npy", "words.starts.npy", "words.found.npy"
_BATCH = 4096  # texts cut into words at a time
Scores = NDArray[np.float32]
Array = NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class Words:
    """The distinct words of each row of one segment: ``tokens[starts[row]:starts[row + 1]]``.

    ``found`` is how many rows have each word of the model, up to the last that any has.
    """

    tokens: Array
    starts: NDArray[np.int64]
    found: Array

    @classmethod
    def build(cls, words: WordVectors, folded: Sequence[str]) -> Words:
        """Index ``folded`` texts, row i for text i."""
        rows: list[Tokens] = []
        for start in range(0, len(folded), _BATCH):
            cut = words.tokens(folded[start : start + _BATCH])
            rows += [row.astype(np.int32) for row in cut]
        return cls.of(rows)

    @classmethod
    def of(cls, rows: Sequence[Array]) -> Words:
        """Index the words of each row, or of stretches of rows already put together."""
        starts = np.zeros(len(rows) + 1, dtype=np.int64)
        np.cumsum([len(row) for row in rows], out=starts[1:])
        tokens = np.concatenate([np.zeros(0, dtype=np.int32), *rows])
        return cls(tokens, starts, np.bincount(tokens).astype(np.int32))

    @property
    def count(self) -> int:
        """Number of rows."""
        return len(self.starts) - 1

    def row(self, row: int) -> Array:
        """Return the words of a row."""
        return self.tokens[self.starts[row] : self.starts[row + 1]]

    def save(self, folder: Path) -> None:
        """Write the index into ``folder`` (arrays, no pickle)."""
        for name, array in ((_TOKENS, self.tokens), (_STARTS, self.starts), (_FOUND, self.found)):
            np.save(folder / name, array, allow_pickle=False)

    @classmethod
    def load(cls, folder: Path) -> Words | None:
        """Map what ``save`` wrote, None where the model of the index has no words.

        :raises IndexDamaged: a file is not what it should be.
        """
        if not (folder / _TOKENS).exists():
            return None
        return cls(*(load_array(folder / name) for name in (_TOKENS, _STARTS, _FOUND)))


@dataclass(frozen=True, slots=True)
class Part:
    """The words of one segment, and which of its rows are live."""

    words: Words
    live: Live


class WordIndex:
    """The distinct words of each passage of all segments."""

    def __init__(self, parts: Sequence[Part]) -> None:
        """Take the parts together."""
        self._parts = tuple(parts)
        self._live = [part.live for part in self._parts]
        self._ends = np.cumsum([live.count for live in self._live])
        longest = max((len(part.words.found) for part in self._parts), default=0)
        self._found = np.zeros(longest, dtype=np.int64)
        for part in self._parts:
            self._found[: len(part.words.found)] += part.words.found
            for row in part.live.gone.tolist():
                self._found[part.words.row(row)] -= 1

    @classmethod
    def build(cls, words: WordVectors, folded: Sequence[str]) -> WordIndex:
        """Index ``folded`` texts, row i for text i."""
        return cls([Part(Words.build(words, folded), Live(0, len(folded)))])

    @classmethod
    def load(cls, folder: Path) -> WordIndex | None:
        """Open the words in ``folder``, of one segment; None where its model has none.

        :raises IndexDamaged: a file is not what it should be.
        """
        words = Words.load(folder)
        return cls([Part(words, Live(0, words.count))]) if words else None

    def save(self, folder: Path) -> None:
        """Write the words of an index of one part into ``folder``."""
        (part,) = self._parts
        part.words.save(folder)

    @property
    def count(self) -> int:
        """Number of rows."""
        return sum(live.count for live in self._live)

    def scores(self, words: WordVectors, asked: str, rows: NDArray[np.int64]) -> Scores:
        """Return for each of ``rows`` how near its words come to those of ``asked``, 0 to 1.

        Rows without a known word, and every row for a question without one, score 0.
        """
        question = words.tokens([asked])[0]
        out = np.zeros(len(rows), dtype=np.float32)
        held = self._words_of(rows) if len(question) else []
        lengths = np.array([len(row) for row in held], dtype=np.int64)
        filled = np.flatnonzero(lengths)
        if not len(filled):
            return out
        every = np.concatenate(held)
        known = np.zeros(len(self._found), dtype=np.bool_)
        known[every] = True
        distinct = np.flatnonzero(known)
        place = (np.cumsum(known, dtype=np.int32) - 1)[every]
        # A row a word of the passages, so that what is taken lies together.
        near = words.vectors(distinct) @ words.vectors(question).T
        begins = np.concatenate([[0], np.cumsum(lengths[filled])[:-1]])
        best = np.maximum.reduceat(np.take(near, place, axis=0), begins, axis=0)
        weights = self.idf(question)
        # Row by row, so that rows with the same words score the same to the last bit.
        out[filled] = (np.maximum(best, 0.0) * weights).sum(axis=1) / weights.sum()
        return out

    def idf(self, tokens: Tokens) -> Scores:
        """Return how rare each of ``tokens`` is among the rows: ln(1 + (N - n + 0.5) / (n + 0.5)).

        Robertson's form, as BM25 has it; N rows, n of them with the word.
        """
        found = np.zeros(len(tokens))
        known = tokens < len(self._found)
        found[known] = self._found[tokens[known]]
        idf = np.log1p((self.count - found + 0.5) / (found + 0.5))
        return np.asarray(idf, dtype=np.float32)

    def _words_of(self, rows: NDArray[np.int64]) -> list[Array]:
        """Return the words of each of ``rows``."""
        held: dict[int, Array] = {}
        for part, places in zip(self._parts, shared_out(rows, self._ends), strict=True):
            own = part.live.inside(rows[places])
            held.update(zip(places.tolist(), _rows(part.words, own), strict=True))
        return [held[place] for place in range(len(rows))]


def _rows(words: Words, rows: NDArray[np.int64]) -> Iterator[Array]:
    starts, ends = words.starts[rows].tolist(), words.starts[rows + 1].tolist()
    return (words.tokens[start:end] for start, end in zip(starts, ends, strict=True))
