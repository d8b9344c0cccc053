"""The public text that models are trained on and measured with, read and folded.

Every corpus is one xz-compressed file of a folder; the model card names sources and licences. A
third of the question sets is held out of training, chosen by a digest of the text a question is
about, so that a test question's passage has never been seen with another question either.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HELD_OUT = 3
"""One in this many groups of questions is kept for measuring."""
GLOSS_WORDS = 4
"""Longer glosses are explanations, not translations."""
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_REFERENCE = re.compile(
    r"\b(?:CL:|variant of|see |abbr\. |surname |old form|also written|used in )"
)
_CONSONANT_Y = re.compile(r"[^aeiou ]y$")
_LATIN = re.compile(r"[^A-Za-z ]+")


@dataclass(frozen=True)
class Article:
    """One article of a law: its law's title, the headings above it, its text."""

    law: str
    heads: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Question:
    """A question, one passage that answers it, and the group that is held out as a whole."""

    text: str
    passage: str
    group: str

    @property
    def held_out(self) -> bool:
        """Say whether the question is kept for measuring."""
        return _digest(self.group) % HELD_OUT == 0


@dataclass(frozen=True)
class Entry:
    """A Chinese word and the short English glosses of it."""

    word: str
    glosses: tuple[str, ...]


@dataclass(frozen=True)
class Corpora:
    """A folder of corpora; each method reads one kind of text."""

    folder: Path

    def laws(self) -> list[list[Article]]:
        """Return the articles of each law, in the order of the law."""
        laws: dict[str, list[Article]] = {}
        for line in self._lines("laws.jsonl.xz"):
            row = json.loads(line)
            heads = tuple(fold(head) for head in row["heads"])
            article = Article(fold(row["title"]), heads, fold(row["text"]))
            laws.setdefault(row["path"], []).append(article)
        return list(laws.values())

    def news(self) -> list[str]:
        """Return the news, one text an item."""
        return [fold(line.strip()) for line in self._lines("news.txt.xz")]

    def wiki_questions(self) -> list[Question]:
        """Return questions over encyclopedia paragraphs, Chinese to Chinese."""
        names = ("cmrc_dev", "cmrc_trial", "drcd_dev", "xquad_zh")
        return [q for name in names for q, _ in self._reading(name)]

    def parallel_questions(self) -> list[Question]:
        """Return English questions over the Chinese paragraphs that answer them."""
        return [
            Question(english.text, chinese.passage, chinese.group)
            for english, chinese in self.both_languages()
        ]

    def both_languages(self) -> list[tuple[Question, Question]]:
        """Return questions with their paragraphs in English, and the same in Chinese.

        What is held out is said by the Chinese one.
        """
        english = {key: question for question, key in self._reading("xquad_en")}
        return [
            (english[key], question)
            for question, key in self._reading("xquad_zh")
            if key in english
        ]

    def english(self) -> list[str]:
        """Return the paragraphs and questions of the English reading set that are not held out."""
        chinese = {key: question.held_out for question, key in self._reading("xquad_zh")}
        kept = [q for q, key in self._reading("xquad_en") if not chinese.get(key, True)]
        return [q.text for q in kept] + list(dict.fromkeys(q.passage for q in kept))

    def lay_questions(self) -> list[Question]:
        """Return lay people's questions, one for each statute article that answers them.

        Questions that share an article, directly or through others, form one group.
        """
        rows = [json.loads(line) for line in self._lines("lay-questions.jsonl.xz")]
        named = [[passage["name"] for passage in row["passages"]] for row in rows]
        groups = _connected(named)
        return [
            Question(fold(row["question"]), fold(passage["text"]), groups[passage["name"]])
            for row in rows
            for passage in row["passages"]
        ]

    def dictionary(self) -> list[Entry]:
        """Return the entries of the Chinese–English dictionary that have a short gloss."""
        glosses: dict[str, list[str]] = defaultdict(list)
        for line in self._lines("cedict.u8.xz"):
            head, slash, tail = line.partition("/")
            if not slash or line.startswith("#"):
                continue
            word = fold(head.split()[1])
            for sense in tail.rstrip("/\n").split("/"):
                glosses[word].extend(_gloss(sense))
        return [
            Entry(word, tuple(dict.fromkeys(found))) for word, found in glosses.items() if found
        ]

    def _reading(self, name: str) -> Iterator[tuple[Question, str]]:
        """Yield the questions of a reading-comprehension set (SQuAD's shape) with their ids."""
        data = json.loads("".join(self._lines(f"{name}.json.xz")))
        for article in data["data"]:
            for paragraph in article["paragraphs"]:
                passage = fold(paragraph["context"])
                group = _group(article, passage)
                for qa in paragraph["qas"]:
                    yield Question(fold(qa["question"]), passage, group), str(qa["id"])

    def _lines(self, name: str) -> Iterator[str]:
        with lzma.open(self.folder / name, "rt", encoding="utf-8") as file:
            yield from file


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


def fold(text: str) -> str:
    """Return ``text`` in simplified characters; tokenizers see to width and case."""
    folded: str = _converter().convert(text)
    return folded


def _gloss(text: str) -> list[str]:
    """Return the usable words of a gloss, lower case; nothing for references and explanations.

    Where an inflected form is not the plain form and a suffix, which a tokenizer can see for
    itself, it is a gloss of its own: subsidy, subsidies; to issue, issuing.
    """
    if _REFERENCE.search(text):
        return []
    words = _LATIN.sub(" ", _ASIDE.sub(" ", text)).lower().split()
    verb = words[:1] == ["to"]
    words = words[verb:]
    plain = " ".join(words)
    if not 0 < len(words) <= GLOSS_WORDS:
        return []
    if _CONSONANT_Y.search(plain):
        return [plain, plain[:-1] + "ies"]
    if verb and len(words) == 1 and plain.endswith("e"):
        return [plain, plain[:-1] + "ing"]
    return [plain]


def _group(article: dict[str, Any], passage: str) -> str:
    """Return the article's title where it has one, so that its paragraphs stay together."""
    return str(article.get("title") or passage)


def _digest(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")


def _connected(named: Iterable[list[str]]) -> dict[str, str]:
    """Return for each name the smallest name it is linked to through lists that share names."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        parent.setdefault(name, name)
        while parent[name] != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    for names in named:
        for name in names:
            low, high = sorted((root(names[0]), root(name)))
            parent[high] = low
    return {name: root(name) for name in list(parent)}
