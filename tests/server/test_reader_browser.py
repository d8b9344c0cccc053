"""The reader in a real browser, scripts off: it has none, and must need none."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page, expect

import app
from rag.answering.assistant import Assistant
from rag.answering.library import Wanted
from rag.messages import message
from rag.server.reader import link
from rag.settings import Settings
from tests.conftest import AS_OF

from .conftest import Running
from .reader_library import app_of
from .test_page_display import CONTRAST

pytestmark = pytest.mark.browser

OLD = "云政办发〔2024〕41号"
QUESTION = "老二上全日托，每个月能领多少补贴？"
LIST_PARTS = ("h1", "label", "input", "select", "button", ".title", ".number", ".about", ".status")
NOTICE_PARTS = (".alert", "dt", "dd", ".status", ".contents a", "h3", ".permalink", "p", "footer p")


@pytest.fixture(scope="module")
def application(assistant: Assistant, sample_settings: Settings) -> FastAPI:
    return app_of(assistant, sample_settings)


@pytest.fixture(scope="module")
def site(application: FastAPI) -> Iterator[str]:
    with Running(application) as address:
        yield address


@pytest.fixture(scope="module")
def ids(assistant: Assistant) -> dict[str, str]:
    return {r.doc_number or "": r.id for r in assistant.library.find(Wanted(), AS_OF)}


class Visit:
    """A visitor without scripts; remembers what was asked for and complained of."""

    def __init__(self, browser: Browser, site: str, width: int = 1280, scheme: str = "light"):
        self.context: BrowserContext = browser.new_context(
            viewport={"width": width, "height": 740},
            color_scheme=scheme,
            java_script_enabled=False,
        )
        self.context.set_default_timeout(10_000)
        self.page: Page = self.context.new_page()
        self.site = site
        self.strangers: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self._asked(request.url))
        self.page.on("console", lambda line: self.complaints.append(line.text))

    def _asked(self, url: str) -> None:
        if not url.startswith(f"{self.site}/notices"):
            self.strangers.append(url)

    def __enter__(self) -> Page:
        return self.page

    def __exit__(self, *error: object) -> None:
        self.context.close()
        if error[0] is None:
            assert self.strangers == []
            assert self.complaints == []


@pytest.mark.parametrize("width", [360, 1280])
def test_a_citation_s_link_shows_the_passage_in_sight(
    browser: Browser, site: str, assistant: Assistant, width: int
):
    citation = assistant.ask(QUESTION).citations[0]
    with Visit(browser, site, width) as page:
        page.goto(site + link(citation, assistant.library.locate(citation)))
        mark = page.locator("mark").first
        expect(mark).to_be_in_viewport(ratio=1)
        assert page.evaluate("scrollY") > 0
        assert mark.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(255, 224, 138)"
        above = page.locator("mark").first.bounding_box()
        assert above and above["y"] > 100  # some surroundings stand above it


def test_a_link_to_a_clause_comes_to_it_and_shows_it(
    browser: Browser, site: str, ids: dict[str, str]
):
    with Visit(browser, site) as page:
        page.goto(f"{site}/notices/{ids['云政办发〔2025〕12号']}#{quote('三（四）')}")
        clause = page.locator(":target")
        expect(clause).to_be_in_viewport(ratio=1)
        expect(clause).to_contain_text("变更退出")
        page.locator(".contents a", has_text="二、补贴标准").click()
        expect(page.locator(":target")).to_contain_text("二、补贴标准")
        expect(page.locator(":target")).to_be_in_viewport(ratio=1)
        page.locator(":target .permalink").click()
        assert page.url.endswith(f"#{quote('二')}")


def test_the_form_leads_to_a_notice_and_on_to_what_repealed_it(browser: Browser, site: str):
    with Visit(browser, site, 360) as page:
        page.goto(f"{site}/notices")
        page.get_by_label(message("reader.by_q")).fill("家电")
        page.get_by_label(message("reader.by_status"), exact=True).select_option("abolished")
        page.get_by_role("button", name=message("reader.search")).click()
        expect(page.locator(".notices li")).to_have_count(1)
        expect(page.get_by_label(message("reader.by_q"))).to_have_value("家电")
        page.locator(".title").click()
        expect(page.locator(".alert")).to_contain_text("废止")
        page.locator(".alert a").click()
        expect(page.locator("dl")).to_contain_text("云政办发〔2025〕33号")
        page.get_by_role("link", name="English").click()
        expect(page.get_by_role("link", name="All notices")).to_be_visible()
        expect(page.locator("html")).to_have_attribute("lang", "en")


def test_the_keyboard_skips_to_the_text(browser: Browser, site: str, ids: dict[str, str]):
    with Visit(browser, site) as page:
        page.goto(f"{site}/notices/{ids['云政发〔2024〕19号']}")
        page.keyboard.press("Tab")
        skip = page.get_by_role("link", name=message("reader.skip"))
        expect(skip).to_be_focused()
        expect(skip).to_be_in_viewport(ratio=1)
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()
        names = page.locator("nav").evaluate_all(
            "all => all.map(e => e.ariaLabel || document.getElementById("
            "e.getAttribute('aria-labelledby'))?.textContent)"
        )
        assert all(names)
        assert len(set(names)) == len(names) == 3
        for role in ("banner", "main", "contentinfo", "article"):
            expect(page.get_by_role(role)).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_text_stands_out_and_fits(
    browser: Browser, site: str, ids: dict[str, str], scheme: str, width: int
):
    with Visit(browser, site, width, scheme) as page:
        for path, parts in (
            ("/notices?q=家电", LIST_PARTS),
            (
                f"/notices/{ids['云政办发〔2024〕41号']}?start=1170&end=1190",
                (*NOTICE_PARTS, "mark"),
            ),
            (f"/notices/{ids['云政发〔2025〕12号']}", (".rows li",)),
        ):
            page.goto(site + path)
            ratios = {part: page.locator(part).first.evaluate(CONTRAST) for part in parts}
            assert {part: ratio for part, ratio in ratios.items() if ratio < 4.5} == {}
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_large_print_by_zoom_still_fits(browser: Browser, site: str, ids: dict[str, str]):
    with Visit(browser, site, 320) as page:  # 1280 at 400 %, as WCAG 1.4.10 has it
        for path in ("/notices?lang=en", f"/notices/{ids['云政发〔2025〕12号']}?lang=en"):
            page.goto(site + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_on_paper_there_is_the_notice_alone(browser: Browser, site: str, ids: dict[str, str]):
    with Visit(browser, site) as page:
        page.goto(f"{site}/notices/{ids['云政办发〔2025〕12号']}")
        page.emulate_media(media="print")
        for part in ("header", ".contents", ".permalink", ".skip"):
            expect(page.locator(part).first).not_to_be_visible()
        expect(page.locator("article")).to_be_visible()
        expect(page.locator("dl")).to_be_visible()
        assert len(page.pdf()) > 10_000


def test_the_chat_page_opens_the_notice_in_a_tab_of_its_own(
    browser: Browser, assistant: Assistant, sample_settings: Settings
):
    with Running(app.build(assistant, sample_settings)) as url:
        context = browser.new_context()
        context.set_default_timeout(20_000)
        page = context.new_page()
        page.goto(url)
        page.locator("#wence-box textarea").fill(QUESTION)
        page.locator("#wence-box textarea").press("Enter")
        page.locator(".wence-cite summary").first.click()
        quoted = page.locator(".wence-cite mark").first.inner_text()
        with context.expect_page() as opened:
            page.get_by_role("link", name=message("reader.open")).first.click()
        there = opened.value
        expect(there.locator("mark").first).to_be_in_viewport()
        shown = "".join(there.locator("mark").all_inner_texts())
        assert "".join(shown.split()) == "".join(quoted.split())
        assert there.evaluate("window.opener") is None
        context.close()
