"""The end of a server that is told to: answers under way come whole, and the status is 0."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.chat_server import ChatServer, endless, says
from tests.serving import Served, served

SAID = ("全日托，", "二孩", "每月", "500元。", "[1]")
QUESTION = "老二上全日托，每个月能领多少补贴？"


@pytest.fixture
def serve(sample_index: Path, guard: Path, tmp_path: Path):
    """Return a block with a server whose chat model is slow, with so many seconds to end in."""

    def start(chat: ChatServer, seconds: float, workers: int = 0):
        variables = {
            "WENCE_CHAT_MODEL": "slow",
            "WENCE_CHAT_BASE_URL": chat.url,
            "WENCE_SERVER_STOP_SECONDS": str(seconds),
            "WENCE_SERVER_WORKERS": str(workers),
        }
        return served(sample_index, tmp_path, guard, variables)

    return start


class Asking:
    """A question that is asked in a thread; ``answer`` is what came of it."""

    def __init__(self, server: Served) -> None:
        self._server = server
        self.answer: dict[str, object] | None = None
        self.begun = threading.Event()
        self._thread = threading.Thread(target=self._ask)
        self._thread.start()

    def _ask(self) -> None:
        try:
            for event, data in self._events():
                self.begun.set()
                if event == "answer":
                    self.answer = data
        except httpx.HTTPError:  # the connection ended before the answer did
            return

    def _events(self) -> Iterator[tuple[str, dict[str, object]]]:
        body = {"question": QUESTION, "stream": True}
        with self._server.client() as client, client.stream("POST", "/api/ask", json=body) as got:
            event = ""
            for line in got.iter_lines():
                if line.startswith("event: "):
                    event = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    yield event, json.loads(line.removeprefix("data: "))

    def end(self) -> None:
        self._thread.join(60)


def waited(chat: ChatServer) -> None:
    """Wait until the model was asked."""
    until = time.monotonic() + 60
    while not chat.requests:
        assert time.monotonic() < until
        time.sleep(0.02)


def children(process: int) -> list[int]:
    found = Path(f"/proc/{process}/task").glob("*/children")
    return [int(one) for path in found for one in path.read_text().split()]


def test_what_is_under_way_ends_workers_too_and_nothing_new_begins(serve):
    """A service manager sends its signal to every process of the service."""
    with (
        ChatServer(*[says(*SAID, pause=0.8)] * 8) as chat,
        serve(chat, 30, workers=1) as server,
    ):
        first = [Asking(server) for _ in range(2)]  # two at a time start the workers
        for asking in first:
            asking.end()
        until = time.monotonic() + 60
        while not children(server.process.pid):
            assert time.monotonic() < until
            time.sleep(0.05)
        time.sleep(3)  # until it is ready
        (worker,) = children(server.process.pid)
        before = len(chat.requests)
        asking = Asking(server)
        while len(chat.requests) == before:
            time.sleep(0.02)
        with server.client() as client:
            assert client.get("/readyz").status_code == 200
            for process in (worker, server.process.pid):
                os.kill(process, signal.SIGTERM)
            time.sleep(0.3)
            unready = client.get("/readyz")
            assert (unready.status_code, unready.json()["error"]["code"]) == (503, "stopping")
            assert client.get("/healthz").status_code == 200
            refused = client.post("/api/ask", json={"question": QUESTION})
            assert (refused.status_code, refused.json()["error"]["code"]) == (503, "busy")
            assert refused.headers["Retry-After"]
        asking.end()
        assert server.process.wait(60) == 0
        assert asking.answer is not None
        assert "500元" in str(asking.answer["answer"])
        assert asking.answer["mode"] == "generative"
        assert not Path(f"/proc/{worker}").exists()
        assert "Traceback" not in server.log()


def test_it_waits_no_longer_than_it_may(serve):
    with ChatServer(endless(["好。"] * 10_000, pause=0.2)) as chat, serve(chat, 1) as server:
        asking = Asking(server)
        waited(chat)
        began = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        status = server.process.wait(60)
        assert time.monotonic() - began < 40
        asking.end()
        assert status == 0
        assert asking.answer is None


def test_a_second_signal_ends_it_at_once(serve):
    with ChatServer(says(*SAID, pause=4)) as chat, serve(chat, 600) as server:
        asking = Asking(server)
        waited(chat)
        server.process.send_signal(signal.SIGINT)
        time.sleep(0.3)
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(60) == 0
        asking.end()
