"""Articles, paragraphs (款) and items of real statutes, each put together again from its articles.

The corpus lies beside the checkout, not in it; without it these tests are skipped.
"""

from __future__ import annotations

import json
import lzma
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

import pytest

from rag.notices.parse import parse_page

CORPUS = Path(__file__).parents[3] / "shared" / "corpora" / "laws.jsonl.xz"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not CORPUS.exists(), reason="the corpora are not beside the checkout"),
]
EVERY = 30  # one statute in so many
NOT_STATUTES = ("案例", "司法解释")
MARKED = re.compile(
    r"[(（]\d*[一二三四五六七八九十]*[)）]|\d{1,3}[.．、]|[一二三四五六七八九十]+、|[①-⑳—-]"
)
ITEM = re.compile(r"^[（(][一二三四五六七八九十]+[）)]", re.MULTILINE)


@dataclass
class Statute:
    """A statute's text, and where in it its articles, items and paragraphs begin."""

    text: str
    articles: dict[int, str] = field(default_factory=dict)
    paragraphs: set[int] = field(default_factory=set)
    unsure: set[int] = field(default_factory=set)

    def add(self, number: str, words: str) -> None:
        self.articles[len(self.text)] = number
        lines = words.split("\n")
        wrapped = any(line and line.rstrip()[-1] not in "。；：！？”）;:!?)" for line in lines)
        at = len(self.text) + len(number) + 1
        for above, line in zip(["", *lines], lines, strict=False):
            if above.rstrip()[-1:] in tuple("。！？”）") and not MARKED.match(line.strip()):
                start = at + len(line) - len(line.lstrip())
                (self.unsure if wrapped else self.paragraphs).add(start)
            at += len(line) + 1
        self.text += f"{number}　{words}\n\n"


def statutes() -> Iterator[Statute]:
    with lzma.open(CORPUS, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    texts = [(path, list(articles)) for path, articles in groupby(rows, key=lambda r: r["path"])]
    texts = [it for it in texts if not it[0].startswith(NOT_STATUTES)]
    for _, articles in texts[::EVERY]:
        if len(articles) < 3 or not all(it["num"] for it in articles):
            continue
        statute, above = Statute(f"{articles[0]['title']}\n\n"), []
        for it in articles:
            new = [head for at, head in enumerate(it["heads"]) if above[at : at + 1] != [head]]
            statute.text += "".join(f"{head}\n\n" for head in new)
            above = it["heads"]
            statute.add(it["num"], it["text"])
        yield statute


@pytest.fixture(scope="module")
def readings() -> list[tuple[Statute, dict[int, str]]]:
    """Return each statute with the last markers of the clauses read in it, by offset."""
    return [
        (it, {c.span.start: c.path[-1] for n in parse_page(it.text, "p") for c in n.clauses})
        for it in statutes()
    ]


def shares(want: list[set], got: list[set]) -> tuple[float, float]:
    both = sum(len(one & other) for one, other in zip(want, got, strict=True))
    return both / sum(map(len, want)), both / sum(map(len, got))


def test_articles(readings):
    want = [set(it.articles.items()) for it, _ in readings]
    got = [
        {(at, mark) for at, mark in found.items() if re.fullmatch("第.+条(之.+)?", mark)}
        for _, found in readings
    ]
    recall, precision = shares(want, got)
    assert recall >= 0.99 and precision >= 0.999, (recall, precision)


def test_items(readings):
    want = [{m.start() for m in ITEM.finditer(it.text)} for it, _ in readings]
    got = [
        {at for at, mark in found.items() if re.fullmatch("（[一二三四五六七八九十]+）", mark)}
        for _, found in readings
    ]
    recall, precision = shares(want, got)
    assert recall >= 0.99 and precision >= 0.98, (recall, precision)


def test_paragraphs(readings):
    want = [it.paragraphs for it, _ in readings]
    got = [
        {at for at, mark in found.items() if mark.endswith("款")} - it.unsure
        for it, found in readings
    ]
    recall, precision = shares(want, got)
    assert recall >= 0.98 and precision >= 0.99, (recall, precision)
