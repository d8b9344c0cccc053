"""Requests that no browser sends: whatever comes in, it is answered or cut off, never a defect."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import httpx
import pytest

from rag.server import shield

ASKED = '"question":"停车怎么收费"'
HALF = r"\ud800"  # half of a character, which no UTF-8 can hold
DEEP = 100_000


@pytest.fixture(scope="module")
def place(real_url: str) -> Iterator[tuple[str, int]]:
    """Where the server listens; it must be well afterwards."""
    address = httpx.URL(real_url)
    yield address.host, address.port or 0
    assert httpx.get(f"{real_url}/healthz", trust_env=False).json() == {"status": "ok"}


def sent(place: tuple[str, int], data: bytes, *more: bytes, wait: float = 10) -> bytes:
    """Return what comes back until the server closes, or no more than ``wait`` seconds pass."""
    out, until = b"", time.monotonic() + wait
    with socket.create_connection(place, timeout=wait) as connection:
        try:
            for part in (data, *more):
                connection.sendall(part)
            while time.monotonic() < until and (piece := connection.recv(65536)):
                out += piece
        except OSError:  # cut off, or no word any more
            pass
    return out


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.1 ") else 0


def get(path: str, headers: str = "", host: str = "x", method: str = "GET") -> bytes:
    lines = f"{method} {path} HTTP/1.1\r\nHost: {host}\r\n{headers}Connection: close\r\n\r\n"
    return lines.encode("latin-1")


def post(path: str, body: str | bytes, kind: str = "application/json") -> bytes:
    content = body if isinstance(body, bytes) else body.encode()
    head = f"Content-Type: {kind}\r\nContent-Length: {len(content)}\r\n"
    return get(path, head, method="POST") + content


BODIES = {
    "half a character": f'{{"question":"{HALF}"}}',
    "half a character in the history": (
        f'{{{ASKED},"history":[{{"role":"user","content":"{HALF}"}}]}}'
    ),
    "half a character as a name": f'{{{ASKED},"{HALF}":1}}',
    "half a character as a filter's name": f'{{{ASKED},"filters":{{"{HALF}":1}}}}',
    **{
        f"half a character in {name}": f'{{{ASKED},"filters":{{"{name}":"{HALF}"}}}}'
        for name in ("issuer", "kind", "doc_number", "source", "issued_from")
    },
    "NUL": r'{"question":"\u0000"}',
    "NUL in a filter": rf'{{{ASKED},"filters":{{"issuer":"\u0000"}}}}',
    "no number": f'{{{ASKED},"stream":NaN}}',
    "a number without end": '{"question":' + "9" * 9999 + "}",
    "infinity": '{"question":1e999}',
    "arrays in arrays": "[" * DEEP,
    "objects in objects": '{"a":' * (DEEP // 5),
    "no UTF-8": b'{"question":"\xff"}',
    "UTF-16": f"{{{ASKED}}}".encode("utf-16"),
    "nothing": "",
    "null": "null",
    "a name twice": f'{{{ASKED},{ASKED},"question":null}}',
    "a day that there is not": f'{{{ASKED},"filters":{{"issued_from":"2025-02-30"}}}}',
    "10 MB": '{"question":"' + "一" * 3_500_000 + '"}',
}
COMPLETIONS = {
    "model": f'{{"model":"{HALF}","messages":[{{"role":"user","content":"停车"}}]}}',
    "role": f'{{"model":"wence","messages":[{{"role":"{HALF}","content":"停车"}}]}}',
    "part": (
        '{"model":"wence","messages":[{"role":"user","content":'
        f'[{{"type":"text","text":"{HALF}"}}]}}]}}'
    ),
    "filter": (
        '{"model":"wence","messages":[{"role":"user","content":"停车"}],'
        f'"filters":{{"{HALF}":"{HALF}"}}}}'
    ),
}


@pytest.mark.parametrize("path", ["/api/ask", "/api/search", "/api/feedback"])
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_a_body_that_means_harm_is_refused(place: tuple[str, int], path: str, body: str | bytes):
    # A body of megabytes may be cut off before its answer can be read.
    assert status(sent(place, post(path, body))) in (
        200,
        400,
        413,
        422,
        0 if len(body) > 1e6 else 1,
    )


@pytest.mark.parametrize("body", COMPLETIONS.values(), ids=COMPLETIONS.keys())
def test_so_is_one_of_openais(place: tuple[str, int], body: str):
    answer = sent(place, post("/v1/chat/completions", body))
    assert status(answer) in (400, 404)
    answer.decode()  # what is said of it can be read


UP = [
    "../../../../etc/passwd",
    "..%2f..%2f..%2f..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/etc/passwd",
    "/etc/passwd",
    "..%5c..%5cetc%5cpasswd",
    "%00",
    "%ff",
    "%ed%a0%80",
    "%e2%80%ae",
]
ROOTS = ["/static/", "/assets/", "/svelte/", "/notices/", "/staff/", "/v1/models/", "/"]
ODD = [
    "/notices?q=%ff",
    "/notices?q=%00&page=99999999999999999999",
    "/notices?page=-1",
    "/notices?year=%ed%a0%80",
    "/gradio_api/heartbeat/%ff",
    "/gradio_api/queue/data",
    "/?__theme=%00",
    "/%",
    "/%zz",
    "*",
    "http://elsewhere.example/",
    "//elsewhere.example/",
    "/" + "a" * 60_000,
]


@pytest.mark.parametrize("path", [*(root + path for root in ROOTS for path in UP), *ODD])
def test_an_address_leads_nowhere_but_where_it_may(place: tuple[str, int], path: str):
    answer = sent(place, get(path), wait=3)
    assert b"root:x:0" not in answer
    assert status(answer) < 500, answer[:200]


HEADERS = {
    "request id": "X-Request-ID: a\x0b\r\n",
    "origin": "Origin: null\r\nOrigin: \xff\r\n",
    "cookie": 'Cookie: \xff=\xfe; =; ;;;wence-staff="\\\r\n',
    "languages": "Accept-Language: " + "zh;q=1e999," * 3000 + "\r\n",
    "quality": "Accept-Language: \xff;q=nan\r\n",
    "forwarded": "X-Forwarded-For: \xff,,,\r\nX-Forwarded-Proto: javascript\r\n",
    "ranges": "Range: bytes=0-0," + "1-2," * 3000 + "\r\n",
    "dates": "If-Modified-Since: x\r\nIf-None-Match: \xff\r\n",
    "length below nothing": "Content-Length: -1\r\n",
    "two lengths": "Content-Length: 9\r\nContent-Length: 8\r\n",
    "length in another script": "Content-Length: \xb2\r\n",
    "unknown coding": "Transfer-Encoding: gzip\r\n",
    "upgrade": "Upgrade: websocket\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n",
    "credentials": "Authorization: Bearer \xff\r\n",
    "folded": "X-A: b\r\n c: d\r\n",
    "very long": "X-Request-ID: " + "a" * 100_000 + "\r\n",
    "very many": "a: b\r\n" * 20_000,
}


@pytest.mark.parametrize("path", ["/", "/notices", "/staff", "/v1/models"])
@pytest.mark.parametrize("headers", HEADERS.values(), ids=HEADERS.keys())
def test_no_header_is_a_defect(place: tuple[str, int], path: str, headers: str):
    assert status(sent(place, get(path, headers), wait=3)) < 500


@pytest.mark.parametrize("host", ['x"><script>', "a b", "\xff", "", "[::1", "a:99999999", "@", "/"])
def test_a_host_is_not_believed(place: tuple[str, int], host: str):
    answer = sent(place, get("/notices", host=host), wait=3)
    assert status(answer) < 500
    assert b"<script" not in answer


@pytest.mark.parametrize(
    "data",
    [
        b"POST /api/ask HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
        b"POST /api/ask HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1;"
        + b"a" * 200_000,
        b"POST /api/ask HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        + b"10000\r\n" * 3
        + b"a" * 400_000,
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 20,
        b"GET /\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\n\r\n",
    ],
    ids=["size", "extension", "sizes", "TLS", "HTTP/0.9", "no host"],
)
def test_what_is_no_request_ends_the_connection(place: tuple[str, int], data: bytes):
    begun = time.monotonic()
    assert status(sent(place, data)) in (0, 400, 413)
    assert time.monotonic() - begun < 9


@pytest.mark.parametrize(
    "begun",
    [
        b"POST /api/ask HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{",
        b"POST /api/ask HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n",
        b"GET /notices HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n",
    ],
    ids=["length", "chunks", "where none belongs"],
)
def test_a_body_that_never_ends_is_not_waited_for(
    place: tuple[str, int], begun: bytes, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(shield, "_BODY_SECONDS", 0.3)
    assert status(sent(place, begun)) == 408
