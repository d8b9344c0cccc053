"""What is put before questions and passages: the user's word, the model's, its family's."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

import embeddings
from embeddings.prefixes import AUTO, FAMILIES, Prefixes, chosen, known, saved

ASKED = "Instruct: Given a web search query, retrieve relevant passages that answer the query\n"


@pytest.mark.parametrize(
    ("name", "query", "passage"),
    [
        ("intfloat/multilingual-e5-base", "query: ", "passage: "),
        ("intfloat/multilingual-e5-small", "query: ", "passage: "),
        ("intfloat/e5-large-v2", "query: ", "passage: "),
        ("intfloat/multilingual-e5-large-instruct", ASKED + "Query: ", ""),
        ("intfloat/e5-mistral-7b-instruct", ASKED + "Query: ", ""),
        ("Qwen/Qwen3-Embedding-0.6B", ASKED + "Query:", ""),
        ("qwen3-embedding:8b", ASKED + "Query:", ""),
        ("Alibaba-NLP/gte-Qwen2-1.5B-instruct", ASKED + "Query: ", ""),
        ("BAAI/bge-large-zh-v1.5", "为这个句子生成表示以用于检索相关文章：", ""),
        ("BAAI/bge-small-zh", "为这个句子生成表示以用于检索相关文章：", ""),
        ("BAAI/bge-base-en-v1.5", "Represent this sentence for searching relevant passages: ", ""),
        ("BAAI/bge-large-zh-noinstruct", "", ""),
        ("BAAI/bge-m3", "", ""),
        ("bge-m3:latest", "", ""),
        ("thenlper/gte-large-zh", "", ""),
        ("jinaai/jina-embeddings-v2-base-zh", "", ""),
        ("text-embedding-v4", "", ""),
        ("e5-lovers/some-other-model", "", ""),
        ("bundled", "", ""),
        ("", "", ""),
    ],
)
def test_a_family_is_known_by_its_name(name, query, passage):
    assert known(name) == Prefixes(query, passage)


@pytest.mark.parametrize(
    "folder",
    [
        "/models/multilingual-e5-base",
        "/hub/models--intfloat--multilingual-e5-base/snapshots/0123abcd",
    ],
)
def test_a_family_is_known_by_its_folder(folder):
    assert known(folder).passage == "passage: "


def test_every_family_names_its_source_and_is_in_the_manual():
    manual = (Path(__file__).parents[2] / "docs" / "settings.md").read_text(encoding="utf-8")
    for family in FAMILIES:
        assert family.source.startswith("https://huggingface.co/")
        assert f"](https://{family.source.removeprefix('https://')})" in manual, family.name


def test_saved_prompts_are_those_of_retrieval():
    assert saved({}) is None
    assert saved({"query": None, "document": "", "clustering": "c: "}) is None
    assert saved({"query": "q: ", "document": None}) == Prefixes("q: ", "")
    assert saved({"query": "", "document": None, "passage": "p: "}) == Prefixes("", "p: ")


def test_the_user_has_the_last_word_on_each_side():
    own = Prefixes("q: ", "p: ")
    assert chosen(own, AUTO, AUTO) == own
    assert chosen(own, "", AUTO) == Prefixes("", "p: ")
    assert chosen(own, AUTO, "x ") == Prefixes("q: ", "x ")


@pytest.fixture
def e5(transformer_folder: Path, tmp_path: Path) -> Path:
    """The packaged transformer in a folder that has the name of an E5 model."""
    return shutil.copytree(transformer_folder, tmp_path / "multilingual-e5-base")


def save_prompts(folder: Path, **prompts: str) -> None:
    path = folder / "config_sentence_transformers.json"
    config = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    path.write_text(json.dumps(config | {"prompts": prompts}), encoding="utf-8")


def same(one, other) -> bool:
    return bool(np.allclose(one, other, atol=1e-5))


def test_family_then_saved_then_user(e5: Path, transformer: embeddings.Encoder):
    plain = transformer.encode_query  # of the same weights, without any prefix
    encoder = embeddings.load(str(e5))
    assert same(encoder.encode_query("wages"), plain("query: wages"))
    assert same(encoder.encode_passages(["wages"])[0], plain("passage: wages"))
    assert encoder.identity.endswith("+'passage: '")

    save_prompts(e5, query="ask ", document="say ")
    encoder = embeddings.load(str(e5))
    assert same(encoder.encode_query("wages"), plain("ask wages"))
    assert same(encoder.encode_passages(["wages"])[0], plain("say wages"))
    assert encoder.identity.endswith("+'say '")

    encoder = embeddings.load(str(e5), query_prefix="q ", passage_prefix="")
    assert same(encoder.encode_query("wages"), plain("q wages"))
    assert same(encoder.encode_passages(["wages"])[0], plain("wages"))
    assert "+" not in encoder.identity


def test_only_the_prefix_of_passages_makes_an_index_another(e5: Path):
    identity = embeddings.load(str(e5)).identity
    assert embeddings.load(str(e5), query_prefix="other ").identity == identity
    assert embeddings.load(str(e5), passage_prefix="other ").identity != identity


def test_a_static_model_gets_what_the_user_says_and_nothing_else(static_folder: Path):
    folder = static_folder.rename(static_folder.with_name("multilingual-e5-static"))
    assert embeddings.load(str(folder)).identity.count("+") == 0
    assert embeddings.load(str(folder), passage_prefix="东").identity.endswith("+'东'")
