"""The published JSON Schemas and the parsers accept and refuse the same objects."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from eval import answers, questions
from eval.errors import Flaw
from eval.fields import Fields

DOCS = Path(__file__).parents[2] / "docs"
PARSERS = {"question": questions.parse, "answer": answers.parse}
SCHEMAS = {
    name: json.loads((DOCS / "schema" / f"{name}.schema.json").read_text(encoding="utf-8"))
    for name in PARSERS
}
WHOLE: dict[str, dict[str, Any]] = {
    "question": {
        "id": "q1",
        "question": "一共多少个？",
        "abstain": False,
        "split": "dev",
        "lang": "zh-Hans",
        "audience": "citizen",
        "type": "number",
        "history": [{"role": "user", "content": "上一问"}, {"role": "assistant", "content": ""}],
        "gold": [
            {
                "doc_number": None,
                "title": "关于某事的通知",
                "paragraph": "一、",
                "evidence": "充电站三座",
                "file": "a.txt",
            }
        ],
        "facts": [["三", "3"], ["座"]],
        "answer": "三座。",
        "hard": "none",
        "draft": False,
    },
    "answer": {
        "id": 7,
        "question": "问？",
        "answer": "答[1]。",
        "abstained": False,
        "citations": [
            {
                "mark": 1,
                "doc_number": None,
                "title": "通知",
                "issuer": "市政府",
                "issued_on": "2024-05-14",
                "paragraph": "一、",
                "quote": "引文",
                "source": "a.txt",
                "start": 3,
                "end": 5,
                "page": None,
            }
        ],
        "warnings": ["已失效", 1, None],
        "retrieved": [
            {
                "doc_number": "甲发〔2024〕1号",
                "title": "通知",
                "paragraph": "一、",
                "text": "条文",
                "score": 0.5,
                "source": "a.txt",
                "start": 0,
                "end": 2,
            }
        ],
        "mode": "extractive",
        "seconds": 0.25,
        "confidence": 0.5,
        "rewritten": None,
    },
}
ODD = [
    None, True, False, 0, 1, -1, 7.0, 0.5, 1.5, -0.0, 2**70, 10**400, 1e300, float("inf"), "", " ",
    "\u3000", "\x1f", "x", "user", [], [[]], [""], [None], ["x", 1], [["x"]], [{}], {},
    {"role": "user"}, {"role": "user", "content": None},
]  # fmt: skip


def parser_accepts(name: str, value: object) -> bool:
    try:
        PARSERS[name](Fields(value))
    except Flaw:
        return False
    return True


def agree(name: str, value: object) -> bool:
    """Return what both say of ``value``."""
    said = Draft202012Validator(SCHEMAS[name]).is_valid(value)
    assert parser_accepts(name, value) == said, value
    return said


def places(value: object, before: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path to everything in a JSON value, itself left out."""
    inner = (
        value.items() if isinstance(value, dict)
        else enumerate(value) if isinstance(value, list)
        else ()
    )  # fmt: skip
    paths = []
    for key, item in inner:
        paths += [(*before, key), *places(item, (*before, key))]
    return paths


@st.composite
def mutated(draw, name: str) -> dict[str, Any]:
    """A whole object with some of its values replaced, deleted, doubled or joined by others."""
    value = deepcopy(WHOLE[name])
    for _ in range(draw(st.integers(1, 3))):
        paths = places(value)
        if not paths:
            break
        *way, last = draw(st.sampled_from(paths))
        at: Any = value
        for key in way:
            at = at[key]
        act = draw(st.sampled_from(["replace", "replace", "replace", "delete", "add"]))
        odd = draw(st.sampled_from(ODD) | st.text(max_size=3) | st.floats(allow_nan=False))
        if act == "replace":
            at[last] = deepcopy(odd)
        elif act == "delete":
            del at[last]
        elif isinstance(at, list):
            at.append(deepcopy(odd))
        else:
            at[draw(st.text(max_size=3))] = deepcopy(odd)
    return value


@pytest.mark.parametrize("name", PARSERS)
def test_the_schemas_are_schemas(name):
    Draft202012Validator.check_schema(SCHEMAS[name])


@pytest.mark.parametrize("name", PARSERS)
def test_whole_objects_and_objects_of_another_kind(name):
    assert agree(name, WHOLE[name])
    for value in (None, [], "x", 7, {}):
        assert not agree(name, value)


@settings(max_examples=500)
@given(mutated("question"))
@example({"id": "a", "question": "\x1f", "abstain": True})
@example({"id": 10**400, "question": "问", "abstain": True})
def test_parser_and_schema_agree_on_questions(value):
    agree("question", value)


@settings(max_examples=500)
@given(mutated("answer"))
@example({"id": "a", "abstained": True})
@example({"id": "a", "abstained": False})
@example({"id": "a", "answer": "x", "seconds": 10**400})
def test_parser_and_schema_agree_on_answers(value):
    agree("answer", value)


@pytest.mark.parametrize("name", PARSERS)
def test_each_value_may_be_odd_in_its_own_way(name):
    """Every odd value in every place, and every field taken out, one at a time."""
    told = set()
    for *way, last in places(WHOLE[name]):
        for odd in [*ODD, ...]:
            value: Any = deepcopy(WHOLE[name])
            at = value
            for key in way:
                at = at[key]
            if odd is ...:
                del at[last]
            else:
                at[last] = odd
            told.add(agree(name, value))
    assert told == {True, False}


@pytest.mark.parametrize("name", PARSERS)
def test_every_field_is_documented(name):
    text = (DOCS / "questions.md").read_text(encoding="utf-8")
    rows = re.findall(rf"^\| `({name}\.[\w.\[\]]+)` \|", text, re.M)
    assert rows == [f"{name}.{field}" for field in fields(SCHEMAS[name])]


def fields(schema: dict[str, Any], before: str = "") -> list[str]:
    """Return the fields of a schema as the document names them: history[].role."""
    names = []
    for name, inner in schema["properties"].items():
        names.append(before + name)
        if "properties" in inner.get("items", {}):
            names += fields(inner["items"], f"{before}{name}[].")
    return names


def test_the_minimum_that_is_documented_is_enough():
    assert agree("question", {"id": "a", "question": "问？", "abstain": True})
    assert agree("answer", {"id": "a", "answer": "答。"})
