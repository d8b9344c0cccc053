"""Invented documents of other places and kinds, each with what a reader should find in it.

``documents.jsonl`` holds a page a line: its ``text`` (or a saved page's ``html``) and its
``notices`` with the fields that are to be checked; ``units`` are [offset, path] of every numbered
unit, ``labels`` their printed chains where offsets do not matter. ``gap`` says why one is not read
as it should be yet.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from test_notices_gold import facts
from test_notices_tiling import check_tiling

from rag.notices.model import Notice
from rag.notices.parse import parse_page
from rag.notices.sources import SourceFile, notices_of

DOCUMENTS = [
    json.loads(line)
    for line in Path(__file__).with_name("documents.jsonl").read_text(encoding="utf-8").splitlines()
]
CASES = [
    pytest.param(
        it,
        id=it["name"],
        marks=[pytest.mark.xfail(strict=True, reason=it["gap"])] if "gap" in it else [],
    )
    for it in DOCUMENTS
]
WIDTHS = str.maketrans("，（）：；．", ",():;.")


def bare(value: object) -> object:
    """Return a text without blanks and widths, which the fields are free to keep as printed."""
    if not isinstance(value, str):
        return value
    return re.sub(r"\s", "", value).translate(WIDTHS)


def fields(notice: Notice) -> dict[str, Any]:
    return facts(notice) | {
        "attachments": [it.label for it in notice.attachments],
        "attachment_titles": [it.title for it in notice.attachments],
        "rows": [len(it.table.rows) for it in notice.clauses if it.table],
        "labels": [it.paragraph for it in notice.clauses if it.kind == "unit"],
        "units": [
            [it.span.start, [step for step in it.path if not re.fullmatch("第.{1,3}款", step)]]
            for it in notice.clauses
            if it.kind == "unit"
        ],
    }


@pytest.mark.parametrize("document", CASES)
def test_document(document, tmp_path):
    if "html" in document:
        path = tmp_path / "page.html"
        path.write_text(document["html"], encoding="utf-8")
        found = notices_of(SourceFile(path, path.name), path.read_bytes())
    else:
        found = parse_page(document["text"], "page.txt")
    assert len(found) == len(document["notices"])
    for notice, wanted in zip(found, document["notices"], strict=True):
        expected = dict(wanted)
        check_tiling(notice)
        read = fields(notice)
        assert bare(notice.text).endswith(bare(expected.pop("ends_with", "")))
        assert bare(notice.text).startswith(bare(expected.pop("starts_with", "")))
        assert {name: bare(read[name]) for name in expected} == {
            name: bare(value) for name, value in expected.items()
        }
