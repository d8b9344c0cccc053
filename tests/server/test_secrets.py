"""No secret in anything that a server and the commands say, write or pack; no line that is forged.

The server is the one that ``test_attacks`` attacks, where that ran before.
"""

from __future__ import annotations

import json
import re
import time
from typing import Any

import pytest

from .besieged import FORGED, IN_ADDRESS, NAME, NEWLINE, PASSWORD, SECRETS, Besieged, wence

QUESTION = "城市低保每月多少钱"


@pytest.fixture(scope="module")
def told(besieged: Besieged) -> dict[str, str]:
    """Everything that has a secret in reach is used, well and badly; return all that was said."""
    it, before = besieged, len(besieged.said)
    ours = {"Origin": it.server.url}
    entered = it.client.post("/staff/login", data=_form(PASSWORD), headers=ours)
    assert entered.status_code == 303
    token = entered.cookies["wence-staff"]
    it.send("POST", "/staff/login", data=_form(PASSWORD + "x"), headers=ours)
    for path in ("", "notices", "review", "usage", "trail", "config", "notices?q=x", "nowhere"):
        it.send("GET", f"/staff/{path}", headers=ours)
    it.send("POST", "/staff/notices/remove", data={"notice": NEWLINE}, headers=ours)
    it.client.cookies.clear()
    for headers in ({"X-API-Key": it.key}, {"Authorization": f"Bearer {it.key}x"}):
        it.send("POST", "/api/ask", json={"question": QUESTION}, headers=headers)
        it.send("POST", "/api/search", json={"question": QUESTION}, headers=headers)
        it.send("POST", "/api/ask", json={"question": QUESTION, "x": it.key}, headers=headers)
    it.send("POST", "/api/ask", json={"question": QUESTION, "stream": True})
    for path in (
        "/metrics",
        "/healthz",
        "/readyz",
        "/docs",
        "/openapi.json",
        "/config",
        "/nowhere",
    ):
        it.send("GET", path)
    it.agent("tools/call", {"name": NEWLINE, "arguments": {NEWLINE: NEWLINE}})
    it.agent("tools/call", {"name": 5, "arguments": NEWLINE})
    it.agent("tools/call", {"name": "read", "arguments": {"notice": NEWLINE}})
    number, count = it.event("on_example")
    joined = it.join(number, [None] * count, event_data={"value": {NEWLINE: QUESTION}})
    assert joined.status_code == 200
    it.send("GET", "/gradio_api/queue/data", params={"session_hash": "visitor"})
    _until(lambda: "a page met a defect" in it.server.log())
    backup = it.folder / "backup.zip"
    kept = [*it.folder.rglob("office/**/*")]
    said = {
        "answers": "".join(it.said[before:]),
        "answers to attacks": "".join(it.said[:before]),
        "log": it.server.log(),
        "doctor, of a store": wence(it.folder, "doctor", WENCE_STORE_KIND="milvus"),
        "doctor --json": wence(it.folder, "doctor", "--json"),
        "keys": wence(it.folder, "key", "list"),
        "back-up said": wence(it.folder, "backup", str(backup)),
        "wrong setting": wence(it.folder, "list", WENCE_CHAT_APIKEY=SECRETS["WENCE_CHAT_API_KEY"]),
        "wrong value": wence(it.folder, "list", WENCE_CHAT_TIMEOUT=SECRETS["WENCE_CHAT_API_KEY"]),
        "office": b"".join(p.read_bytes() for p in kept if p.is_file()).decode("latin-1"),
    }
    said["backup"] = backup.read_bytes().decode("latin-1")
    said["token"] = token
    return said


def _form(password: str) -> dict[str, str]:
    return {"name": NAME, "password": password}


def _until(reached: Any) -> None:
    end = time.monotonic() + 20
    while not reached():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_no_secret_is_said_written_or_packed(besieged: Besieged, told: dict[str, str]):
    said = dict(told)
    secrets = [
        *SECRETS.values(),
        *(IN_ADDRESS, PASSWORD, besieged.key, besieged.key.rpartition("-")[2], said.pop("token")),
    ]
    parts = [part for secret in secrets for part in {secret, secret.partition(":")[2] or secret}]
    found = [(name, part) for name, text in said.items() for part in parts if part in text]
    # A password that is typed in Latin letters would be found in bytes; this one in its own.
    packed = PASSWORD.encode().decode("latin-1")
    found += [(name, "password") for name in ("office", "backup") if packed in said[name]]
    assert found == []
    assert {name for name, text in said.items() if not text} <= {"answers to attacks"}


def test_the_log_has_no_question_and_no_line_that_somebody_wrote(told: dict[str, str]):
    lines = told["log"].splitlines()
    assert len(lines) > 20
    for line in lines:
        assert json.loads(line)["logger"], line
    assert FORGED not in lines
    for private in ("forged", "低保", NAME):
        assert private not in told["log"], private


def test_no_error_tells_where_or_how(told: dict[str, str]):
    for trace in ("Traceback", 'File "', "site-packages", ".py\\", "/tmp/", "sqlite3", "argon2"):
        assert trace not in told["answers"], trace
    assert "127.0.0.1:9" not in told["answers"]


def test_metrics_are_figures_alone(besieged: Besieged):
    text = besieged.client.get("/metrics").text
    for line in text.splitlines():
        assert re.fullmatch(r"#.*|wence_\w+(\{[\w=\",.+ ]*\})? [\d.e+-]+", line), line
    assert besieged.client.get("/healthz").json() == {"status": "ok"}
    assert set(besieged.client.get("/readyz").json()) == {"status", "notices"}
