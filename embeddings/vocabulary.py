"""A tokenizer whose words are counted, not merged.

A Unigram model (Kudo 2018, arXiv:1804.10959) over the words that jieba finds, with their relative
frequencies as log-probabilities: its Viterbi path comes close to jieba's own cut, and it needs
nothing but ``tokenizers`` when it runs.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

UNKNOWN = "<unk>"
LONGEST_WORD = 6
ENGLISH_LOG_PROBABILITY = -9.1
"""A flat price for English words: low enough that a known word beats its letters."""
LETTER_LOG_PROBABILITY = -12.0
_HAN = re.compile(r"[㐀-䶿一-鿿]+")
_NUMERAL = re.compile(r"第?[〇零一二两三四五六七八九十百千万亿]+[条款章项节年月日个]?")
"""Numbers are spelt character by character; else thousands of them would crowd out words."""
_ENGLISH = re.compile(r"[a-z]{2,}")
_ALONE = "0123456789abcdefghijklmnopqrstuvwxyz"
SUFFIXES = ("s", "es", "ed", "ing", "ly")


def count_words(texts: Iterable[str]) -> Counter[str]:
    """Return how often jieba finds each Chinese word in ``texts``."""
    import jieba

    jieba.setLogLevel("WARNING")
    counts: Counter[str] = Counter()
    for text in texts:
        for run in _HAN.findall(text):
            counts.update(jieba.cut(run))
    return counts


def count_english(texts: Iterable[str]) -> Counter[str]:
    """Return how often each English word of two letters or more stands in ``texts``."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(_ENGLISH.findall(text.lower()))
    return counts


def build_tokenizer(
    chinese: Counter[str], english: Counter[str], *, size: int, characters: int, english_words: int
) -> Tokenizer:
    """Return the tokenizer of the ``size`` tokens that are worth a vector.

    :param chinese: counts of Chinese words.
    :param english: weights of English words.
    :param size: number of tokens, the unknown one included.
    :param characters: how many of them may be single Chinese characters.
    :param english_words: how many of them may be English words.
    :raises ValueError: ``size`` leaves no room for Chinese words.
    """
    single: Counter[str] = Counter()
    for word, count in chinese.items():
        for character in word:
            # A character counts a little wherever it stands: it must carry words that were cut.
            single[character] += count if len(word) == 1 else 0.1 * count  # type: ignore[assignment]
    alone = _most(single, characters)
    foreign = _most(english, english_words)
    room = size - 1 - len(_ALONE) - len(alone) - len(foreign)
    if room <= 0:
        raise ValueError(f"{size} tokens leave no room for words beside {characters} characters")
    longer = {
        word: count
        for word, count in chinese.items()
        if 2 <= len(word) <= LONGEST_WORD and not _NUMERAL.fullmatch(word)
    }
    words = _most(Counter(longer), room)

    total = sum(chinese.values())
    scored = [(word, math.log(chinese[word] / total)) for word in words]
    # A character seen only inside words is priced as if it had been met once.
    scored += [(one, math.log(max(chinese[one], 1) / total)) for one in alone]
    scored += [(word, ENGLISH_LOG_PROBABILITY) for word in foreign]
    scored += [(one, LETTER_LOG_PROBABILITY) for one in _ALONE]
    scored.sort(key=lambda pair: (-pair[1], pair[0]))

    tokenizer = Tokenizer(models.Unigram([(UNKNOWN, 0.0), *scored], unk_id=0))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(r"[^\p{L}\p{N}]+"), "removed"),
            pre_tokenizers.Split(Regex(r"[0-9]|[a-z]+"), "isolated"),
        ]
    )
    return tokenizer


def _most(counts: Counter[str], number: int) -> list[str]:
    """Return the most frequent keys; equal counts in the order of the alphabet."""
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [word for word, _ in ranked[:number]]
