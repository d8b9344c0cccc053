"""Files given to the server: kept, read once, each with its outcome, whatever ends meanwhile."""

from __future__ import annotations

import io
import logging
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

import embeddings
from rag.errors import IndexBusy, NoNotice, SourceFormat, SourceTooLarge
from rag.index import generation
from rag.index.catalogue import open_catalogue
from rag.index.ingest import ingest
from rag.office import Office, intake
from rag.office.errors import ReadingUnderWay, SourceGone, UploadUnknown
from rag.office.upload import Upload
from rag.settings import Settings
from tests.notice_pages import page

ONE, TWO = "青政发〔2025〕1号", "青政发〔2025〕2号"
WHO = "王芳"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        index=tmp_path / "index", office={"folder": tmp_path / "办公"}, reading={"max_mib": 1}
    )


@pytest.fixture
def office(settings: Settings, encoder: embeddings.Encoder) -> Iterator[Office]:
    made = Office(settings, lambda: encoder)
    yield made
    made.close()


def give(office: Office, name: str, content: str | bytes) -> Upload:
    data = content.encode() if isinstance(content, str) else content
    return office.uploads.add(name, io.BytesIO(data), WHO)


def settled(office: Office, seconds: float = 30) -> dict[str, Upload]:
    """Return the files by name, when none of them is under way any more."""
    until = time.monotonic() + seconds
    while any(upload.is_under_way for upload in office.uploads.newest()):
        assert time.monotonic() < until, office.uploads.newest()
        time.sleep(0.02)
    return {upload.name: upload for upload in office.uploads.newest()}


def numbers(office: Office) -> list[str]:
    return sorted(r.doc_number for r in open_catalogue(office.settings.index).records())


def id_of(office: Office, number: str) -> str:
    records = open_catalogue(office.settings.index).records()
    return next(record.id for record in records if record.doc_number == number)


def packed(**members: str | bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.txt", content)
    return data.getvalue()


def lines(upload: Upload) -> list[str]:
    return [fault.say("zh-Hans") for fault in upload.result.faults]


def trail(office: Office) -> list[tuple[str, str, str]]:
    return [(one.who, one.what, one.detail) for one in reversed(office.trail.newest())]


def test_nothing_is_made_before_a_file_comes(office: Office, settings: Settings):
    office.open()
    assert office.uploads.newest() == []
    assert office.uploads.count() == 0
    office.close()
    assert not settings.office.folder.exists()
    assert not settings.index.exists()


def test_a_file_is_kept_read_and_told(office: Office, settings: Settings):
    given = give(office, "../通知.txt", page(1))
    assert (given.name, given.account, given.ours) == ("通知.txt", WHO, True)
    kept = settings.office.folder.resolve() / "files" / "通知.txt"
    assert (given.path, kept.read_text(encoding="utf-8")) == (kept, page(1))
    upload = settled(office)["通知.txt"]
    assert upload.state == "done"
    (taken,) = upload.result.taken
    assert (taken.fate, taken.notice, taken.name) == ("added", id_of(office, ONE), ONE)
    assert (upload.result.counts.added, upload.result.counts.skipped) == (1, 0)
    assert numbers(office) == [ONE]
    assert trail(office) == [
        (WHO, "file_added", "通知.txt"),
        (WHO, "notices_added", f"通知.txt: {ONE}"),
    ]


def test_a_file_of_the_same_name_is_an_update(office: Office):
    first = give(office, "通知.txt", page(1, amount=3000))
    settled(office)
    second = give(office, "通知.txt", page(1, amount=4500))
    assert second.id == first.id
    upload = settled(office)["通知.txt"]
    assert [taken.fate for taken in upload.result.taken] == ["updated"]
    text = open_catalogue(office.settings.index).text(id_of(office, ONE))
    assert "4500元" in text
    give(office, "通知.txt", page(2, "路灯维护"))
    result = settled(office)["通知.txt"].result
    assert {(taken.fate, taken.name) for taken in result.taken} == {
        ("added", TWO),
        ("removed", ONE),
    }
    assert numbers(office) == [TWO]


def test_what_is_not_read_is_refused_at_once(office: Office, settings: Settings):
    for name in ("公文.exe", "公文", "图.png"):
        with pytest.raises(SourceFormat, match=name):
            give(office, name, page(1))
    with pytest.raises(SourceTooLarge, match=r"1\.0 MiB"):
        give(office, "大.txt", b"x" * (1024 * 1024 + 1))
    assert office.uploads.count() == 0
    assert not settings.office.folder.exists()


def test_each_of_many_files_has_its_own_outcome(office: Office, monkeypatch: pytest.MonkeyPatch):
    runs = []
    real = intake.take_in
    monkeypatch.setattr(intake, "take_in", lambda paths, *a, **k: _note(runs, paths, real, a, k))
    scan = io.BytesIO()
    canvas = Canvas(scan)
    canvas.rect(100, 100, 200, 200, fill=1)
    canvas.save()
    with office.uploads._intake.alone(1):  # until all of them wait
        give(office, "好.txt", page(1))
        give(office, "信.txt", "妈妈：我下周回家。\n")
        give(office, "空.txt", "")
        give(office, "坏.pdf", b"%PDF-1.4 broken")
        give(office, "扫描.pdf", scan.getvalue())
        give(office, "旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
        give(office, "也好.txt", page(2, "路灯维护"))
    files = settled(office)
    assert {name for name, one in files.items() if one.state == "done"} == {"好.txt", "也好.txt"}
    keys = {n: [f.key for f in one.result.faults] for n, one in files.items() if one.result.faults}
    assert keys == {
        "信.txt": ["no_notice"],
        "空.txt": ["source_empty"],
        "坏.pdf": ["source_broken"],
        "扫描.pdf": ["source_scanned"],
        "旧.doc": ["source_legacy"],
    }
    assert lines(files["信.txt"]) == ["没有找到公文：信.txt"]  # the name, not the server's path
    assert files["坏.pdf"].result.faults[0].say("en").startswith("The file is damaged")
    assert numbers(office) == [ONE, TWO]
    assert [len(paths) for paths in runs] == [7]  # one generation for all of them


def _note(runs, paths, real, positional, named):
    runs.append([path.name for path in paths])
    return real(paths, *positional, **named)


def test_an_archive_gives_many_notices_and_names_what_it_could_not_read(office: Office):
    members = {f"公文{n}": page(n, f"第{n}类河道保洁") for n in range(1, 71)}
    give(office, "全部.zip", packed(**members, 信="妈妈：我下周回家。\n", 空=""))
    upload = settled(office)["全部.zip"]
    assert (upload.state, upload.result.counts.added) == ("done", 70)
    assert upload.result.counts.skipped == 2
    assert len(upload.result.taken) == 50
    assert lines(upload) == ["没有找到公文：全部.zip/信.txt", "文件没有内容：全部.zip/空.txt"]
    assert len(numbers(office)) == 70
    give(office, "空.zip", packed())
    assert lines(settled(office)["空.zip"]) == ["没有找到公文：空.zip"]
    give(office, "假.zip", b"PK no archive")
    assert [f.key for f in settled(office)["假.zip"].result.faults] == ["source_broken"]


def test_progress_is_told_while_an_archive_is_read(office: Office, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(intake, "_TOLD_EVERY", 0)
    seen: list[tuple[str, int, int]] = []
    progress = office.uploads._files.progress

    def note(uploads, *step):
        progress(uploads, *step)
        (one,) = office.uploads.newest()
        seen.append((one.stage, one.done, one.total))
        assert one.state == "reading"

    monkeypatch.setattr(office.uploads._files, "progress", note)
    give(office, "全部.zip", packed(甲=page(1), 乙=page(2, "路灯维护"), 丙=page(3, "桥梁养护")))
    settled(office)
    assert seen[:4] == [("read", 0, 3), ("read", 1, 3), ("read", 2, 3), ("read", 3, 3)]
    assert seen[-1][0] == "embed"
    assert seen[-1][1] == seen[-1][2] > 0


def test_a_defect_fails_its_own_file_only_and_is_logged(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    real = intake.take_in

    def broken(paths, *positional, **named):
        if any(path.name == "怪.txt" for path in paths):
            raise ZeroDivisionError("a defect of a reader")
        return real(paths, *positional, **named)

    monkeypatch.setattr(intake, "take_in", broken)
    with office.uploads._intake.alone(1), caplog.at_level(logging.ERROR):
        give(office, "好.txt", page(1))
        give(office, "怪.txt", page(2, "路灯维护"))
    files = settled(office)
    assert (files["好.txt"].state, files["怪.txt"].state) == ("done", "failed")
    assert [fault.key for fault in files["怪.txt"].result.faults] == ["internal"]
    assert "ZeroDivisionError: a defect of a reader" in caplog.text
    assert "怪.txt" in caplog.text


def test_a_failed_file_can_be_read_again(office: Office, settings: Settings):
    given = give(office, "通知.txt", "")
    assert settled(office)["通知.txt"].state == "failed"
    given.path.write_text(page(1), encoding="utf-8")
    office.uploads.again(given.id, "李")
    upload = settled(office)["通知.txt"]
    assert (upload.state, upload.account) == ("done", "李")
    assert ("李", "file_again", "通知.txt") in trail(office)
    given.path.unlink()
    with pytest.raises(SourceGone, match=r"通知\.txt"):
        office.uploads.again(given.id, WHO)
    with pytest.raises(UploadUnknown):
        office.uploads.again(999, WHO)


def test_a_notice_ingested_elsewhere_is_read_again_while_its_file_is_there(
    office: Office, settings: Settings, encoder: embeddings.Encoder, tmp_path: Path
):
    source = tmp_path / "来源" / "2025" / "a.txt"
    source.parent.mkdir(parents=True)
    source.write_text(page(1), encoding="utf-8")
    ingest([tmp_path / "来源"], settings, encoder)
    source.write_text(page(1, amount=4500), encoding="utf-8")
    upload = office.uploads.reread(id_of(office, ONE), ONE, WHO)
    assert (upload.path, upload.ours) == (source, False)
    assert [taken.fate for taken in settled(office)["a.txt"].result.taken] == ["updated"]
    assert [r.source for r in open_catalogue(settings.index).records()] == ["2025/a.txt"]

    office.uploads.remove(upload.id, WHO)
    assert source.exists()  # not the server's to delete
    assert open_catalogue_is_empty(settings)
    ingest([source], settings, encoder)
    source.unlink()
    with pytest.raises(SourceGone, match="青政发"):
        office.uploads.reread(id_of(office, ONE), ONE, WHO)
    with pytest.raises(SourceGone):
        office.uploads.reread("0000000000", ONE, WHO)


def open_catalogue_is_empty(settings: Settings) -> bool:
    return generation.read_manifest(generation.current(settings.index)).notices == 0


def test_a_notice_goes_and_its_file_with_the_last_one(office: Office):
    given = give(office, "两份.txt", page(1) + "\n\n" + page(2, "路灯维护"))
    settled(office)
    office.uploads.remove_notice(id_of(office, ONE), ONE, WHO)
    assert numbers(office) == [TWO]
    assert given.path.exists()
    office.uploads.remove_notice(id_of(office, TWO), TWO, WHO)
    assert open_catalogue_is_empty(office.settings)
    assert not given.path.exists()
    assert office.uploads.newest() == []
    assert trail(office)[-2:] == [
        (WHO, "notice_removed", ONE),
        (WHO, "file_removed", f"两份.txt: {TWO}"),
    ]
    with pytest.raises(NoNotice):
        office.uploads.remove_notice("0000000000", ONE, WHO)
    give(office, "两份.txt", page(1) + "\n\n" + page(2, "路灯维护"))  # and all of it comes back
    settled(office)
    assert numbers(office) == [ONE, TWO]


def test_a_file_goes_with_all_its_notices(office: Office):
    give(office, "别的.txt", page(9, "水面保洁"))
    given = give(office, "全部.zip", packed(甲=page(1), 乙=page(2, "路灯维护")))
    settled(office)
    office.uploads.remove(given.id, WHO)
    assert numbers(office) == ["青政发〔2025〕9号"]
    assert not given.path.exists()
    assert [upload.name for upload in office.uploads.newest()] == ["别的.txt"]
    with pytest.raises(UploadUnknown):
        office.uploads.remove(given.id, WHO)
    broken = give(office, "坏.txt", "")
    settled(office)
    office.uploads.remove(broken.id, WHO)
    assert not broken.path.exists()


def test_another_writer_of_the_index_is_waited_for(office: Office, settings: Settings):
    with generation.writing(settings.index):
        give(office, "通知.txt", page(1))
        until = time.monotonic() + 10
        while office.uploads.newest()[0].stage != "busy":
            assert time.monotonic() < until
            time.sleep(0.02)
        time.sleep(1.2)  # more turns than a file that ends the program would be given
        assert office.uploads.newest()[0].state in ("waiting", "reading")
    assert settled(office)["通知.txt"].state == "done"


def test_removing_waits_for_a_while_and_then_says_why_not(
    settings: Settings, encoder: embeddings.Encoder, office: Office
):
    given = give(office, "通知.txt", page(1))
    settled(office)
    hurried = office.uploads
    hurried._patience = 0.2
    with generation.writing(settings.index), pytest.raises(IndexBusy):
        hurried.remove(given.id, WHO)
    other = Office(settings, lambda: encoder)
    with other.uploads._intake.alone(1), pytest.raises(ReadingUnderWay):
        hurried.remove_notice(id_of(office, ONE), ONE, WHO)
    assert numbers(office) == [ONE]
    hurried.remove(given.id, WHO)


def test_a_file_replaced_while_it_is_read_is_read_once_more(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    real, runs = intake.take_in, []

    def slow(paths, *positional, **named):
        report = real(paths, *positional, **named)
        if not runs:
            give(office, "通知.txt", page(1, amount=4500))
        runs.append(paths)
        return report

    monkeypatch.setattr(intake, "take_in", slow)
    give(office, "通知.txt", page(1, amount=3000))
    assert [taken.fate for taken in settled(office)["通知.txt"].result.taken] == ["updated"]
    assert len(runs) == 2


def test_two_offices_over_one_folder_read_each_file_once(
    office: Office, settings: Settings, encoder: embeddings.Encoder, monkeypatch: pytest.MonkeyPatch
):
    real, runs = intake.take_in, []
    monkeypatch.setattr(intake, "take_in", lambda paths, *a, **k: _note(runs, paths, real, a, k))
    other = Office(settings, lambda: encoder)
    for n in range(1, 9):
        give(office if n % 2 else other, f"{n}.txt", page(n, f"第{n}类河道保洁"))
    files = settled(office)
    other.close()
    assert {one.state for one in files.values()} == {"done"}
    assert sorted(name for run in runs for name in run) == [f"{n}.txt" for n in range(1, 9)]


def test_closing_stops_between_two_files_and_opening_goes_on(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    begun = []
    real = intake._Progress.__call__

    def note(self, stage, done, total):
        begun.append(stage)
        if len(begun) == 1:
            office.uploads._intake._stop.set()  # as ``close`` does
        real(self, stage, done, total)

    monkeypatch.setattr(intake._Progress, "__call__", note)
    give(office, "通知.txt", page(1))
    until = time.monotonic() + 10
    while not begun or office.uploads.newest()[0].state == "reading":
        assert time.monotonic() < until
        time.sleep(0.02)
    office.close()
    (upload,) = office.uploads.newest()
    assert (upload.state, upload.tries) == ("waiting", 0)
    assert not (office.settings.index / "CURRENT").exists()
    office.open()
    assert settled(office)["通知.txt"].state == "done"


KILLED = """
import sys, time
from rag.office import Office, intake
from rag.settings import Settings

def hang(paths, *_, **__):
    print(*[path.name for path in paths], flush=True)
    time.sleep(600)

intake.take_in = hang
office = Office(Settings(index=sys.argv[1], office={"folder": sys.argv[2]}), object)
office.open()
for name in sys.argv[3:]:
    with open(name, "rb") as file:
        office.uploads.add(name, file, "王芳")
time.sleep(600)
"""


def killed(environment: dict[str, str], settings: Settings, *names: str, reading: str) -> None:
    """Run a server's process over the same folders and kill it while it reads."""
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, settings.index, settings.office.folder, *names],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline().split() == reading.split()
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()


def test_what_was_under_way_when_the_process_was_killed_is_taken_up_again(
    office: Office, settings: Settings, environment: dict[str, str]
):
    Path("甲.txt").write_text(page(1), encoding="utf-8")
    killed(environment, settings, "甲.txt", reading="甲.txt")
    assert [upload.state for upload in office.uploads.newest()] == ["reading"]
    office.open()
    assert settled(office)["甲.txt"].state == "done"
    assert numbers(office) == [ONE]


def test_a_file_that_ends_the_process_twice_is_given_up_and_others_are_not(
    office: Office, settings: Settings, environment: dict[str, str]
):
    Path("甲.txt").write_text(page(1), encoding="utf-8")
    killed(environment, settings, "甲.txt", reading="甲.txt")
    killed(environment, settings, reading="甲.txt")
    give(office, "乙.txt", page(2, "路灯维护"))
    files = settled(office)
    assert (files["甲.txt"].state, files["乙.txt"].state) == ("failed", "done")
    assert [fault.key for fault in files["甲.txt"].result.faults] == ["upload_interrupted"]
    office.uploads.again(files["甲.txt"].id, WHO)
    assert settled(office)["甲.txt"].state == "done"


def test_a_living_process_takes_over_from_one_that_was_killed(
    office: Office, settings: Settings, environment: dict[str, str]
):
    Path("甲.txt").write_text(page(1), encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, settings.index, settings.office.folder, "甲.txt"],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    process.stdout.readline()
    give(office, "乙.txt", page(2, "路灯维护"))
    time.sleep(0.5)
    states = {upload.name: upload.state for upload in office.uploads.newest()}
    assert states == {"甲.txt": "reading", "乙.txt": "waiting"}
    process.kill()
    process.wait()
    process.stdout.close()
    assert {upload.state for upload in settled(office).values()} == {"done"}


def test_what_was_cut_off_while_it_came_in_is_swept_away(office: Office):
    give(office, "通知.txt", page(1))
    settled(office)
    folder = office.settings.office.folder / "files"
    for name, age in ((".part-old", 2 * 24 * 3600), (".part-new", 0)):
        (folder / name).write_bytes(b"x")
        os.utime(folder / name, (time.time() - age,) * 2)
    office.open()
    assert sorted(path.name for path in folder.iterdir()) == [".part-new", "通知.txt"]


def test_an_index_of_another_model_fails_by_name(
    office: Office, settings: Settings, encoder: embeddings.Encoder, tmp_path: Path
):
    class Other:
        def __getattr__(self, name: str):
            return getattr(encoder, name)

        identity = "other@1234"

    source = tmp_path / "a.txt"
    source.write_text(page(9, "水面保洁"), encoding="utf-8")
    ingest([source], settings, Other())
    give(office, "通知.txt", page(1))
    upload = settled(office)["通知.txt"]
    assert [fault.key for fault in upload.result.faults] == ["index_mismatch"]
    assert "other@1234" in lines(upload)[0]
