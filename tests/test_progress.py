"""The progress bar of an ingest: on a terminal alone, and moved by every batch of passages."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest

pty = pytest.importorskip("pty", reason="terminals of this kind are POSIX's")


def ingest_on_a_terminal(
    environment: dict[str, str], *args: object, **variables: str
) -> tuple[str, str]:
    """Run ``wence ingest`` with a terminal as its standard error; return (stdout, terminal)."""
    ours, theirs = pty.openpty()
    drawn: list[bytes] = []

    def read() -> None:
        while True:
            try:
                data = os.read(ours, 4096)
            except OSError:  # how Linux says that nobody holds the other end any more
                return
            if not data:
                return
            drawn.append(data)

    process = subprocess.Popen(
        [sys.executable, "-m", "rag", "ingest", *map(str, args)],
        env={**environment, "TERM": "xterm", "COLUMNS": "80", **variables},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=theirs,
    )
    os.close(theirs)
    reader = threading.Thread(target=read)
    reader.start()
    said, _ = process.communicate(timeout=240)
    reader.join(10)
    os.close(ours)
    assert process.returncode == 0
    return said.decode(), b"".join(drawn).decode()


def counts(drawn: str, stage: str) -> set[tuple[int, int]]:
    """Return every (done, total) that was drawn beside the name of a stage."""
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", drawn)
    found = re.findall(rf"{stage}\s+\S*\s*(\d+)/(\d+)", plain)
    return {(int(done), int(total)) for done, total in found}


def test_the_bar_on_a_terminal_counts_files_and_passages(environment, samples, tmp_path):
    said, drawn = ingest_on_a_terminal(
        environment, samples, "--index", tmp_path / "i", WENCE_LANGUAGE="en"
    )
    assert "notices" in said and "reading" not in said
    assert any(done == total for done, total in counts(drawn, "reading"))
    done = counts(drawn, "embedding")
    assert {total for _, total in done} != set()
    assert any(count == total for count, total in done)


def test_no_bar_with_json(environment, samples, tmp_path):
    said, drawn = ingest_on_a_terminal(environment, samples, "--json", "--index", tmp_path / "i")
    assert drawn == ""
    assert json.loads(said)["added"]


def test_no_bar_where_nobody_looks(python, samples: Path, tmp_path):
    done = python("-m", "rag", "ingest", samples, "--index", tmp_path / "i")
    assert (done.returncode, done.stderr) == (0, "")
