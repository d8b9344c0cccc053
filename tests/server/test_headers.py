"""Headers of answers: what a browser may load, who may frame and read a page or the API."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

import app
from rag.errors import SettingsInvalid
from rag.server.headers import Outgoing
from rag.settings import Settings

from .conftest import UNLIMITED, Running
from .scripted import ANSWER, Scripted

SITE, OTHER = "https://portal.example.gov.cn", "https://evil.example"
ASK = {"question": "学生每天运动多久？"}
PROGRAMS = ("/api/ask", "/api/search", "/v1/chat/completions")
PAGES = ("/", "/embed", "/notices/reader.css", "/config", "/docs", "/metrics", "/staff/login")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A server that lets the pages of one site call its API."""
    settings = Settings(
        server={"allow_origins": [SITE], "embed_sites": [SITE]},
        limits=UNLIMITED,
        office={"folder": tmp_path_factory.mktemp("office")},
    )
    with (
        Running(app.build(Scripted(), settings)) as url,
        httpx.Client(base_url=url, timeout=30, trust_env=False) as client,
    ):
        yield client


def cors(response: httpx.Response) -> dict[str, str]:
    return {k: v for k, v in response.headers.items() if k.startswith("access-control-")}


def test_a_site_that_is_named_may_ask(shared: httpx.Client):
    answered = shared.post("/api/ask", json=ASK, headers={"Origin": SITE})
    assert answered.json()["answer"] == ANSWER
    assert cors(answered)["access-control-allow-origin"] == SITE
    assert "access-control-allow-credentials" not in answered.headers
    assert "Origin" in answered.headers["vary"]
    assert "Retry-After" in cors(answered)["access-control-expose-headers"]
    refused = shared.post("/api/ask", json={}, headers={"Origin": SITE})
    assert refused.status_code == 400
    assert cors(refused)["access-control-allow-origin"] == SITE  # or its page could not say why


@pytest.mark.parametrize("path", PROGRAMS)
def test_its_browser_is_told_so_before(shared: httpx.Client, path: str):
    asks = {
        "Origin": SITE,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization, content-type",
    }
    told = shared.options(path, headers=asks)
    assert told.status_code == 204
    assert cors(told)["access-control-allow-origin"] == SITE
    assert "POST" in cors(told)["access-control-allow-methods"]
    assert "Authorization" in cors(told)["access-control-allow-headers"]
    for origin in (OTHER, f"{SITE}.evil.example", SITE.upper(), "null", ""):
        told = shared.options(path, headers={**asks, "Origin": origin})
        assert (told.status_code, cors(told)) == (405, {}), origin


@pytest.mark.parametrize("path", PAGES)
def test_it_reads_no_page_and_no_figures(shared: httpx.Client, path: str):
    for origin in (SITE, OTHER):
        assert cors(shared.get(path, headers={"Origin": origin, "Host": "wence.example"})) == {}
        asks = {"Origin": origin, "Access-Control-Request-Method": "GET"}
        assert cors(shared.options(path, headers=asks)) == {}


@pytest.mark.parametrize("path", [*PAGES, "/nowhere", "/staff/nowhere", "/api/ask"])
def test_every_answer_bears_what_protects_it(shared: httpx.Client, path: str):
    given = shared.get(path).headers
    policy = given["content-security-policy"]
    assert given["x-content-type-options"] == "nosniff"
    assert given["referrer-policy"] in ("no-referrer", "same-origin")
    assert given["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in given["permissions-policy"]
    assert "default-src 'self'" in policy or "default-src 'none'" in policy
    assert "object-src 'none'" in policy or "default-src 'none'" in policy
    assert ("x-frame-options" in given) == (path != "/embed")
    ancestors = SITE if path == "/embed" else "'none'"
    assert policy.endswith(f"frame-ancestors {ancestors}")
    assert "server" not in given


def test_hsts_is_the_proxys_and_the_opener_is_cut_off_over_https():
    plain = Outgoing(Settings()).of("/")
    secure = Outgoing(Settings(server={"https": True})).of("/")
    assert "Strict-Transport-Security" not in {**plain, **secure}
    assert secure["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Cross-Origin-Opener-Policy" not in plain  # browsers complain of it there


@pytest.mark.parametrize(
    "origin",
    [
        "*",
        "null",
        "example.gov.cn",
        "https://a.cn/",
        "https://a.cn/x",
        "javascript:1",
        "https://*.cn",
    ],
)
def test_what_is_no_origin_is_refused_in_one_line(origin: str):
    Path("wence.toml").write_text(f'[server]\nallow_origins = ["{origin}"]\n', encoding="utf-8")
    with pytest.raises(SettingsInvalid) as refused:
        Settings.load()
    assert str(refused.value.params["where"]).startswith("server.allow_origins")
    assert "\n" not in refused.value.say("zh-Hans")
