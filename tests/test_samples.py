"""The samples are marked as samples, and their questions rest on what stands in them."""

import json
from pathlib import Path

import pytest

from rag.notices.model import Notice
from rag.notices.parse import parse_page

SAMPLES = Path(__file__).parent.parent / "samples"
NOTICES = SAMPLES / "notices"
MARK = "【示例文件，非正式公文】"
TYPES = {
    "number", "list", "department", "eligibility", "procedure", "deadline", "definition",
    "docnumber", "person", "validity", "compare", "cross-notice", "followup", "unanswerable",
}  # fmt: skip


def text_of(name: str) -> str:
    with (NOTICES / name).open(encoding="utf-8", newline="") as file:
        return file.read()


def notices_of(name: str) -> list[Notice]:
    return parse_page(text_of(name), name)


def load_questions() -> list[dict]:
    lines = (SAMPLES / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


QUESTIONS = load_questions()
EXPECTED = json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8"))["files"]


@pytest.mark.parametrize("name", sorted(path.name for path in NOTICES.iterdir()))
def test_every_file_is_marked_as_a_sample(name):
    assert text_of(name).startswith(MARK)


def test_expected_names_every_file():
    assert set(EXPECTED) == {path.name for path in NOTICES.iterdir()}


def test_ids_are_unique():
    ids = [question["id"] for question in QUESTIONS]
    assert len(ids) == len(set(ids))


def test_every_type_is_asked():
    assert {question["type"] for question in QUESTIONS} == TYPES


@pytest.mark.parametrize("question", QUESTIONS, ids=[question["id"] for question in QUESTIONS])
def test_question_rests_on_its_sources(question):
    assert question["split"] == "sample"
    assert question["lang"] in ("zh-Hans", "zh-Hant", "en")
    assert question["audience"] in ("citizen", "staff")
    assert question["abstain"] == (question["type"] == "unanswerable")
    assert bool(question["gold"]) != question["abstain"]
    assert bool(question["facts"]) != question["abstain"]
    assert bool(question["history"]) == (question["type"] == "followup")
    for gold in question["gold"]:
        assert gold["evidence"] in text_of(gold["file"])
        notices = EXPECTED[gold["file"]]
        assert (gold["doc_number"], gold["title"]) in [
            (notice["doc_number"], notice["title"]) for notice in notices
        ]


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_reading_finds_what_is_expected(name):
    found = [
        {
            "doc_number": str(notice.doc_number),
            "title": notice.title,
            "enclosed_title": notice.enclosed_title,
            "issuer": notice.issuer,
            "issued_on": str(notice.issued_on),
            "valid_until": str(notice.valid_until) if notice.valid_until else None,
            "abolishes": [str(number) for number in notice.abolishes],
        }
        for notice in notices_of(name)
    ]
    assert found == EXPECTED[name]


@pytest.mark.parametrize("question", QUESTIONS, ids=[question["id"] for question in QUESTIONS])
def test_gold_paragraph_holds_its_evidence(question):
    for gold in question["gold"]:
        holders = [
            clause.paragraph
            for notice in notices_of(gold["file"])
            if str(notice.doc_number) == gold["doc_number"]
            for clause in notice.clauses
            if gold["evidence"] in notice.read(clause.span)
        ]
        assert not gold["paragraph"] or gold["paragraph"] in holders
