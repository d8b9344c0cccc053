"""A real server on loopback around the scripted assistant."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser

import app
from rag.answering.assistant import Assistant
from rag.settings import Settings

from .besieged import besieged, trap  # noqa: F401 (fixtures)
from .scripted import Scripted
from .visiting import Visit, chromium, visiting

UNLIMITED = {"per_minute": 0, "per_day": 0, "session_per_minute": 0}
LONGEST = 400  # shorter than the default, so that tests stay readable


class Running:
    """A uvicorn server in a thread; ``url`` is its address while the block lasts."""

    def __init__(self, application: FastAPI) -> None:
        quick: dict[str, Any] = {"log_level": "error", "timeout_graceful_shutdown": 1}
        config = app.serving(application, port=0, **quick)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    def __enter__(self) -> str:
        self._thread.start()
        deadline = time.monotonic() + 30
        while not self._server.started:
            if time.monotonic() > deadline or not self._thread.is_alive():
                raise RuntimeError("the server did not start")
            time.sleep(0.02)
        port = self._server.servers[0].sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}"

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=10)


@pytest.fixture(scope="session")
def scripted() -> Scripted:
    return Scripted()


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """No limits: all tests together ask more than one visitor would."""
    return Settings(
        index="索引",
        retrieval={"max_question_chars": LONGEST},
        limits=UNLIMITED,
        office={"folder": tmp_path_factory.mktemp("office")},
    )


@pytest.fixture(scope="session")
def url(scripted: Scripted, settings: Settings) -> Iterator[str]:
    with Running(app.build(scripted, settings)) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def visit(browser: Browser, url: str) -> Iterator[Visit]:
    """A visitor with an English browser, who must meet no English on a Chinese page."""
    with visiting(browser, url) as visit:
        yield visit


@pytest.fixture(scope="session")
def client(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, timeout=30, trust_env=False) as opened:
        yield opened


@pytest.fixture(scope="session")
def real_url(
    assistant: Assistant, sample_settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of a server around the real assistant over the samples; no limits."""
    folder = tmp_path_factory.mktemp("real-office")
    settings = Settings(index=sample_settings.index, limits=UNLIMITED, office={"folder": folder})
    with Running(app.build(assistant, settings)) as address:
        yield address
