"""Keys at the doors of programs: what a key opens, what stays open, who is counted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

import app
from rag.office import Office
from rag.office.keys import SCOPES
from rag.settings import Settings

from .conftest import UNLIMITED, Running
from .scripted import Scripted

ASK = {"question": "哪些车停路边免费"}
CHAT = {"model": "wence", "messages": [{"role": "user", "content": "哪些车停路边免费"}]}
DOORS = (
    ("ask", "POST", "/api/ask", ASK),
    ("ask", "POST", "/v1/chat/completions", CHAT),
    ("ask", "GET", "/v1/models", None),
    ("search", "POST", "/api/search", ASK),
    ("mcp", "POST", "/gradio_api/mcp/", {}),
    ("metrics", "GET", "/metrics", None),
)
OPEN = ("/", "/healthz", "/readyz", "/staff/login", "/openapi.json")


def serving(keys: str, folder: Path, **limits: int) -> Iterator[tuple[httpx.Client, Office]]:
    settings = Settings(
        server={"keys": keys}, limits={**UNLIMITED, **limits}, office={"folder": folder}
    )
    office = Office(settings)
    with (
        Running(app.build(Scripted(), settings, office)) as url,
        httpx.Client(base_url=url, timeout=30, trust_env=False) as client,
    ):
        yield client, office


@pytest.fixture(scope="module")
def required(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx.Client, Office]]:
    yield from serving("required", tmp_path_factory.mktemp("office"))


@pytest.fixture(scope="module")
def optional(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx.Client, Office]]:
    yield from serving("optional", tmp_path_factory.mktemp("office"), per_minute=3)


def knock(client: httpx.Client, method: str, path: str, body: object, key: str | None) -> int:
    headers = {"Authorization": f"Bearer {key}"} if key is not None else {}
    return client.request(method, path, json=body, headers=headers).status_code


@pytest.mark.parametrize(("scope", "method", "path", "body"), DOORS)
def test_a_door_opens_to_its_scope_alone(required, scope, method, path, body):
    client, office = required
    assert knock(client, method, path, body, None) == 401
    assert knock(client, method, path, body, "any") == 401
    assert knock(client, method, path, body, "wence-00000000-nothing") == 401
    for one in SCOPES:
        key, text = office.keys.add("评测", (one,))
        status = knock(client, method, path, body, text)
        assert (status not in (401, 403)) == (one == scope), (one, status)
        assert status == 403 or status < 500
        office.keys.remove(key.id)
        assert knock(client, method, path, body, text) == 401


def test_what_a_refusal_says(required):
    client, office = required
    refused = client.post("/api/ask", json=ASK)
    assert refused.headers["www-authenticate"] == "Bearer"
    assert refused.json()["error"]["code"] == "key_refused"
    _, text = office.keys.add("评测", ("search",))
    for path, body in (("/api/ask", ASK), ("/v1/chat/completions", CHAT)):
        error = client.post(path, json=body, headers={"X-API-Key": text}).json()["error"]
        assert error["code"] == "scope_missing"
        assert "ask" in error["message"]
        assert text not in str(error)


@pytest.mark.parametrize("path", OPEN)
def test_pages_and_probes_need_no_key(required, path):
    assert required[0].get(path).status_code == 200


def test_feedback_of_the_page_needs_no_key(required):
    given = {"question": "问", "answer": "答", "helpful": True}
    assert required[0].post("/api/feedback", json=given).status_code == 201


def test_no_key_changes_anything(required):
    client, office = required
    _, text = office.keys.add("评测", SCOPES)
    headers = {"Authorization": f"Bearer {text}"}
    for path in ("/staff", "/staff/notices", "/staff/notices/upload", "/staff/review"):
        assert client.get(path, headers=headers).status_code in (303, 401), path
        assert client.post(path, headers=headers).status_code in (401, 403, 405), path


def test_where_none_is_required_any_will_do_but_one_of_ours_must_be_right(optional):
    client, office = optional
    assert knock(client, "POST", "/api/ask", ASK, None) == 200
    assert knock(client, "POST", "/api/ask", ASK, "sk-any") == 200
    assert knock(client, "POST", "/api/ask", ASK, "wence-00000000-nothing") == 401
    _, text = office.keys.add("评测", ("search",))
    assert knock(client, "POST", "/api/ask", ASK, text) == 403


def test_questions_with_a_key_are_counted_by_key(optional):
    client, office = optional
    keys = [office.keys.add(name, ("ask",))[1] for name in ("甲", "乙")]
    for key in keys:
        statuses = [knock(client, "POST", "/api/ask", ASK, key) for _ in range(4)]
        assert statuses == [200, 200, 200, 429]
