"""Metrics of citing, against counts made by hand."""

from __future__ import annotations

import pytest
from eval_builders import (
    NUMBER,
    OTHER_NUMBER,
    REFUSAL,
    UNANSWERABLE,
    answer,
    citation,
    gold,
    question,
)

from eval.metrics.citation_document import citation_document
from eval.metrics.citation_paragraph import citation_paragraph
from eval.metrics.citation_precision import citation_precision
from eval.metrics.citation_recall import citation_recall
from eval.metrics.span_reality import span_reality
from eval.questions import Gold
from eval.sources import Sources
from rag.errors import SourceUnreadable

CHARGING = "到2025年，争取在矿区建设充电站80余个，在城区建设充电站160余个"
MINES = "棋盘井煤矿区、千里沟煤矿区集中连片治理"
NOISE = "本通知自印发之日起施行"

ONE = question(gold(CHARGING, "三、（八）3."), facts=[["160", "一百六十"]])
TWO = question(gold(CHARGING, "三、（八）3."), gold(MINES, "三、（一）4.", OTHER_NUMBER))


def test_precision_counts_the_citations_that_support():
    cited = [citation(CHARGING), citation(NOISE), citation("城区一百六十座")]
    assert citation_precision([(ONE, answer("答", *cited))]) == [pytest.approx(2 / 3)]


def test_half_of_the_evidence_is_enough_of_a_quote():
    # 14 characters have 10 grams; 9 in a row hold 5 of them, 8 hold 4.
    evidence = "甲乙丙丁戊己庚辛壬癸子丑寅卯"
    asked = question(gold(evidence))
    for metric in (citation_precision, citation_recall):
        assert metric([(asked, answer("答", citation(evidence[:9])))]) == [1]
        assert metric([(asked, answer("答", citation(evidence[:8])))]) == [0]


def test_an_answer_without_citations_has_no_precision_and_a_refusal_needs_none():
    assert citation_precision([(ONE, answer("160个")), (ONE, REFUSAL)]) == [0, None]


def test_recall_counts_the_evidence_that_is_quoted():
    cited = [citation(CHARGING), citation(CHARGING), citation(NOISE)]
    assert citation_recall([(TWO, answer("答", *cited))]) == [0.5]
    assert citation_recall([(TWO, answer("答", *cited, citation(MINES)))]) == [1]
    # A fact in another place supports, but it is not the evidence.
    assert citation_recall([(ONE, answer("答", citation("城区一百六十座")))]) == [0]


def test_recall_of_a_refusal_is_nothing_found():
    assert citation_recall([(ONE, REFUSAL), (ONE, answer("160个"))]) == [0, 0]


def test_the_document_is_known_by_its_number_alone():
    cited = [
        citation(number="鄂府辦發[2024]34號"),
        citation(number=OTHER_NUMBER),
        citation(number=None),
    ]
    assert citation_document([(ONE, answer("答", *cited))]) == [pytest.approx(1 / 3)]
    assert citation_document([(TWO, answer("答", *cited))]) == [pytest.approx(2 / 3)]


def test_gold_without_a_number_is_met_by_none_and_missed_by_a_guess():
    unnumbered = question(gold(CHARGING, "三、", None))
    assert citation_document([(unnumbered, answer("答", citation(number=None)))]) == [1]
    assert citation_document([(unnumbered, answer("答", citation(number=NUMBER)))]) == [0]


def test_the_paragraph_counts_only_in_its_own_document():
    cited = [
        citation(paragraph="三、（八）3."),
        citation(paragraph="三、(八)3.（1）"),
        citation(paragraph="三、（八）"),
        citation(paragraph="三、（一）4."),
        citation(paragraph="三、（一）4.", number=OTHER_NUMBER),
    ]
    assert citation_paragraph([(ONE, answer("答", *cited))]) == [pytest.approx(2 / 5)]
    assert citation_paragraph([(TWO, answer("答", *cited))]) == [pytest.approx(3 / 5)]


def test_gold_without_a_paragraph_accepts_any_of_its_document():
    whole = question(gold(CHARGING, ""))
    assert citation_paragraph([(whole, answer("答", citation(paragraph="第3段")))]) == [1]
    assert citation_paragraph([(whole, answer("答", citation("", "第3段", OTHER_NUMBER)))]) == [0]


@pytest.mark.parametrize(
    ("metric", "uncited"),
    [
        (citation_precision, 0),
        (citation_recall, 0),
        (citation_document, None),
        (citation_paragraph, None),
    ],
)
def test_none_is_kept_apart_from_zero(metric, uncited):
    cited = answer("答", citation(CHARGING))
    pairs = [(ONE, None), (UNANSWERABLE, cited), (ONE, answer("答"))]
    assert metric(pairs) == [None, None, uncited]


@pytest.mark.parametrize("metric", [citation_document, citation_paragraph])
def test_without_gold_no_place_is_right_or_wrong(metric):
    assert metric([(question(), answer("答", citation(CHARGING)))]) == [None]


def test_gold_that_says_nothing_has_no_recall():
    nothing = question(gold("", "一、", number=None))
    assert citation_recall([(nothing, answer("答", citation(NOISE)))]) == [None]


def test_gold_without_evidence_is_met_by_its_place():
    asked = question(gold("", "一、（二）"))
    for paragraph, met in [("一、（二）", 1), ("一、（二）1.", 1), ("一、", 0), ("二、（二）", 0)]:
        pairs = [(asked, answer("答", citation(NOISE, paragraph)))]
        assert citation_recall(pairs) == citation_precision(pairs) == [met], paragraph
    other = citation(NOISE, "一、（二）", number=OTHER_NUMBER)
    assert citation_recall([(asked, answer("答", other))]) == [0]


def test_gold_without_number_and_evidence_is_met_by_its_file():
    asked = question(Gold(file="d1.txt"))
    assert citation_recall([(asked, answer("答", citation(source="in/d1.txt")))]) == [1]
    assert citation_recall([(asked, answer("答", citation(source="d2.txt")))]) == [0]


SOURCE = (
    "鄂府办发〔2024〕34号\r\n三、建設充電站（zhàn）160余個，\r\n"
    "    由市能源局負責。\r\n四、本通知自印發之日起施行。\r\n"
)


@pytest.fixture
def sources(tmp_path):
    folder = tmp_path / "notices"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.txt").write_bytes(SOURCE.encode())
    (folder / "sub" / "b.txt").write_bytes(SOURCE.encode("gb18030"))
    (tmp_path / "secret.txt").write_bytes(SOURCE.encode())
    return Sources(folder)


def at(source: str, start: int, end: int, quote: str):
    return citation(quote, source=source, start=start, end=end)


START = SOURCE.index("三、")
END = SOURCE.index("四、")
QUOTE = "建设充电站160余个，由市能源局负责"


def test_a_span_is_read_without_newline_translation(sources):
    real = at("a.txt", START, END, QUOTE)
    # Had \r\n been read as \n, the span two lines down would have moved by two characters.
    assert SOURCE.replace("\r\n", "\n")[START:END] != SOURCE[START:END]
    assert span_reality([(ONE, answer("答", real))], sources) == [1]


def test_a_shifted_span_does_not_hold_the_quote(sources):
    shifted = at("a.txt", END, len(SOURCE), QUOTE)
    assert span_reality(
        [(ONE, answer("答", shifted, at("a.txt", START, END, QUOTE)))], sources
    ) == [0.5]


@pytest.mark.parametrize(
    "false",
    [
        at("a.txt", START, START, QUOTE),
        at("a.txt", END, START, QUOTE),
        at("a.txt", START - len(SOURCE), END - len(SOURCE), QUOTE),
        at("a.txt", START, len(SOURCE) + 1, QUOTE),
        at("none.txt", START, END, QUOTE),
        at("../secret.txt", START, END, QUOTE),
        at("", START, END, QUOTE),
        at("x" * 5000 + ".txt", START, END, QUOTE),
        at("a\0.txt", START, END, QUOTE),
        at("a.txt", START, END, ""),
        at("a.txt", START, END, "建设充电站1600余个，由市财政局负责"),
    ],
)
def test_what_is_no_span_is_not_real(sources, false):
    assert span_reality([(ONE, answer("答", false))], sources) == [0]


def test_a_folder_name_or_another_encoding_does_no_harm(sources):
    for name in ("sub/b.txt", "old/place/a.txt"):
        assert span_reality([(ONE, answer("答", at(name, START, END, QUOTE)))], sources) == [1]


def test_spans_count_for_refusals_and_unanswerable_questions_too(sources):
    real = answer("答", at("a.txt", START, END, QUOTE))
    assert span_reality([(UNANSWERABLE, real), (ONE, REFUSAL), (ONE, None)], sources) == [
        1,
        None,
        None,
    ]


def test_offsets_into_extracted_text_are_not_scorable(sources):
    page = at("a.pdf", START, END, QUOTE)
    assert span_reality([(ONE, answer("答", page))], sources) == [None]
    assert span_reality([(ONE, answer("答", page, at("a.txt", 0, 5, QUOTE)))], sources) == [0]


def test_without_sources_nothing_is_checked():
    assert span_reality([(ONE, answer("答", at("a.txt", 0, 5, QUOTE)))], None) == [None]


def test_a_source_that_may_not_be_read_is_an_error(sources, tmp_path, monkeypatch):
    def refuse(_path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.read_bytes", refuse)
    with pytest.raises(SourceUnreadable):
        sources.span("a.txt", 0, 1)
