"""What is said of the clauses found: how much, of how many passages, in what order."""

from __future__ import annotations

from datetime import date

import pytest
from notice_index import find, index_of
from notice_pages import page

from rag.answering.basis import Basis
from rag.answering.extractive.evidence import Found
from rag.answering.extractive.ranking import Weighed, weigh
from rag.answering.extractive.selection import Choice, choose

DAY = date(2026, 6, 1)
PLENTY = 2000  # characters
CARE = """一、照护补助
（一）一孩家庭每月补助300元；
（二）二孩家庭每月补助500元；
（三）三孩家庭每月补助800元。
"""
SMALL_TALK = "各街道结合辖区实际情况制定具体工作方案，明确年度目标任务并按季度报送进展情况。"
LAMPS = (
    "一、照明维护\n"
    f"（一）路灯养护。{SMALL_TALK * 6}"
    "损坏的路灯应当在24小时内修复。"
    f"{SMALL_TALK * 6}{{responsible}}\n"
    f"（二）景观照明。{SMALL_TALK * 6}（牵头单位：市文化和旅游局）\n"
)
RESPONSIBLE = [
    "（牵头单位：市住房和城乡建设局；配合单位：市财政局）",
    "(牵头单位:市住房和城乡建设局;配合单位:市财政局)",
    "［责任单位：市住房和城乡建设局］",
    "[责任部门：市住房和城乡建设局]",
    "【主办单位：市住房和城乡建设局】",
    "（牽頭單位：市住房和城鄉建設局；配合單位：市財政局）",
]


def indexed(folder, encoder, *bodies: str):
    pages = {f"{n}.txt": page(n, f"第{n}类事项", body=body) for n, body in enumerate(bodies, 1)}
    return index_of(pages, folder, encoder)


@pytest.fixture(scope="module")
def reader(tmp_path_factory, encoder):
    lamps = LAMPS.format(responsible=RESPONSIBLE[0])
    more = "一、垃圾清运\n生活垃圾每日清运两次。\n", "一、公园开放\n公园每日开放十二小时。\n"
    return indexed(tmp_path_factory.mktemp("selection"), encoder, CARE, lamps, *more)


def chosen(reader, question: str, max_chars: int = PLENTY) -> list[Choice]:
    basis = Basis(reader, find(reader, question))
    return choose(weigh(basis.signals, basis.found, DAY), basis.signals, max_chars)


def given(reader, question: str, likely: dict[str, float], max_chars: int = PLENTY) -> list[Choice]:
    """Return what is chosen where the clauses that hold the texts are as likely as given."""
    basis = Basis(reader, find(reader, question))
    weighed = [
        Weighed(evidence, probability)
        for text, probability in likely.items()
        for it in basis.found
        for evidence in it.evidence
        if any(text in sentence.text for sentence in evidence.sentences)
    ]
    assert len(weighed) >= len(likely)
    return choose(weighed, basis.signals, max_chars)


def said(choice: Choice) -> str:
    return "".join(sentence.text for sentence in choice.sentences)


def test_a_short_passage_is_said_whole_so_that_lists_come_whole(reader):
    alike = {"补助300元": 0.3, "补助500元": 0.4, "补助800元": 0.3}
    first = given(reader, "二孩家庭每月补助多少元？", alike)[0]
    assert all(sum in said(first) for sum in ("300元", "500元", "800元"))
    assert first.sentences == first.found.sentences


def test_a_clause_that_plainly_is_the_one_is_said_alone(reader):
    plain = {"补助300元": 0.05, "补助500元": 0.9, "补助800元": 0.05}
    [first] = given(reader, "二孩家庭每月补助多少元？", plain)
    assert [sentence.spoken for sentence in first.sentences] == ["二孩家庭每月补助500元；"]
    assert first.found.sentences == first.sentences  # and quoted alone


def test_a_long_passage_is_cut_to_the_sentences_that_fit(reader):
    first = chosen(reader, "损坏的路灯应当多久修复？")[0]
    whole = sum(len(sentence.text) for sentence in first.found.sentences)
    assert whole > 400
    assert "24小时内修复" in said(first)
    assert len(said(first)) <= 300


def test_what_is_said_is_in_reading_order_and_said_once(reader):
    for question in ("损坏的路灯应当多久修复？", "二孩家庭每月补助多少元？", "由谁牵头？"):
        for choice in chosen(reader, question):
            starts = [sentence.span.start for sentence in choice.sentences]
            assert starts == sorted(set(starts))
            assert set(choice.sentences) <= set(choice.found.sentences)


def test_what_is_cut_out_of_a_clause_is_in_reading_order_though_a_later_sentence_fits_best(
    tmp_path, encoder
):
    body = (
        f"一、照明维护\n（一）路灯养护。损坏的路灯由市民拨打热线报修。{SMALL_TALK * 10}"
        "损坏的路灯由市民报修后，应当在24小时内修复。\n"
    )
    first = chosen(indexed(tmp_path, encoder, body), "损坏的路灯由市民报修后多久修复？")[0]
    starts = [sentence.span.start for sentence in first.sentences]
    assert starts == sorted(starts)
    assert said(first).index("拨打热线") < said(first).index("24小时内")
    assert len(said(first)) < 300


def test_the_likeliest_passage_comes_first(reader):
    likely = {"每日清运": 0.3, "每日开放": 0.6, "每月补助500元": 0.1}
    texts = [said(it) for it in given(reader, "每日几次？", likely)]
    assert ["每日开放" in texts[0], "每日清运" in texts[1]] == [True, True]


def test_a_second_passage_is_said_only_where_it_comes_near_the_first(reader):
    near = given(reader, "每日几次？", {"每日清运": 0.55, "每日开放": 0.45})
    assert len(near) == 2
    far = given(reader, "每日几次？", {"每日清运": 0.98, "每日开放": 0.02})
    assert ["每日清运" in said(it) for it in far] == [True]


def test_the_clauses_of_a_passage_count_together(reader):
    """Three clauses of a list, each less likely than another clause by itself."""
    list_of_three = {f"补助{amount}元": 0.2 for amount in (300, 500, 800)}
    first = given(reader, "每月补助多少？", {"每日清运": 0.4, **list_of_three})[0]
    assert "500元" in said(first)


def test_three_passages_at_most(reader):
    likely = {"每日清运": 0.25, "每日开放": 0.25, "补助500元": 0.25, "24小时内修复": 0.25}
    assert len(given(reader, "每日几次？", likely)) == 3


@pytest.mark.parametrize("max_chars", [10, 50, 120, 300])
def test_an_answer_keeps_to_its_length_or_says_one_sentence(reader, max_chars):
    for question in ("损坏的路灯应当多久修复？", "路灯养护谁负责？", "二孩家庭补助多少元？"):
        choices = chosen(reader, question, max_chars)
        assert choices
        sentences = [sentence for choice in choices for sentence in choice.sentences]
        longest = max(len(sentence.text) for sentence in sentences)
        responsible = sum(len(s.text) for s in sentences if s.is_responsible)
        total = sum(len(sentence.text) for sentence in sentences)
        assert total <= max(max_chars, longest) + responsible


def test_more_room_never_says_less(reader):
    lengths = [
        sum(len(said(choice)) for choice in chosen(reader, "二孩家庭每月补助多少元？", room))
        for room in (10, 40, 100, 300, 600)
    ]
    assert lengths == sorted(lengths)
    assert lengths[0] < lengths[-1]


@pytest.fixture(scope="module", params=RESPONSIBLE)
def duty(request, tmp_path_factory, encoder):
    """A reader of a long clause that ends with who is responsible, and that text."""
    body = LAMPS.format(responsible=request.param)
    return indexed(tmp_path_factory.mktemp("duty"), encoder, body), request.param


def test_who_is_responsible_is_said_with_its_clause_where_a_body_is_asked_for(duty):
    reader, text = duty
    first = chosen(reader, "损坏的路灯24小时内修复，由哪个部门牵头？")[0]
    assert "建设局" in said(first) or "建設局" in said(first)
    assert first.sentences[-1].is_responsible
    assert first.sentences[-1].text[1:5] == text[1:5]
    assert "24小时内修复" in said(first)
    assert "文化和旅游局" not in said(first)


def test_who_is_responsible_is_left_out_of_a_long_clause_where_it_is_not_asked(duty):
    reader, _ = duty
    first = chosen(reader, "损坏的路灯应当多久修复？")[0]
    assert "24小时内修复" in said(first)
    assert not any(sentence.is_responsible for sentence in first.sentences)


def test_nothing_to_choose_from(reader):
    signals = Basis(reader, find(reader, "路灯")).signals
    assert choose([], signals, PLENTY) == []


def test_a_choice_is_of_one_passage(reader):
    for choice in chosen(reader, "每日清运和开放几次？"):
        assert isinstance(choice.found, Found)
        assert all(sentence.span in choice.found.span for sentence in choice.sentences)
