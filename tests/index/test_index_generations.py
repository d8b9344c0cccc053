"""Generations: killed writers, damage of every kind, readers while others write."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from notice_pages import page

from rag.answering.assistant import Assistant
from rag.errors import IndexBusy, IndexDamaged, IndexEmpty, IndexMismatch, IndexMissing, WenceError
from rag.index import generation
from rag.index.catalogue import open_catalogue
from rag.index.ingest import ingest
from rag.index.store import Index
from rag.settings import Settings


@pytest.fixture
def index(settings, counting, folder, take_in) -> Path:
    """An index of two notices, in this test's own folder."""
    (folder / "a.txt").write_text(page(1), encoding="utf-8")
    (folder / "b.txt").write_text(page(2, "路灯维护"), encoding="utf-8")
    take_in(folder)
    return settings.index


def files_of(index: Path) -> Iterator[Path]:
    """Yield the files of the generation in use: its manifest and its segments."""
    folder = generation.current(index)
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    for root in (folder, *(index / segment["name"] for segment in manifest["segments"])):
        yield from (p for p in sorted(root.rglob("*")) if p.is_file())


def state(index: Path) -> dict[str, bytes]:
    """Return every byte that a reader would see."""
    return {p.relative_to(index).as_posix(): p.read_bytes() for p in files_of(index)}


def test_nothing_executable_lies_in_an_index(index):
    kinds = {path.suffix for path in files_of(index)}
    assert kinds == {".sqlite3", ".faiss", ".json", ".npy"}
    for path in files_of(index):
        if path.suffix == ".npy":  # an array of objects would be a pickle
            assert b"'|O'" not in path.read_bytes()[:128]


def test_no_index_is_missing_and_says_where(tmp_path, counting):
    for root in (tmp_path / "没有", tmp_path):
        with pytest.raises(IndexMissing, match=str(root)):
            Index.open(root, counting.identity)
        with pytest.raises(IndexMissing):
            open_catalogue(root)
    file = tmp_path / "file"
    file.write_text("x")
    with pytest.raises(IndexMissing):
        Index.open(file, counting.identity)


def test_without_current_there_is_no_index_and_a_new_one_can_be_made(
    index, take_in, counting, folder
):
    (index / "CURRENT").unlink()
    with pytest.raises(IndexMissing):
        Index.open(index, counting.identity)
    assert take_in(folder).notices == 2
    assert Index.open(index, counting.identity).manifest.notices == 2


@pytest.mark.parametrize(
    "name", ["gen-000099", "../a.txt", "", "gen-000001/manifest.json", "gen-x"]
)
def test_current_that_names_no_generation_is_damage(index, counting, name):
    (index / "CURRENT").write_text(name + "\n", encoding="utf-8")
    is_found_damaged(index, counting)


def test_current_that_is_no_text_is_damage(index, counting):
    (index / "CURRENT").write_bytes(b"\xff\xfe\x00gen")
    is_found_damaged(index, counting)


def is_found_damaged(index, counting):
    """What ``CURRENT`` names is not there: the last generation is used, and without one none."""
    assert Index.open(index, counting.identity).manifest.notices == 2
    shutil.rmtree(index / "gen-000001")
    with pytest.raises(IndexDamaged):
        Index.open(index, counting.identity)
    with pytest.raises(IndexDamaged):
        open_catalogue(index)


def test_every_file_deleted_or_cut_short_is_damage(index, counting):
    whole = state(index)
    for name, data in whole.items():
        path = index / name
        for cut in (None, 0, len(data) // 2, len(data) - 1):
            if cut is None:
                path.unlink()
            else:
                path.write_bytes(data[:cut])
            # The last byte of the manifest is a line break, which JSON can do without.
            if path.name == "manifest.json" and cut == len(data) - 1:
                assert Index.open(index, counting.identity)
                continue
            with pytest.raises(IndexDamaged) as damage:
                Index.open(index, counting.identity)
            assert name.removeprefix("gen-000001/") in str(damage.value)
        path.write_bytes(data)
    assert Index.open(index, counting.identity)


def test_a_flipped_bit_in_any_data_file_is_damage(index, counting):
    rng = random.Random(14)
    for name, data in state(index).items():
        path = index / name
        if path.name == "manifest.json":
            continue
        for at in {0, len(data) - 1, *(rng.randrange(len(data)) for _ in range(6))}:
            flipped = bytearray(data)
            flipped[at] ^= 1 << rng.randrange(8)
            path.write_bytes(flipped)
            with pytest.raises(IndexDamaged, match=name):
                Index.open(index, counting.identity)
        path.write_bytes(data)
    assert Index.open(index, counting.identity)


def test_a_flipped_bit_in_the_manifest_never_ends_in_another_error(index, counting):
    path = generation.current(index) / "manifest.json"
    data = path.read_bytes()
    rng = random.Random(7)
    refused = 0
    for at in range(len(data)):
        flipped = bytearray(data)
        flipped[at] ^= 1 << rng.randrange(7)
        path.write_bytes(flipped)
        try:
            Index.open(index, counting.identity)
        except (IndexDamaged, IndexMismatch, IndexEmpty):
            refused += 1
    assert refused > len(data) * 0.8  # all but what makes no difference: its own blanks


@pytest.mark.parametrize(
    "manifest",
    [
        "[]",
        "{}",
        "null",
        '{"layout": 1}',
        '{"layout": 4, "model": "m", "dimension": 1, "notices": 1, "passages": 1, "sizes": {}, '
        '"sha256": {}}',
        '{"layout": 5}',
        '{"layout": 5, "segments": [{}], "digest": ""}',
        '{"layout": 5, "segments": 3, "digest": ""}',
        '{"layout": 5, "model": "m", "dimension": 1, "notices": 1, "passages": 1, "segments": [], '
        '"digest": "0"}',
    ],
)
def test_a_manifest_of_another_shape_is_damage(index, manifest):
    (generation.current(index) / "manifest.json").write_text(manifest, encoding="utf-8")
    with pytest.raises(IndexDamaged):
        generation.read_manifest(generation.current(index))


def test_damage_is_not_overwritten_by_an_ingest(index, take_in, folder):
    (path,) = index.glob("seg-*/vectors.faiss")
    path.write_bytes(path.read_bytes()[:-9])
    before = state(index)
    (folder / "a.txt").write_text(page(1, amount=9), encoding="utf-8")
    with pytest.raises(IndexDamaged):
        take_in(folder)
    assert state(index) == before


def test_two_writers(index, take_in, folder):
    with FileLock(index / "writer.lock"), pytest.raises(IndexBusy, match=str(index)):
        take_in(folder)
    assert take_in(folder).notices == 2


def test_superseded_generations_are_swept(index, take_in, folder):
    for amount in (1, 2, 3):
        (folder / "a.txt").write_text(page(1, amount=amount * 1111), encoding="utf-8")
        take_in(folder)
    kept = sorted(index.glob("gen-*"))
    assert kept[1:] == [generation.current(index)]  # the one before is kept in case of damage
    manifests = [generation.read_manifest(folder) for folder in kept]
    needed = {segment.name for manifest in manifests for segment in manifest.segments}
    assert {p.name for p in index.glob("seg-*")} == needed


WRITER = """
import sys
from pathlib import Path
import embeddings
from rag.index.ingest import ingest
from rag.settings import Settings
ingest([Path(sys.argv[1])], Settings(index=sys.argv[2]), embeddings.load("bundled"))
"""
# Dies by its own hand at named moments, each in a child of its own so that imports are paid once.
DYING = """
import os, signal, sys
from pathlib import Path
import embeddings
from rag.index import generation, ingest, ledger, segment
from rag.settings import Settings

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

def die_at(moment):
    if moment == "read":
        ingest.cut_passages = die
    elif moment == "catalogue":
        segment._encode = die
    elif moment == "vectors":
        segment.Postings.build = die
    elif moment == "sealed":
        ledger.generation.commit = die
    elif moment == "flush":
        generation.flush = die
    elif moment == "switch":
        Path.replace = die
    elif moment == "sweep":
        real = Path.replace
        def replace(self, target):
            generation.sweep = die
            return real(self, target)
        Path.replace = replace

encoder = embeddings.load("bundled")
folder = Path(sys.argv[1])
for index in map(Path, sys.argv[2:]):
    child = os.fork()
    if not child:
        die_at(index.name)
        ingest.ingest([folder], Settings(index=index), encoder)
        os._exit(0)
    if os.waitpid(child, 0)[1] != signal.SIGKILL:
        raise SystemExit(f"{index.name}: was not killed there")
"""
MOMENTS = ("read", "catalogue", "vectors", "sealed", "flush", "switch", "sweep")


def test_a_killed_ingest_leaves_a_whole_index(index, counting, folder, python, tmp_path, settings):
    (folder / "a.txt").write_text(page(1, amount=8800), encoding="utf-8")
    copies = {moment: shutil.copytree(index, tmp_path / moment) for moment in MOMENTS}
    done = python("-c", DYING, folder, *copies.values())
    assert done.returncode == 0, done.stderr
    for moment, copy in copies.items():
        opened = Index.open(copy, counting.identity)
        new = any("8800" in p.text for p in opened.catalogue.passages().values())
        # Up to the switch the old one is in use, bytes and all; from then on the new one is.
        assert new == (moment == "sweep"), moment
        assert new or state(copy) == state(index), moment
        # The next writer clears away what the killed one left, and does its work.
        again = ingest([folder], Settings(index=copy), counting)
        assert again.updated == ([] if new else ["青政发〔2025〕1号"])
        assert len(list(copy.glob("gen-*"))) == 2


def test_an_ingest_killed_at_any_time_leaves_an_index_that_opens(
    index, counting, folder, environment
):
    """Kills from outside, at moments nobody chose."""
    rng = random.Random(3)
    for round_ in range(3):
        (folder / "a.txt").write_text(page(1, amount=5000 + round_), encoding="utf-8")
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(folder), str(index)], env=environment
        )
        deadline = time.monotonic() + 60
        # Wait until it writes, then for a moment more.
        while time.monotonic() < deadline and writer.poll() is None:
            if len(list(index.glob("gen-*"))) > 1:
                break
            time.sleep(0.001)
        time.sleep(rng.random() * 0.05)
        writer.kill()
        writer.wait()
        assert Index.open(index, counting.identity).manifest.notices == 2
    assert counting.encode_query("路灯").shape


def test_a_reader_stays_usable_while_generations_pass_and_a_new_one_is_picked_up(
    index, settings, encoder, take_in, folder
):
    assistant = Assistant(settings, encoder)
    reader = Index.open(index, encoder.identity)
    question = "路灯维护每处补助多少元？"
    assert "3000元" in assistant.ask(question).answer
    held = reader.catalogue.passages()
    for amount in (4100, 5200):
        (folder / "b.txt").write_text(page(2, "路灯维护", amount=amount), encoding="utf-8")
        take_in(folder)
        assert reader.catalogue.passages() == held  # its files are gone from the folder
        assert f"{amount}元" in assistant.ask(question).answer
    (folder / "c.txt").write_text(page(3, "绿地养护", amount=660), encoding="utf-8")
    take_in(folder)
    assert assistant.notice_count == 3
    shutil.rmtree(folder)
    folder.mkdir()
    (folder / "c.txt").write_text(page(3, "绿地养护", amount=660), encoding="utf-8")
    take_in(folder)
    answer = assistant.ask(question)
    assert all("路灯" not in found.text for found in answer.retrieved)


def test_opening_never_fails_while_another_writes(index, settings, encoder, folder):
    """A generation may be swept between reading its name and reading its files.

    One reader: before 3.12 Python's own parser, which numpy reads headers with, fails in two
    threads at once (python/cpython#106905).
    """
    stop, failures = threading.Event(), []

    def write() -> None:
        try:
            for amount in range(12):
                (folder / "a.txt").write_text(page(1, amount=1000 + amount), encoding="utf-8")
                ingest([folder], settings, encoder)
        finally:
            stop.set()

    def read() -> None:
        while not stop.is_set():
            try:
                assert Index.open(index, encoder.identity).manifest.notices == 2
                assert len(open_catalogue(index).records()) == 2
            except WenceError as error:
                failures.append(error)

    threads = [threading.Thread(target=run) for run in (write, read)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_an_index_path_with_blanks_and_chinese_characters(tmp_path, encoder, folder):
    settings = Settings(index=tmp_path / "我的 通知" / "索引（一）#%?")
    (folder / "a.txt").write_text(page(1), encoding="utf-8")
    ingest([folder], settings, encoder)
    assert "3000元" in Assistant(settings, encoder).ask("河道保洁每处补助多少元？").answer


def test_the_manifest_says_what_was_written(index, counting):
    manifest = json.loads((generation.current(index) / "manifest.json").read_text("utf-8"))
    opened = Index.open(index, counting.identity)
    assert manifest["model"] == counting.identity
    assert manifest["dimension"] == counting.dimension == opened.dense.dimension
    assert manifest["notices"] == len(opened.catalogue.records()) == 2
    assert manifest["passages"] == opened.dense.count == opened.lexical.count
    (segment,) = manifest["segments"]
    sizes = {name.split("/", 1)[1]: len(data) for name, data in state(index).items()}
    del sizes["manifest.json"]
    assert segment["sizes"] == sizes
    assert set(segment["sha256"]) == set(sizes)
    assert (segment["rows"], segment["gone"]) == (manifest["passages"], [])


def test_files_are_flushed_before_the_switch(index, take_in, folder, monkeypatch):
    """Without it a power cut may leave a new name with old blocks behind it."""
    order: list[str] = []
    flush, replace = os.fsync, Path.replace
    monkeypatch.setattr(os, "fsync", lambda handle: (order.append("flush"), flush(handle))[1])
    monkeypatch.setattr(Path, "replace", lambda a, b: (order.append("switch"), replace(a, b))[1])
    (folder / "a.txt").write_text(page(1, amount=12), encoding="utf-8")
    take_in(folder)
    assert order.count("switch") == 1
    fresh = [path for path in files_of(index) if "seg-000001" not in path.parts]
    assert len(fresh) > 10
    assert order.index("switch") >= len(fresh) + 1
    assert order[-1] == "flush"
