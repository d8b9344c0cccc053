"""The public page in a real browser: languages, sources, copying, opinions, frames, axe."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

import app
from rag.answering.assistant import Assistant
from rag.errors import SettingsInvalid
from rag.messages import LANGUAGES, message
from rag.office import Office
from rag.server import site as pages
from rag.settings import Settings

from .conftest import UNLIMITED, Running
from .visiting import Visit, visiting

pytestmark = pytest.mark.browser

QUESTION = "停车怎么收费？"
OUTDATED = "高校毕业生求职补贴有多少"
REFUSED = "云政发〔1999〕1号讲了什么？"


@pytest.fixture(scope="module")
def office(sample_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Office:
    folder = tmp_path_factory.mktemp("office")
    given = {"index": sample_settings.index, "limits": UNLIMITED, "office": {"folder": folder}}
    return Office(Settings(**given))


@pytest.fixture(scope="module")
def site(assistant: Assistant, office: Office) -> Iterator[str]:
    with Running(app.build(assistant, office.settings, office)) as address:
        yield address


def in_order(page: Page) -> None:
    """Check a page for accessibility and its width."""
    found = Axe().run(page).response["violations"]
    serious = [one for one in found if one["impact"] in ("serious", "critical")]
    assert [(one["id"], one["nodes"][0]["html"]) for one in serious] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_every_state_is_accessible(browser: Browser, site: str, scheme: str, width: int):
    size = {"width": width, "height": 800}
    with visiting(browser, site, viewport=size, color_scheme=scheme) as visit:
        in_order(visit.page)
        visit.ask(OUTDATED)
        in_order(visit.page)
        visit.page.locator(".wence-mark").first.click()
        expect(visit.page.locator(".wence-cite mark").first).to_be_in_viewport()
        in_order(visit.page)
        visit.page.locator(".wence-thumb").first.click()
        in_order(visit.page)
        visit.page.locator(".wence-toggle-large").click()
        in_order(visit.page)


def test_a_citation_says_what_its_notice_is_now_and_leads_to_it(browser: Browser, site: str):
    with visiting(browser, site) as visit:
        visit.ask(OUTDATED)
        visit.page.locator(".wence-mark").first.click()
        cite = visit.page.locator(".wence-cite").first
        expect(cite).to_contain_text("云政发〔2024〕5号")
        expect(cite).to_contain_text(message("status.expired"))
        quote = cite.locator("mark").inner_text()
        with visit.page.context.expect_page() as opened:
            cite.get_by_role("link", name=message("reader.open")).click()
        marked = opened.value.locator("article mark").first
        expect(marked).to_be_in_viewport()
        assert marked.inner_text()[:10] in quote


def test_languages_switch_and_the_conversation_stays(browser: Browser, site: str):
    with visiting(browser, site) as visit:
        visit.ask(QUESTION)
        answer = visit.answers.locator(".wence-text").text_content() or ""
        for language in LANGUAGES[::-1]:
            name = message("reader.language", language)
            visit.page.get_by_role("link", name=name, exact=True).click()
            visit.ready()
            expect(visit.page.locator("html")).to_have_attribute("lang", language)
            expect(visit.page.get_by_role("button", name=message("page.ask", language)))
            expect(visit.answers.locator(".wence-text")).to_have_text(answer)
            expect(visit.page.locator("#wence-foot")).to_contain_text(
                message("chat.foot", language)
            )
            in_order(visit.page)
        visit.ask(REFUSED)
        expect(visit.answers.last).to_contain_text(message("page.abstained"))


def test_related_clauses_lead_into_the_notices_and_never_stand_under_a_refusal(
    browser: Browser, site: str
):
    with visiting(browser, site) as visit:
        visit.ask(QUESTION)
        related = visit.answers.last.locator(".wence-related a")
        assert 1 <= related.count() <= 3
        address = related.first.get_attribute("href") or ""
        assert httpx.get(site + address, trust_env=False).status_code == 200
        visit.ask(REFUSED)
        expect(visit.answers.last.locator(".wence-related")).to_have_count(0)


def test_an_answer_is_copied_with_its_citations_in_official_form(browser: Browser, site: str):
    with visiting(browser, site, permissions=["clipboard-read", "clipboard-write"]) as visit:
        visit.ask(OUTDATED)
        visit.answers.last.get_by_role("button", name=message("chat.copy")).click()
        expect(visit.answers.last).to_contain_text(message("chat.copied"))
        copied = visit.page.evaluate("navigator.clipboard.readText()")
    assert "[1]" in copied
    last = copied.strip().splitlines()[-1]
    assert last.startswith("[") and "》（云政发〔2024〕5号）二、（二）" in last


def test_an_opinion_reaches_the_office_without_what_identifies(
    browser: Browser, site: str, office: Office
):
    with visiting(browser, site) as visit:
        visit.ask(QUESTION)
        actions = visit.answers.last.locator(".wence-actions")
        unhelpful = actions.get_by_role("button", name=message("chat.unhelpful"))
        unhelpful.press("Enter")
        comment = visit.page.get_by_label(message("chat.comment"))
        comment.fill("<script>window.hacked=1</script> 没说月卡，电话 13812345678")
        visit.page.get_by_role("button", name=message("chat.send")).click()
        expect(actions).to_contain_text(message("chat.thanks"))
        assert visit.page.evaluate("window.hacked") is None
        visit.page.reload()
        visit.ready()
        pressed = visit.page.locator(".wence-thumb[aria-pressed=true]")
        expect(pressed).to_have_text(message("chat.unhelpful"))
    kept = office.feedback.list("open")[0].feedback
    assert (kept.question, kept.helpful) == (QUESTION, False)
    assert "没说月卡" in kept.comment
    assert "13812345678" not in kept.comment
    assert kept.citations[0].doc_number == "云政发〔2024〕19号"


class _Framing(BaseHTTPRequestHandler):
    """A page of another site that shows ``framed`` in a frame."""

    framed = ""

    def do_GET(self) -> None:
        page = f"<!doctype html><iframe src='{self.framed}' width=340 height=600></iframe>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(page.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    """The port of another site, which is two origins: by its address, and by its name."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Framing)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def test_only_sites_that_are_named_may_show_the_page_for_frames(
    browser: Browser, assistant: Assistant, office: Office, site: str, port: int
):
    named, other = f"http://127.0.0.1:{port}", f"http://localhost:{port}"
    server = office.settings.server.model_copy(update={"embed_sites": (named,)})
    settings = office.settings.model_copy(update={"server": server})
    with (
        browser.new_context() as context,
        Running(app.build(assistant, settings, office)) as opened,
    ):
        page = context.new_page()
        box = page.frame_locator("iframe").locator("#wence-box textarea")
        for server_url, path, host, shown in (
            (opened, "/embed-en", named, True),
            (opened, "/embed-en", other, False),
            (opened, "/en", named, False),
            (site, "/embed-en", named, False),
        ):
            _Framing.framed = server_url + path
            page.goto(f"{host}/")
            if not shown:
                page.wait_for_timeout(1500)
                expect(box).to_have_count(0)
                continue
            expect(box).to_be_visible(timeout=30_000)
            box.fill(QUESTION)
            box.press("Enter")
            cited = page.frame_locator("iframe").locator(".wence-cite").first
            expect(cited).to_be_visible(timeout=20_000)


@pytest.mark.parametrize("site_named", ["*", "example.gov.cn", "javascript:1", "https://a.cn; x"])
def test_what_is_no_site_cannot_be_let_in(site_named: str):
    with pytest.raises(SettingsInvalid, match="embed_sites"):
        Settings.load(server={"embed_sites": [site_named]})


def test_display_is_remembered(visit: Visit):
    page = visit.page
    before = page.locator("#wence-box textarea").evaluate("e => getComputedStyle(e).fontSize")
    page.locator(".wence-toggle-large").click()
    page.locator(".wence-toggle-dark").click()
    page.reload()
    visit.ready()
    for name in ("large", "dark"):
        toggle = page.locator(f".wence-toggle-{name}")
        expect(toggle).to_have_attribute("aria-pressed", "true")
    after = page.locator("#wence-box textarea").evaluate("e => getComputedStyle(e).fontSize")
    assert float(after[:-2]) > 1.2 * float(before[:-2])
    expect(page.locator("body.dark")).to_have_count(1)


def test_a_page_that_the_server_forgot_goes_on_with_what_its_tab_has_kept(
    browser: Browser, assistant: Assistant, office: Office, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(pages, "_OPEN_PAGES", 1)
    application = app.build(assistant, office.settings, office)
    with Running(application) as address, visiting(browser, address) as first:
        first.ask(QUESTION)
        with visiting(browser, address) as second:
            second.ask(OUTDATED)
        first.ask(REFUSED)
        expect(first.answers).to_have_count(2)
        expect(first.answers.first).to_contain_text("元")
