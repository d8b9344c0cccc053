"""Where the vectors of segments are kept and searched: in their folders by FAISS, or in Milvus.

Both keep the same contract; nothing beyond this module knows which of them an index has.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.errors import IndexDamaged
from rag.index import generation
from rag.index.dense import Dense, DenseIndex, Part
from rag.index.live import Live
from rag.index.milvus import Milvus
from rag.index.milvusdense import MilvusDense, MilvusPart
from rag.index.vectors import CELLS_FROM, Array, Vectors
from rag.settings import Settings

_STATE, _NUMBER = "STORE", "milvus.json"
_TOKEN_BITS = 62


class SegmentVectors(Protocol):
    """The vectors of one segment's rows."""

    @property
    def count(self) -> int:
        """Number of rows."""
        ...

    def at(self, rows: NDArray[np.int64]) -> Array:
        """Return the vectors of ``rows``, shape (len(rows), dimension)."""
        ...


class VectorStore(Protocol):
    """Keeps the vectors of the segments of one index."""

    @property
    def kind(self) -> str:
        """``faiss`` or ``milvus``, as ``store.kind`` and manifests say it."""
        ...

    def prepare(self, root: Path, dimension: int, *, writing: bool) -> None:
        """Make sure that it is the store of the index in ``root``.

        :param writing: by the one writer, who may make it.
        :raises StoreMismatch, StoreUnavailable: it is another's, or cannot be used.
        """
        ...

    def write(self, folder: Path, blocks: Iterable[Array], dimension: int) -> None:
        """Keep the unit vectors of the segment in ``folder``, given one block under the other."""
        ...

    def read(self, folder: Path, rows: int, dimension: int) -> SegmentVectors:
        """Return the vectors of the segment in ``folder``, which has so many ``rows``.

        :raises IndexDamaged: a file is missing, or is not what it should be.
        """
        ...

    def dense(self, parts: Sequence[tuple[SegmentVectors, Live]], dimension: int) -> Dense:
        """Return what searches all segments together."""
        ...

    def sweep(self, root: Path) -> None:
        """Forget the vectors of segments whose folders were swept away."""
        ...

    def close(self) -> None:
        """End what connects to it; the next use connects again."""
        ...


@dataclass(frozen=True, slots=True)
class FaissStore:
    """Vectors in the folders of their segments; ``cells_from`` as ``Vectors`` has it."""

    cells_from: int = CELLS_FROM
    kind: str = "faiss"

    def prepare(self, root: Path, dimension: int, *, writing: bool) -> None:
        """Do nothing: the folders are all there is."""

    def write(self, folder: Path, blocks: Iterable[Array], dimension: int) -> None:
        """Write ``vectors.faiss``, and ``cells.faiss`` where there are many."""
        Vectors.gathered(blocks, dimension, self.cells_from).save(folder)

    def read(self, folder: Path, rows: int, dimension: int) -> Vectors:
        """Map what ``write`` wrote.

        :raises IndexDamaged: a file is missing or no FAISS index.
        """
        return Vectors.load(folder)

    def dense(self, parts: Sequence[tuple[SegmentVectors, Live]], dimension: int) -> Dense:
        """Return what searches all segments, each by its own index."""
        return DenseIndex([Part(it, live) for it, live in parts if isinstance(it, Vectors)])

    def sweep(self, root: Path) -> None:
        """Do nothing: vectors went with their folders."""

    def close(self) -> None:
        """Do nothing: nothing is connected."""


@dataclass(slots=True)
class _State:
    """What the folder of an index knows of its collection; ``held`` are folders by number.

    Numbers are given once and never again: a reader of an old generation finds nothing foreign.
    """

    token: int
    last: int = 0
    held: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Path) -> _State | None:
        try:
            return cls(**json.loads((root / _STATE).read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError) as error:
            raise IndexDamaged(path=root, reason=_STATE) from error

    def save(self, root: Path) -> None:
        new = root / f"{_STATE}.new"
        new.write_text(json.dumps(asdict(self)), encoding="utf-8")
        generation.flush(new)  # a number forgotten would be given again, over vectors in use
        new.replace(root / _STATE)
        generation.flush(root)


class MilvusStore:
    """Vectors in a collection of Milvus."""

    kind = "milvus"

    def __init__(self, milvus: Milvus) -> None:
        self._milvus = milvus

    def prepare(self, root: Path, dimension: int, *, writing: bool) -> None:
        """Make sure that the collection is this index's.

        :raises StoreMismatch, StoreUnavailable: it is another's, or cannot be used.
        """
        state = _State.of(root)
        if state is None:
            state = _State(secrets.randbits(_TOKEN_BITS) + 1)
            if writing:
                state.save(root)
        self._milvus.own(dimension, state.token, make=writing)

    def write(self, folder: Path, blocks: Iterable[Array], dimension: int) -> None:
        """Send the vectors; what a killed writer sent is known by its number and swept later.

        :raises StoreUnavailable: the server cannot be used.
        """
        state = _State.of(folder.parent)
        if state is None:
            raise IndexDamaged(path=folder.parent, reason=_STATE)
        state.last += 1
        state.held[str(state.last)] = folder.name
        state.save(folder.parent)
        self._milvus.write(state.last, blocks)
        (folder / _NUMBER).write_text(json.dumps({"number": state.last}), encoding="utf-8")

    def read(self, folder: Path, rows: int, dimension: int) -> MilvusPart:
        """Return the segment's part of the collection; nothing is asked of the server yet.

        :raises IndexDamaged: nothing says which part that is.
        """
        return MilvusPart(self._milvus, _number(folder), rows, dimension)

    def dense(self, parts: Sequence[tuple[SegmentVectors, Live]], dimension: int) -> Dense:
        """Return what searches all segments by one request."""
        held = [(it, live) for it, live in parts if isinstance(it, MilvusPart)]
        return MilvusDense(self._milvus, held, dimension)

    def sweep(self, root: Path) -> None:
        """Delete the vectors of segments that are there no more.

        :raises StoreUnavailable: the server cannot be used.
        """
        state = _State.of(root)
        if state is None:
            return
        stale = [number for number, name in state.held.items() if not _is_held(root, number, name)]
        if stale:
            self._milvus.drop([int(number) for number in stale])
            for number in stale:
                del state.held[number]
            state.save(root)

    def close(self) -> None:
        """End the connection."""
        self._milvus.close()


def _is_held(root: Path, number: str, name: str) -> bool:
    try:
        return _number(root / name) == int(number)
    except IndexDamaged:
        return False


def _number(folder: Path) -> int:
    try:
        return int(json.loads((folder / _NUMBER).read_text(encoding="utf-8"))["number"])
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise IndexDamaged(path=folder, reason=_NUMBER) from error


def store_of(settings: Settings) -> VectorStore:
    """Return the store that ``settings`` name."""
    if settings.store.kind == "milvus":
        return MilvusStore(Milvus(settings.store))
    return FaissStore(settings.indexing.cells_from)
