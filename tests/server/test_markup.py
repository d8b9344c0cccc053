"""Foreign text comes out as text, in HTML and through a Markdown renderer."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.server.markup import tag, text

from .scripted import HOSTILE


@pytest.mark.parametrize(
    "foreign",
    [
        "<script>alert(1)</script>",
        "![x](http://evil.example/x.png)",
        "[x](javascript:alert(1))",
        "**粗** _斜_ `码` ~~删~~ # 题 - 项 1. 项",
        "$$x^2$$ \\(x\\)",
        "http://evil.example www.evil.example a@evil.example",
        "&lt;b&gt;",
        HOSTILE,
    ],
)
def test_no_punctuation_stays_alive(foreign: str):
    out = text(foreign).replace("<br>", "")
    left = re.sub(r"&#\d+;", "", out)
    assert re.findall(r"[!-/:-@\[-`{-~\n]", left) == []


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp"])))
def test_a_browser_reads_the_same_text_back(foreign: str):
    assert html.unescape(text(foreign)) == foreign


def test_line_breaks_become_elements():
    assert text("一\r\n二\n三\u2028四") == "一<br>二<br>三<br>四"


def test_characters_that_only_deceive_are_dropped():
    assert text("甲\u202e乙\u2066丙\x00丁\x1b") == "甲乙丙丁"


def test_attributes_cannot_be_left():
    out = tag("div", css="a", aria_label='"><script>\n', open=True, hidden=False)
    assert out == '<div class="a" aria-label="&quot;&gt;&lt;script&gt; " open></div>'
