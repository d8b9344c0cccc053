"""A damaged index: what is damaged is named, the generation before is used, nothing is deleted."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock
from notice_pages import page

from rag.answering.assistant import Assistant
from rag.errors import IndexBusy, IndexDamaged, IndexUnwritable
from rag.index import generation
from rag.index.store import Index
from rag.settings import Settings

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def index(settings, folder, take_in) -> Path:
    """An index of two generations: 5000 in the one before, 8800 in the one in use."""
    for amount in (5000, 8800):
        (folder / "a.txt").write_text(page(1, amount=amount), encoding="utf-8")
        take_in(folder)
    return settings.index


def own_files(index: Path) -> list[Path]:
    """Return the files that only the generation in use is made of."""
    before, now = sorted(index.glob("gen-*"))
    held, new = (
        {segment["name"] for segment in json.loads((it / "manifest.json").read_text())["segments"]}
        for it in (before, now)
    )
    folders = [now, *(index / name for name in new - held)]
    return [path for it in folders for path in sorted(it.rglob("*")) if path.is_file()]


def says(index: Path, encoder, amount: int) -> bool:
    opened = Index.open(index, encoder.identity)
    return any(f"{amount}" in it.text for it in opened.catalogue.passages().values())


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("hurt", [flip, lambda path: path.write_bytes(path.read_bytes()[:-1])])
def test_with_any_file_damaged_the_generation_before_is_used(index, counting, hurt, caplog):
    files = own_files(index)
    assert len(files) > 8
    assert says(index, counting, 8800)
    for path in files:
        data = path.read_bytes()
        hurt(path)
        if path.name == "manifest.json" and hurt is not flip:
            hurt(path)  # its last byte is a line break, which JSON can do without
        caplog.clear()
        assert says(index, counting, 5000), path.name
        assert path.name in caplog.text
        assert "gen-000001" in caplog.text
        path.write_bytes(data)
    caplog.clear()
    assert says(index, counting, 8800)
    assert caplog.text == ""


def test_an_ingest_goes_on_from_the_generation_before_and_deletes_nothing(
    index, counting, folder, take_in
):
    damaged = own_files(index)
    flip(next(path for path in damaged if path.name == "vectors.faiss"))
    hurt = {path: path.read_bytes() for path in damaged}
    report = take_in(folder)
    assert (report.updated, report.notices) == (["青政发〔2025〕1号"], 1)
    assert says(index, counting, 8800)
    assert generation.verify(index).notices == 1
    for amount in (1, 2, 3):  # until all else of that time is swept away
        (folder / "a.txt").write_text(page(1, amount=amount), encoding="utf-8")
        take_in(folder)
    assert {path: path.read_bytes() for path in damaged} == hurt
    listed = (index / "DAMAGED").read_text(encoding="utf-8").split()
    assert set(listed) == {path.relative_to(index).parts[0] for path in damaged}
    assert len(list(index.glob("gen-*"))) == 3


def test_with_both_generations_damaged_there_is_no_answer(index, counting):
    for path in index.glob("seg-*/vectors.faiss"):
        flip(path)
    with pytest.raises(IndexDamaged, match=r"vectors\.faiss"):
        Index.open(index, counting.identity)


def test_a_server_finds_damage_in_large_files_and_answers_from_the_generation_before(
    index, settings, encoder, monkeypatch, caplog
):
    monkeypatch.setattr("rag.index.manifest._SMALL", 0)
    monkeypatch.setattr("rag.index.generation._AT_ONCE", 0)
    (postings,) = (it for it in own_files(index) if it.name == "rows.npy")
    flip(postings)
    assistant = Assistant(settings, encoder)
    question = "河道保洁每处补助多少元？"
    assistant.verify()
    assert "5000元" in assistant.ask(question).answer
    assert "rows.npy" in caplog.text
    caplog.clear()
    assert "5000元" in assistant.ask(question).answer
    assert caplog.text == ""  # said once, not at every question


def test_a_sound_index_stays_open_when_it_is_verified(index, settings, encoder):
    assistant = Assistant(settings, encoder)
    before = assistant.library.version
    assistant.verify()
    assert assistant.library.version == before


def test_the_second_writer_is_told_who_the_first_is(index, folder, take_in):
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom rag.index import generation\n"
        "with generation.writing(Path(sys.argv[1])):\n    print('held', flush=True)\n"
        "    time.sleep(60)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", code, str(index)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as first:
        assert first.stdout and first.stdout.readline() == b"held\n"
        with pytest.raises(IndexBusy, match=str(first.pid)):
            take_in(folder)
        first.kill()
    assert take_in(folder).notices == 1  # a killed one holds nothing


def test_a_writer_that_says_nothing_of_itself_is_busy_all_the_same(index, folder, take_in):
    with FileLock(index / "writer.lock"), pytest.raises(IndexBusy, match=r"\?"):
        take_in(folder)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="limits of a process are those of POSIX")
@pytest.mark.parametrize("room", [0, 3_000, 12_000, 40_000])
def test_on_a_full_disk_the_old_index_stays(index, folder, counting, room):
    """Files may not grow beyond ``room`` bytes, as on a disk that is full."""
    (folder / "a.txt").write_text(page(1, amount=1234), encoding="utf-8")
    before = {path: path.read_bytes() for path in own_files(index)}
    code = (
        "import resource, signal, sys\nfrom pathlib import Path\nimport embeddings\n"
        "from rag.errors import WenceError\nfrom rag.index.ingest import ingest\n"
        "from rag.settings import Settings\n"
        "encoder = embeddings.load('bundled')\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({room}, {room}))\n"
        "try:\n    ingest([Path(sys.argv[1])], Settings(index=sys.argv[2]), encoder)\n"
        "except WenceError as error:\n    print(type(error).__name__, error, file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder), str(index)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stderr.startswith("IndexUnwritable "), done.stderr
    assert done.stderr.count("\n") == 1
    assert {path: path.read_bytes() for path in before} == before
    assert says(index, counting, 8800)


def test_a_folder_that_cannot_be_made_is_said_in_one_line(tmp_path, folder, counting):
    (folder / "a.txt").write_text(page(1), encoding="utf-8")
    (tmp_path / "file").write_text("x")
    from rag.index.ingest import ingest

    with pytest.raises(IndexUnwritable, match="file"):
        ingest([folder], Settings(index=tmp_path / "file" / "index"), counting)
