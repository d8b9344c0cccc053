"""What a refusal says: one polite text a reason, in the question's language, with what is near."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from rag.answering.refusal import Reason, refusal_text
from rag.index.model import Passage
from rag.messages import LANGUAGES
from rag.notices.fold import simplify
from rag.notices.model import Span
from rag.retrieval.confidence import BUNDLED, Signals
from rag.retrieval.lookup import Named
from rag.retrieval.question import understand
from rag.retrieval.recognised import Recognised
from rag.retrieval.retriever import Findings, Hit

READER = SimpleNamespace(
    records={
        "a": SimpleNamespace(reference="《青禾市停车办法》（青政发〔2025〕1号）"),
        "b": SimpleNamespace(reference="《青禾市养犬办法》（青政发〔2025〕2号）"),
    }
)
ASKED = {
    "zh-Hans": "青政发〔2025〕9号的补贴怎么领？",
    "zh-Hant": "青政發〔2025〕9號的補貼怎麼領？",
    "en": "What subsidies does 青政发〔2025〕9号 grant to tenants?",
}
OPENING = {"zh-Hans": "抱歉，", "zh-Hant": "抱歉，", "en": "Sorry, "}


def said(language, reason, near=("a", "b", "a"), **named):
    question = understand(ASKED[language])
    assert question.language == language
    hits = tuple(
        Hit(row, Passage(notice, ("一、",), "一、", Span(0, 1), "", "停车"), 1.0)
        for row, notice in enumerate(near)
    )
    held = Named(named.get("notices", ()), question.numbers, named.get("candidates", ()))
    signals = Signals(1.0, 0.9, False, False, BUNDLED)
    found = Findings(question, hits, Recognised(question, held, (), (), {}), signals)
    return refusal_text(READER, found, reason)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", Reason)
def test_a_refusal_apologises_says_what_was_searched_and_offers_what_is_near(language, reason):
    text = said(language, reason)
    assert text.startswith(OPENING[language])
    assert "2" in text.split("《")[0].replace("青政发〔2025〕9号", "")
    for record in READER.records.values():
        assert text.count(record.reference) == 1


@pytest.mark.parametrize("reason", Reason)
def test_a_refusal_keeps_to_its_language(reason):
    simplified, traditional, english = (said(one, reason, near=()) for one in LANGUAGES)
    assert simplify(simplified) == simplified
    assert simplify(traditional) != traditional
    unquoted = english.replace("青政发〔2025〕9号", "")
    assert unquoted.isascii()
    assert len({simplified, traditional, english}) == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reasons_say_different_things_and_nothing_is_offered_where_nothing_is_near(language):
    texts = [said(language, reason, near=()) for reason in Reason]
    assert len(set(texts)) == len(texts)
    assert not any("《" in text for text in texts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_that_is_not_held_is_named_and_similar_ones_are_offered(language):
    text = said(language, Reason.NUMBER, candidates=("青政发〔2025〕19号",))
    assert "青政发〔2025〕9号" in text
    assert "青政发〔2025〕19号" in text
    assert "停车办法" not in text
