"""A server as a process, with secrets that stand out, for whoever wants to attack it."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.serving import ROOT, Served, served

SECRETS = {
    "WENCE_CHAT_API_KEY": "sk-chat-5e1c7a90f2",
    "WENCE_JUDGE_API_KEY": "sk-judge-77ab03de41",
    "WENCE_EMBEDDING_API_KEY": "sk-embed-0c9d8e7f6a",
    "WENCE_STORE_TOKEN": "root:milvus-31f5b2c8",
}
IN_ADDRESS = "pw-in-address-9b1d"
NAME, PASSWORD = "王芳", "驿外断桥边 fd52c1"
FORGED = '{"level": "ERROR", "message": "forged"}'
NEWLINE = f"x\n{FORGED}\r\n\x1b[31mforged"
AGENT = {"Accept": "application/json, text/event-stream"}
FILE = {"_type": "gradio.FileData"}


@dataclass
class Besieged:
    """The server, what it said so far, and where it should not have called."""

    server: Served
    folder: Path
    client: httpx.Client
    trap: str
    called: list[str]
    key: str
    said: list[str] = field(default_factory=list)

    def send(self, method: str, path: str, **given: Any) -> httpx.Response:
        response = self.client.request(method, path, **given)
        self.said.append(f"{response.headers}{response.text}")
        return response

    def join(self, number: Any, data: Any, **more: Any) -> httpx.Response:
        body = {"fn_index": number, "data": data, "session_hash": "visitor", **more}
        return self.send("POST", "/gradio_api/queue/join", json=body)

    def agent(self, method: str, params: Any, **headers: str) -> Any:
        body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        response = self.send("POST", "/gradio_api/mcp/", json=body, headers={**AGENT, **headers})
        text = response.text
        return json.loads(text.partition("data: ")[2] if text.startswith("event") else text)

    def event(self, name: str) -> tuple[int, int]:
        """Return number and count of inputs of an event of the page."""
        events = self.client.get("/config").json()["dependencies"]
        found = next(one for one in events if one["api_name"] == name)
        return found["id"], len(found["inputs"])


class _Trap(BaseHTTPRequestHandler):
    """A server inside, which nobody outside may make ours call."""

    called: list[str]

    def do_GET(self) -> None:
        self.called.append(self.path)
        self.send_response(404)
        self.end_headers()

    do_POST = do_GET

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def trap() -> Iterator[tuple[str, list[str]]]:
    _Trap.called = []
    listening = ThreadingHTTPServer(("127.0.0.1", 0), _Trap)
    threading.Thread(target=listening.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{listening.server_port}", _Trap.called
    listening.shutdown()


def wence(folder: Path, *args: str, said: str = "", **variables: str) -> str:
    """Return all that a command says."""
    done = subprocess.run(
        [sys.executable, "-m", "rag", *args],
        env={**environment(folder), **variables},
        input=said,
        cwd=folder,
        capture_output=True,
        text=True,
    )
    return done.stdout + done.stderr


def environment(folder: Path) -> dict[str, str]:
    return {
        **SECRETS,
        "PYTHONPATH": str(ROOT),
        "PATH": "/usr/bin:/bin",
        "HOME": str(folder),
        "GRADIO_TEMP_DIR": str(folder / "gradio"),
        "WENCE_OFFICE_FOLDER": str(folder / "office"),
        "WENCE_SERVER_LOG": "json",
        "WENCE_SERVER_WORKERS": "0",
        "WENCE_CHAT_MODEL": "some-model",
        "WENCE_CHAT_BASE_URL": f"http://somebody:{IN_ADDRESS}@127.0.0.1:9/v1",
        "WENCE_CHAT_MAX_RETRIES": "0",
    }


@pytest.fixture(scope="session")
def besieged(
    sample_index: Path, guard: Path, trap: tuple[str, list[str]], tmp_path_factory: Any
) -> Iterator[Besieged]:
    folder = tmp_path_factory.mktemp("besieged")
    (folder / "index").symlink_to(sample_index)  # what commands look for
    wence(folder, "staff", "add", NAME, said=f"{PASSWORD}\n")
    made = wence(folder, "key", "add", "评测", "--scope", "ask")
    key = next(word for word in made.split() if word.startswith("wence-"))
    variables = {k: v for k, v in environment(folder).items() if k not in ("PYTHONPATH", "PATH")}
    with served(sample_index, folder, guard, variables) as server, server.client() as client:
        yield Besieged(server, folder, client, *trap, key)
