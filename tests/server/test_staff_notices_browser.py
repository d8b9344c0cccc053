"""Giving notices to the server with a real browser, with and without its script."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from docx import Document
from playwright.sync_api import Browser, BrowserContext, Page, expect

import embeddings
from rag.messages import message
from rag.office import Office, intake
from rag.server import create_app
from rag.server.door import Door
from tests.notice_pages import page as notice_page

from .conftest import Running
from .scripted import HOSTILE
from .test_staff_notices import BIDI, NAME, NUMBER, PASSWORD, QUESTION, served, zipped

pytestmark = pytest.mark.browser

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
SAMPLE = "样例 萤火虫保护.docx"


@pytest.fixture(scope="module")
def office_and_url(
    tmp_path_factory: pytest.TempPathFactory, sample_index: Path, encoder: embeddings.Encoder
) -> Iterator[tuple[Office, str]]:
    office, assistant = served(tmp_path_factory.mktemp("server"), sample_index, encoder)
    door = Door(assistant, office.settings, office)
    with Running(create_app(assistant, office.settings, door, office)) as url:
        yield office, url


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A notice that is plainly none: it says so in its text."""
    document, path = Document(), tmp_path / SAMPLE
    tail = "四、说明\n本文为测试样例，不是真实公文。\n"
    for line in notice_page(77, "萤火虫保护", amount=8642, tail=tail).splitlines():
        document.add_paragraph(line)
    document.save(path)
    return path


def logged_in(context: BrowserContext, url: str) -> Page:
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto(f"{url}/staff/notices")
    page.get_by_label(message("staff.name")).fill(NAME)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name=message("staff.enter")).click()
    expect(page).to_have_url(f"{url}/staff/notices")
    return page


def in_order(page: Page, name: str) -> None:
    """Check a page for accessibility and width, at both sizes and in both schemes."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            found = Axe().run(page).response["violations"]
            assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
            if folder := os.environ.get("SCREENSHOTS"):
                shot = f"{folder}/{name}-{scheme}-{size['width']}.png"
                page.screenshot(path=shot, full_page=size is PHONE)


def cited(page: Page, url: str) -> list[str | None]:
    answer = page.request.post(f"{url}/api/ask", data={"question": QUESTION}).json()
    return [one["doc_number"] for one in answer["citations"]]


def test_staff_give_a_notice_and_get_an_answer_from_it(
    browser: Browser,
    office_and_url: tuple[Office, str],
    sample: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    office, url = office_and_url
    real, hold = intake.take_in, threading.Event()

    def held(*positional, **named):
        told = positional[3]
        told("read", 1, 4)  # as if it were an archive, so that it is seen on its way
        hold.wait(20)
        return real(*positional, **named)

    monkeypatch.setattr(intake, "take_in", held)
    with browser.new_context(viewport=PHONE, locale="en-US") as context:
        page, complaints = logged_in(context, url), list[str]()
        page.on("console", lambda one: complaints.append(one.text) if one.type == "error" else None)
        assert NUMBER not in cited(page, url)
        page.get_by_label(message("notices.files")).set_input_files(sample)
        page.get_by_role("button", name=message("notices.send"), exact=True).click()
        item = page.locator("#files li", has_text=SAMPLE)
        expect(item).to_have_attribute("data-state", "reading")
        expect(page.locator("#told")).to_contain_text(message("notices.done_uploaded"))
        expect(page.get_by_role("button", name=message("notices.send"), exact=True)).to_be_enabled()
        step = message("notices.reading_read", done=1, total=4)
        expect(item.locator(".status")).to_have_text(step)
        expect(item.get_by_role("progressbar")).to_have_attribute("value", "1")
        in_order(page, "under-way")
        hold.set()
        expect(item).to_have_attribute("data-state", "done")  # without loading the page anew
        outcome = message("notices.added", count=1)
        said = message("notices.said_done", name=SAMPLE, outcome=outcome)
        expect(page.locator("#news")).to_have_text(said)
        expect(page.locator("#told")).to_be_empty()
        expect(page.locator("#held li", has_text=NUMBER)).to_have_count(1)
        assert cited(page, url)[0] == NUMBER
        in_order(page, "done")

        page.get_by_role("link", name=message("notices.check")).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(message("notices.check_title"))
        expect(page.locator("#expired li").first).to_be_visible()
        in_order(page, "check")
        page.get_by_role("link", name=message("notices.check_back")).click()

        remove = message("notices.remove_of", name=NUMBER)
        page.get_by_role("button", name=remove).press("Enter")
        expect(page.locator("main")).to_contain_text(NUMBER)
        in_order(page, "confirm")
        page.get_by_role("button", name=message("notices.yes")).press("Enter")
        expect(page.locator("#told")).to_contain_text(message("notices.done_removed"))
        expect(page.locator("#files li")).to_have_count(0)
        assert NUMBER not in cited(page, url)
        assert complaints == []
    assert not (office.settings.office.folder / "files" / SAMPLE).exists()


def test_a_refusal_is_shown_and_nothing_foreign_runs(
    browser: Browser, office_and_url: tuple[Office, str], tmp_path: Path
):
    _, url = office_and_url
    with browser.new_context(viewport=DESK, locale="en-US") as context:
        page = logged_in(context, url)
        hostile = "<img src=x onerror='window.hacked=1'>"
        title = notice_page(78, HOSTILE.splitlines()[0] + BIDI)
        files = [
            {"name": f"{hostile}.txt", "mimeType": "text/plain", "buffer": title.encode()},
            {"name": f"{hostile}.exe", "mimeType": "text/plain", "buffer": b"MZ"},
            {"name": f"{hostile}.pdf", "mimeType": "text/plain", "buffer": b"%PDF-1.4"},
            {
                "name": f"样例{hostile}.zip",
                "mimeType": "application/zip",
                "buffer": zipped(
                    {
                        **{f"{n}.txt": notice_page(n, f"第{n}类萤火虫保护") for n in range(1, 9)},
                        f"{hostile}.txt": "一封信",
                    }
                ),
            },
        ]
        page.get_by_label(message("notices.files")).set_input_files(files)
        page.get_by_role("button", name=message("notices.send"), exact=True).press("Enter")
        expect(page.get_by_role("alert")).to_contain_text(".exe")
        expect(page.locator("#files [data-state=done]")).to_have_count(2)
        expect(page.locator("#files [data-state=failed]")).to_have_count(1)
        expect(page.get_by_role("alert")).to_contain_text(".exe")
        for details in page.locator("#files summary").all():
            details.click()
        in_order(page, "many")
        page.goto(f"{url}/staff/trail")
        expect(page.locator("tbody")).to_contain_text("onerror")
        assert page.evaluate("window.hacked") is None
        page.goto(f"{url}/staff/notices")
        assert page.evaluate("window.hacked") is None
        assert page.locator("main img").count() == 0


def test_the_focus_stays_where_it_was_while_states_change(
    browser: Browser, office_and_url: tuple[Office, str], monkeypatch: pytest.MonkeyPatch
):
    _, url = office_and_url
    hold, real = threading.Event(), intake.take_in
    monkeypatch.setattr(intake, "take_in", lambda *a, **k: hold.wait(20) and real(*a, **k))
    with browser.new_context(viewport=DESK) as context:
        page = logged_in(context, url)
        page.get_by_label(message("notices.files")).set_input_files(
            {"name": "样例.txt", "mimeType": "text/plain", "buffer": notice_page(79).encode()}
        )
        page.get_by_role("button", name=message("notices.send"), exact=True).click()
        expect(page.locator("#files [data-state=reading]")).to_have_count(1)
        other = page.locator("#files [data-state=done] button").first
        other.focus()
        name = other.get_attribute("id")
        hold.set()
        expect(page.locator("#files [data-state=reading]")).to_have_count(0)
        assert page.evaluate("document.activeElement.id") == name


def test_without_a_script_everything_works(
    browser: Browser, office_and_url: tuple[Office, str], sample: Path
):
    _, url = office_and_url
    with browser.new_context(viewport=PHONE, java_script_enabled=False) as context:
        page = logged_in(context, url)
        page.get_by_label(message("notices.files")).set_input_files(sample)
        page.get_by_role("button", name=message("notices.send"), exact=True).click()
        expect(page.locator("#told")).to_contain_text(message("notices.done_uploaded"))
        item = page.locator("#files li", has_text=SAMPLE)
        while item.get_attribute("data-state") != "done":
            page.get_by_role("link", name=message("notices.refresh")).click(force=True)
        item.get_by_role("button", name=message("notices.remove_of", name=SAMPLE)).click()
        page.get_by_role("button", name=message("notices.yes")).click()
        expect(page.locator("#files li", has_text=SAMPLE)).to_have_count(0)
