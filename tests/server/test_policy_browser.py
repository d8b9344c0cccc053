"""A real browser holds the Content-Security-Policy, and nothing that people do offends it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

import app
from rag.answering.assistant import Assistant
from rag.messages import message
from rag.settings import Settings

from .conftest import UNLIMITED, Running
from .test_staff_login import NAME, PASSWORD, office_of

pytestmark = pytest.mark.browser

QUESTION = "哪些车停路边免费"
WATCH = """
window.offences = [];
document.addEventListener('securitypolicyviolation', (event) =>
    window.offences.push(event.violatedDirective + ' ' + event.blockedURI));
"""


@pytest.fixture(scope="module")
def site(
    assistant: Assistant, sample_index: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    settings = Settings(
        index=sample_index,
        limits=UNLIMITED,
        office={"folder": tmp_path_factory.mktemp("office")},
    )
    office = office_of(settings)
    office.accounts.add(NAME, PASSWORD)
    with Running(app.build(assistant, settings, office)) as url:
        yield url


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context: BrowserContext = browser.new_context(locale="zh-CN")
    context.set_default_timeout(20_000)
    context.add_init_script(WATCH)
    yield context.new_page()
    context.close()


def offences(page: Page) -> list[str]:
    found: list[str] = page.evaluate("window.offences")
    return found


def test_asking_reading_and_looking_after_notices_offend_no_policy(page: Page, site: str):
    seen: list[str] = []
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text) if "Policy" in line.text else None)
    page.goto(site)
    box = page.locator("#wence-box textarea")
    box.fill(QUESTION)
    box.press("Enter")
    expect(page.locator(".wence-actions")).to_have_count(1)
    page.locator(".wence-answer button[title]").first.click()
    link = page.get_by_role("link", name=message("reader.open")).first
    expect(link).to_be_visible()
    seen += offences(page)
    address = link.get_attribute("href")
    assert address
    for path in (address, "/notices", "/docs", "/embed", "/en"):
        page.goto(site + path)
        seen += offences(page)
    page.goto(f"{site}/staff/login")
    page.get_by_label(message("staff.name")).fill(NAME)
    page.get_by_label(message("staff.password")).fill(PASSWORD)
    page.get_by_role("button", name=message("staff.enter")).click()
    page.wait_for_url(f"{site}/staff/")
    expect(page.locator("#wence-box textarea")).to_be_visible()
    page.locator("#wence-box textarea").fill(QUESTION)
    page.locator("#wence-box textarea").press("Enter")
    expect(page.locator(".wence-actions")).to_have_count(1)
    seen += offences(page)
    for path in ("notices", "notices/check", "review", "usage", "trail"):
        page.goto(f"{site}/staff/{path}")
        expect(page.locator("h1")).to_be_visible()
        seen += offences(page)
    assert seen == []
    assert said == []


def test_the_browser_does_hold_it(page: Page, site: str):
    """The test above can fail: what the policy forbids is kept back, and noticed."""
    for path, script in (
        ("/", "fetch('http://127.0.0.1:9/').catch(() => 0)"),
        ("/notices", "document.head.append(Object.assign(document.createElement('script'),"
         "{textContent: 'window.ran = 1'}))"),
        ("/staff/login", "document.body.setAttribute('onclick', 'window.ran = 1')"),
    ):  # fmt: skip
        page.goto(site + path)
        page.evaluate(script)
        page.wait_for_function("window.offences.length > 0")
        assert page.evaluate("window.ran") is None
