"""What English words are in Chinese: a lexical translation model, and scores of texts by it.

A static model gives a whole question one vector, in which the one word that is asked for drowns.
The lexicon knows each word by itself: p(Chinese word | English word), learnt by
``embeddings.alignment`` and kept beside the vectors. Train it again with
``python -m embeddings.lexicon --corpora DIR --out FOLDER``.
"""

from __future__ import annotations

import logging
import math
import re
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol

import click
import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load, save

from rag.errors import ModelUnavailable

FILE = "lexicon.safetensors"
Scores = NDArray[np.float32]
Rows = NDArray[np.int64]
Translations = tuple[tuple[str, float], ...]

# Closed-class words: they ask or join, and every gloss and paragraph is full of them.
_JOINING = (
    "the a an of to in on at for and or by with is are was were be been being do does did done "
    "what which who whom whose how when where why that this these those it its as from into than "
    "then there their his her he she they you your we our us them not no can could will would may "
    "might must shall should has had have about such any each if while because so too also very "
    "just some one sth sb etc"
)
CLOSED = frozenset(_JOINING.split())
_RUN = re.compile(r"[a-z]+|\d+(?:\.\d+)*|[\u3400-\u9fff]+")
_SOFTENING = 0.4
"""Exponent on p / best p: the second-likeliest translation is hardly less right than the first."""


class Holdings(Protocol):
    """Texts that know where words stand in them."""

    @property
    def count(self) -> int:
        """Number of rows."""
        ...

    def rows_with(self, word: str) -> tuple[Rows, Scores]:
        """Return the rows that hold ``word``, ascending, and how full of it each is, 0 to 1."""
        ...


class Lexicon:
    """Translations of English words, likeliest first.

    >>> lexicon = Lexicon({"subsidi": (("补贴", 0.7), ("津贴", 0.3))})
    >>> lexicon.translations("Subsidies")
    (('补贴', 0.7), ('津贴', 0.3))
    """

    def __init__(self, table: Mapping[str, Translations]) -> None:
        """Keep ``table``: for each English stem its Chinese words with p(Chinese | English)."""
        self._table = table

    def __len__(self) -> int:
        return len(self._table)

    def translations(self, word: str) -> Translations:
        """Return the Chinese words for an English one in any form, with their probabilities.

        Empty where the word is not known. Probabilities of rare translations are cut off, so that
        they need not sum to 1.
        """
        return self._table.get(stem(word.lower()), ())

    def save(self, folder: Path) -> None:
        """Write the lexicon into a model's folder: words as lines, the rest as arrays."""
        stems = sorted(self._table)
        pairs = [pair for key in stems for pair in self._table[key]]
        chinese = sorted({word for word, _ in pairs})
        place = {word: number for number, word in enumerate(chinese)}
        arrays: dict[str, NDArray[Any]] = {
            "english": _lines(stems),
            "chinese": _lines(chinese),
            "number": np.array([len(self._table[key]) for key in stems], dtype=np.uint8),
            "word": np.array([place[word] for word, _ in pairs], dtype=np.uint32),
            "probability": np.array([p for _, p in pairs], dtype=np.float16),
        }
        (folder / FILE).write_bytes(save(arrays))

    @classmethod
    def load(cls, folder: Path) -> Lexicon | None:
        """Read what ``save`` wrote, None where the model in ``folder`` has no lexicon.

        :raises ModelUnavailable: the file is damaged or cannot be read.
        """
        path = folder / FILE
        if not path.is_file():
            return None
        try:
            return cls(_table(load(path.read_bytes())))
        except (OSError, ValueError, KeyError, IndexError, SafetensorError) as error:
            raise ModelUnavailable(
                model=folder.name, reason=f"{FILE}: {type(error).__name__}"
            ) from error


def stem(word: str) -> str:
    """Return a lower-case English word without its commonest endings; not always a word itself.

    Words are learnt and looked up by it, so that what counts is that forms of one word meet.

    >>> [stem(word) for word in ("subsidy", "subsidies", "issue", "issued", "planning", "bus")]
    ['subsidi', 'subsidi', 'issu', 'issu', 'plan', 'bus']
    """
    if len(word) > 3:
        if word.endswith(("ies", "ied")):
            word = word[:-3] + "y"
        elif word.endswith("sses"):
            word = word[:-2]
        elif word[-1] == "s" and word[-2] not in "su":
            word = word[:-1]
    for ending in ("ing", "ed"):
        rest = word.removesuffix(ending)
        if rest != word and len(rest) >= 3 and re.search("[aeiouy]", rest):
            doubled = len(rest) > 3 and rest[-1] == rest[-2] and rest[-1] not in "lsz"
            word = rest[:-1] if doubled else rest
            break
    if len(word) > 3:
        word = word.removesuffix("e")
    if len(word) > 3 and word[-1] == "y":
        word = word[:-1] + "i"
    return word


def content_words(text: str) -> list[str]:
    """Return the stems of the English content words of ``text``, distinct, in order."""
    words = (word for word in re.findall(r"[a-z]+", text.lower()) if _has_content(word))
    return list(dict.fromkeys(stem(word) for word in words))


def translated_scores(lexicon: Lexicon, question: str, held: Holdings) -> Scores:
    """Return how well each row of ``held`` matches an English question, shape (rows,), from 0.

        score(row) = Σ_e max_c (p(c|e) / max p(·|e))^0.4 · idf(c) · full(c, row)

    over the distinct content words e of the question and the translations c of e. A word,
    a number or a pair of Chinese characters of the question itself is a translation of itself
    with ratio 1.

    :param question: the question in matching form (folded, lower case).
    """
    total = np.zeros(held.count, dtype=np.float32)
    for choices in _asked(lexicon, question):
        best = np.zeros(held.count, dtype=np.float32)
        for word, ratio in choices.items():
            rows, full = held.rows_with(word)
            if len(rows):
                idf = math.log(1 + (held.count - len(rows) + 0.5) / (len(rows) + 0.5))
                worth = np.float32(idf * ratio**_SOFTENING) * full
                best[rows] = np.maximum(best[rows], worth)
        total += best
    return total


def _asked(lexicon: Lexicon, question: str) -> Iterator[dict[str, float]]:
    """Yield for each thing asked the words that may stand for it, with p over the best p."""
    latin: dict[str, dict[str, float]] = {}
    others: dict[str, None] = {}
    for run in _RUN.findall(question):
        if "\u3400" <= run[0] <= "\u9fff":
            others.update(dict.fromkeys(map("".join, pairwise(run)) if len(run) > 1 else run))
        elif run[0].isdigit():
            others[run] = None
        elif _has_content(run):
            latin.setdefault(stem(run), {})[run] = 1.0
    for choices in latin.values():
        found = lexicon.translations(next(iter(choices)))
        yield choices | {word: p / found[0][1] for word, p in found}
    for one in others:
        yield {one: 1.0}


def _has_content(word: str) -> bool:
    return len(word) > 1 and word not in CLOSED


def _lines(words: list[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(words).encode(), dtype=np.uint8)


def _table(arrays: Mapping[str, NDArray[Any]]) -> dict[str, Translations]:
    english, chinese = (
        arrays[name].tobytes().decode().split("\n") for name in ("english", "chinese")
    )
    words = [chinese[number] for number in arrays["word"].tolist()]
    pairs = list(zip(words, arrays["probability"].tolist(), strict=True))
    ends = np.cumsum(arrays["number"], dtype=np.int64).tolist()
    if len(ends) != len(english) or ends[-1] != len(pairs):
        raise ValueError("arrays of different lengths")
    starts = [0, *ends[:-1]]
    return {
        key: tuple(pairs[start:end]) for key, start, end in zip(english, starts, ends, strict=True)
    }


@click.command()
@click.option(
    "--corpora", type=click.Path(path_type=Path, exists=True, file_okay=False), required=True
)
@click.option("--out", type=click.Path(path_type=Path, exists=True, file_okay=False), required=True)
@click.option("--everything", is_flag=True, help="learn from held-out questions too")
def main(corpora: Path, out: Path, everything: bool) -> None:
    """Learn a lexicon from the texts in CORPORA and write it into the model folder OUT."""
    # Imported here: it reads this module.
    from embeddings.alignment import learn
    from embeddings.corpora import Corpora

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    if find_spec("jieba") is None:
        raise click.ClickException("needs jieba: pip install 'wence[train]'")
    try:
        lexicon = learn(Corpora(corpora), everything=everything)
    except OSError as error:
        raise click.ClickException(str(error)) from error
    lexicon.save(out)
    click.echo(f"{len(lexicon)} English words")


if __name__ == "__main__":
    main()
