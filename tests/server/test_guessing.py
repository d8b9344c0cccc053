"""Guessing passwords and keys: no header starts the count anew, nobody else is shut out by it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

import app
from rag.office import Office
from rag.office.lockout import FREE
from rag.settings import Settings

from .conftest import UNLIMITED, Running
from .scripted import Scripted
from .test_staff_login import PASSWORD, office_of

PRETENDED = ("X-Forwarded-For", "X-Real-IP", "Forwarded", "CF-Connecting-IP", "True-Client-IP")


def serving(folder: Path, proxies: int) -> Iterator[tuple[httpx.Client, Office]]:
    settings = Settings(
        server={"trusted_proxies": proxies, "keys": "required"},
        limits=UNLIMITED,
        office={"folder": folder},
    )
    office = office_of(settings)
    for name in ("wang", "li"):
        office.accounts.add(name, PASSWORD)
    with (
        Running(app.build(Scripted(), settings, office)) as url,
        httpx.Client(base_url=url, trust_env=False, headers={"Origin": url}) as client,
    ):
        yield client, office


def enter(client: httpx.Client, name: str, password: str, **headers: str) -> int:
    form = {"name": name, "password": password}
    status = client.post("/staff/login", data=form, headers=headers).status_code
    client.cookies.clear()
    return status


def test_no_header_gives_another_address(tmp_path: Path):
    for client, _ in serving(tmp_path, proxies=0):
        statuses = [
            enter(client, f"nobody{n}", "x", **{name: f"198.51.100.{n}" for name in PRETENDED})
            for n in range(FREE + 1)
        ]
        assert statuses == [401] * FREE + [429]
        assert enter(client, "wang", PASSWORD, **{"X-Forwarded-For": "192.0.2.1"}) == 429


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx.Client, Office]]:
    yield from serving(tmp_path_factory.mktemp("office"), proxies=1)


def at(number: int) -> dict[str, str]:
    return {"X-Forwarded-For": f"203.0.113.9, 198.51.100.{number}"}


def test_who_guesses_one_name_shuts_that_name_out_and_nobody_else(behind):
    client, _ = behind
    statuses = [enter(client, "wang", "x", **at(n)) for n in range(FREE + 1)]
    assert statuses == [401] * FREE + [429]  # from as many addresses: the name is counted, too
    assert enter(client, "wang", PASSWORD, **at(99)) == 429  # said in docs/staff.md
    assert enter(client, "li", PASSWORD, **at(99)) == 303
    assert client.post("/api/feedback", json={}, headers=at(0)).status_code == 400  # not a 429


def test_guessing_keys_shuts_nobody_out_and_finds_none(behind):
    client, office = behind
    key, text = office.keys.add("评测", ("ask",))
    ask = {"question": "学生每天运动多久？"}
    guesses = [text[:-1] + ("A" if text[-1] != "A" else "B"), text[:-1], text + "A", text.upper()]
    guesses += [f"wence-{key.id}-", f"wence-{key.id}-%", f"wence-%-{text.rpartition('-')[2]}"]
    guesses += [f"wence-{key.id}-{n:043}" for n in range(60)]
    for guess in guesses:
        answer = client.post("/api/ask", json=ask, headers={"X-API-Key": guess})
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "key_refused")
    assert client.post("/api/ask", json=ask, headers={"X-API-Key": text}).status_code == 200
