"""``wence serve`` in a process of its own, as it is installed."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from eval.bench.errors import CommandFailed
from eval.bench.process import ROOT

_STARTED, _STOPPED = 120.0, 60.0
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
# A flood is what a soak is; limits are measured elsewhere.
_OPEN = {
    f"WENCE_LIMITS_{name}": "0"
    for name in ("PER_MINUTE", "PER_DAY", "SESSION_PER_MINUTE", "SERVER_PER_DAY")
}
_BAD = frozenset({"ERROR", "CRITICAL"})


class Server:
    """A server that runs: its ``process`` number, its ``url``, what it wrote to its log."""

    def __init__(self, index: Path, folder: Path) -> None:
        self._log = folder / "server.log"
        command = [sys.executable, "-m", "rag", "serve", "--host", "127.0.0.1", "--port", "0"]
        path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
        variables = {
            "PYTHONPATH": path,
            "WENCE_OFFICE_FOLDER": str(folder / "office"),
            "WENCE_SERVER_LOG": "json",
            **_OPEN,
        }
        with self._log.open("wb") as log:
            self._run = subprocess.Popen(
                [*command, "--index", str(index)],
                env={**os.environ, **variables},
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stderr=log,
            )
        self.process = self._run.pid
        self.url = self._started()

    def _started(self) -> str:
        until = time.monotonic() + _STARTED
        while time.monotonic() < until and self._run.poll() is None:
            lines = self._lines()
            if any("startup complete" in line for line in lines) and (
                found := _ADDRESS.search("\n".join(lines))
            ):
                return found[0]
            time.sleep(0.05)
        self._run.kill()
        raise CommandFailed(command="serve", reason=(self._lines() or ["?"])[-1])

    def _lines(self) -> list[str]:
        return self._log.read_text(encoding="utf-8", errors="replace").splitlines()

    def stop(self) -> int:
        """Ask it to end; return its exit status, -9 where it had to be killed."""
        self._run.send_signal(signal.SIGTERM)
        try:
            return self._run.wait(_STOPPED)
        except subprocess.TimeoutExpired:
            self._run.kill()
            return self._run.wait()

    def complaints(self) -> list[str]:
        """Return the lines of its log that tell of an error, and all that are no log lines."""
        return [line for line in self._lines() if _complains(line)]


def _complains(line: str) -> bool:
    try:
        said: dict[str, Any] = json.loads(line)
    except ValueError:
        return bool(line.strip())
    return said.get("level") in _BAD


@contextmanager
def running(index: Path, folder: Path) -> Iterator[Server]:
    """Yield a server over ``index`` whose log and office are in ``folder``; it is ended after.

    :raises CommandFailed: it did not start.
    """
    server = Server(index, folder)
    try:
        yield server
    finally:
        if server._run.poll() is None:
            server._run.kill()
            server._run.wait()
