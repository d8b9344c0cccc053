"""Whatever ends a back-up or a restore, what was there is whole: the old, or all of the new."""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from rag.backup.backup import backup
from rag.backup.restore import restore
from rag.index import generation
from rag.index.ingest import ingest
from rag.settings import Settings
from tests.backup.installation import office_of, state
from tests.notice_pages import page

MOMENTS = ("staged", "checked", "ready", "commit", "switched", "moved", "copied", "cleared")
KILLER = """
import os, signal, sys
from pathlib import Path
from rag.backup import restore
from rag.index import generation
from rag.office import restored
from rag.settings import Settings

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

archive, index, office, moment = sys.argv[1:]
if moment == "staged":
    restore._check_database = die
elif moment == "checked":
    generation.begin_segment = die
elif moment == "ready":
    restored.ready = die
elif moment == "commit":
    generation.commit = die
elif moment == "switched":
    restored._take_into_use = die
elif moment == "moved":
    restored._copy_over = die
elif moment == "copied":
    real = restored._copy_over
    restored._copy_over = lambda *given: (real(*given), die())
elif moment == "cleared":
    real = Path.unlink
    Path.unlink = lambda self, **given: (real(self, **given), self.name == "plan.json" and die())
restore.restore(Path(archive), Settings(index=index, office={"folder": office}), force=True)
"""


@pytest.fixture
def changed(copied: Settings, encoder, tmp_path: Path) -> Settings:
    """The copy, with another notice, account and file than the back-up has."""
    (tmp_path / "new.txt").write_text(page(9), encoding="utf-8")
    ingest([tmp_path / "new.txt"], copied, encoder)
    office_of(copied).accounts.add("李明", "another password")
    (copied.office.folder / "files" / "通知.txt").write_text("later")
    return copied


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_restore_that_is_killed_leaves_the_old_or_the_new(
    moment: str, furnished, archive: Path, changed: Settings, python
):
    old, new = state(changed), state(furnished[0])
    done = python("-c", KILLER, archive, changed.index, changed.office.folder, moment)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert state(changed) == (new if MOMENTS.index(moment) >= 4 else old)
    assert not (changed.office.folder / "restore").exists()
    restore(archive, changed, force=True)
    assert state(changed) == new
    kept = [generation.manifest_of(folder) for folder in changed.index.glob("gen-*")]
    assert len(kept) <= 2  # the one in use, and the one before
    needed = {segment.name for manifest in kept for segment in manifest.segments}
    assert {path.name for path in changed.index.glob("seg-*")} == needed


def test_killed_into_an_empty_place_it_may_be_run_again(
    furnished, archive: Path, settings: Settings, python
):
    for moment in ("staged", "commit"):
        python("-c", KILLER, archive, settings.index, settings.office.folder, moment)
        assert not (settings.index / "CURRENT").exists()
    restore(archive, settings)  # without force: nothing is there that anybody had kept
    assert state(settings) == state(furnished[0])


def test_an_index_that_changed_after_a_kill_is_not_guessed_about(
    archive: Path, changed: Settings, encoder, python, tmp_path: Path, caplog
):
    before = state(changed)
    python("-c", KILLER, archive, changed.index, changed.office.folder, "commit")
    (tmp_path / "new.txt").write_text(page(10), encoding="utf-8")
    ingest([tmp_path / "new.txt"], changed, encoder)
    now = state(changed)
    assert {**now, "notices": before["notices"]} == before
    assert "restore did not come to its end" in caplog.text
    restore(archive, changed, force=True)
    assert not (changed.office.folder / "restore").exists()


def run(*args: object, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "rag", *map(str, args)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def options(settings: Settings) -> list[object]:
    return ["--index", settings.index, "--office", settings.office.folder, "--force"]


def test_killed_at_any_time(furnished, archive: Path, changed: Settings, environment, tmp_path):
    """Of either command, at moments that nobody chose."""
    large = os.urandom(24 * 1024 * 1024)
    (changed.office.folder / "files" / "河道 保洁.txt").write_bytes(large)
    (changed.office.folder / "files" / "通知.txt").unlink()  # no row names it: not backed up
    other, first = tmp_path / "other.zip", tmp_path / "first.zip"
    backup(other, changed)
    backup(first, changed)
    whole, states = first.read_bytes(), {json.dumps(state(changed), default=repr)}
    states.add(json.dumps(state(furnished[0]), default=repr))
    seed = random.randrange(1 << 30)
    moments = random.Random(seed)
    for n in range(12):
        writing = n % 3 == 0
        done = (
            run("backup", first, *options(changed), environment=environment)
            if writing
            else run("restore", (archive, other)[n % 2], *options(changed), environment=environment)
        )
        time.sleep(0.3 + moments.random() * 1.5)  # some come to their end
        done.kill()
        done.wait()
        assert json.dumps(state(changed), default=repr) in states, f"seed {seed}, round {n}"
        assert zipfile.is_zipfile(first)
        if writing and first.read_bytes() == whole:
            continue
        with zipfile.ZipFile(first) as opened:
            assert opened.testzip() is None


def test_what_a_killed_backup_left_is_swept_a_day_later(copied: Settings, tmp_path: Path):
    old, fresh = tmp_path / ".wence-part-old", tmp_path / ".wence-part-fresh"
    for folder in (old, fresh):
        folder.mkdir()
    os.utime(old, (time.time() - 25 * 3600,) * 2)
    backup(tmp_path / "a.zip", copied)
    assert (old.exists(), fresh.exists()) == (False, True)


@pytest.fixture
def full(environment: dict[str, str]) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run ``wence`` where no file can grow beyond so many bytes, as on a disk that is full."""

    def run(most: int, *args: object) -> subprocess.CompletedProcess[str]:
        def limit() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

        return subprocess.run(
            [sys.executable, "-B", "-m", "rag", *map(str, args)],
            env=environment,
            capture_output=True,
            text=True,
            preexec_fn=limit,
            timeout=120,
        )

    return run


@pytest.mark.parametrize("most", [4_000, 60_000, 200_000])
def test_a_full_disk_ends_a_backup_in_one_line(full, most: int, copied, archive, tmp_path: Path):
    file = tmp_path / "a.zip"
    file.write_bytes(archive.read_bytes())
    done = full(most, "backup", file, *options(copied))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1, done.stderr
    assert file.read_bytes() == archive.read_bytes()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("most", [4_000, 60_000, 100_000, 1_000_000])
def test_a_full_disk_ends_a_restore_with_the_old_state(
    full, most: int, archive: Path, changed: Settings
):
    before = state(changed)
    done = full(most, "restore", archive, *options(changed))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1, done.stderr
    assert state(changed) == before
    assert not (changed.office.folder / "restore").exists()
    assert len(list(changed.index.glob("gen-*"))) <= 2
