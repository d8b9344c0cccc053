"""The retrieval behind an answer as staff see it, and the filters that they choose."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from lxml import html

from rag.answering.assistant import Assistant
from rag.answering.model import Filters
from rag.messages import LANGUAGES, message
from rag.server.staff.filters import Choices, FilterDay, chosen
from rag.server.staff.inspection import InspectionView

from .scripted import HOSTILE

QUESTION = "停车怎么收费？"


def shown(assistant: Assistant, question: str, language: str = "zh-Hans") -> html.HtmlElement:
    seen = assistant.inspect(question)
    return html.fromstring(InspectionView(language).render(seen, assistant.library))


def test_every_passage_found_is_a_row_with_its_scores(assistant: Assistant):
    rows = shown(assistant, QUESTION).xpath(".//tbody/tr")
    matches = assistant.inspect(QUESTION).matches
    assert len(rows) == len(matches)
    for row, match in zip(rows, matches, strict=True):
        cells = [cell.text_content() for cell in row.xpath("./td")]
        assert match.passage.paragraph in cells[1]
        assert cells[2] == f"{match.passage.score:.3f}"
        assert cells[5] == "、".join(match.words)


def test_a_row_leads_to_the_passage_in_the_reader(assistant: Assistant):
    first = assistant.inspect(QUESTION).matches[0].passage
    (address,) = shown(assistant, QUESTION).xpath(".//tbody/tr[1]/td[2]/a/@href")
    assert f"start={first.start}&end={first.end}" in address
    assert assistant.library.read(address.split("/")[2].split("?")[0]) is not None


def test_words_in_common_are_marked_where_they_stand(assistant: Assistant):
    marked = {one.text for one in shown(assistant, QUESTION).xpath(".//tbody/tr[1]//mark")}
    assert marked == set(assistant.inspect(QUESTION).matches[0].words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_is_explained_in_every_language(assistant: Assistant, language: str):
    page = shown(assistant, "云政发〔1999〕1号讲了什么？", language)
    assert message("inspection.reason_number", language) in page.text_content()
    assert "云政发〔1999〕1号" in page.text_content()


def test_every_reason_has_its_words():
    from rag.answering.refusal import Reason

    for language in LANGUAGES:
        for reason in Reason:
            assert message(f"inspection.reason_{reason}", language)


def test_foreign_text_is_read_not_run(assistant: Assistant):
    seen = assistant.inspect(QUESTION)
    first = seen.matches[0]
    passage = replace(first.passage, text=HOSTILE, title=HOSTILE, paragraph=HOSTILE)
    hostile = replace(seen, search=HOSTILE, matches=(replace(first, passage=passage),))
    page = InspectionView("zh-Hans").render(hostile, assistant.library)
    assert "<script" not in page
    assert "<img" not in page
    assert html.fromstring(page).text_content().count("window.hacked=1") >= 3


def test_choices_are_what_the_notices_have(assistant: Assistant):
    choices = Choices.of(assistant.library)
    assert assistant.library.issuers[0] in choices.issuers
    assert choices.years == tuple(sorted(choices.years, reverse=True))


def test_what_is_chosen_becomes_filters():
    assert chosen("", " ", "", "") is None
    assert chosen(None, None, None, None) is None
    assert chosen("云泽市人民政府", "办法", "2025", "2025-07-10") == Filters(
        issuer="云泽市人民政府",
        kind="办法",
        issued_from=date(2025, 1, 1),
        issued_to=date(2025, 12, 31),
        in_force_on=date(2025, 7, 10),
    )


@pytest.mark.parametrize(
    ("year", "day"), [("去年", ""), ("20256", ""), ("", "2025年7月"), ("", "20250701"), ("0", "")]
)
def test_what_is_no_day_is_named(year: str, day: str):
    with pytest.raises(FilterDay, match=year or day):
        chosen("", "", year, day)
