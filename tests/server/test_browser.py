"""Asking on the page, in a real browser: the answer, its citations, what goes wrong."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import expect

from rag.messages import message

from .conftest import LONGEST
from .scripted import ANSWER, EXAMPLE, HOSTILE, QUOTE, REFUSAL, WARNING, Scripted
from .visiting import Visit

pytestmark = pytest.mark.browser


def test_an_answer_streams_in_and_its_citation_opens(visit: Visit):
    visit.box.fill("慢慢说：学生每天运动多久？")
    visit.page.locator("#wence-ask").click()
    text = visit.answers.locator(".wence-text")
    # Any part of it will do: a slow machine sees only every few pieces.
    expect(text).to_have_text(re.compile(f"^{ANSWER[:5]}.{{0,{len(ANSWER) - 10}}}$"))
    expect(visit.page.locator(".wence-cite")).to_have_count(0)
    expect(text).to_have_text(ANSWER)
    expect(visit.box).to_have_value("")
    expect(visit.page.locator(".wence-warnings li")).to_have_text(WARNING)

    quotes = visit.page.locator(".wence-cite mark")
    expect(quotes).to_have_count(2)
    expect(quotes.first).not_to_be_visible()
    visit.page.locator(".wence-mark").first.click()
    expect(quotes.first).to_be_visible()
    expect(quotes.first).to_have_text(QUOTE)
    expect(quotes.nth(1)).not_to_be_visible()
    surroundings = visit.page.locator(".wence-cite blockquote").first
    expect(surroundings).to_contain_text(f"（一）{QUOTE}遇到雨雪天气")
    marked, plain = (
        one.evaluate("e => getComputedStyle(e).backgroundColor")
        for one in (quotes.first, surroundings)
    )
    assert marked != plain


def test_a_citation_opens_from_the_keyboard(visit: Visit):
    visit.ask(EXAMPLE)
    visit.page.locator(".wence-cite summary").nth(1).focus()
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator(".wence-cite mark").nth(1)).to_be_visible()


def test_older_turns_keep_their_citations_and_reach_the_assistant(visit: Visit, scripted: Scripted):
    visit.ask(EXAMPLE)
    first = visit.page.locator(".wence-answer").first
    shown = first.inner_html()
    first.locator(".wence-mark").first.click()
    visit.ask("今天天气如何？")
    expect(visit.page.locator(".wence-badge")).to_have_text(message("page.abstained"))
    expect(visit.answers.nth(1)).to_contain_text(REFUSAL)
    expect(first.locator("mark").first).to_be_visible()
    assert first.inner_html().replace(' open=""', "") == shown
    assert [turn.content for turn in scripted.histories[-1]] == [EXAMPLE, ANSWER]


def test_a_reload_keeps_the_conversation_as_it_was(visit: Visit, scripted: Scripted):
    visit.ask(EXAMPLE)
    shown = visit.answers.inner_html()
    asked = len(scripted.histories)
    visit.page.reload()
    expect(visit.answers).to_have_count(1)
    assert visit.answers.inner_html() == shown
    assert len(scripted.histories) == asked
    visit.page.locator(".wence-mark").first.click()
    expect(visit.page.locator(".wence-cite mark").first).to_be_visible()
    visit.ask("生成")
    assert [turn.content for turn in scripted.histories[-1]] == [EXAMPLE, ANSWER]
    visit.page.locator("#wence-new").click()
    expect(visit.answers).to_have_count(0)
    visit.page.reload()
    expect(visit.page.locator("#wence-chat .example").first).to_be_visible()
    expect(visit.answers).to_have_count(0)


def test_the_latest_question_stays_in_sight_while_its_answer_grows(visit: Visit):
    visit.page.set_viewport_size({"width": 1280, "height": 480})
    for question in (EXAMPLE, "生成", "慢慢说：运动"):
        visit.ask(question)
        expect(visit.answers.last.locator(".wence-cite")).to_have_count(2)
        expect(visit.page.locator(".wence-question").last).to_be_in_viewport(ratio=1)
    expect(visit.page.locator(".wence-question").first).not_to_be_in_viewport()


def test_an_example_is_asked_and_generated_text_is_labelled(visit: Visit):
    example = visit.page.locator("#wence-chat .example").nth(1)
    expect(example).to_have_text("<b>生成</b>式回答？")
    example.click()
    expect(visit.page.locator(".wence-question").last).to_have_text("<b>生成</b>式回答？")
    expect(visit.page.locator(".wence-label")).to_have_text("人工智能生成，以正式文件为准")


def test_hostile_text_is_read_not_run(visit: Visit):
    visit.ask(f"攻击 {HOSTILE}")
    shown = visit.page.locator(".wence-answer .wence-text")
    first_line, _, _ = HOSTILE.partition("\n")
    expect(shown).to_contain_text(first_line)
    expect(visit.page.locator(".wence-question")).to_contain_text(first_line)
    visit.page.locator(".wence-mark").click()
    expect(visit.page.locator(".wence-cite mark")).to_contain_text(first_line)
    made = visit.page.locator("#wence-chat").locator(
        "script, style:not(svg style), img, iframe, h1, strong, code, .katex"
    )
    expect(made).to_have_count(0)
    links = visit.page.locator("#wence-chat a")
    addresses = links.evaluate_all("all => all.map(one => one.getAttribute('href'))")
    assert all(address.startswith("/notices/") for address in addresses), addresses
    assert visit.page.evaluate("window.hacked") is None
    expect(shown).to_be_visible()


def test_nothing_to_ask_changes_nothing(visit: Visit, scripted: Scripted):
    asked = len(scripted.histories)
    visit.box.fill("  \u3000 ")
    visit.page.locator("#wence-ask").click()
    visit.page.wait_for_timeout(500)
    expect(visit.page.locator("#wence-chat .example").first).to_be_visible()
    expect(visit.page.locator(".wence-line")).to_have_count(0)
    expect(visit.page.locator(".toast-wrap *")).to_have_count(0)
    assert len(scripted.histories) == asked


@pytest.mark.parametrize(
    ("question", "line"),
    [
        (
            "长" * (LONGEST + 1),
            message("error.question_too_long", chars=LONGEST + 1, limit=LONGEST),
        ),
        ("中断", "服务暂时不可用，请稍后再试。"),
    ],
)
def test_a_question_that_fails_comes_back_with_a_line(visit: Visit, question: str, line: str):
    visit.box.fill(question)
    visit.box.press("Enter")
    expect(visit.page.locator(".wence-line")).to_have_text(line)
    expect(visit.box).to_have_value(question)
    expect(visit.answers).to_have_count(0)
    visit.ask(EXAMPLE)
    expect(visit.page.locator(".wence-line")).to_have_count(0)


def test_a_defect_ends_in_a_line_without_details(visit: Visit):
    visit.box.fill("缺陷")
    visit.box.press("Enter")
    expect(visit.page.locator(".wence-line")).to_have_text(message("error.internal"))
    expect(visit.page.locator("body")).not_to_contain_text("defect")
    expect(visit.answers).to_have_count(0)


def test_a_new_conversation_forgets_the_old_one(visit: Visit, scripted: Scripted):
    visit.ask(EXAMPLE)
    visit.page.locator("#wence-new").click()
    expect(visit.answers).to_have_count(0)
    visit.ask("生成")
    assert scripted.histories[-1] == ()


@pytest.mark.parametrize("way", ["new", "close"])
def test_an_answer_nobody_waits_for_stops(visit: Visit, scripted: Scripted, way: str):
    visit.box.fill("无尽")
    visit.box.press("Enter")
    expect(visit.answers.locator(".wence-text")).to_be_visible()
    assert scripted.streams_open == 1
    if way == "new":
        visit.page.locator("#wence-new").click()
        expect(visit.answers).to_have_count(0)
    else:
        visit.page.close()
    deadline = time.monotonic() + 20
    while scripted.streams_open and time.monotonic() < deadline:
        time.sleep(0.1)
    assert scripted.streams_open == 0
    if way == "new":
        expect(visit.answers).to_have_count(0)
