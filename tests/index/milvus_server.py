"""Milvus Lite's server, in a process of its own: asked over loopback as any Milvus is."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

_SECONDS = 60  # until it listens


class MilvusServer:
    """A server whose data outlive its process; ``uri`` stays the same when it starts again."""

    def __init__(self, data: Path, environment: Mapping[str, str]) -> None:
        """Choose a port; ``start`` starts it."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self.uri = f"http://127.0.0.1:{self._port}"
        self._data, self._environment = data, dict(environment)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it listens.

        :raises TimeoutError: it does not.
        """
        command = [sys.executable, "-m", "milvus_lite", "server", "--host", "127.0.0.1"]
        self._process = subprocess.Popen(
            [*command, "--port", str(self._port), "--data-dir", str(self._data)],
            env=self._environment,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + _SECONDS
        while time.monotonic() < until:
            with socket.socket() as door:
                if door.connect_ex(("127.0.0.1", self._port)) == 0:
                    return
            time.sleep(0.1)
        raise TimeoutError(self.uri)

    def stop(self) -> None:
        """End it at once, as a crash does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def hang(self) -> None:
        """Let it answer no more, with its port open."""
        if self._process is not None:
            self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it answer again."""
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)
