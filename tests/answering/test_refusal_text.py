"""What a refusal says: one polite text a reason, in the question's language, with what is near."""

from __future__ import annotations

import pytest
from notice_index import find, index_of
from notice_pages import page

from rag.answering.basis import Basis
from rag.answering.reader import Reader
from rag.answering.refusal import Reason, refusal_text
from rag.messages import LANGUAGES
from rag.notices.fold import simplify
from rag.retrieval.filters import Filters
from rag.retrieval.question import understand

PAGES = {"a.txt": page(1, "河道保洁"), "b.txt": page(2, "路灯养护")}
ASKED = {
    "zh-Hans": "青政发〔2025〕9号的补贴怎么领？",
    "zh-Hant": "青政發〔2025〕9號的補貼怎麼領？",
    "en": "What subsidies does 青政发〔2025〕9号 grant to tenants?",
}
OPENING = {"zh-Hans": "抱歉，", "zh-Hant": "抱歉，", "en": "Sorry, "}


@pytest.fixture(scope="module")
def reader(tmp_path_factory, encoder) -> Reader:
    return index_of(PAGES, tmp_path_factory.mktemp("texts"), encoder)


def said(reader: Reader, question: str, reason: Reason) -> str:
    return refusal_text(Basis(reader, find(reader, question)), reason)


def said_of_nothing(reader: Reader, language: str, reason: Reason) -> str:
    """Return the text where filters left nothing to be found."""
    nothing = reader.retriever.find(understand(ASKED[language]), filters=Filters(source="no.txt"))
    assert nothing.hits == ()
    return refusal_text(Basis(reader, nothing), reason)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", Reason)
def test_a_refusal_apologises_says_what_was_searched_and_offers_what_is_near(
    reader, language, reason
):
    text = said(reader, ASKED[language], reason)
    assert text.startswith(OPENING[language])
    assert "2" in text.split("《")[0].replace("青政发〔2025〕9号", "")
    for record in reader.records.values():
        assert text.count(record.reference) == 1


@pytest.mark.parametrize("reason", Reason)
def test_a_refusal_keeps_to_its_language(reader, reason):
    simplified, traditional, english = (
        said_of_nothing(reader, language, reason) for language in ("zh-Hans", "zh-Hant", "en")
    )
    assert simplify(simplified) == simplified
    assert simplify(traditional) != traditional
    assert english.replace("青政发〔2025〕9号", "").isascii()
    assert len({simplified, traditional, english}) == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reasons_say_different_things_and_nothing_is_offered_where_nothing_is_near(
    reader, language
):
    texts = [said_of_nothing(reader, language, reason) for reason in Reason]
    assert len(set(texts)) == len(texts)
    assert not any("《" in text for text in texts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_that_is_not_held_is_named_and_similar_ones_are_offered(
    tmp_path, encoder, language
):
    held = {"a.txt": page(9, "河道保洁", code="青政办发"), "b.txt": page(2, "路灯养护")}
    reader = index_of(held, tmp_path, encoder)
    text = said(reader, ASKED[language], Reason.NUMBER)
    assert "青政发〔2025〕9号" in text
    assert "青政办发〔2025〕9号" in text
    assert "路灯养护" not in text


def test_a_shortened_number_is_named_as_it_was_typed(reader):
    assert "没有77号文" in said(reader, "77号文怎么收费？", Reason.NUMBER)
