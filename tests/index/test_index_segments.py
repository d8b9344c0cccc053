"""Segments: however an index came to be, it holds and finds what one written at once does."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from dataclasses import replace

import pytest
from notice_pages import page

import embeddings
from rag.errors import IndexDamaged
from rag.index import collection, generation, ledger
from rag.index.catalogue import open_catalogue
from rag.index.ingest import ingest, remove
from rag.index.store import Index
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


def test_a_segment_whose_notices_were_all_removed_is_searched_in_vain(
    take_in, settings, counting, folder
):
    (folder / "a.txt").write_text(page(1), encoding="utf-8")
    take_in(folder)
    (folder / "b.txt").write_text(page(2, "路灯维护"), encoding="utf-8")
    take_in(folder)
    second = open_catalogue(settings.index).records()[1]
    remove("x", settings, counting, second.id)
    opened = Index.open(settings.index, counting.identity)
    assert 0 in [segment.rows for segment in opened.manifest.segments]
    assert {notice for some in hits(opened, counting) for notice, *_ in some} == {
        record.id for record in opened.catalogue.records()
    }


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
    monkeypatch.setattr("rag.index.generation._AT_ONCE", 0)
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
    (folder / "a.txt").write_text(page(1), encoding="utf-8")
    take_in(folder)
    manifest = generation.read_manifest(generation.current(settings.index))
    (segment,) = manifest.segments
    lying = replace(manifest, segments=(replace(segment, gone=("0000000000",)),))
    (before,) = settings.index.glob("gen-*")
    generation.commit(settings.index, lying, [])
    shutil.rmtree(before)
    with pytest.raises(IndexDamaged):
        Index.open(settings.index, counting.identity)


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


def test_folder_of_an_index_holds_one_writer_at_a_time_and_two_readers(
    take_in, settings, encoder, folder
):
    (folder / "a.txt").write_text(page(1), encoding="utf-8")
    take_in(folder)
    one, other = (Index.open(settings.index, encoder.identity) for _ in range(2))
    held = [settings.index / it.name for it in one.manifest.segments]
    for amount in (4321, 5432):  # the generation before is kept: only the second is too many
        (folder / "a.txt").write_text(page(1, amount=amount), encoding="utf-8")
        take_in(folder)
    assert not any(path.exists() for path in held)
    assert hits(one, encoder) == hits(other, encoder)
