"""``wence serve`` as a process of its own, with its log."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[1]
_SECONDS = 90.0


class Served:
    """A server that runs: its ``process``, its ``url``, what it wrote to standard error."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self.process, self._log = process, log
        self.url = re.search(r"http://[\d.]+:\d+", self.log_with("startup complete"))[0]  # type: ignore[index]

    def client(self) -> httpx.Client:
        return httpx.Client(base_url=self.url, trust_env=False, timeout=60)

    def log(self) -> str:
        return self._log.read_text(encoding="utf-8")

    def log_with(self, text: str) -> str:
        """Return the log, once ``text`` is in it."""
        until = time.monotonic() + _SECONDS
        while text not in self.log():
            assert self.process.poll() is None, self.log()
            assert time.monotonic() < until, self.log()
            time.sleep(0.05)
        return self.log()


@contextmanager
def served(
    index: Path, folder: Path, guard: Path, variables: Mapping[str, str]
) -> Iterator[Served]:
    """Run a server over ``index``; its log and office are in ``folder``."""
    environment = {
        **os.environ,
        "PYTHONPATH": f"{guard}{os.pathsep}{ROOT}",
        "WENCE_OFFICE_FOLDER": str(folder / "office"),
        **variables,
    }
    command = [sys.executable, "-m", "rag", "serve", "--port", "0", "--index", str(index)]
    log = folder / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, env=environment, cwd=folder, stderr=out)
    try:
        yield Served(process, log)
    finally:
        process.kill()
        process.wait()
