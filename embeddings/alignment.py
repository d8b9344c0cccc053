"""Learning which Chinese words an English word stands for, from texts in both languages.

IBM Model 1 (Brown, Della Pietra, Della Pietra & Mercer 1993): every Chinese word was put down for
one of the English words beside it, which one is hidden. Expectation–maximisation starts from even
odds and shares each Chinese word out by what the other texts say. A dictionary that glosses
风电 with "wind power" and 电力 with "electric power" thus comes to know "wind" and "electric".
"""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from re import compile as pattern

import numpy as np
from numpy.typing import NDArray

from embeddings.corpora import Corpora, Entry
from embeddings.examples import spread
from embeddings.lexicon import Lexicon, Translations, content_words
from embeddings.recipe import Recipe
from embeddings.vocabulary import LONGEST_WORD, count_words

logger = logging.getLogger(__name__)

ITERATIONS = 8
KEPT = 8
"""Translations of an English word that are kept, the likeliest."""
FLOOR = 0.01
"""Translations less probable than this are left out."""
QUESTION_WEIGHT = 10.0
"""A question in both languages counts as this many words met once."""
PARAGRAPH_WEIGHT = 1.0
"""The same of a paragraph: of its many words few belong to any one of the other language."""
PART_WEIGHT = 0.5
"""A word inside a glossed compound (电力 in 电力系统), against the compound itself."""
COUNT_EXPONENT = 0.4
"""How far a word that laws and news use often goes before one that they do not."""
COMPOUND = 4
"""Characters from which a word may be a compound of words."""
_HAN = pattern(r"[\u3400-\u9fff]+")
# The same for Chinese as ``CLOSED`` for English; else every English word gathers some of them.
_JOINING = (
    "的 了 是 在 和 与 有 为 以 于 被 这 那 之 其 及 等 也 都 就 而 或 到 从 对 将 由 一 "
    "一个 个 中 后 前 哪 什么 谁 多少 哪些 哪个 何 何时 何种"
)
_CLOSED = frozenset(_JOINING.split())


@dataclass(frozen=True)
class Sighting:
    """A Chinese word beside the English words, one of which it was put down for."""

    english: tuple[str, ...]
    chinese: str
    weight: float


def learn(corpora: Corpora, *, counted: int = Recipe.counted, everything: bool = False) -> Lexicon:
    """Return the lexicon that the corpora teach; the same corpora give the same one.

    :param counted: news texts whose words are counted; every third law is counted beside them.
    :param everything: learn from held-out questions too.
    :raises OSError: a corpus is missing.
    """
    articles = ["\n".join(article.text for article in law) for law in corpora.laws()]
    news = corpora.news()
    logger.info("counting words for the lexicon")
    counts = count_words([*spread(articles, counted // 12), *spread(news, counted)])
    sightings = list(glossed(corpora.dictionary(), counts))
    both = [pair for pair in corpora.both_languages() if everything or not pair[1].held_out]
    asked = [(english.text, chinese.text) for english, chinese in both]
    read = dict.fromkeys((english.passage, chinese.passage) for english, chinese in both)
    sightings += [*parallel(asked, QUESTION_WEIGHT), *parallel(read, PARAGRAPH_WEIGHT)]
    logger.info("aligning %d words", len(sightings))
    return Lexicon(align(sightings))


def glossed(entries: Sequence[Entry], counts: Counter[str]) -> Iterator[Sighting]:
    """Yield each Chinese word, and the words inside it, beside the words of each gloss.

    A word weighs by how often laws and news use it, so that of a hundred words for one thing those
    come first that a notice would choose; many glosses make each of them weigh less.
    """
    for entry in entries:
        if not _HAN.fullmatch(entry.word) or len(entry.word) > LONGEST_WORD:
            continue
        glosses = dict.fromkeys(tuple(content_words(gloss)) for gloss in entry.glosses)
        glosses.pop((), None)
        if not glosses:
            continue
        weight = (counts[entry.word] + 0.5) ** COUNT_EXPONENT / len(glosses) ** 0.5
        cut = _words(entry.word) if len(entry.word) >= COMPOUND else []
        parts = [part for part in cut if 1 < len(part) < len(entry.word)]
        for gloss in glosses:
            yield Sighting(gloss, entry.word, weight)
            if len(gloss) > 1:
                yield from (Sighting(gloss, part, PART_WEIGHT * weight) for part in parts)


def parallel(texts: Iterable[tuple[str, str]], weight: float) -> Iterator[Sighting]:
    """Yield each Chinese word of the pairs of an English and a Chinese text."""
    for english, chinese in texts:
        words = tuple(content_words(english))
        if words:
            for word in dict.fromkeys(_words(chinese)):
                if word not in _CLOSED:
                    yield Sighting(words, word, weight)


def align(sightings: Sequence[Sighting]) -> dict[str, Translations]:
    """Return p(Chinese | English) by expectation–maximisation, pruned, for each English word."""
    english: dict[str, int] = {}
    pairs: dict[tuple[int, str], int] = {}
    cell_pair, cell_sighting = [], []
    for number, sighting in enumerate(sightings):
        for word in sighting.english:
            source = english.setdefault(word, len(english))
            cell_pair.append(pairs.setdefault((source, sighting.chinese), len(pairs)))
            cell_sighting.append(number)
    if not pairs:
        return {}
    pair_of, sighting_of = np.array(cell_pair), np.array(cell_sighting)
    weight = np.array([sighting.weight for sighting in sightings])
    source_of = np.array([source for source, _ in pairs])
    chance: NDArray[np.float64] = np.ones(len(pairs))
    for _ in range(ITERATIONS):
        odds = chance[pair_of]
        shares = odds / np.bincount(sighting_of, odds, len(weight))[sighting_of]
        expected = np.bincount(pair_of, shares * weight[sighting_of], len(pairs))
        chance = expected / np.bincount(source_of, expected, len(english))[source_of]
    found: dict[int, list[tuple[str, float]]] = defaultdict(list)
    for (source, word), p in zip(pairs, chance.tolist(), strict=True):
        if p >= FLOOR:
            found[source].append((word, p))
    ranked = {
        word: tuple(sorted(found[source], key=lambda pair: (-pair[1], pair[0]))[:KEPT])
        for word, source in english.items()
    }
    return {word: kept for word, kept in ranked.items() if kept}


def _words(text: str) -> list[str]:
    """Return the Chinese words of ``text`` as jieba cuts it."""
    # Imported here: only training needs it.
    import jieba

    return [word for run in _HAN.findall(text) for word in jieba.cut(run)]
