"""A visitor of the page: a real browser, which may reach nothing but this machine."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

CHROMIUM = shutil.which("chromium")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Open the browser; skip where there is none, but never under CI."""
    if CHROMIUM is None and not os.environ.get("CI"):
        pytest.skip("chromium is not installed")
    assert CHROMIUM, "chromium is not installed, and under CI these tests must run"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


class Visit:
    """A page with everything it asked for and complained of."""

    def __init__(self, context: BrowserContext, url: str, path: str = "/") -> None:
        context.set_default_timeout(10_000)
        self.url = url
        self.page: Page = context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console",
            lambda line: self.complaints.append(line.text) if line.type == "error" else None,
        )
        self.box = self.page.locator("#wence-box textarea")
        self.answers = self.page.locator("#wence-chat .wence-answer")
        self.go(path)

    def go(self, path: str) -> None:
        """Open another page of the server and wait until it is ready."""
        self.page.goto(self.url + path)
        self.ready()

    def ready(self) -> None:
        """Wait until the page stands and its script has run."""
        expect(self.page.locator("#wence-head h1")).to_be_attached(timeout=30_000)
        expect(self.box).to_be_visible()
        self.page.wait_for_function("document.documentElement.style.colorScheme !== ''")

    def ask(self, question: str) -> None:
        """Ask and wait for the whole answer."""
        before = self.page.locator(".wence-actions").count()
        self.box.fill(question)
        self.box.press("Enter")
        expect(self.page.locator(".wence-actions")).to_have_count(before + 1)
        expect(self.page.locator("#wence-status .wence-status")).not_to_be_empty()

    def check(self) -> None:
        """Look back on the visit: nothing was fetched from elsewhere, nothing went wrong."""
        strangers = [
            one
            for one in self.requests
            if not one.startswith((f"{self.url}/", "data:", f"blob:{self.url}"))
        ]
        assert self.requests
        assert strangers == []
        assert self.complaints == []


@contextmanager
def visiting(browser: Browser, url: str, path: str = "/", **given: Any) -> Iterator[Visit]:
    """Visit a page; ``given`` are options of the browser's context."""
    options = {"viewport": {"width": 1280, "height": 900}, "locale": "en-US", **given}
    context = browser.new_context(**options)
    try:
        visit = Visit(context, url, path)
        yield visit
    finally:
        context.close()
    visit.check()
