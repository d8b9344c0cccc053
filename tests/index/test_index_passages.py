"""Clauses to passages: nothing lost, nothing twice, nothing over budget."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from notice_pages import page

from rag.index.passages import cut_passages, short_title
from rag.notices.fold import tidy
from rag.notices.model import Notice, label
from rag.notices.parse import parse_page
from rag.settings import Chunking
from rag.tokens import counter

TOKENS = counter("qwen")
LIMITS = [Chunking(), Chunking(max_tokens=40, merge_tokens=20), Chunking(merge_tokens=0)]


def notices_of(text: str) -> list[Notice]:
    return parse_page(text, "page.txt")


def check(notice: Notice, limits: Chunking) -> None:
    """Hold the passages of a notice to everything that the index promises of them."""
    passages = cut_passages(notice, "key", TOKENS, limits)
    paths = {clause.path for clause in notice.clauses}
    covered: list[bool] = [False] * len(notice.text)
    for passage in passages:
        assert passage.notice == "key"
        assert passage.text == tidy(notice.read(passage.span)) != ""
        assert TOKENS.count(passage.text) <= limits.max_tokens
        assert passage.path in paths
        assert passage.paragraph == label(passage.path)
        holders = [c for c in notice.clauses if c.path == passage.path]
        assert any(c.span.overlaps(passage.span) for c in holders)
        assert passage.indexed.endswith(passage.text)
        for at in range(passage.span.start, passage.span.end):
            assert not covered[at - notice.span.start], "a character is in two passages"
            covered[at - notice.span.start] = True
    spans = [passage.span for passage in passages]
    assert spans == sorted(spans)
    for clause in notice.clauses:
        for at in range(clause.span.start - notice.span.start, clause.span.end - notice.span.start):
            assert covered[at] or notice.text[at].isspace(), notice.text[at : at + 20]


@pytest.mark.parametrize("limits", LIMITS, ids=["default", "small", "unmerged"])
def test_every_sample_is_covered_once_within_the_budget(samples, limits):
    seen = 0
    for path in sorted(samples.iterdir()):
        for notice in parse_page(path.read_bytes().decode(), path.name):
            check(notice, limits)
            seen += 1
    assert seen == 10


WORDS = st.text(
    st.sampled_from("河道保洁补助标准由市水务局负责，、1200元（试行）每季度"),
    min_size=1,
    max_size=60,
)
SENTENCE = st.builds(lambda words, end: words.strip("，、") + end, WORDS, st.sampled_from("。；！"))
TEXT = st.lists(SENTENCE, min_size=1, max_size=6).map("".join)
TOP = "一二三四五六七八九十"


@st.composite
def bodies(draw) -> str:
    """A body of up to three levels, with or without text between a heading and what is below."""
    lines = []
    for n in range(draw(st.integers(1, 4))):
        lines.append(f"{TOP[n]}、{draw(st.sampled_from(['总体要求', '补助办法', '其他事项']))}")
        if draw(st.booleans()):
            lines.append(draw(TEXT))
        for m in range(draw(st.integers(0, 3))):
            lines.append(f"（{TOP[m]}）{draw(TEXT)}")
            lines += [f"{i + 1}.{draw(TEXT)}" for i in range(draw(st.integers(0, 3)))]
    return "\n".join(lines) + "\n"


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(bodies(), st.sampled_from([64, 320]), st.sampled_from([0, 40, 180]))
def test_any_notice_is_covered_once_within_the_budget(body, most, merge):
    for notice in notices_of(page(body=body)):
        check(notice, Chunking(max_tokens=most, merge_tokens=merge))


def test_a_sentence_longer_than_the_budget_is_cut_and_not_lost():
    body = "一、名单\n" + "、".join(f"青禾第{n}小学" for n in range(300)) + "。\n"
    [notice] = notices_of(page(body=body))
    check(notice, Chunking(max_tokens=64, merge_tokens=20))


def test_windows_end_with_sentences():
    sentence = "市水务局每季度检查一次河道保洁情况并通报。"
    [notice] = notices_of(page(body=f"一、检查\n{sentence * 30}\n"))
    passages = cut_passages(notice, "key", TOKENS, Chunking(max_tokens=100, merge_tokens=50))
    windows = [p for p in passages if p.paragraph == "一、"]
    assert len(windows) > 3
    assert all(p.text.endswith("。") for p in windows)


def test_short_siblings_are_searched_together_and_a_heading_goes_with_its_first():
    body = "一、补助对象\n（一）个人\n1.农民；\n2.工人。\n（二）单位\n1.企业；\n2.学校。\n"
    [notice] = notices_of(page(body=body))
    [merged] = [p for p in cut_passages(notice, "key", TOKENS, Chunking()) if "农民" in p.text]
    assert "学校" in merged.text
    alone = cut_passages(notice, "key", TOKENS, Chunking(max_tokens=32, merge_tokens=0))
    first, last = (next(p for p in alone if word in p.text) for word in ("农民", "学校"))
    assert first.span != last.span
    assert "个人" in first.text
    assert "单位" in last.context


def test_the_chain_of_headings_is_context_and_never_text():
    text = "对通过验收的河段，按照长度给予补助。" * 12
    body = f"一、补助办法\n（一）补助标准\n1.{text}\n2.{text}\n"
    [notice] = notices_of(page(body=body))
    passages = cut_passages(notice, "key", TOKENS, Chunking())
    second = next(p for p in passages if p.path[-1] == "2.")
    assert second.context.split()[:3] == ["青禾市河道保洁办法", "补助办法", "补助标准"]
    assert "补助标准" not in second.text


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("青禾市人民政府关于印发青禾市防火办法的通知", "青禾市防火办法"),
        ("青禾市人民政府关于加强冬季防火工作的通知", "加强冬季防火工作"),
        ("青禾市人民政府关于废止部分文件的决定", "废止部分文件"),
    ],
)
def test_short_title(title, short):
    text = re.sub(r"^.*\n", title + "\n", page(), count=1).replace("青禾市河道保洁办法", "下列事项")
    [notice] = notices_of(text)
    if not notice.enclosed_title:
        assert short_title(notice) == short
    else:
        assert short_title(notice) == notice.enclosed_title
