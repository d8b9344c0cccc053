"""Segments: however an index came to be, it holds and finds what one written at once does."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import bm25s
import numpy as np
import pytest
from notice_pages import page

import embeddings
from rag.errors import IndexDamaged
from rag.index import collection, generation, ledger
from rag.index.catalogue import open_catalogue
from rag.index.dense import DenseIndex
from rag.index.dense import Part as DensePart
from rag.index.ingest import ingest, remove
from rag.index.lexical import LexicalIndex
from rag.index.live import Live
from rag.index.merging import copy_postings
from rag.index.postings import Postings
from rag.index.recall import recall_of
from rag.index.store import Index
from rag.index.terms import matching_form, terms
from rag.index.vectors import Vectors
from rag.retrieval.question import understand
from rag.retrieval.retriever import Retriever
from rag.settings import Settings

MATTERS = ("河道保洁", "路灯维护", "绿地养护", "社区食堂", "公交站亭", "桥梁检测", "AED 配置")
QUESTIONS = (
    *(f"{matter}每处补助多少元？" for matter in MATTERS),
    "谁负责实施，多久检查一次？",
    "逾期未完成的怎么办",
    "青政发〔2025〕3号第二条说什么",
    "how much is the subsidy for street lights",
)


def hits(index: Index, encoder: embeddings.Encoder) -> list[list[tuple[str, str, float]]]:
    """Return what is found for each question: notice, text and score, best first."""
    retriever = Retriever(index, encoder, Settings().retrieval)
    found = [retriever.find(understand(question), 12).hits for question in QUESTIONS]
    return [[(h.passage.notice, h.passage.text, h.score) for h in some] for some in found]


def same(one: Index, other: Index, encoder: embeddings.Encoder) -> None:
    """Check that two indexes hold the same and find the same, in the same order."""
    assert one.catalogue.records() == other.catalogue.records()
    assert one.catalogue.appointments() == other.catalogue.appointments()
    for index in (one, other):
        counts = {index.dense.count, index.lexical.count, index.catalogue.count}
        assert counts == {index.manifest.passages} == {len(index.catalogue.passages())}
    for record in one.catalogue.records():
        texts = []
        for index in (one, other):
            rows = index.catalogue.rows_of(record.id)
            held = index.catalogue.passages(rows)
            texts.append([held[row] for row in rows])
            vectors = encoder.encode_passages([Index.folded(held[row]) for row in rows])
            assert index.dense.at(rows) == pytest.approx(vectors, abs=1e-5)
        assert texts[0] == texts[1]
        assert one.catalogue.text(record.id) == other.catalogue.text(record.id)
        assert one.catalogue.clauses(record.id) == other.catalogue.clauses(record.id)
    for mine, theirs in zip(hits(one, encoder), hits(other, encoder), strict=True):
        assert [it[:2] for it in mine] == [it[:2] for it in theirs]
        assert [it[2] for it in mine] == pytest.approx([it[2] for it in theirs], abs=1e-3)


@pytest.fixture
def changing(folder, settings, encoder):
    """Change files at random and ingest what changed, ``rounds`` times."""

    def run(seed: int, rounds: int) -> None:
        rng = random.Random(seed)
        for _ in range(rounds):
            for _ in range(rng.randint(1, 3)):
                serial = rng.randrange(len(MATTERS))
                path = folder / f"{serial}.txt"
                if path.exists() and rng.random() < 0.3 and len(list(folder.iterdir())) > 1:
                    path.unlink()
                else:
                    amount = rng.randrange(10, 99) * 100
                    repeal = f"《青禾市旧办法》（青政发〔2025〕{(serial + 1) % 7}号）同时废止。\n"
                    tail = repeal if rng.random() < 0.3 else ""
                    text = page(serial, MATTERS[serial], amount=amount, tail=tail)
                    path.write_text(text, encoding="utf-8")
            ingest([folder], settings, encoder)

    return run


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("tier", [2, 99])
def test_any_sequence_of_changes_equals_an_index_written_at_once(
    changing, folder, settings, encoder, tmp_path, monkeypatch, seed, tier
):
    monkeypatch.setattr(ledger, "_TIER", tier)
    changing(seed, 9)
    at_once = Settings(index=tmp_path / "at once")
    ingest([folder], at_once, encoder)
    many = Index.open(settings.index, encoder.identity)
    assert tier == 2 or len(many.segments) > 1
    same(many, Index.open(at_once.index, encoder.identity), encoder)
    assert generation.verify(settings.index) == many.manifest


def test_small_segments_are_merged_and_nothing_is_encoded_again(
    take_in, counting, settings, folder
):
    for serial in range(12):
        (folder / f"{serial}.txt").write_text(page(serial, amount=serial * 10), encoding="utf-8")
        take_in(folder)
        assert all(f"{serial * 10}元" in t or "元" not in t for t in counting.encoded)
        opened = Index.open(settings.index, counting.identity)
        assert len(opened.segments) < 8
    assert opened.manifest.notices == 12
    assert len(list(settings.index.glob("seg-*"))) == len(opened.segments)


def test_what_is_gone_is_written_out_of_a_segment_once_it_is_most_of_it(
    take_in, counting, settings, folder
):
    for serial in range(6):
        (folder / f"{serial}.txt").write_text(page(serial), encoding="utf-8")
    take_in(folder)
    (whole,) = Index.open(settings.index, counting.identity).manifest.segments
    for serial in range(4):
        (folder / f"{serial}.txt").unlink()
        take_in(folder)
        opened = Index.open(settings.index, counting.identity)
        (segment,) = opened.manifest.segments
        assert opened.manifest.notices == 5 - serial == segment.notices - len(segment.gone)
    assert segment.rows < whole.rows
    assert counting.encoded == []


def test_a_notice_taken_out_stays_out_when_segments_are_merged(take_in, settings, counting, folder):
    (folder / "a.txt").write_text(page(1), encoding="utf-8")
    take_in(folder)
    (record,) = open_catalogue(settings.index).records()
    remove("x", settings, counting, record.id)
    for serial in range(2, 12):
        (folder / f"{serial}.txt").write_text(page(serial), encoding="utf-8")
        assert take_in(folder).added == [f"青政发〔2025〕{serial}号"]


def test_the_last_file_that_holds_a_lost_notice_is_read_again_and_no_other(
    take_in, settings, counting, folder, monkeypatch
):
    for name in ("甲", "乙", "丙"):
        (folder / f"{name}.txt").write_text(page(1, tail=f"{name}\n"), encoding="utf-8")
    (folder / "丁.txt").write_text(page(2), encoding="utf-8")
    take_in(folder)
    (folder / "甲.txt").unlink()  # the last in the order of files: the notice was taken from it
    read = []
    from rag.index import ingest as module

    monkeypatch.setattr(
        module, "extract_of", lambda s, *rest: (read.append(s.name), real(s, *rest))[1]
    )
    assert take_in(folder).notices == 2
    assert "丁.txt" not in read
    assert read


def real(*args):
    from rag.notices.sources import extract_of

    return extract_of(*args)


def test_a_long_ingest_that_is_killed_keeps_what_it_did_and_the_next_goes_on(
    settings, counting, folder, monkeypatch
):
    """Many segments: a file that vanished counts until all is done."""
    monkeypatch.setattr(collection, "_FIRST", 8)
    monkeypatch.setattr(collection, "_MOST", 8)
    (folder / "0.txt").write_text(page(99), encoding="utf-8")
    ingest([folder], settings, counting)
    (folder / "0.txt").rename(folder / "zz.txt")  # read last
    for serial in range(1, 12):
        (folder / f"{serial:02d}.txt").write_text(page(serial), encoding="utf-8")

    class Killed(BaseException):
        pass

    def tell(stage: str, done: int, total: int) -> None:
        if stage == "read" and done == 8:
            raise Killed

    counting.forget()
    with pytest.raises(Killed):
        ingest([folder], settings, counting, tell)
    held = {r.doc_number for r in open_catalogue(settings.index).records()}
    assert 4 < len(held) < 12
    assert "青政发〔2025〕99号" in held
    done = len(counting.encoded)
    assert done
    report = ingest([folder], settings, counting)
    assert report.notices == 12
    assert len(report.added) + len(report.unchanged) >= 11
    assert len(counting.encoded) == len(set(counting.encoded))  # nothing twice
    assert generation.verify(settings.index).notices == 12


def test_an_ingest_of_many_segments_killed_from_outside_goes_on(
    settings, encoder, folder, environment
):
    for serial in range(60):
        (folder / f"{serial:02d}.txt").write_text(page(serial), encoding="utf-8")
    code = (
        "import sys, embeddings\nfrom pathlib import Path\nfrom rag.index import collection\n"
        "from rag.index.ingest import ingest\nfrom rag.settings import Settings\n"
        "collection._FIRST = collection._MOST = 4\n"
        "ingest([Path(sys.argv[1])], Settings(index=sys.argv[2]), embeddings.load('bundled'))"
    )
    command = [sys.executable, "-c", code, str(folder), str(settings.index)]
    writer = subprocess.Popen(command, env=environment)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and writer.poll() is None:
        if len(list(settings.index.glob("seg-*"))) > 3:
            break
        time.sleep(0.001)
    writer.kill()
    writer.wait()
    before = generation.verify(settings.index).notices
    assert 0 < before < 60
    report = ingest([folder], settings, encoder)
    assert (report.notices, len(report.unchanged)) == (60, before)
    assert generation.verify(settings.index).notices == 60


def test_every_byte_can_be_verified(take_in, settings, folder, monkeypatch):
    """Large files are compared by size alone at a start; a flipped bit in one is found by this."""
    monkeypatch.setattr("rag.index.manifest._SMALL", 0)
    (folder / "a.txt").write_text(page(1), encoding="utf-8")
    take_in(folder)
    assert generation.verify(settings.index).notices == 1
    (path,) = settings.index.glob("seg-*/vectors.faiss")
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    generation.read_manifest(generation.current(settings.index))
    with pytest.raises(IndexDamaged, match=r"seg-000001/vectors\.faiss"):
        generation.verify(settings.index)


def test_a_manifest_that_names_a_notice_never_held_is_damage(take_in, settings, folder, counting):
    from dataclasses import replace

    (folder / "a.txt").write_text(page(1), encoding="utf-8")
    take_in(folder)
    manifest = generation.read_manifest(generation.current(settings.index))
    (segment,) = manifest.segments
    lying = replace(manifest, segments=(replace(segment, gone=("0000000000",)),))
    generation.commit(settings.index, lying, [])
    with pytest.raises(IndexDamaged):
        Index.open(settings.index, counting.identity)


def rows_of_text(seed: int, count: int) -> list[str]:
    rng = random.Random(seed)
    alphabet = "河道保洁补助标准路灯维护住房城乡建设" + "的一是在" * 4
    return [
        "".join(rng.choice(alphabet) for _ in range(rng.randrange(0, 60)))
        + rng.choice(["", " aed 2025", " 12.5", "， 3"])
        for _ in range(count)
    ]


def scattered(texts: list[str], seed: int, budget: int | None = None) -> LexicalIndex:
    """Return an index of ``texts`` in segments, each with rows in it that are gone."""
    rng = random.Random(seed)
    parts, base, at = [], 0, 0
    while at < len(texts):
        some = texts[at : at + rng.randrange(1, 40)]
        at += len(some)
        mixed = [(text, True) for text in some] + [(text, False) for text in rng.sample(texts, 5)]
        gone = np.flatnonzero([not live for _, live in mixed])
        live = Live.of(base, len(mixed), gone)
        parts.append((Postings.build([text for text, _ in mixed]), live))
        base += live.count
    return LexicalIndex(parts, **({} if budget is None else {"budget": budget}))


@pytest.mark.parametrize("seed", range(4))
def test_scores_are_those_of_bm25s_whatever_the_segments(seed):
    texts = rows_of_text(seed, 150)
    vocabulary: dict[str, int] = {}
    rows = [[vocabulary.setdefault(t, len(vocabulary)) for t in terms(x)] for x in texts]
    reference = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
    reference.index((rows, vocabulary), show_progress=False)
    one, many = LexicalIndex.build(texts), scattered(texts, seed)
    for question in ("河道保洁补助标准", "路灯的维护aed", "12.5", "建设建设建设", "2025年3"):
        asked = [vocabulary[t] for t in terms(question) if t in vocabulary]
        expected = reference.get_scores_from_ids(asked)
        assert one.scores(question) == pytest.approx(expected, rel=1e-5, abs=1e-6)
        assert many.scores(question).tolist() == one.scores(question).tolist()
        for index in (one, many):
            scoring = index.scoring(question)
            best, worth = scoring.top(20)
            assert np.sort(worth) == pytest.approx(np.sort(expected)[-20:], rel=1e-5)
            assert scoring.at(best).tolist() == worth.tolist()
    for term in ("河", "河道", "aed", "無"):
        assert one.idf(term) == many.idf(term)
        assert one.holds(term) == many.holds(term)
        for mine, theirs in zip(one.rows_with(term), many.rows_with(term), strict=True):
            assert mine.tolist() == theirs.tolist()


def test_rows_with_several_terms_hold_each_of_them():
    texts = rows_of_text(9, 200)
    index = scattered(texts, 9)
    rows, full = index.rows_with("河", "道", "保")
    assert rows.tolist() == [i for i, text in enumerate(texts) if {"河", "道", "保"} <= set(text)]
    alone = [dict(zip(*(it.tolist() for it in index.rows_with(t)), strict=True)) for t in "河道保"]
    assert full.tolist() == [min(it[row] for it in alone) for row in rows.tolist()]


def test_beyond_the_budget_rows_that_lead_by_rare_terms_are_scored_in_full():
    texts = [*rows_of_text(5, 400), "河道清淤由水利局负责", "清淤"]
    exact, frugal = LexicalIndex.build(texts), scattered(texts, 5, budget=50)
    question = "河道清淤的标准是什么"
    rows, scores = frugal.scoring(question).top(5)
    assert exact.scores(question)[rows].tolist() == scores.tolist()
    assert frugal.scores(question).tolist() == exact.scores(question).tolist()
    best = np.argsort(-exact.scores(question))[:2]
    assert set(best.tolist()) <= set(rows.tolist())
    allowed = np.ones(len(texts), dtype=np.bool_)
    allowed[best[0]] = False
    assert int(best[0]) not in frugal.scoring(question).top(5, allowed)[0]


@pytest.mark.parametrize("stretch", [1, 7, 1 << 22])
def test_merged_postings_are_those_of_the_rows_that_stay(tmp_path, monkeypatch, stretch):
    monkeypatch.setattr("rag.index.merging._STRETCH", stretch)
    texts = rows_of_text(2, 120)
    parts = scattered(texts, 2)._parts
    folder = tmp_path / "合并"
    copy_postings([it.postings for it in parts], [it.live for it in parts], folder)
    merged, whole = Postings.load(folder), Postings.build(texts)
    for name in ("terms", "starts", "rows", "counts", "lengths"):
        assert getattr(merged, name).tolist() == getattr(whole, name).tolist(), name


def clustered(rows: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(200, 32))
    vectors = centres[rng.integers(0, 200, rows)] + 0.4 * rng.normal(size=(rows, 32))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def test_cells_of_a_large_segment_find_what_looking_at_every_row_does(tmp_path):
    vectors = clustered(6000, 4)
    folder = tmp_path / "向量 大"
    folder.mkdir()
    Vectors.build(vectors, cells_from=5000).save(folder)
    gone = np.arange(0, 6000, 7)
    index = DenseIndex([DensePart(Vectors.load(folder), Live.of(0, 6000, gone))])
    assert index.kinds == [("ivf", 6000 - len(gone))]
    kept = np.delete(vectors, gone, axis=0)
    assert index.vectors() == pytest.approx(kept)
    questions = clustered(50, 5)
    assert recall_of(index, questions, 10) >= 0.98
    for question in questions[:10]:
        rows, cosines = index.search(question, 10)
        assert kept[rows] @ question == pytest.approx(cosines, abs=1e-5)
        exact = np.sort(kept @ question)[::-1][:10]
        assert index.search(question, 10, flat=True)[1] == pytest.approx(exact, abs=1e-5)


def test_a_segment_is_flat_or_has_cells_by_its_size():
    vectors = clustered(300, 1)
    assert Vectors.build(vectors, cells_from=301).kind == "flat"
    assert Vectors.build(vectors, cells_from=300).kind == "ivf"


def test_the_setting_says_from_which_size_on(folder, tmp_path, encoder, monkeypatch):
    monkeypatch.setattr(ledger, "_TIER", 2)  # merged as it is written: both ways to make cells
    settings = Settings(index=tmp_path / "cells", indexing={"cells_from": 100})
    for start in (0, 120):
        for serial in range(start, start + 120):
            text = page(serial, MATTERS[serial % 7], amount=serial)
            (folder / f"{serial}.txt").write_text(text, encoding="utf-8")
        ingest([folder], settings, encoder)
        index = Index.open(settings.index, encoder.identity)
        assert [kind for kind, _ in index.dense.kinds] == ["ivf"]
        at_once = Settings(index=tmp_path / f"flat {start}")
        ingest([folder], at_once, encoder)
        flat = Index.open(at_once.index, encoder.identity)
        assert flat.dense.kinds == [("flat", index.dense.count)]
        rows = [0, index.dense.count - 1]
        texts = [Index.folded(it) for it in index.catalogue.passages(rows).values()]
        assert index.dense.at(rows) == pytest.approx(encoder.encode_passages(texts), abs=1e-5)


def test_terms_of_postings_are_those_of_text():
    texts = [matching_form(text) for text in ("第一条 AED 12.5，第一", "", "第", "條 a.b 3,000")]
    postings = Postings.build(texts)
    assert postings.lengths.tolist() == [len(terms(text)) for text in texts]
    index = LexicalIndex.build(texts)
    for row, text in enumerate(texts):
        for term in terms(text):
            assert row in index.rows_with(term)[0].tolist()


def test_folder_of_an_index_holds_one_writer_at_a_time_and_two_readers(
    take_in, settings, encoder, folder
):
    (folder / "a.txt").write_text(page(1), encoding="utf-8")
    take_in(folder)
    one, other = (Index.open(settings.index, encoder.identity) for _ in range(2))
    shutil_gone = [Path(settings.index / it.name) for it in one.manifest.segments]
    (folder / "a.txt").write_text(page(1, amount=4321), encoding="utf-8")
    take_in(folder)
    assert not any(path.exists() for path in shutil_gone)
    assert hits(one, encoder) == hits(other, encoder)
