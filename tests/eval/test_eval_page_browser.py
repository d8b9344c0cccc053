"""The pages in a real browser, opened from disk as whoever is sent one opens it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from eval_builders import REFUSAL
from eval_pages import asked, evaluation, hostile, of, right, wrong
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from eval.comparing import compare
from eval.comparing.saved import parse
from eval.report.page import render, render_comparison
from eval.texts import text

pytestmark = pytest.mark.browser

CHROMIUM = shutil.which("chromium")
if CHROMIUM is None and not os.environ.get("CI"):
    pytest.skip("chromium is not installed", allow_module_level=True)

# Of every text on the page, the contrast with the nearest background behind it.
CONTRASTS = """() => {
  const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = (colour) => {
    const [r, g, b] = rgba(colour).map((c) => c / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (rgba(colour)[3]) return colour;
    }
    return "#fff";
  };
  const found = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((it) => it.nodeType === 3 && it.data.trim());
    if (!own || !element.getClientRects().length || element.closest("script, option")) continue;
    const style = getComputedStyle(element);
    const colour = element.closest("svg") ? style.fill : style.color;
    const [a, b] = [light(colour), light(behind(element))].sort((x, y) => y - x);
    found.push([(a + 0.05) / (b + 0.05), element.tagName, element.textContent.slice(0, 40)]);
  }
  return found;
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    assert CHROMIUM, "chromium is not installed, and under CI these tests must run"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages as files, by name and language."""
    folder = tmp_path_factory.mktemp("pages")
    questions = [it for it in asked() if not it.abstain]
    before = {q.id: wrong() for q in questions} | {"q00": right(), "q01": REFUSAL}
    after = {q.id: right() for q in questions} | {"q00": wrong()}
    sides = [parse(of(questions, given).to_dict()) for given in (before, after)]
    for language in ("zh-Hans", "en"):
        pages = {
            "report": render(evaluation(), language),
            "hostile": render(hostile(), language),
            "comparison": render_comparison(compare(*sides), language),
        }
        for name, page in pages.items():
            (folder / f"{name}-{language}.html").write_text(page, encoding="utf-8")
    return folder


class Visit:
    """Opens pages and keeps what they asked for, complained of and said aloud."""

    def __init__(self, context: BrowserContext, folder: Path) -> None:
        self.page: Page = context.new_page()
        self.strangers: list[str] = []
        self._folder = folder
        self.page.on("request", lambda request: self._asked(request.url))
        self.page.on("pageerror", lambda error: self.strangers.append(str(error)))
        self.page.on("console", lambda line: self.strangers.append(line.text))
        self.page.on("dialog", lambda dialog: self._dialog(dialog))

    def _asked(self, url: str) -> None:
        if not url.startswith((self._folder.as_uri(), "data:")):
            self.strangers.append(url)

    def _dialog(self, dialog) -> None:
        self.strangers.append(dialog.message)
        dialog.dismiss()

    def open(self, name: str, place: str = "") -> Page:
        self.page.goto((self._folder / f"{name}.html").as_uri() + place)
        return self.page


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def visit(context: BrowserContext, folder: Path) -> Iterator[Visit]:
    visit = Visit(context, folder)
    yield visit
    assert visit.strangers == []


@pytest.mark.parametrize("name", ["report", "hostile", "comparison"])
@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_a_page_asks_for_nothing_and_complains_of_nothing(visit, name, language):
    page = visit.open(f"{name}-{language}")
    expect(page.locator("h1")).to_be_visible()
    page.get_by_role("button", name=text("filter.open", language)).click()
    assert page.locator("details.item[open]").count() == page.locator("details.item").count() > 0
    expect(page.locator("figure svg").first).to_be_visible()


def test_the_script_runs_under_the_policy_and_no_other_would(visit):
    page = visit.open("report-en")
    expect(page.locator("form.filter")).to_be_visible()
    page.evaluate(
        """() => {
          const other = document.createElement("script");
          other.textContent = "document.title = 'broken out'";
          document.body.append(other);
        }"""
    )
    assert page.title() != "broken out"
    assert any("Content Security Policy" in it for it in visit.strangers)
    visit.strangers.clear()


def test_the_filter_is_used_from_the_keyboard(visit):
    page = visit.open("report-zh-Hans")
    items = page.locator("#missed details:visible")
    told = page.locator("form.filter output")
    expect(told).to_have_text("显示 2 / 2")
    page.get_by_role("searchbox", name="文字").focus()
    page.keyboard.type("ｑ０７")
    expect(told).to_have_text("显示 1 / 2")
    expect(items.locator(".id")).to_have_text("q07")
    page.keyboard.press("Enter")  # sends nothing anywhere
    expect(items).to_have_count(1)
    page.keyboard.press("Control+A")
    page.keyboard.type("没有这样的字")
    expect(told).to_have_text("显示 0 / 2")
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    expect(items).to_have_count(2)


def test_choices_narrow_the_list_together(visit):
    page = visit.open("comparison-en")
    told = page.locator("form.filter output")
    everything = page.locator("#flipped details").count()
    expect(told).to_have_text(f"{everything} of {everything} shown")
    page.get_by_role("combobox", name="metric").focus()
    page.keyboard.press("ArrowDown")
    expect(told).to_have_text(f"1 of {everything} shown")  # the first choice: what is found
    expect(page.locator("#flipped details:visible .id")).to_have_text("q01")
    page.get_by_role("combobox", name="outcome").select_option("lost")
    expect(told).to_have_text(f"0 of {everything} shown")
    page.get_by_role("combobox", name="metric").select_option("facts_all")
    expect(told).to_have_text(f"1 of {everything} shown")
    expect(page.locator("#flipped details:visible .id")).to_have_text("q00")


def test_a_miss_opens_from_the_keyboard_and_by_its_address(visit):
    page = visit.open("report-zh-Hans")
    page.locator("#missed summary").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#q-q03 .holds")).to_be_visible()
    expect(page.locator("#q-q07 .case")).not_to_be_visible()
    page.get_by_role("searchbox", name="文字").fill("没有这样的字")
    expect(page.locator("#q-q07")).not_to_be_visible()
    page.locator("#rows summary").click()
    page.get_by_role("link", name="q07").click()
    expect(page.locator("#q-q07 .case")).to_be_visible()
    expect(page.locator("#q-q07")).to_be_in_viewport()
    again = visit.open("comparison-zh-Hans")
    expect(again.locator("h1")).to_be_visible()
    visit.open("report-zh-Hans", "#q-q07")
    expect(page.locator("#q-q07 .case")).to_be_visible()


def test_without_a_script_all_is_there(browser: Browser, folder: Path):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((folder / "report-en.html").as_uri())
    expect(page.locator("#missed details")).to_have_count(2)
    expect(page.locator("form.filter")).not_to_be_visible()
    page.locator("#missed summary").first.click()
    expect(page.locator("#q-q03 .case")).to_be_visible()
    context.close()


@pytest.mark.parametrize("name", ["report-zh-Hans", "report-en", "hostile-en", "comparison-en"])
def test_no_page_scrolls_sideways(visit, name):
    page = visit.open(name)
    page.evaluate("document.querySelectorAll('details').forEach((it) => { it.open = true; })")
    for size in (360, 768, 1280, 1600):
        page.set_viewport_size({"width": size, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= size
        for box in page.locator("figure svg").all():
            edges = box.bounding_box()
            assert edges and edges["x"] >= 0 and edges["x"] + edges["width"] <= size


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["report-en", "comparison-zh-Hans"])
def test_text_stands_out_from_what_is_behind_it(visit, name, scheme):
    visit.page.emulate_media(color_scheme=scheme)
    page = visit.open(name)
    page.evaluate("document.querySelectorAll('details').forEach((it) => { it.open = true; })")
    found = page.evaluate(CONTRASTS)
    assert len(found) > 100
    assert [it for it in found if it[0] < 4.5] == []  # WCAG 2.2, level AA


def test_everything_to_be_used_has_a_name(visit):
    page = visit.open("report-zh-Hans")
    snapshot = page.locator("body").aria_snapshot()
    for role in ("button", "combobox", "searchbox", "img", "region", "link"):
        lines = [it.strip() for it in snapshot.splitlines() if it.strip().startswith(f"- {role}")]
        assert lines, role
        assert [it for it in lines if f'- {role} "' not in it] == []


def test_paper_is_light_and_shows_whole_tables(visit):
    visit.page.emulate_media(color_scheme="dark", media="print")
    page = visit.open("report-zh-Hans")
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == (
        "rgb(164, 38, 44)"
    )
    expect(page.locator("form.filter")).not_to_be_visible()
    overflow = "getComputedStyle(document.querySelector('.wide')).overflowX"
    assert page.evaluate(overflow) == "visible"
    assert len(page.pdf()) > 10_000
