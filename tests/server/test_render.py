"""What a message shows: every part of an answer, and nothing that text could make of it."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from rag.answering.model import Context
from rag.messages import message
from rag.server.page.conversation import Conversation, Exchange
from rag.server.page.render import Renderer

from .scripted import ANSWER, HOSTILE, QUOTE, REFUSAL, VALIDITY, WARNING, Scripted, cite


class Reader(HTMLParser):
    """Collects the elements of some HTML, and the text inside each of them."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self._open: list[list[str]] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag != "br":
            self._open.append([])

    def handle_data(self, data: str) -> None:
        for inside in self._open:
            inside.append(data)

    def handle_endtag(self, tag: str) -> None:
        self.texts.setdefault(tag, []).append("".join(self._open.pop()))


def exchange(question: str) -> Exchange:
    assistant = Scripted()
    return Exchange.resolve(question, assistant.ask(question), assistant)


def rendered(question: str, language: str = "zh-Hans") -> str:
    return Renderer(language).exchange(exchange(question))


def test_a_citation_shows_what_it_cites_and_the_quote_in_its_surroundings():
    read = Reader(rendered("运动"))
    assert read.texts["mark"] == [QUOTE, VALIDITY]
    first = read.texts["summary"][0]
    for part in (
        "[1]",
        "《某市人民政府办公室关于印发〈学校体育工作办法〉的通知》",
        "（某府办发〔2024〕12号）",
        "二、（一）",
        "某市人民政府办公室",
        "2024年8月20日",
    ):
        assert part in first
    assert f"（一）{QUOTE}遇到雨雪天气" in read.texts["blockquote"][0]
    assert "通知.txt" in read.texts["details"][0]


def test_what_the_source_does_not_state_is_not_invented():
    second = Reader(rendered("运动")).texts["summary"][1]
    assert "（无文号）" in second
    assert "None" not in rendered("运动")
    assert "第3页" in Reader(rendered("运动")).texts["details"][1]


def test_each_mark_names_its_citation():
    read = Reader(rendered("运动"))
    marks = [
        attrs["class"]
        for tag, attrs in read.elements
        if tag == "button" and "wence-mark" in str(attrs["class"])
    ]
    cites = [attrs["class"] for tag, attrs in read.elements if tag == "details"]
    assert marks == ["wence-mark wence-to-1", "wence-mark wence-to-2"]
    assert cites == ["wence-cite wence-cite-1", "wence-cite wence-cite-2"]
    assert html.unescape(re.sub("<[^>]+>", "", rendered("运动"))).startswith(ANSWER)


def test_a_mark_without_a_citation_stays_text():
    bare = Exchange("问", "甲[7]。", False, False, (), ())
    read = Reader(Renderer("zh-Hans").exchange(bare))
    assert read.texts["div"][0] == "甲[7]。"
    assert "wence-to-7" not in Renderer("zh-Hans").exchange(bare)


def test_warnings_are_visible():
    assert Reader(rendered("运动")).texts["li"][0] == WARNING
    assert "wence-warnings" not in rendered("生成")


def test_a_refusal_says_so():
    out = rendered("天气")
    assert "wence-abstained" in out
    assert message("page.abstained") in out
    assert REFUSAL.rstrip("。") in out
    assert "wence-abstained" not in rendered("运动")


@pytest.mark.parametrize(
    ("language", "opening"),
    [
        ("zh-Hans", "按上文理解为："),
        ("zh-Hant", "按上文理解為："),
        ("en", "Understood from the conversation as: "),
    ],
)
def test_a_follow_up_shows_what_it_was_taken_to_ask(language: str, opening: str):
    assistant = Scripted()
    answer = replace(assistant.ask("运动"), rewritten=f"小学{HOSTILE}？")
    out = Renderer(language).exchange(Exchange.resolve("运动", answer, assistant))
    assert Reader(out).texts["div"][0].startswith(f"{opening}小学<script>")
    assert "<script>" not in out
    assert "\n" not in out
    assert "wence-full" not in rendered("运动", language)


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_generated_text_carries_its_label(language: str):
    label = message("page.generative", language)
    assert label in html.unescape(rendered("生成", language))
    assert label not in html.unescape(rendered("运动", language))


def test_the_label_is_the_fixed_one():
    assert message("page.generative") == "人工智能生成，以正式文件为准"


def test_hostile_text_adds_no_element_and_no_attribute():
    plain, hostile = Reader(rendered("生成")), Reader(rendered("攻击"))
    allowed = {tag for tag, _ in plain.elements} | {"br", "ul", "li"}
    assert {tag for tag, _ in hostile.elements} <= allowed
    names = {name for _, attrs in hostile.elements for name in attrs}
    assert names <= {name for _, attrs in plain.elements for name in attrs}
    assert not [name for name in names if name.startswith("on")]
    links = [attrs["href"] for _, attrs in hostile.elements if "href" in attrs]
    assert all(str(link).startswith("/notices/") for link in links)
    assert hostile.texts["mark"][0].count("<script>") == 1


def test_every_message_is_one_line():
    # A blank line would end the HTML block and let Markdown start anew.
    assert "\n" not in rendered("攻击")
    assert "\n" not in Renderer("zh-Hans").question(HOSTILE)
    assert "\n" not in Renderer("zh-Hans").partial(HOSTILE)


def test_a_date_that_is_no_day_is_shown_as_it_came():
    odd = cite(1, QUOTE, "一、", issued_on="2024年8月")
    answer = Scripted().ask("生成")
    one = Exchange.resolve("问", answer, Scripted())
    evidence = type(one.evidence[0])(odd, Context("", QUOTE, ""))
    out = Renderer("zh-Hans").exchange(Exchange("问", "甲[1]", False, False, (), (evidence,)))
    assert "2024年8月" in out


def test_a_conversation_is_bounded_and_gives_its_last_turns():
    conversation = Conversation()
    for number in range(Conversation.LIMIT + 5):
        conversation = conversation.adding(
            Exchange(f"问{number}", f"答{number}", False, False, (), ())
        )
    assert len(conversation.exchanges) == Conversation.LIMIT
    last = conversation.turns(2)
    assert [(turn.role, turn.content) for turn in last] == [("user", "问54"), ("assistant", "答54")]
    assert conversation.turns(0) == ()
