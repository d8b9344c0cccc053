"""Every route of the whole server against every caller, with keys required.

What is open stands in the tables below. A route that does not stand there, ours or one that a
release of Gradio brings, must not be there for anybody; so that a new one has to be written down.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

import app
from rag.answering.assistant import Assistant
from rag.office import Office
from rag.office.keys import SCOPES, Keys
from rag.office.trail import now
from rag.settings import Settings

from .conftest import UNLIMITED, Running
from .test_staff_login import NAME, office_of, routes_of

# Open to everybody: they only read, or are the page's own way to ask.
PUBLIC = {
    *("GET /", "HEAD /", "GET /zh-Hans", "GET /zh-Hant", "GET /en"),
    *("GET /embed", "GET /embed-zh-Hans", "GET /embed-zh-Hant", "GET /embed-en"),
    *("GET /config", "GET /theme.css", "GET /manifest.json", "GET /favicon.ico", "GET /robots.txt"),
    *("GET /assets/{path:path}", "GET /static/{path:path}", "GET /svelte/{path:path}"),
    *("GET /healthz", "GET /readyz", "GET /docs", "GET /openapi.json"),
    *("GET /notices", "HEAD /notices", "GET /notices/{key:path}", "HEAD /notices/{key:path}"),
    *("GET /notices/by-number/{number:path}", "HEAD /notices/by-number/{number:path}"),
    *("GET /notices/reader.css", "HEAD /notices/reader.css"),
    *("GET /notices/icon.svg", "HEAD /notices/icon.svg"),
    *("POST /gradio_api/queue/join", "GET /gradio_api/queue/data"),
    *("POST /gradio_api/cancel", "POST /gradio_api/reset"),
    *("GET /gradio_api/startup-events", "GET /gradio_api/heartbeat/{session_hash}"),
    # Keeps an opinion, which is all that a visitor can leave.
    "POST /api/feedback",
}
# Open to programs, with a key of that scope.
PROGRAMS = {
    "POST /api/ask": "ask",
    "POST /v1/chat/completions": "ask",
    "GET /v1/models": "ask",
    "GET /v1/models/{name}": "ask",
    "POST /api/search": "search",
    "GET /metrics": "metrics",
    "POST /gradio_api/mcp/": "mcp",
}
# Open before the login.
LOGIN = {
    *("GET /staff/login", "HEAD /staff/login", "POST /staff/login"),
    *("GET /staff/staff.css", "HEAD /staff/staff.css"),
}
# Open to staff; all accounts may do the same.
STAFF = {
    *("GET /staff", "HEAD /staff", "GET /staff/", "HEAD /staff/"),
    *("GET /staff/logout", "HEAD /staff/logout"),
    *("GET /staff/notices", "HEAD /staff/notices"),
    *("GET /staff/notices/check", "HEAD /staff/notices/check"),
    *("GET /staff/notices/remove", "HEAD /staff/notices/remove"),
    *("POST /staff/notices/again", "POST /staff/notices/remove", "POST /staff/notices/upload"),
    *("GET /staff/review", "POST /staff/review/settle", "GET /staff/review/export.jsonl"),
    *("GET /staff/usage", "GET /staff/usage/plot-answers.svg", "GET /staff/usage/plot-seconds.svg"),
    *("GET /staff/trail", "HEAD /staff/trail", "GET /staff/staff.js", "HEAD /staff/staff.js"),
    # The chat of staff: Gradio's.
    *("GET /staff/zh-Hans", "GET /staff/zh-Hant", "GET /staff/en"),
    *("GET /staff/zh-Hans/", "GET /staff/zh-Hant/", "GET /staff/en/"),
    *("GET /staff/config", "GET /staff/config/", "GET /staff/theme.css"),
    *("GET /staff/manifest.json", "GET /staff/favicon.ico", "GET /staff/robots.txt"),
    *("GET /staff/assets/{path:path}", "GET /staff/static/{path:path}"),
    *("GET /staff/svelte/{path:path}",),
    *("POST /staff/gradio_api/queue/join", "GET /staff/gradio_api/queue/data"),
    *("POST /staff/gradio_api/cancel", "POST /staff/gradio_api/reset"),
    *("GET /staff/gradio_api/startup-events",),
    *("GET /staff/gradio_api/heartbeat/{session_hash}",),
    # Gradio's own login, of which there is none: it knows no name.
    "POST /staff/login/",
}
# Pages of half a megabyte each, which look at nobody: a few of the callers will do.
LARGE = {
    *("GET /", "GET /zh-Hans", "GET /zh-Hant", "GET /en", "GET /config"),
    *("GET /embed", "GET /embed-zh-Hans", "GET /embed-zh-Hant", "GET /embed-en"),
}
A_FEW = ("nobody", "staff", "staff, from another site", "session too old", "key for ask")
# Left to the last: it ends the session that the others need.
LAST = {"POST /staff/logout"}

CHANGING = ("POST", "PUT", "PATCH", "DELETE")
OTHERS = ("PUT", "PATCH", "DELETE", "OPTIONS")
BODY: dict[str, Any] = {"json": {}}


@dataclass
class Caller:
    """Somebody with headers, and what they are."""

    headers: dict[str, str] = field(default_factory=dict)
    scope: str | None = None  # of a key that opens something
    keyed: bool = False  # comes with a key that is one
    staff: bool = False
    ours: bool = True  # comes from a page of this server
    query: str = ""


@dataclass
class Site:
    """The server, its routes, and all who call."""

    url: str
    ways: list[tuple[str, str]]
    callers: dict[str, Caller]


def mounted(application: FastAPI) -> Iterator[tuple[str, str]]:
    """Yield method and path of every route, and of what is mounted without routes."""
    for path, method in routes_of(application.routes):
        if "{" in path or not path.endswith("//"):
            yield method, path
    yield "POST", "/gradio_api/mcp/"
    yield "GET", "/gradio_api/mcp/"


@pytest.fixture(scope="module")
def site(assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    settings = Settings(
        server={"keys": "required"},
        limits=UNLIMITED,
        office={"folder": tmp_path_factory.mktemp("office")},
    )
    office = office_of(settings)
    office.accounts.add(NAME, "春天的 password")
    office.accounts.add("走了", "春天的 password")
    application = app.build(assistant, settings, office)
    with Running(application) as url:
        yield Site(url, sorted(set(mounted(application))), callers(office, url))


def callers(office: Office, url: str) -> dict[str, Caller]:
    origin = {"Origin": url}

    def session(account: str = NAME) -> str:
        return f"wence-staff={office.sessions.open(account)}"

    def over(column: str) -> str:
        cookie = session()
        with office.store.writing() as connection:
            newest = "(SELECT max(rowid) FROM sessions)"
            connection.execute(f"UPDATE sessions SET {column} = 1 WHERE rowid = {newest}")
        return cookie

    removed = session("走了")
    office.accounts.remove("走了")
    keys = {scope: office.keys.add(scope, (scope,))[1] for scope in SCOPES}
    revoked, revoked_text = office.keys.add("revoked", SCOPES)
    office.keys.remove(revoked.id)
    earlier = Keys(office.store, lambda: now() - timedelta(days=30))
    _, expired = earlier.add("expired", SCOPES, days=7)
    every = office.keys.add("every", SCOPES)[1]
    made = {
        "nobody": Caller(origin),
        "nobody, of no page": Caller(ours=False),
        "staff": Caller({**origin, "Cookie": session()}, staff=True),
        "staff, from another site": Caller(
            {"Origin": "http://evil.example", "Cookie": session()}, staff=True, ours=False
        ),
        "staff, of no page": Caller({"Cookie": session()}, staff=True, ours=False),
        "staff, by a header of their own": Caller(
            {"Cookie": session(), "Sec-Fetch-Site": "cross-site", **origin}, staff=True, ours=False
        ),
        "session too old": Caller({**origin, "Cookie": over("expires")}),
        "session too idle": Caller({**origin, "Cookie": over("seen")}),
        "session of an account that is gone": Caller({**origin, "Cookie": removed}),
        "session invented": Caller({**origin, "Cookie": f"wence-staff={'A' * 43}"}),
        "key revoked": Caller({**origin, "X-API-Key": revoked_text}),
        "key expired": Caller({**origin, "X-API-Key": expired}),
        "key invented": Caller({**origin, "X-API-Key": f"wence-00000000-{'A' * 43}"}),
        "key in a cookie": Caller({**origin, "Cookie": f"wence-staff={every}; key={every}"}),
        "key in the address": Caller(origin, query=f"?api_key={every}&key={every}"),
        "key as a password": Caller({**origin, "Authorization": f"Basic {every}"}),
    }
    for scope, text in keys.items():
        made[f"key for {scope}"] = Caller(
            {**origin, "Authorization": f"Bearer {text}"}, scope=scope, keyed=True
        )
    return made


def expected(way: str, caller: Caller) -> str:
    """Return what is to come of a call: open, nowhere, login, foreign, key or scope."""
    method = way.partition(" ")[0]
    if way in PUBLIC:
        return "open"
    if way in PROGRAMS:
        if not caller.keyed:
            return "key"
        return "open" if caller.scope == PROGRAMS[way] else "scope"
    if way not in LOGIN | STAFF | LAST:
        return "nowhere"
    if way not in LOGIN and not caller.staff:
        return "login"
    return "foreign" if method in CHANGING and not caller.ours else "open"


CODES = {
    (404, "not_found"): "nowhere",
    (405, "method_not_allowed"): "nowhere",
    (401, "login_required"): "login",
    (403, "foreign_origin"): "foreign",
    (401, "key_refused"): "key",
    (403, "scope_missing"): "scope",
}


def outcome(client: httpx.Client, method: str, path: str, caller: Caller) -> str:
    there = re.sub(r"\{.*?\}", "x", path) + caller.query
    given = BODY if method in CHANGING else {}
    with client.stream(method, there, headers=caller.headers, **given) as response:
        status = response.status_code
        if status not in {code for code, _ in CODES}:
            assert status != 500, (method, path)
            return "open"
        if "json" not in response.headers["content-type"]:
            return "open"  # a page, such as one that says that there is no such notice
        if method == "HEAD":  # has no body to read a code from
            return {404: "nowhere", 405: "nowhere", 401: "login"}[status]
        response.read()
        try:
            error = response.json()["error"]
        except (ValueError, KeyError, TypeError):
            return "open"  # Gradio's own, or a page
        return CODES.get((status, str(error["code"])), "open")


def test_every_route_against_every_caller(site: Site):
    wrong, seen = [], Counter[str]()
    ways = sorted(site.ways, key=lambda way: " ".join(way) in LAST)
    for name, caller in site.callers.items():
        with httpx.Client(base_url=site.url, trust_env=False, timeout=30) as client:
            for method, path in ways:
                way = f"{method} {path}"
                if way in LARGE and name not in A_FEW:
                    continue
                found, wanted = outcome(client, method, path, caller), expected(way, caller)
                seen[found] += 1
                if found != wanted:
                    wrong.append(f"{name}: {way}: {found}, not {wanted}")
    assert wrong == []
    assert len(ways) > 230
    spared = len(LARGE) * (len(site.callers) - len(A_FEW))
    assert sum(seen.values()) == len(ways) * len(site.callers) - spared > 4000
    assert min(seen[kind] for kind in {*CODES.values(), "open"}) > 0, seen


def test_nothing_is_written_down_that_is_not_there(site: Site):
    there = {" ".join(way) for way in site.ways}
    assert {*PUBLIC, *PROGRAMS, *LOGIN, *STAFF, *LAST} - there == set()


def test_no_route_takes_another_method(site: Site):
    paths = {path for _, path in site.ways}
    staff = site.callers["staff"].headers
    with httpx.Client(base_url=site.url, trust_env=False, timeout=30, headers=staff) as client:
        taken = [
            (method, path)
            for path in paths
            for method in OTHERS
            if client.request(method, re.sub(r"\{.*?\}", "x", path)).status_code not in (404, 405)
        ]
    assert taken == []


def test_a_route_that_nobody_wrote_down_is_noticed():
    """The walk above can fail: it meets routes of ours and of programs mounted beside them."""
    application, other = FastAPI(), FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    known = set(mounted(application))
    application.add_api_route("/api/delete-everything", lambda: None, methods=["POST"])
    other.add_api_route("/x", lambda: None, methods=["GET"])
    application.mount("/beside", other)
    new = {f"{method} {path}" for method, path in set(mounted(application)) - known}
    assert new == {"POST /api/delete-everything", "GET /beside/x"}
    assert {expected(way, Caller()) for way in new} == {"nowhere"}
