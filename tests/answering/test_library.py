"""Looking through the samples, and reading them whole."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest

from rag.answering.assistant import Assistant
from rag.answering.library import Library, Place, Wanted
from rag.notices.fold import tidy
from rag.notices.model import Span
from tests.conftest import AS_OF, ROOT

CHILDCARE, TRADE_IN, TRADE_IN_OLD = (
    "云政办发〔2025〕12号",
    "云政办发〔2025〕33号",
    "云政办发〔2024〕41号",
)


@pytest.fixture(scope="module")
def library(assistant: Assistant) -> Library:
    return assistant.library


def numbers(library: Library, **wanted: object) -> list[str | None]:
    return [record.doc_number for record in library.find(Wanted(**wanted), AS_OF)]


def test_all_notices_come_newest_first(library: Library):
    days = [record.issued_on for record in library.find(Wanted(), AS_OF)]
    assert len(days) == len(library) == 10
    assert days == sorted(days, reverse=True)


@pytest.mark.parametrize(
    "text",
    [
        "云政办发〔2025〕12号",
        "云政办发[2025]12号",
        "雲政辦發【2025】12號",
        "云政办发（2025） 12 号",
        " 云政办发2025 12号",
    ],
)
def test_a_number_is_found_however_it_is_written(library: Library, text: str):
    assert numbers(library, text=text) == [CHILDCARE]


@pytest.mark.parametrize("text", ["托育", "托育 补贴", "托育 〔2025〕12号", "婴幼儿託育", "托 育"])
def test_words_of_title_and_number_must_all_be_there(library: Library, text: str):
    assert numbers(library, text=text) == [CHILDCARE]


def test_what_no_title_holds_finds_nothing(library: Library):
    assert numbers(library, text="托育 停车") == []
    assert numbers(library, text="云政办发〔2025〕99号") == []
    assert numbers(library, text="《》 ——") == numbers(library)


def test_filters_hold_together(library: Library):
    assert set(numbers(library, issuer="办公室", year=2024)) == {
        TRADE_IN_OLD,
        "云政办发〔2024〕27号",
    }
    assert numbers(library, status="abolished") == [TRADE_IN_OLD]
    assert numbers(library, status="expired") == ["云政发〔2024〕5号"]
    assert numbers(library, kind="预案", year=2024) == ["云政办发〔2024〕27号"]
    assert numbers(library, issuer="云澤市人民政府辦公室", year=2023) == []
    early = [r.doc_number for r in library.find(Wanted(status="abolished"), date(2025, 1, 1))]
    assert early == []


def test_what_there_is_to_choose_from(library: Library):
    assert library.issuers == ["云泽市人民政府办公室", "云泽市人民政府"]
    assert library.years == [2026, 2025, 2024]
    assert {"通知", "办法", "预案", "细则"} <= set(library.kinds)


def test_notices_are_named_by_number_and_title(library: Library):
    (key,) = library.bearing("云政办发[2024]41号")
    record = library.get(key)
    assert record is not None
    assert library.named(record.abolished_by or "") == library.bearing(TRADE_IN)[0]
    assert library.named(f"《{record.shown_title}》") == key
    assert library.named("云政办发〔1999〕1号") is None
    assert [r.doc_number for r in library.near("云政发〔2025〕33号")] == [TRADE_IN]
    assert library.near("不是文号") == []
    assert library.get("nothing") is None
    assert library.read("nothing") is None


def test_a_reading_leaves_nothing_of_the_text_out(assistant: Assistant, library: Library):
    for record in library.find(Wanted(), AS_OF):
        reading = library.read(record.id)
        assert reading is not None
        shown = []
        for part in reading.parts:
            spans = [part.heading] if part.heading else []
            spans += part.lines[: part.at]
            spans += [cell for row in part.rows for cell in row]
            spans += part.lines[part.at :]
            shown += [run.text for span in spans for run in reading.runs(span)]
        whole = reading.passage(record.span.start, record.span.end)
        assert re.sub(r"\s", "", "".join(shown)) == re.sub(r"\s", "", whole or "")


def test_a_passage_is_marked_where_it_stands(library: Library):
    (key,) = library.bearing(CHILDCARE)
    reading = library.read(key)
    assert reading is not None
    part = next(part for part in reading.parts if part.anchor == "二（一）1")
    own = part.clause.own
    cited = Span(own.start + 6, own.start + 15)
    lines = [*([part.heading] if part.heading else []), *part.lines]
    marked = [r.text for line in lines for r in reading.runs(line, cited) if r.cited]
    assert tidy("".join(marked)) == reading.passage(cited.start, cited.end)
    assert reading.part_at(cited.start) is part
    assert reading.passage(-5, 3) is None
    assert reading.passage(9, 9) is None
    assert reading.passage(0, 10**9) is None


def test_every_citation_has_its_place(assistant: Assistant, library: Library):
    placed = 0
    lines = (ROOT / "samples" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    for line in lines:
        for citation in assistant.ask(json.loads(line)["question"]).citations:
            place = library.locate(citation)
            assert isinstance(place, Place)
            reading = library.read(place.notice)
            assert reading is not None
            (part,) = [part for part in reading.parts if part.anchor == place.anchor]
            # Items cited together are cited as what they are items of; the place is the first.
            assert part.clause.paragraph.startswith(citation.paragraph)
            assert part.clause.own.start <= citation.start < part.clause.own.end
            assert reading.passage(citation.start, citation.end) == citation.quote
            placed += 1
    assert placed > 10


def test_headings_are_those_of_the_tree_not_sentences(library: Library):
    (key,) = library.bearing(CHILDCARE)
    reading = library.read(key)
    assert reading is not None
    headed = {part.anchor: part for part in reading.parts if part.heading}
    assert {"一", "二（一）", "六"} <= set(headed)
    assert headed["一"].stands_alone
    assert not headed["一（一）"].stands_alone
    assert (headed["一"].level, headed["二（一）"].level) == (1, 2)
    assert "一（一）1" not in headed


def test_attachments_open_under_their_names(library: Library):
    (key,) = library.bearing("云政发〔2025〕12号")
    reading = library.read(key)
    assert reading is not None
    opening = [part.opens for part in reading.parts if part.opens]
    assert opening == list(reading.record.attachments)
    table = next(part for part in reading.parts if part.rows)
    assert table.anchor.startswith("附件1")
