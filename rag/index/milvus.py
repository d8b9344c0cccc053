"""Vectors in Milvus: for collections beyond one machine, shared by any number of processes.

One collection holds the vectors of one index. A row's key is the number of its segment and its row
there; a search names the segments of a generation, so that it sees that generation and no other.
Everything else of an index stays in its folder. Milvus Lite, a file on this machine, speaks the
same language: a ``uri`` that ends in ``.db``.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from rag.errors import StoreMismatch, StoreUnavailable
from rag.index.vectors import Array
from rag.settings import Store

if TYPE_CHECKING:
    from pymilvus import MilvusClient

Rows = NDArray[np.int64]
T = TypeVar("T")

MOST = 16_384  # hits, and rows read at a time, that Milvus gives
_BITS = 32  # of a key are the row; those above are the segment
_WRITTEN = 2_000  # rows sent at a time
_OWNER = -1  # the key of the one row that says whose collection it is
# By kind: how it is built, and of how many rows, cells or candidates a search looks into more.
_BUILT: Mapping[str, Mapping[str, int]] = {
    "HNSW": {"M": 24, "efConstruction": 200},
    "IVF_SQ8": {"nlist": 4096},
}
_CELLS = 820  # a fifth, as ``vectors`` has it
_WIDEST = 32_768  # candidates that an index of Milvus looks into at most
_READ, _WRITE, _LOAD = 10.0, 60.0, 600.0  # seconds that a request may take
# A server that comes back is noticed within this; gRPC would come to wait for two minutes.
_CHANNEL = {"grpc.max_reconnect_backoff_ms": 2_000}
_NOT_LOADED = {101, 103}  # what Milvus says of a collection that is not in its memory, or in part


class Milvus:
    """One collection of a Milvus server; safe to share between threads."""

    def __init__(self, store: Store) -> None:
        """Name the collection; the first request connects."""
        self._store = store
        self._connected: MilvusClient | None = None

    def own(self, dimension: int, token: int, *, make: bool = False) -> None:
        """Check that the collection is that of the index with ``token``.

        :param make: make it where there is none yet, or where a killed writer had only just begun.
        :raises StoreMismatch: it is another index's, or of another dimension, or not there.
        :raises StoreUnavailable: the server cannot be used.
        """
        name = self._store.collection
        with self._asking() as client:
            there = client.has_collection(name, timeout=_READ)
            if make and not there:
                self._make(client, dimension)
            elif there:
                client.load_collection(name, timeout=_LOAD)
            held, owner = self._told(client) if make or there else (0, None)
            if make and owner is None and held == dimension:
                first = np.eye(1, dimension, dtype=np.float32)[0]
                row = {"id": _OWNER, "segment": token, "vector": first}
                client.insert(name, [row], timeout=_WRITE)
                owner = token
        if (owner, held) != (token, dimension):
            written = f"{name}: {owner}, {held}"
            told = f"{name}: {token}, {dimension}"
            raise StoreMismatch(path=self._store.uri, written=written, configured=told)

    def _told(self, client: MilvusClient) -> tuple[int, int | None]:
        """Return the dimension of the collection, and the token of the index it belongs to."""
        name = self._store.collection
        fields = client.describe_collection(name, timeout=_READ)["fields"]
        (vector,) = (it for it in fields if it["name"] == "vector")
        said = client.get(name, ids=[_OWNER], output_fields=["segment"], timeout=_READ)
        return int(vector["params"]["dim"]), int(said[0]["segment"]) if said else None

    def write(self, segment: int, blocks: Iterable[Array]) -> None:
        """Write the vectors of a segment, in place of what a killed writer left under its number.

        :raises StoreUnavailable: the server cannot be used.
        """
        self.drop([segment])
        row = 0
        with self._asking() as client:
            for block in blocks:
                for start in range(0, len(block), _WRITTEN):
                    some = block[start : start + _WRITTEN]
                    rows = [
                        {"id": _key(segment, row + i), "segment": segment, "vector": vector}
                        for i, vector in enumerate(some)
                    ]
                    client.insert(self._store.collection, rows, timeout=_WRITE)
                    row += len(some)

    def drop(self, segments: Sequence[int]) -> None:
        """Delete the vectors of segments.

        :raises StoreUnavailable: the server cannot be used.
        """
        with self._asking() as client:
            if segments:
                among = f"segment in {list(segments)}"
                client.delete(self._store.collection, filter=among, timeout=_WRITE)

    def search(
        self, vector: Array, limit: int, segments: Sequence[int], keys: Sequence[int] | None = None
    ) -> tuple[Rows, Rows, Array]:
        """Return (segments, rows, cosines) of the nearest rows, at most ``limit`` of them.

        :param keys: the only rows that count (see ``keys``); None for all of ``segments``.
        :raises StoreUnavailable: the server cannot be used.
        """
        among = f"segment in {list(segments)}" if keys is None else f"id in {list(keys)}"
        (hits,) = self._read(
            lambda client: client.search(
                self._store.collection,
                data=[vector],
                limit=min(limit, MOST),
                filter=among,
                search_params={"metric_type": "IP", "params": self._effort(limit)},
                output_fields=["id"],
                consistency_level="Strong",
                timeout=_READ,
            )
        )
        found = np.array([hit["id"] for hit in hits], dtype=np.int64)
        cosines = np.array([hit["distance"] for hit in hits], dtype=np.float32)
        return found >> _BITS, found & ((1 << _BITS) - 1), cosines

    def _effort(self, limit: int) -> dict[str, int]:
        """Return how far a search for ``limit`` rows looks."""
        kind, reach = self._store.index_type, min(max(256, 4 * limit), _WIDEST)
        efforts = {"HNSW": {"ef": reach}, "IVF_SQ8": {"nprobe": _CELLS}}
        return (efforts | {"DISKANN": {"search_list": reach}}).get(kind, {})

    def at(self, segment: int, rows: Rows, dimension: int) -> Array:
        """Return the vectors of ``rows`` of a segment, shape (len(rows), dimension).

        :raises StoreUnavailable: the server cannot be used.
        """
        out = np.zeros((len(rows), dimension), dtype=np.float32)
        places: dict[int, list[int]] = {}
        for place, row in enumerate(rows.tolist()):
            places.setdefault(_key(segment, row), []).append(place)
        wanted = iter(places)
        while some := list(islice(wanted, MOST // 4)):
            found = self._read(partial(self._vectors, ids=some))
            if len(found) != len(some):
                raise StoreUnavailable(uri=self._store.uri, reason=f"{len(found)} < {len(some)}")
            for it in found:
                out[places[it["id"]]] = it["vector"]
        return out

    def _vectors(self, client: MilvusClient, ids: list[int]) -> list[dict[str, Any]]:
        """Return the rows with these keys and their vectors, in no order."""
        name = self._store.collection
        found: list[dict[str, Any]] = client.get(
            name, ids=ids, output_fields=["vector"], timeout=_READ
        )
        return found

    def _read(self, ask: Callable[[MilvusClient], T]) -> T:
        """Return what ``ask`` gets.

        A server that was started again may not have the collection in its memory: it is loaded.
        """
        with self._asking() as client:
            from pymilvus.exceptions import MilvusException

            try:
                return ask(client)
            except MilvusException as error:
                if error.code not in _NOT_LOADED:
                    raise
                client.load_collection(self._store.collection, timeout=_LOAD)
                return ask(client)

    def _make(self, client: MilvusClient, dimension: int) -> None:
        from pymilvus import DataType

        schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
        schema.add_field("id", DataType.INT64, is_primary=True)
        schema.add_field("segment", DataType.INT64)
        schema.add_field("vector", DataType.FLOAT_VECTOR, dim=dimension)
        index = client.prepare_index_params()
        kind = self._store.index_type
        params = dict(_BUILT.get(kind, {}))
        index.add_index("vector", index_type=kind, metric_type="IP", params=params)
        client.create_collection(
            self._store.collection,
            schema=schema,
            index_params=index,
            consistency_level="Strong",  # what an ingest wrote is found by the next question
            timeout=_LOAD,
        )

    @contextmanager
    def _asking(self) -> Iterator[MilvusClient]:
        """Give the client; whatever a request fails of is said in one line."""
        try:
            from grpc import RpcError
            from pymilvus import MilvusClient
            from pymilvus.exceptions import MilvusException
        except ImportError as error:
            reason = "pip install 'wence[milvus]'"
            raise StoreUnavailable(uri=self._store.uri, reason=reason) from error
        try:
            if self._connected is None:
                # What goes wrong is raised, and said in one line.
                logging.getLogger("pymilvus").setLevel(logging.CRITICAL)
                if self._store.uri.endswith(".db"):
                    Path(self._store.uri).parent.mkdir(parents=True, exist_ok=True)
                token = self._store.token.get_secret_value()
                self._connected = MilvusClient(
                    self._store.uri, token=token, timeout=_READ, grpc_options=_CHANNEL
                )
            yield self._connected
        except RpcError as error:  # time ran out: only what comes in time is a MilvusException
            reason = f"{error.code().name}: {error.details()}"
            raise StoreUnavailable(uri=self._store.uri, reason=reason[:200]) from error
        except (MilvusException, OSError, RuntimeError) as error:
            said = str(getattr(error, "message", "") or error).strip().splitlines()
            reason = said[0] if said else type(error).__name__
            raise StoreUnavailable(uri=self._store.uri, reason=reason[:200]) from error

    def close(self) -> None:
        """End the connection."""
        if self._connected is not None:
            self._connected.close()
            self._connected = None


def _key(segment: int, row: int) -> int:
    return segment << _BITS | row


def keys(segment: int, rows: Rows) -> list[int]:
    """Return the keys of ``rows`` of a segment."""
    found: list[int] = (rows.astype(np.int64) + (segment << _BITS)).tolist()
    return found
