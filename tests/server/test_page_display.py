"""How the page looks: on a phone, in the dark, in large print, on paper; and how it reads."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from .scripted import EXAMPLE
from .visiting import Visit

pytestmark = pytest.mark.browser


def test_no_english_is_left_on_the_page(visit: Visit):
    page = visit.page
    page.set_viewport_size({"width": 1280, "height": 480})  # too low: one has to scroll
    visit.ask(EXAMPLE)
    visit.ask("今天天气如何？")
    page.locator(".wence-answer").first.hover()
    page.mouse.wheel(0, -2000)
    expect(page.locator(".scroll-down-button-container button")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    names = page.evaluate(
        """() => [...document.querySelectorAll('body *')].filter(e => e.checkVisibility()).flatMap(
             e => [e.getAttribute('aria-label'), e.getAttribute('title'),
                   e.getAttribute('placeholder'), e.getAttribute('alt')])"""
    )
    seen = " ".join([page.locator("body").inner_text(), *(name for name in names if name)])
    # A file's name is the source's, not the page's; a language is named in itself.
    words = seen.replace("通知.txt", "").replace("English", "")
    assert [letter for letter in words if letter.isascii() and letter.isalpha()] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_and_a_narrow_screen_holds_it(browser: Browser, url: str, scheme: str):
    context = browser.new_context(viewport={"width": 360, "height": 740}, color_scheme=scheme)
    visit = Visit(context, url)
    visit.ask(EXAMPLE)
    visit.page.locator(".wence-cite summary").last.click()
    expect(visit.page.locator(".wence-cite mark").last).to_be_in_viewport(ratio=1)
    visit.page.locator(".wence-mark").first.click()
    expect(visit.page.locator(".wence-cite mark").first).to_be_in_viewport(ratio=1)
    ratios = {part: visit.page.locator(part).first.evaluate(CONTRAST) for part in PARTS}
    visit.ask("攻击 " + "长" * 100)
    visit.page.locator(".wence-mark").last.click()
    widths = visit.page.evaluate(
        """() => ['html', '#wence-chat .bubble-wrap'].map(s => document.querySelector(s))
               .map(e => [e.scrollWidth, e.clientWidth])"""
    )
    context.close()
    assert {part: ratio for part, ratio in ratios.items() if ratio < 4.5} == {}
    assert all(scroll <= client for scroll, client in widths), widths


PARTS = (
    ".wence-head p",
    ".wence-question",
    ".wence-text",
    ".wence-mark",
    ".wence-warnings li",
    ".wence-about",
    ".wence-cite mark",
    ".wence-origin",
    "#wence-ask",
    "#wence-new",
)

# WCAG 2 contrast of an element's text against the nearest painted ground, opacity included.
CONTRAST = """element => {
  const parse = (colour) => {
    const [r, g, b, a = 1] = colour.match(/[\\d.]+/g).map(Number);
    return { r, g, b, a };
  };
  const light = ({ r, g, b }) => [r, g, b]
    .map((v) => v / 255).map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  let ground = null, opacity = 1;
  for (let e = element; e; e = e.parentElement) {
    const style = getComputedStyle(e);
    if (!ground && parse(style.backgroundColor).a === 1) ground = parse(style.backgroundColor);
    opacity *= Number(style.opacity);
  }
  const text = parse(getComputedStyle(element).color);
  for (const c of ["r", "g", "b"]) text[c] = text[c] * opacity + ground[c] * (1 - opacity);
  const [high, low] = [light(text), light(ground)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}"""
