"""From chosen sentences to statements: how they read, and what is quoted behind them."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from notice_index import find, index_of
from notice_pages import page

from rag.answering.draft import Said
from rag.answering.extractive.evidence import Found
from rag.answering.extractive.selection import Choice
from rag.answering.extractive.wording import said_of
from rag.answering.reader import Reader

QUOTED = 450  # characters of source that a quote shows, unless more is said
CARE = """一、照护补助
（一）一孩家庭每月补助300元；
（二）二孩家庭每月补助500元；
（三）三孩家庭每月补助800元。
二、发放
补助按季度发放。遇节假日顺延。由区财政局打入账户。
"""
POINTS = [f"第{n}个站点配备保洁员{n + 2}名，每日清运垃圾{n * 3}次。" for n in range(1, 61)]
LONG = f"一、站点设置\n（一）保洁站点\n{''.join(POINTS)}\n（二）其他\n由区里决定。\n"
LOST = [
    "补助资金\ue001万元由市里承担",
    "按对??以上的家庭发放",
    "由锟斤拷锟斤拷负责",
    "（四）抽\ufffd检查",
]
TORN = f"""一、幼托补助
（一）托位每个补助600元。{LOST[0]}。托位按年核定。
（二）每家园所最多申报40个托位，{LOST[1]}，超出部分自行承担。
（三）每年复核，{LOST[2]}。复核结果报区教育局。
{LOST[3]}。检查每月一次。
（五）公开。检查结果张榜公布。
"""
PAGES = {
    "care.txt": page(1, "照护补助", body=CARE),
    "long.txt": page(2, "清运", body=LONG),
    "torn.txt": page(3, "幼托", body=TORN),
}


@pytest.fixture(scope="module")
def reader(tmp_path_factory, encoder) -> Reader:
    return index_of(PAGES, tmp_path_factory.mktemp("wording"), encoder)


def passage(reader: Reader, question: str, source: str, text: str) -> Found:
    """Return the passage found that holds ``text``."""
    [it] = [
        it
        for it in reader.found(find(reader, question).hits)
        if it.record.source == source and any(text in s.text for s in it.sentences)
    ]
    return it


@pytest.fixture(scope="module")
def care(reader) -> Found:
    """A short passage of several clauses."""
    return passage(reader, "二孩家庭每月补助多少元？", "care.txt", "500元")


@pytest.fixture(scope="module")
def long(reader) -> Found:
    """One clause of several pages."""
    return passage(reader, "第7个站点配备保洁员几名？", "long.txt", "第7个站点")


def say(reader: Reader, found: Found, *texts: str) -> list[Said]:
    """Return the statements made of the sentences of ``found`` that hold any of ``texts``."""
    chosen = tuple(s for s in found.sentences if any(text in s.text for text in texts))
    assert len(chosen) == len(texts)
    return list(said_of(reader, Choice(found, chosen)))


def test_one_clause_is_said_without_its_marker(reader, care):
    [said] = say(reader, care, "500元")
    assert said.text == "二孩家庭每月补助500元；"


def test_several_clauses_stand_on_lines_with_their_markers(reader, care):
    [said] = say(reader, care, "300元", "500元", "800元")
    assert [line.split("家庭")[0][-5:] for line in said.text.split("\n")] == [
        "（一）一孩",
        "（二）二孩",
        "（三）三孩",
    ]


def test_neighbours_run_on_and_what_is_left_out_is_marked(reader, care):
    [said] = say(reader, care, "按季度发放", "节假日顺延")
    assert said.text.endswith("补助按季度发放。遇节假日顺延。")
    [said] = say(reader, care, "按季度发放", "打入账户")
    assert said.text.endswith("补助按季度发放。……由区财政局打入账户。")
    assert "\n" not in said.text


def test_far_sentences_are_cited_apart(reader, long):
    near = say(reader, long, "第20个站点", "第25个站点")
    assert [said.text for said in near] == [f"{POINTS[19]}……{POINTS[24]}"]
    far = say(reader, long, "第2个站点", "第50个站点")
    assert [said.text for said in far] == [POINTS[1], POINTS[49]]
    assert [POINTS[1] in quoted(reader, far[0]), POINTS[49] in quoted(reader, far[1])] == [True] * 2


def quoted(reader: Reader, said: Said) -> str:
    [quote] = said.quotes
    return reader.citation(1, quote).quote


def test_a_short_clause_is_quoted_whole_behind_one_sentence(reader, care):
    [said] = say(reader, care, "500元")
    [quote] = said.quotes
    assert quote.span in quote.clause.span
    assert "300元" in quoted(reader, said)
    assert "800元" in quoted(reader, said)


@pytest.mark.parametrize("n", [1, 30, 60])
def test_a_long_passage_is_quoted_around_what_is_said(reader, long, n):
    [said] = say(reader, long, f"第{n}个站点")
    text = quoted(reader, said)
    assert POINTS[n - 1] in text
    assert QUOTED / 2 < len(text) <= QUOTED
    [quote] = said.quotes
    assert quote.span.start in {s.span.start for s in long.sentences}
    assert quote.span.end in {s.span.end for s in long.sentences}


def test_neighbours_on_both_sides_are_quoted(reader, long):
    text = quoted(reader, say(reader, long, "第30个站点")[0])
    assert POINTS[28] in text
    assert POINTS[30] in text


def test_the_paragraph_is_the_smallest_clause_that_holds_the_quote(reader, long):
    [said] = say(reader, long, "第30个站点")
    assert said.quotes[0].clause.paragraph == "一、（一）"


def test_siblings_are_cited_by_the_clause_above_them(tmp_path, encoder):
    other = "".join(f"街道每季度检查{n}次并将检查情况报区卫生健康局备案。" for n in range(2, 16))
    body = f"一、监督检查\n{other}\n" + CARE.replace("二、", "三、").replace("一、照护", "二、照护")
    body += f"四、职责分工\n{other}\n"
    reader = index_of({"a.txt": page(body=body)}, tmp_path, encoder)
    hits = find(reader, "二孩家庭每月补助多少元？").hits
    [found] = [it for it in reader.found(hits) if "500元" in it.text]
    inside = [s for s in found.sentences if s.clause.path[0] == "二、"]
    assert len(inside) == 3
    [said] = said_of(reader, Choice(replace(found, sentences=tuple(inside)), tuple(inside[:1])))
    assert said.quotes[0].clause.paragraph == "二、"
    assert said.text == "一孩家庭每月补助300元；"


@pytest.fixture(scope="module")
def torn(reader) -> Found:
    """A passage with lost characters in sentences and in a heading."""
    found = passage(reader, "幼托托位每个补助多少元？", "torn.txt", "600元")
    raw = reader.index.catalogue.text(found.record.id)
    shift = found.record.span.start
    lost = [raw[span.start - shift : span.end - shift] for span in found.record.damaged]
    assert lost == LOST
    assert all(span in found.span for span in found.record.damaged)
    return found


def test_damaged_text_is_left_out_and_parts_the_statement(reader, torn):
    first, second = say(reader, torn, "600元", "按年核定")
    assert [first.text, second.text] == ["托位每个补助600元。", "托位按年核定。"]
    assert "600元" in quoted(reader, first)
    assert "按年核定" not in quoted(reader, first)
    assert "600元" not in quoted(reader, second)
    assert "申报40个" not in quoted(reader, second)  # the rest of that sentence is lost
    assert "超出部分" not in quoted(reader, second)


def test_a_damaged_heading_is_left_out(reader, torn):
    [said] = say(reader, torn, "检查每月一次", "检查结果张榜")
    assert said.text == "检查每月一次。\n（五）公开：检查结果张榜公布。"
    assert "抽" not in quoted(reader, said)
    assert "检查每月一次。" in quoted(reader, said)


@given(data=st.data())
def test_what_is_damaged_is_neither_said_nor_quoted(reader, torn, data):
    count = len(torn.sentences)
    places = data.draw(st.sets(st.integers(0, count - 1), min_size=1))
    chosen = tuple(torn.sentences[at] for at in sorted(places))
    statements = list(said_of(reader, Choice(torn, chosen)))
    for said in statements:
        [quote] = said.quotes
        assert not any(quote.span.overlaps(lost) for lost in torn.record.damaged)
        assert not any(lost in said.text or lost in quoted(reader, said) for lost in LOST)
    spans = [said.quotes[0].span for said in statements]
    assert all(any(sentence.span in span for span in spans) for sentence in chosen)


@given(data=st.data(), short=st.booleans())
def test_whatever_is_said_stands_in_its_quote(reader, care, long, data, short):
    found = care if short else long
    count = len(found.sentences)
    places = data.draw(st.sets(st.integers(0, count - 1), min_size=1, max_size=8))
    chosen = tuple(found.sentences[at] for at in sorted(places))
    statements = list(said_of(reader, Choice(found, chosen)))
    spans = [quote.span for said in statements for quote in said.quotes]
    assert all(len(said.quotes) == 1 for said in statements)
    for sentence in chosen:
        assert any(sentence.span in span for span in spans)
        assert any(sentence.spoken in said.text for said in statements)
    for said in statements:
        [quote] = said.quotes
        assert quote.span in found.span
        assert quote.span.start >= quote.clause.span.start
        inside = [s for s in chosen if s.span in quote.span]
        longest = inside[-1].span.end - inside[0].span.start
        assert len(quote.span) <= max(QUOTED, longest)
    markers = [said.text for said in statements]
    assert len(markers) == len(set(markers))


@given(data=st.data())
def test_an_ellipsis_stands_exactly_where_sentences_of_a_clause_are_left_out(reader, long, data):
    places = sorted(
        data.draw(st.sets(st.integers(0, len(long.sentences) - 1), min_size=1, max_size=8))
    )
    statements = list(said_of(reader, Choice(long, tuple(long.sentences[at] for at in places))))
    gaps = sum(after > before + 1 for before, after in pairwise(places))
    said = sum(statement.text.count("……") for statement in statements)
    assert said + len(statements) - 1 == gaps
