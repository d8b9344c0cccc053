"""A scripted OpenAI-compatible chat endpoint on loopback: a real server, so that time-outs, broken
streams and retries are what they are on a network."""

from __future__ import annotations

import json
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Behaviour = Callable[["_Handler"], None]


def _event(delta: dict, finish: str | None = None) -> bytes:
    chunk = {
        "id": "chat-1",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": "scripted",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }
    return b"data: " + json.dumps(chunk).encode() + b"\n\n"


def says(*deltas: str, finish: str | None = "stop", pause: float = 0) -> Behaviour:
    """Stream ``deltas`` and end as the protocol has it; ``pause`` seconds before each."""

    def behave(handler: _Handler) -> None:
        handler.begin()
        handler.send(_event({"role": "assistant", "content": ""}))
        for delta in deltas:
            time.sleep(pause)
            handler.send(_event({"content": delta}))
        handler.send(_event({}, finish) + b"data: [DONE]\n\n")

    return behave


def spells(text: str) -> Behaviour:
    """Stream ``text`` character by character."""
    return says(*text)


def endless(deltas: Iterable[str], pause: float = 0) -> Behaviour:
    """Stream ``deltas`` until the client hangs up."""

    def behave(handler: _Handler) -> None:
        handler.begin()
        for delta in deltas:
            time.sleep(pause)
            handler.send(_event({"content": delta}))

    return behave


def breaks(*deltas: str, politely: bool = False) -> Behaviour:
    """Stream ``deltas``, then close the connection; ``politely``: as if all had been said."""

    def behave(handler: _Handler) -> None:
        handler.begin(chunked=not politely)
        for delta in deltas:
            handler.send(_event({"content": delta}))
        handler.cut = True

    return behave


def hangs(*deltas: str, seconds: float) -> Behaviour:
    """Stream ``deltas``, then nothing for ``seconds``."""

    def behave(handler: _Handler) -> None:
        handler.begin()
        for delta in deltas:
            handler.send(_event({"content": delta}))
        handler.server.released.wait(seconds)

    return behave


def refuses(
    status: int,
    body: str = '{"error": {"message": "no: sk-secret"}}',
    seconds: int | None = 0,
) -> Behaviour:
    """Answer with an HTTP status of failure, to be tried again after ``seconds``; None: unsaid."""

    def behave(handler: _Handler) -> None:
        handler.send_response(status)
        handler.send_header("content-type", "application/json")
        if seconds == 0:
            handler.send_header("retry-after-ms", "1")  # the client takes 0 for nothing said
        elif seconds is not None:
            handler.send_header("retry-after", str(seconds))
        handler.send_header("content-length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body.encode())

    return behave


def sends(*raw: bytes, content_type: str = "text/event-stream") -> Behaviour:
    """Send bytes as they are."""

    def behave(handler: _Handler) -> None:
        handler.begin(content_type)
        for piece in raw:
            handler.send(piece)

    return behave


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: ChatServer

    def do_POST(self) -> None:
        length = int(self.headers["content-length"])
        self.server.requests.append(json.loads(self.rfile.read(length)))
        self.server.keys.append(self.headers.get("authorization"))
        self.chunked = self.cut = False
        self.close_connection = True
        try:
            self.server.script.popleft()(self)
            if self.chunked and not self.cut:
                self.wfile.write(b"0\r\n\r\n")
        except (BrokenPipeError, ConnectionResetError):
            self.server.hung_up.set()

    def begin(self, content_type: str = "text/event-stream", chunked: bool = True) -> None:
        self.send_response(200)
        self.send_header("content-type", content_type)
        self.send_header("connection", "close")
        if chunked:
            self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        self.chunked = chunked

    def send(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data) if self.chunked else data)
        self.wfile.flush()

    def log_message(self, *args) -> None:
        """Keep the test output clean."""


class ChatServer(ThreadingHTTPServer):
    """Plays one behaviour a request, in order, and keeps the requests."""

    daemon_threads = True

    def __init__(self, *script: Behaviour) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script = deque(script)
        self.requests: list[dict] = []
        self.keys: list[str | None] = []
        self.hung_up = threading.Event()
        self.released = threading.Event()
        self._thread = threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def __enter__(self) -> ChatServer:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.released.set()
        self.shutdown()
        self.server_close()
        self._thread.join(5)
