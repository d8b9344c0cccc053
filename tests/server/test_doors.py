"""Every door: the same checks and limits, and no way past them."""

from __future__ import annotations

import ast
import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest
from openai import OpenAI

import app
from rag.server import limits
from rag.server.shield import _SURFACE
from rag.settings import Settings

from .conftest import UNLIMITED, Running
from .scripted import ANSWER, QUOTE, Scripted

QUESTION = "学生每天运动多久？"
Door = Callable[[httpx.Client, str, dict[str, str]], "Outcome"]


@dataclass(frozen=True)
class Outcome:
    """What came of a question at a door: its status, its headers, and what was said."""

    status: int
    headers: Any
    said: str


def post(path: str, **more: Any) -> Door:
    def ask(client: httpx.Client, question: str, headers: dict[str, str]) -> Outcome:
        messages = [{"role": "user", "content": question}]
        given = (
            {"model": "wence", "messages": messages} if path[1] == "v" else {"question": question}
        )
        response = client.post(path, json={**given, **more}, headers=headers)
        said = response.json()["error"]["message"] if response.status_code >= 400 else response.text
        return Outcome(response.status_code, response.headers, said)

    return ask


def page(trigger: str) -> Door:
    """Return the page's own way to ask: Gradio's queue, called without a browser."""

    def ask(client: httpx.Client, question: str, headers: dict[str, str]) -> Outcome:
        number, count = _event(client, trigger)
        example = trigger == "example_select"
        body = {
            "fn_index": number,
            "data": [None] * count if example else [question, *[None] * (count - 1)],
            "event_data": {"index": 0, "value": {"text": question}} if example else None,
            "session_hash": f"s{time.monotonic_ns()}",
        }
        joined = client.post("/gradio_api/queue/join", json=body, headers=headers)
        assert joined.status_code == 200, joined.text
        params = {"session_hash": body["session_hash"]}
        said = client.get("/gradio_api/queue/data", params=params, headers=headers).text
        return Outcome(200, joined.headers, json.dumps(said, ensure_ascii=False) + unescape(said))

    return ask


def _event(client: httpx.Client, trigger: str) -> tuple[int, int]:
    """Return the number and the count of inputs of the page's event, or of a tool by name."""
    for event in client.get("/config").json()["dependencies"]:
        triggers = {name for _, name in event["targets"]}
        asks = event["api_name"] in ("on_ask", "on_example") and trigger in triggers
        if event["backend_fn"] and (asks or event["api_name"] == trigger):
            return event["id"], len(event["inputs"])
    raise LookupError(trigger)


def unescape(events: str) -> str:
    """Return all strings within the events of Gradio's queue."""
    lines = [line.removeprefix("data: ") for line in events.split("\n") if line.strip()]
    return "".join(json.dumps(json.loads(line), ensure_ascii=False) for line in lines)


DOORS: dict[str, Door] = {
    "/api/ask": post("/api/ask"),
    "/api/ask, streamed": post("/api/ask", stream=True),
    "/api/search": post("/api/search"),
    "/v1/chat/completions": post("/v1/chat/completions"),
    "/v1/chat/completions, streamed": post("/v1/chat/completions", stream=True),
    "page": page("submit"),
    "page, example": page("example_select"),
}


def serving(**given: Any) -> Settings:
    server = {"trusted_proxies": given.pop("trusted_proxies", 0)}
    return Settings(limits={**UNLIMITED, **given}, server=server)


def visit(settings: Settings) -> Iterator[httpx.Client]:
    with (
        Running(app.build(Scripted(), settings)) as url,
        httpx.Client(base_url=url, timeout=30, trust_env=False) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def behind() -> Iterator[httpx.Client]:
    """A server behind one proxy, which lets two questions a minute in from an address."""
    yield from visit(serving(per_minute=2, trusted_proxies=1))


@pytest.fixture(scope="module")
def bare() -> Iterator[httpx.Client]:
    """A server before which no proxy stands; one question a day in all from an address."""
    yield from visit(serving(per_day=1))


def answered(outcome: Outcome) -> bool:
    return outcome.status == 200 and QUOTE in outcome.said


def at(number: int) -> dict[str, str]:
    return {"x-forwarded-for": f"198.51.100.{number}"}


@pytest.mark.parametrize("name", DOORS)
def test_every_door_counts(behind: httpx.Client, name: str):
    door, address = DOORS[name], at(list(DOORS).index(name))
    first, second, third = (door(behind, QUESTION, address) for _ in range(3))
    assert answered(first)
    assert answered(second)
    assert not answered(third)
    assert "每分钟最多 2 次" in third.said
    if not name.startswith("page"):
        assert third.status == 429
        assert 0 < int(third.headers["retry-after"]) <= 60
        assert third.headers["x-should-retry"] == "true"
    # What one door has counted holds at all of them.
    for other in DOORS.values():
        assert not answered(other(behind, QUESTION, address))
    assert answered(door(behind, QUESTION, at(200 + list(DOORS).index(name))))


def test_the_walk_leaves_no_door_out(bare: httpx.Client):
    """A new way to ask has to be walked through above, or be shown here to be none."""
    posts = {
        path
        for path, methods in bare.get("/openapi.json").json()["paths"].items()
        for method in methods
        if method != "get"
    }
    # Feedback asks nothing; tests/server/test_feedback.py shows that it counts, too.
    asking = {name.partition(",")[0] for name in DOORS if name.startswith("/")}
    assert posts == asking | {"/api/feedback"}
    open_to_posts = [route.pattern for route, methods in _SURFACE if "POST" in methods]
    assert open_to_posts == [
        "/api/(ask|search|feedback)",
        "/v1/chat/completions",
        "/gradio_api/(queue/join|cancel|reset)",
        "/gradio_api/mcp/?",
        # Behind the login; tests/server/test_doors_table.py walks through what is there.
        r"/staff/gradio_api/(queue/join|cancel|reset)",
        r"/staff(/(?!(gradio_api|monitoring|pwa_icon|openapi\.json)(/|$)).*)?",
    ]


def test_nothing_but_the_door_asks_the_assistant():
    """Routes and pages hold a door; only it, and what counts for Prometheus, call the assistant."""
    folder = Path(app.__file__).parent
    callers = {
        path.relative_to(folder).as_posix()
        for path in [*(folder / "rag" / "server").rglob("*.py"), folder / "app.py"]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ("ask", "stream", "search")
        if "assistant" in ast.unparse(node.value)
    }
    assert callers == {"rag/server/door.py", "rag/server/metrics.py"}


@pytest.mark.parametrize(
    "headers",
    [
        {"x-forwarded-for": "198.51.100.1"},
        {"x-forwarded-for": "198.51.100.2, 198.51.100.3"},
        {"forwarded": "for=198.51.100.4"},
        {"x-real-ip": "198.51.100.5"},
        {"cf-connecting-ip": "198.51.100.6"},
        {"client-ip": "198.51.100.7"},
    ],
)
def test_a_forged_header_changes_nothing(bare: httpx.Client, headers: dict[str, str]):
    bare.post("/api/ask", json={"question": QUESTION})
    for name, door in DOORS.items():
        outcome = door(bare, QUESTION, headers)
        assert not answered(outcome), name
        if not name.startswith("page"):
            assert outcome.status == 429
            assert outcome.headers["x-should-retry"] == "false"
            assert int(outcome.headers["retry-after"]) > 80_000


def test_behind_a_proxy_only_its_own_entry_counts(behind: httpx.Client):
    statuses = [
        behind.post(
            "/api/ask",
            json={"question": QUESTION},
            headers={"x-forwarded-for": f"192.0.2.{number}, 198.51.100.99"},
        ).status_code
        for number in range(4)
    ]
    assert statuses == [200, 200, 429, 429]


def test_what_cannot_be_asked_does_not_count(behind: httpx.Client):
    for name, door in DOORS.items():
        for question in ("长" * 3000, " ", "长" * 3000, " "):
            outcome = door(behind, question, at(150))
            assert name.startswith("page") or outcome.status in (400, 422)
    assert answered(DOORS["/api/ask"](behind, QUESTION, at(150)))


def test_probes_and_pages_are_not_limited(bare: httpx.Client):
    for _ in range(3):
        for path in ("/", "/healthz", "/readyz", "/metrics", "/docs", "/v1/models"):
            assert bare.get(path).status_code == 200


def test_the_day_of_the_whole_server():
    for client in visit(serving(server_per_day=2, trusted_proxies=1)):
        ask = DOORS["/v1/chat/completions"]
        assert [ask(client, QUESTION, at(number)).status for number in range(3)] == [200, 200, 429]
        refused = client.post("/api/ask", json={"question": QUESTION}, headers=at(9)).json()
        assert refused["error"]["code"] == "limit_server"


def test_openais_client_waits_as_told_and_gets_its_answer(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(limits, "MINUTE", 2.0)
    messages: Any = [{"role": "user", "content": QUESTION}]
    with (
        Running(app.build(Scripted(), serving(per_minute=1))) as url,
        httpx.Client(trust_env=False, timeout=30) as http,
    ):
        program = OpenAI(base_url=f"{url}/v1", api_key="any", http_client=http, max_retries=1)
        began = time.monotonic()
        program.chat.completions.create(model="wence", messages=messages)
        with pytest.raises(openai.RateLimitError) as refused:
            program.with_options(max_retries=0).chat.completions.create(
                model="wence", messages=messages
            )
        assert (refused.value.code, refused.value.type) == ("limit_minute", "rate_limit_error")
        assert refused.value.response.headers["retry-after"] == "2"
        again = program.chat.completions.create(model="wence", messages=messages)
    assert again.choices[0].message.content == ANSWER
    assert 2 <= time.monotonic() - began < 10


def test_openais_client_does_not_try_again_for_a_day(bare: httpx.Client):
    bare.post("/api/ask", json={"question": QUESTION})
    calls: list[httpx.Request] = []
    with httpx.Client(trust_env=False, event_hooks={"request": [calls.append]}) as http:
        program = OpenAI(base_url=f"{bare.base_url}/v1", api_key="any", http_client=http)
        with pytest.raises(openai.RateLimitError):
            program.chat.completions.create(
                model="wence", messages=[{"role": "user", "content": QUESTION}]
            )
    assert len(calls) == 1


def test_fifty_at_once_through_both_protocols_are_all_answered():
    with Running(app.build(Scripted(), Settings())) as url:

        def ask(number: int) -> int:
            with httpx.Client(base_url=url, timeout=60, trust_env=False) as client:
                doors = [door for name, door in DOORS.items() if name.startswith("/")]
                return doors[number % len(doors)](client, QUESTION, {}).status

        with ThreadPoolExecutor(50) as pool:
            assert set(pool.map(ask, range(50))) == {200}


def test_both_protocols_share_the_places():
    scripted = Scripted()
    with Running(app.build(scripted, Settings(server={"max_concurrency": 2}))) as url:

        def ask(number: int) -> int:
            with httpx.Client(base_url=url, timeout=60, trust_env=False) as client:
                path = "/api/ask" if number % 2 else "/v1/chat/completions"
                return post(path)(client, "等候：运动", {}).status

        with ThreadPoolExecutor(24) as pool:
            statuses = list(pool.map(ask, range(24)))
    assert set(statuses) == {200, 503}
    assert scripted.most_at_once == 2
