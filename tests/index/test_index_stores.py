"""One contract for every store of vectors: FAISS row by row, FAISS by cells, Milvus Lite."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from notice_pages import page

import embeddings
from rag.answering.assistant import Assistant
from rag.answering.model import Filters
from rag.errors import IndexDamaged, StoreMismatch, StoreUnavailable
from rag.index import ledger, vectorstore
from rag.index.ingest import ingest, remove
from rag.index.milvus import Milvus
from rag.index.store import Index
from rag.index.vectorstore import store_of
from rag.settings import Settings

KINDS = ("flat", "cells", "milvus")
Make = Callable[..., Settings]


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def settings_of(tmp_path: Path) -> Make:
    """Settings of an index of a kind, with a name of its own."""

    def make(kind: str, name: str = "索引") -> Settings:
        if kind == "milvus":
            store = {"kind": "milvus", "uri": str(tmp_path / f"{name} 向量.db")}
            return Settings(index=tmp_path / name, store=store)
        cells = {"cells_from": 100} if kind == "cells" else {}
        return Settings(index=tmp_path / name, indexing=cells)

    return make


@pytest.fixture(autouse=True)
def connections(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """End every connection to Milvus Lite, whose server is a process of its own."""
    made: list[Milvus] = []
    real = vectorstore.Milvus

    def counted(store):
        made.append(real(store))
        return made[-1]

    monkeypatch.setattr(vectorstore, "Milvus", counted)
    yield
    for milvus in made:
        milvus.close()


def write(folder: Path, serials: range, amount: int = 5000) -> None:
    for serial in serials:
        text = page(serial, f"事项{serial}", amount=amount + serial)
        (folder / f"{serial:03d}.txt").write_text(text, encoding="utf-8")


def opened(settings: Settings, encoder: embeddings.Encoder) -> Index:
    return Index.open(settings.index, encoder.identity, store_of(settings))


def nearest(index: Index, vector, k: int, allowed=None) -> list[int]:
    """Return the rows that are nearest by their own vectors, the first of equal ones first."""
    cosines = index.dense.vectors() @ vector
    rows = np.arange(len(cosines)) if allowed is None else np.flatnonzero(allowed)
    return rows[np.lexsort((rows, -np.round(cosines[rows], 5)))][:k].tolist()


def same_rows(index: Index, vector, k: int, allowed=None) -> None:
    rows, cosines = index.dense.search(vector, k, allowed=allowed)
    assert cosines.tolist() == sorted(cosines.tolist(), reverse=True)
    assert index.dense.at(rows) @ vector == pytest.approx(cosines, abs=1e-5)
    expected = nearest(index, vector, k, allowed)
    assert len(rows) == len(expected)
    assert (index.dense.at(expected) @ vector) == pytest.approx(cosines, abs=1e-4)


def test_search_at_and_order(kind, settings_of, folder, encoder):
    settings = settings_of(kind)
    write(folder, range(40))
    ingest([folder], settings, encoder)
    index = opened(settings, encoder)
    assert index.dense.count == index.manifest.passages
    rows = [3, 0, index.dense.count - 1, 3]
    texts = [Index.folded(index.catalogue.passages([row])[row]) for row in rows]
    assert index.dense.at(rows) == pytest.approx(encoder.encode_passages(texts), abs=1e-5)
    assert index.dense.at([]).shape == (0, encoder.dimension)
    for question in ("事项7每处补助多少元", "谁负责组织实施", "x"):
        vector = encoder.encode_query(question)
        for k in (1, 10, 10_000):
            same_rows(index, vector, k)


def test_several_segments_with_notices_removed_and_replaced(
    kind, settings_of, folder, encoder, monkeypatch
):
    monkeypatch.setattr(ledger, "_TIER", 99)
    settings = settings_of(kind)
    write(folder, range(12))
    ingest([folder], settings, encoder)
    write(folder, range(3), amount=8000)
    write(folder, range(12, 20))
    ingest([folder], settings, encoder)
    gone = opened(settings, encoder).catalogue.records()[5].id
    remove("x", settings, encoder, gone)
    index = opened(settings, encoder)
    assert len(index.segments) == 2
    assert index.dense.count == index.manifest.passages == index.catalogue.count
    rows = np.arange(index.dense.count)
    texts = [Index.folded(it) for it in index.catalogue.passages(rows).values()]
    assert index.dense.at(rows) == pytest.approx(encoder.encode_passages(texts), abs=1e-5)
    for question in ("事项1每处补助多少元", "事项5由谁负责"):
        same_rows(index, encoder.encode_query(question), 30)
    assert not any(it.notice == gone for it in index.catalogue.passages(rows).values())


def test_merged_segments_are_found_and_what_they_were_made_of_goes(
    kind, settings_of, folder, encoder, monkeypatch
):
    monkeypatch.setattr(ledger, "_TIER", 2)
    settings = settings_of(kind)
    for serial in range(6):
        write(folder, range(serial, serial + 1))
        ingest([folder], settings, encoder)
    index = opened(settings, encoder)
    assert len(index.segments) < 6
    assert len({it.notice for it in index.catalogue.passages().values()}) == 6
    same_rows(index, encoder.encode_query("事项3每处补助多少元"), 20)


def test_filters_go_into_the_search(kind, settings_of, folder, encoder, monkeypatch):
    settings = settings_of(kind)
    write(folder, range(60))
    ingest([folder], settings, encoder)
    index = opened(settings, encoder)
    vector = encoder.encode_query("事项7每处补助多少元")
    rng = np.random.default_rng(5)
    for few in (20_000, 10):  # rows compared one by one, or found by the index
        monkeypatch.setattr("rag.index.dense.FEW", few)
        monkeypatch.setattr("rag.index.milvusdense.FEW", few)
        monkeypatch.setattr("rag.index.milvusdense._NAMED", few)
        for share in (0.02, 0.5, 1.0):
            allowed = rng.random(index.dense.count) < share
            found, _ = index.dense.search(vector, 10, allowed=allowed)
            assert allowed[found].all()
            if kind != "cells" or few > 10:  # cells that are looked into may hold none of them
                same_rows(index, vector, 10, allowed)
    nothing = np.zeros(index.dense.count, dtype=bool)
    assert len(index.dense.search(vector, 10, allowed=nothing)[0]) == 0


def test_answers_are_the_same_and_filters_hold(settings_of, folder, encoder):
    write(folder, range(30))
    asked = [f"事项{n}每处补助多少元？" for n in (1, 7, 29)] + ["how much is the subsidy for 事项3"]
    answers = []
    for kind in KINDS:
        settings = settings_of(kind, f"索引 {kind}")
        ingest([folder], settings, encoder)
        assistant = Assistant(settings, encoder)
        held = assistant.ask(asked[0], filters=Filters(doc_number="青政发〔2025〕7号"))
        assert {it.doc_number for it in held.citations} <= {"青政发〔2025〕7号"}
        answers.append([assistant.ask(question).answer for question in asked])
    assert answers[0] == answers[1] == answers[2]


def test_a_reader_stays_usable_across_a_switch(kind, settings_of, folder, encoder):
    settings = settings_of(kind)
    write(folder, range(4))
    ingest([folder], settings, encoder)
    before = opened(settings, encoder)
    vector = encoder.encode_query("事项2每处补助多少元")
    rows, cosines = before.dense.search(vector, 5)
    write(folder, range(2), amount=9000)
    ingest([folder], settings, encoder)
    again, worth = before.dense.search(vector, 5)
    assert (again.tolist(), worth.tolist()) == (rows.tolist(), cosines.tolist())
    assert opened(settings, encoder).manifest.digest != before.manifest.digest


def test_what_a_killed_writer_sent_is_never_found_and_is_swept(settings_of, folder, encoder):
    settings = settings_of("milvus")
    write(folder, range(3))
    ingest([folder], settings, encoder)
    write(folder, range(3, 6))

    def killed(*_):
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(ledger.generation, "commit", killed)
        ingest([folder], settings, encoder)
    index = opened(settings, encoder)
    assert (index.manifest.notices, index.dense.count) == (3, index.manifest.passages)
    same_rows(index, encoder.encode_query("事项5每处补助多少元"), 50)
    state = vectorstore._State.of(settings.index)
    assert state and len(state.held) == 2
    assert ingest([folder], settings, encoder).notices == 6
    state = vectorstore._State.of(settings.index)
    assert state and (state.last, len(state.held)) == (3, 2)
    same_rows(opened(settings, encoder), encoder.encode_query("事项5每处补助多少元"), 50)


def test_two_indexes_cannot_share_a_collection(settings_of, folder, encoder, tmp_path):
    settings = settings_of("milvus")
    write(folder, range(1))
    ingest([folder], settings, encoder)
    other = Settings(index=tmp_path / "other", store=settings.store.model_dump())
    with pytest.raises(StoreMismatch):
        ingest([folder], other, encoder)
    assert opened(settings, encoder).dense.count


def test_a_change_of_store_is_said_by_both_names(settings_of, folder, encoder):
    for kind, other in (("flat", "milvus"), ("milvus", "flat")):
        settings = settings_of(kind, f"索引 {kind}")
        write(folder, range(1))
        ingest([folder], settings, encoder)
        changed = settings_of(other, "other").model_copy(update={"index": settings.index})
        for use in (lambda it: opened(it, encoder), lambda it: ingest([folder], it, encoder)):
            with pytest.raises(StoreMismatch, match=r"faiss.*milvus|milvus.*faiss"):
                use(changed)


def test_without_a_server_there_is_one_clear_line(folder, encoder, tmp_path):
    store = {"kind": "milvus", "uri": "http://127.0.0.1:9", "token": "root:secret-word"}
    settings = Settings(index=tmp_path / "索引", store=store)
    write(folder, range(1))
    with pytest.raises(StoreUnavailable, match=r"127\.0\.0\.1:9") as failed:
        ingest([folder], settings, encoder)
    assert "\n" not in str(failed.value)
    assert "secret-word" not in f"{failed.value!r} {failed.value} {settings!r}"


def test_without_its_state_an_index_in_milvus_is_damaged(settings_of, folder, encoder):
    settings = settings_of("milvus")
    write(folder, range(1))
    ingest([folder], settings, encoder)
    (settings.index / "STORE").write_text("{", encoding="utf-8")
    with pytest.raises(IndexDamaged, match="STORE"):
        opened(settings, encoder)
