"""The reading of the reference notices against what they hold: every field, every clause.

The reference files lie beside the checkout, not in it; without them these tests are skipped.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rag.notices.model import Notice
from rag.notices.parse import parse_page

SHARED = Path(__file__).parents[3] / "shared"
GOLD = sorted((SHARED / "gold").glob("*.json"))
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not GOLD, reason="the reference notices are not beside the checkout"),
]
RECALL = PRECISION = 0.99  # of clause markers, start offsets exact
PATHS = 0.98  # of the markers found


def load(path: Path) -> tuple[list[Notice], list[dict[str, Any]]]:
    gold = json.loads(path.read_text(encoding="utf-8"))
    with (SHARED / "notices" / gold["file"]).open(encoding="utf-8", newline="") as file:
        return parse_page(file.read(), gold["file"]), gold["notices"]


def facts(notice: Notice) -> dict[str, Any]:
    return {
        "start": notice.span.start,
        "end": notice.span.end,
        "doc_number": str(notice.doc_number) if notice.doc_number else None,
        "title": notice.title,
        "enclosed_title": notice.enclosed_title,
        "issuer": notice.issuer,
        "issued_on": str(notice.issued_on) if notice.issued_on else None,
        "addressees": notice.addressees,
        "valid_until": str(notice.valid_until) if notice.valid_until else None,
        "validity_text": notice.validity_text,
        "abolishes": [str(number) for number in notice.abolishes],
        "cites": [str(number) for number in notice.cites],
        "truncated": notice.truncated,
        "language": notice.language,
        "attachments": [f"{a.label} {a.title}" for a in notice.attachments],
    }


@pytest.mark.parametrize("path", GOLD, ids=[path.stem for path in GOLD])
def test_every_notice_with_every_field(path):
    found, gold = load(path)
    assert [facts(notice) for notice in found] == [
        {name: notice[name] for name in facts(found[0])} for notice in gold
    ]


@pytest.mark.parametrize("path", GOLD, ids=[path.stem for path in GOLD])
def test_clauses(path):
    found, gold = load(path)
    for notice, expected in zip(found, gold, strict=True):
        got = {c.span.start: list(c.path) for c in notice.clauses if c.kind == "unit"}
        want = {clause["start"]: clause["path"] for clause in expected["clauses"]}
        both = got.keys() & want.keys()
        assert len(both) >= RECALL * len(want), sorted(want.keys() - both)
        assert len(both) >= PRECISION * len(got), sorted(got.keys() - both)
        wrong = [(got[start], want[start]) for start in sorted(both) if got[start] != want[start]]
        assert len(both) - len(wrong) >= PATHS * len(both), wrong
        for clause in expected["clauses"]:
            if clause["start"] in both:
                begin = clause["start"] - notice.span.start
                assert notice.text[begin:].startswith(clause["head"])
