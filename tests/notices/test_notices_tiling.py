"""Offsets: what the clauses of the samples and of the reference notices cover."""

from itertools import pairwise
from pathlib import Path

import pytest

from rag.notices.model import Notice
from rag.notices.parse import parse_page

ROOT = Path(__file__).parents[2]
PAGES = [
    *sorted((ROOT / "samples" / "notices").glob("*.txt")),
    *sorted((ROOT.parent / "shared" / "notices").glob("*.txt")),
]


def check_tiling(notice: Notice) -> None:
    """Fail unless the own spans give the text exactly once and every span holds its own."""
    own = [clause.own for clause in notice.clauses]
    assert "".join(notice.read(span) for span in own) == notice.text
    assert [span.start for span in own[1:]] == [span.end for span in own[:-1]]
    assert (own[0].start, own[-1].end) == (notice.span.start, notice.span.end)
    for clause in notice.clauses:
        assert clause.own in clause.span and clause.span in notice.span
        assert clause.own.start == clause.span.start


@pytest.mark.parametrize("path", PAGES, ids=[path.name[:12] for path in PAGES])
def test_clauses_tile_the_pages_we_have(path):
    with path.open(encoding="utf-8", newline="") as file:
        raw = file.read()
    notices = parse_page(raw, path.name)
    assert notices
    for notice in notices:
        assert raw[notice.span.start : notice.span.end] == notice.text
        check_tiling(notice)
    spans = [notice.span for notice in notices]
    assert all(one.end <= two.start for one, two in pairwise(spans))
