"""Which words a model wants before a question and before a passage.

A model trained with a prefix finds less without it, and nothing fails aloud. What the user sets
wins; else the prompts that the model was saved with; else ``FAMILIES``, which holds what the
authors' model cards say of models that are often met without saved prompts (copies in other
formats, remote endpoints).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath

AUTO = "auto"
"""As a prefix: take the model's own; empty means none at all."""
TASK = "Given a web search query, retrieve relevant passages that answer the query"
"""What the cards of the instructed models give as the task of question answering."""
# Under these names sentence-transformers looks for the prompt of a passage.
_SAVED_FOR_PASSAGES = ("document", "passage", "corpus")


@dataclass(frozen=True, slots=True)
class Prefixes:
    """What is put before every question and before every passage; empty: nothing."""

    query: str = ""
    passage: str = ""


@dataclass(frozen=True, slots=True)
class Family:
    """Models whose name matches ``pattern`` as a whole, and where ``prefixes`` are documented."""

    name: str
    pattern: str
    prefixes: Prefixes
    source: str


# The first that matches counts.
FAMILIES = (
    Family(
        "e5-*-instruct",
        r"(?:multilingual-)?e5-.*instruct.*",
        Prefixes(query=f"Instruct: {TASK}\nQuery: "),
        "https://huggingface.co/intfloat/multilingual-e5-large-instruct",
    ),
    Family(
        "e5",
        r"(?:multilingual-)?e5-.*",
        Prefixes(query="query: ", passage="passage: "),
        "https://huggingface.co/intfloat/multilingual-e5-base",
    ),
    Family(
        "Qwen3-Embedding",
        r"qwen3-embedding.*",
        Prefixes(query=f"Instruct: {TASK}\nQuery:"),  # no blank, unlike E5
        "https://huggingface.co/Qwen/Qwen3-Embedding-0.6B",
    ),
    Family(
        "gte-Qwen*-instruct",
        r"gte-qwen.*instruct.*",
        Prefixes(query=f"Instruct: {TASK}\nQuery: "),
        "https://huggingface.co/Alibaba-NLP/gte-Qwen2-1.5B-instruct",
    ),
    Family(
        "bge-*-zh",
        r"bge-(?:small|base|large)-zh(?:-v1\.5)?",
        Prefixes(query="为这个句子生成表示以用于检索相关文章："),
        "https://huggingface.co/BAAI/bge-large-zh-v1.5",
    ),
    Family(
        "bge-*-en",
        r"bge-(?:small|base|large)-en(?:-v1\.5)?",
        Prefixes(query="Represent this sentence for searching relevant passages: "),
        "https://huggingface.co/BAAI/bge-large-en-v1.5",
    ),
    # Nothing, as every name that is not here; named because their cards say so.
    Family("bge-m3", r"bge-m3.*", Prefixes(), "https://huggingface.co/BAAI/bge-m3"),
    Family("gte", r"gte-.*", Prefixes(), "https://huggingface.co/thenlper/gte-large-zh"),
    Family(
        "jina-embeddings-v2",
        r"jina-embeddings-v2.*",
        Prefixes(),
        "https://huggingface.co/jinaai/jina-embeddings-v2-base-zh",
    ),
)


def known(name: str) -> Prefixes:
    """Return the prefixes of the family that a model's name tells, none where it tells nothing.

    >>> known("intfloat/multilingual-e5-base").passage
    'passage: '

    :param name: a hub name, a folder, or a server's name for a model (``bge-m3:latest``).
    """
    parts = PurePath(name).parts
    # A folder of the hub's cache, models--owner--name/snapshots/digest, hides the name.
    cached = [part for part in parts if part.startswith("models--")]
    last = cached[-1].rpartition("--")[2] if cached else (parts[-1] if parts else "")
    bare = last.partition(":")[0].lower()
    for family in FAMILIES:
        if re.fullmatch(family.pattern, bare):
            return family.prefixes
    return Prefixes()


def saved(prompts: Mapping[str, str | None]) -> Prefixes | None:
    """Return the prefixes that a model was saved with, None where it was saved with none.

    :param prompts: ``SentenceTransformer.prompts``; names without a prompt have None or "".
    """
    passages = (prompts.get(name) or "" for name in _SAVED_FOR_PASSAGES)
    found = Prefixes(prompts.get("query") or "", next(filter(None, passages), ""))
    return found if found != Prefixes() else None


def chosen(own: Prefixes, query: str, passage: str) -> Prefixes:
    """Return ``own``, a model's prefixes, with what the user set instead of either.

    :param query: what to put before questions, ``AUTO`` for the model's own.
    :param passage: the same for passages.
    """
    return Prefixes(
        own.query if query == AUTO else query,
        own.passage if passage == AUTO else passage,
    )
