"""The chat of staff in a real browser, over the samples: filters, what stands behind answers."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

import app
from rag.answering.assistant import Assistant
from rag.messages import LANGUAGES, message
from rag.office import Office
from rag.settings import Settings

from .conftest import UNLIMITED, Running

pytestmark = pytest.mark.browser

NAME, PASSWORD = "陈静", "一个足够长的口令 2026"
QUESTION = "停车怎么收费？"


@pytest.fixture(scope="module")
def office(sample_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Office:
    folder = tmp_path_factory.mktemp("staff")
    office = Office(Settings(index=sample_settings.index, office={"folder": folder}))
    office.accounts.add(NAME, PASSWORD)
    return office


@pytest.fixture(scope="module")
def site(assistant: Assistant, office: Office) -> Iterator[str]:
    settings = office.settings.model_copy(update={"limits": Settings(limits=UNLIMITED).limits})
    with Running(app.build(assistant, settings, office)) as address:
        yield address


@pytest.fixture(params=[360, 1280])
def page(browser: Browser, site: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page of somebody who has just logged in, and who must meet no error."""
    context = browser.new_context(viewport={"width": request.param, "height": 800})
    context.set_default_timeout(20_000)
    page, complaints = context.new_page(), list[str]()
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{site}/staff/")
    page.get_by_label(message("staff.name")).fill(NAME)
    page.get_by_label(message("staff.password")).fill(PASSWORD)
    page.get_by_role("button", name=message("staff.enter")).click()
    expect(page).to_have_url(f"{site}/staff/")
    expect(page.locator("#wence-box textarea")).to_be_visible(timeout=30_000)
    yield page
    context.close()
    # Once logged out, what the page behind still asks for is refused.
    assert [line for line in complaints if not re.search("401|errored out|AbortError", line)] == []


def ask(page: Page, question: str) -> None:
    page.locator("#wence-box textarea").fill(question)
    page.locator("#wence-box textarea").press("Enter")
    expect(page.locator("#wence-status .wence-status")).not_to_be_empty()


def in_order(page: Page) -> None:
    """Check a page for accessibility and its width."""
    found = Axe().run(page).response["violations"]
    serious = [one for one in found if one["impact"] in ("serious", "critical")]
    assert [(one["id"], one["nodes"][0]["html"]) for one in serious] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_retrieval_behind_an_answer_is_shown(page: Page, assistant: Assistant):
    expect(page.locator(".wence-inspection")).to_have_count(0)
    ask(page, QUESTION)
    rows = page.locator(".wence-inspection tbody tr")
    seen = assistant.inspect(QUESTION)
    expect(rows).to_have_count(len(seen.matches))
    expect(rows.first).to_contain_text(seen.matches[0].passage.paragraph)
    expect(rows.first).to_contain_text(f"{seen.matches[0].passage.score:.3f}")
    rows.first.locator("summary").click()
    expect(rows.first.locator("mark").first).to_be_visible()
    assert set(rows.first.locator("mark").all_text_contents()) == set(seen.matches[0].words)
    in_order(page)
    ask(page, "云政发〔1999〕1号讲了什么？")
    expect(page.locator(".wence-inspection")).to_contain_text(message("inspection.reason_number"))
    page.locator("#wence-new").click()
    expect(page.locator(".wence-inspection")).to_have_count(0)


def test_filters_shut_out_and_say_what_they_cannot_read(page: Page):
    page.get_by_role("button", name=message("filters.title")).click()
    day = page.get_by_label(message("filters.in_force_on"))
    day.fill("去年")
    page.locator("#wence-box textarea").fill(QUESTION)
    page.locator("#wence-box textarea").press("Enter")
    expect(page.locator("#wence-line")).to_contain_text("去年")
    expect(page.locator("#wence-box textarea")).to_have_value(QUESTION)
    day.fill("")
    kind = page.get_by_label(message("filters.kind"))
    kind.fill("应急预案")
    kind.press("Enter")
    in_order(page)
    ask(page, QUESTION)
    links = page.locator(".wence-inspection tbody a")
    expect(links.first).to_contain_text("应急预案")
    assert all("应急预案" in text for text in links.all_text_contents())


def test_a_link_brings_its_question_and_languages_keep_the_conversation(page: Page, site: str):
    page.goto(f"{site}/staff/?q={QUESTION}")
    expect(page.locator("#wence-box textarea")).to_have_value(QUESTION)
    page.locator("#wence-ask").click()
    expect(page.locator("#wence-status .wence-status")).not_to_be_empty()
    for language in LANGUAGES[::-1]:
        name = message("reader.language", language)
        page.get_by_role("link", name=name, exact=True).click()
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator("#wence-chat .wence-answer")).to_have_count(1)
        title = page.get_by_role("button", name=message("filters.title", language))
        expect(title).to_be_visible()
    expect(page.get_by_role("link", name="Home")).to_have_count(0)


def test_the_ways_lead_on_and_out(page: Page, site: str):
    page.get_by_role("link", name=message("staff.way_usage")).click()
    expect(page).to_have_url(re.compile("/staff/usage"))
    page.go_back()
    page.get_by_role("button", name=message("staff.logout")).click()
    expect(page).to_have_url(f"{site}/staff/login")


def test_nothing_of_it_is_there_without_a_login(site: str):
    with httpx.Client(base_url=site, trust_env=False) as client:
        for path in ("", *LANGUAGES, "config", "theme.css", "gradio_api/startup-events"):
            assert client.get(f"/staff/{path}").status_code == 401
        joined = client.post("/staff/gradio_api/queue/join", json={"fn_index": 0, "data": []})
        assert joined.status_code == 401
