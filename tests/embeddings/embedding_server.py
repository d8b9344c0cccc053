"""A scripted OpenAI-compatible embedding endpoint on loopback: a real server, so that time-outs and
retries are what they are on a network."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Behaviour = Callable[["_Handler", dict], None]


def vector_of(text: str, dimension: int) -> list[float]:
    """Return a vector that can be checked by eye: the length of the text, then ones."""
    return [float(len(text)), *[1.0] * (dimension - 1)]


def embeds(dimension: int = 3, backwards: bool = False) -> Behaviour:
    """Answer with ``vector_of`` each text; ``backwards``: the last text's first."""

    def behave(handler: _Handler, request: dict) -> None:
        rows = [
            {"object": "embedding", "index": i, "embedding": vector_of(text, dimension)}
            for i, text in enumerate(request["input"])
        ]
        replies(data=rows[::-1] if backwards else rows)(handler, request)

    return behave


def replies(**body: object) -> Behaviour:
    """Answer with ``body``, whatever was asked."""
    whole = {"object": "list", "model": "m", "usage": {"prompt_tokens": 1, "total_tokens": 1}}
    return sends(json.dumps(whole | body).encode())


def sends(body: bytes, status: int = 200) -> Behaviour:
    """Answer with bytes as they are."""

    def behave(handler: _Handler, _: dict) -> None:
        handler.send_response(status)
        handler.send_header("content-type", "application/json")
        handler.send_header("retry-after-ms", "1")
        handler.send_header("content-length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return behave


def refuses(status: int) -> Behaviour:
    """Answer with an HTTP status of failure; 429 and 5xx ask to be tried again at once."""
    return sends(b'{"error": {"message": "no: sk-secret"}}', status)


def hangs(handler: _Handler, _: dict) -> None:
    """Say nothing until the server stops."""
    handler.server.released.wait(30)


class _Handler(BaseHTTPRequestHandler):
    server: EmbeddingServer

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["content-length"])))
        with self.server.lock:
            self.server.requests.append(request)
            self.server.keys.append(self.headers.get("authorization"))
            self.server.paths.append(self.path)
            script = self.server.script
            behaviour = script.popleft() if len(script) > 1 else script[0]
        behaviour(self, request)

    def log_message(self, *args) -> None:
        """Keep the test output clean."""


class EmbeddingServer(ThreadingHTTPServer):
    """Plays one behaviour a request, the last for ever, and keeps the requests."""

    daemon_threads = True

    def __init__(self, *script: Behaviour) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script = deque(script)
        self.requests: list[dict] = []
        self.keys: list[str | None] = []
        self.paths: list[str] = []
        self.lock = threading.Lock()
        self.released = threading.Event()
        self._thread = threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def __enter__(self) -> EmbeddingServer:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.released.set()
        self.shutdown()
        self.server_close()
        self._thread.join(5)
