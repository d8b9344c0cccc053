"""Whatever a page holds, reading it fails at nothing and loses nothing."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from notice_texts import AGENCY
from test_notices_properties import quick
from test_notices_tiling import check_tiling

from rag.notices.fold import CleanText
from rag.notices.markers import find_candidates
from rag.notices.parse import parse_page

TOKENS = [
    *"一二三十、。；：，（）()《》〔〕【】[]“”0123456789.．%-—…·•#|\t \n\r",
    *(
        "一、",
        "（一）",
        "(二)",
        "1.",
        "2.",
        "1.1",
        "（1）",
        "①",
        "第一条",
        "第一章",
        "一是",
        "二是",
        "第 一 条",
        "第一章总则",
        "第一条之一",
        "（ 一 ）",
        "1 .",
        "一．",
        "1 总则\n",
        "4.5G",
        "㈠",
        "⒈",
        "⑴",
        "❶",
        "修改为：“",
        "”",
    ),
    *(
        "附件",
        "附件1",
        "附件:",
        "附 件 1",
        "【附件1】",
        "附表1",
        "附\n",
        "（盖章）",
        "- 2 -",
        "关于",
        "的通知",
        "人民政府",
        "2024年5月6日",
        "〔2024〕5号",
        "号令",
        "令第3号",
    ),
    *(
        "有效期",
        "同时废止",
        "...",
        "2024-05-06",
        "目录",
        "相关链接",
        "發(fā)",
        "(fā",
        "\ue000",
        "?",
        "\ufffd",
    ),
    *(
        "\x00",
        "\u200b",
        "\u202e",
        "\ufeff",
        "e\u0301",
        "𠀀",
        "👍🏽",
        "\u2028",
        "\x1f",
        "\u3000",
        "ﬁ",
        "㎡",
        "Ⅳ",
    ),
    *("云岭市人民政府关于做好造林工作的通知\n", "云府发〔2024〕5号\n", "各县区人民政府:\n"),
]


@settings(quick, max_examples=300)
@given(st.lists(st.one_of(st.sampled_from(TOKENS), st.text(max_size=4)), max_size=60))
def test_nothing_makes_it_fail(tokens):
    text = "".join(tokens)
    page = CleanText(text)
    assert page.source(len(page.text)) == len(text)
    for notice in parse_page(text, "page.txt"):
        assert text[notice.span.start : notice.span.end] == notice.text
        check_tiling(notice)


@settings(quick, max_examples=150)
@given(st.lists(st.sampled_from(TOKENS), max_size=60))
def test_nothing_inside_a_notice_makes_it_fail(tokens):
    body = "".join(tokens)
    text = f"{AGENCY}关于造林的通知\n云府发〔2024〕5号\n各县区人民政府:\n{body}"
    notices = parse_page(text, "page.txt")
    assert notices and notices[0].doc_number is not None
    for notice in notices:
        check_tiling(notice)
        for clause in notice.clauses:
            if clause.kind == "unit" and re.fullmatch(r"[（①-⑳第一二三十].*", clause.path[-1]):
                head = CleanText(notice.read(clause.own)).text
                marker = next(find_candidates(head, 0, len(head)))
                assert (marker.start, marker.printed) == (0, clause.path[-1])


@settings(quick, max_examples=300)
@given(st.lists(st.one_of(st.sampled_from(TOKENS), st.text(max_size=3)), max_size=40))
def test_the_way_back_loses_nothing(tokens):
    raw = "".join(tokens)
    page = CleanText(raw)
    offsets = [page.source(at) for at in range(len(page.text) + 1)]
    assert offsets == sorted(set(offsets))
    for at, char in enumerate(page.text):
        source = raw[offsets[at]]
        if source.isascii() and source.isalnum():
            assert char == source
        span = page.span(at, at + 1)
        assert span.start == offsets[at] and span.end == offsets[at + 1]
