"""What becomes of an index in Milvus when its server fails, is another's, or cannot be asked."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from milvus_server import MilvusServer
from notice_pages import page

import embeddings
from rag.doctor import holdings
from rag.errors import StoreMismatch, StoreUnavailable
from rag.index import generation, vectorstore
from rag.index import milvus as client
from rag.index.ingest import ingest
from rag.index.milvus import Milvus
from rag.index.store import Index
from rag.index.vectorstore import store_of
from rag.settings import Settings
from rag.settings.finding import Store

T = TypeVar("T")


@pytest.fixture
def over(milvus: MilvusServer, tmp_path: Path) -> Settings:
    """Settings of an index whose vectors are on the server."""
    return Settings(index=tmp_path / "索引", store={"kind": "milvus", "uri": milvus.uri})


@pytest.fixture
def index(over: Settings, folder: Path, encoder: embeddings.Encoder) -> Index:
    """An index of three notices, open."""
    for serial in range(3):
        (folder / f"{serial}.txt").write_text(page(serial, f"事项{serial}"), encoding="utf-8")
    ingest([folder], over, encoder)
    return Index.open(over.index, encoder.identity, store_of(over))


def in_time(use: Callable[[], T]) -> T:
    """Return what ``use`` gives as soon as it is noticed that the server is there again."""
    until = time.monotonic() + 15
    while True:
        try:
            return use()
        except StoreUnavailable:
            if time.monotonic() > until:
                raise
        time.sleep(0.2)


def test_a_reader_goes_on_when_its_server_was_started_again(milvus, index, encoder):
    vector = encoder.encode_query("事项2每处补助多少元")
    before = index.dense.search(vector, 5)[0].tolist()
    milvus.stop()
    with pytest.raises(StoreUnavailable, match=milvus.uri):
        index.dense.search(vector, 5)
    milvus.start()
    assert in_time(lambda: index.dense.search(vector, 5)[0].tolist()) == before
    milvus.stop()
    milvus.start()
    assert in_time(lambda: index.dense.at([0])).shape == (1, encoder.dimension)


@pytest.mark.skipif(os.name == "nt", reason="no process can be stopped and go on there")
def test_a_server_that_does_not_answer_is_told_of_in_time_and_in_one_line(
    milvus, over, index, folder, encoder, monkeypatch
):
    vector = encoder.encode_query("事项2每处补助多少元")
    for name in ("_READ", "_WRITE"):
        monkeypatch.setattr(client, name, 1.0)
    (folder / "9.txt").write_text(page(9, "事项9"), encoding="utf-8")
    uses = (
        lambda: index.dense.search(vector, 5),
        lambda: index.dense.at([0, 1]),
        lambda: Index.open(over.index, encoder.identity, store_of(over)),
        lambda: ingest([folder], over, encoder),
    )
    milvus.hang()
    try:
        for use in uses:
            with pytest.raises(StoreUnavailable) as failed:
                use()
            assert milvus.uri in str(failed.value)
            assert "\n" not in str(failed.value)
    finally:
        milvus.go_on()
    assert len(in_time(lambda: index.dense.search(vector, 5)[0])) == 3
    assert ingest([folder], over, encoder).notices == 4


def test_vectors_of_another_length_are_refused_by_both_numbers(milvus, over):
    collection = Milvus(over.store)
    collection.own(192, 7, make=True)
    with pytest.raises(StoreMismatch, match=r"7, 192.*7, 64"):
        collection.own(64, 7)
    collection.close()


def test_without_the_client_the_line_says_what_to_install(over, encoder, folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    (folder / "0.txt").write_text(page(0, "事项0"), encoding="utf-8")
    with pytest.raises(StoreUnavailable, match=r"pip install 'wence\[milvus\]'"):
        ingest([folder], over, encoder)


def test_the_number_of_a_segment_is_on_the_disk_before_it_is_used(
    over, index, folder, encoder, monkeypatch
):
    """A power cut must not bring back numbers whose vectors are in use."""
    steps: list[str] = []
    flush, write = generation.flush, Milvus.write

    def flushed(path):
        steps.append(path.name)
        flush(path)

    def written(collection, segment, blocks):
        assert "STORE.new" in steps
        assert steps[-1] == over.index.name
        steps.append("write")
        write(collection, segment, blocks)

    monkeypatch.setattr(generation, "flush", flushed)
    monkeypatch.setattr(vectorstore.Milvus, "write", written)
    (folder / "9.txt").write_text(page(9, "事项9"), encoding="utf-8")
    ingest([folder], over, encoder)
    assert "write" in steps


def test_the_doctor_asks_the_server(milvus, over, index, encoder):
    assert holdings.index(over, encoder).status == "good"
    beside = over.model_copy(update={"store": Store()})
    found = holdings.index(beside, encoder)
    assert (found.status, "milvus" in found.text, "faiss" in found.text) == ("bad", True, True)
    milvus.stop()
    found = holdings.index(over, encoder)
    assert (found.status, milvus.uri in found.text) == ("bad", True)


def test_an_address_holds_no_password():
    with pytest.raises(ValueError, match="token is for that") as failed:
        Store(kind="milvus", uri="http://root:hush-hush@milvus:19530")
    assert "uri" in str(failed.value)


@pytest.mark.parametrize("limit", [1, 200, client.MOST])
def test_a_search_looks_no_further_than_a_server_allows(limit):
    """HNSW takes from as many candidates as rows are wanted to 32,768; Milvus Lite takes any."""
    effort = Milvus(Store(kind="milvus", index_type="HNSW"))._effort(limit)
    assert limit <= effort["ef"] <= 32_768
