"""Transformer models, through sentence-transformers, with a small packaged one."""

from __future__ import annotations

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

import embeddings
from rag.errors import ModelUnavailable

TEXTS = ["the weather is nice", "wages are paid monthly", "", "养老金 " * 2000]


@pytest.fixture(scope="module")
def reference(transformer_folder: Path):
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(transformer_folder), device="cpu")
    return lambda texts: model.encode(texts, normalize_embeddings=True, show_progress_bar=False)


def test_vectors_equal_the_librarys(transformer: embeddings.Encoder, reference):
    assert transformer.dimension == 384
    vectors = transformer.encode_passages(TEXTS)
    assert vectors.dtype == np.float32
    assert np.allclose(vectors, reference(TEXTS), atol=1e-5)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.allclose(transformer.encode_query(TEXTS[0]), reference(TEXTS)[0], atol=1e-5)
    assert np.allclose(transformer.embed_query(TEXTS[0]), reference(TEXTS)[0], atol=1e-5)


def test_prefixes_are_put_before_the_text(transformer_folder: Path, reference):
    encoder = embeddings.load(
        str(transformer_folder), query_prefix="query: ", passage_prefix="passage: ", batch_size=1
    )
    assert np.allclose(encoder.encode_query("wages"), reference("query: wages"), atol=1e-5)
    expected = reference(["passage: wages", "passage: rain"])
    assert np.allclose(encoder.encode_passages(["wages", "rain"]), expected, atol=1e-5)
    assert np.allclose(encoder.embed_documents(["wages", "rain"]), expected, atol=1e-5)


def test_vectors_are_of_length_one_without_a_normalising_module(
    transformer_folder: Path, tmp_path: Path
):
    folder = tmp_path / "bare"
    shutil.copytree(transformer_folder, folder)
    modules = folder / "modules.json"
    kept = [
        module
        for module in json.loads(modules.read_text(encoding="utf-8"))
        if not module["type"].endswith("Normalize")
    ]
    modules.write_text(json.dumps(kept), encoding="utf-8")
    vectors = embeddings.load(str(folder)).encode_passages(["wages", "rain"])
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_progress_counts_up_by_batch(transformer_folder: Path):
    encoder = embeddings.load(str(transformer_folder), batch_size=2)
    seen: list[int] = []
    encoder.encode_passages(["a", "b", "c"], progress=seen.append)
    assert seen == [2, 3]


def test_texts_of_any_length_keep_their_places(transformer_folder: Path, reference):
    """They are encoded by length, so that a batch is not padded to one long text."""
    texts = ["wages " * n for n in (3, 90, 1, 40, 7)]
    vectors = embeddings.load(str(transformer_folder), batch_size=2).encode_passages(texts)
    assert np.allclose(vectors, reference(texts), atol=1e-5)


def test_what_torch_raises_while_it_runs_is_named(transformer_folder: Path, monkeypatch):
    encoder = embeddings.load(str(transformer_folder))

    def full(*_: object, **__: object) -> None:
        raise RuntimeError("CUDA out of memory.\nTried to allocate")

    monkeypatch.setattr(type(encoder._model), "encode", full)
    for attempt in (lambda: encoder.encode_passages(["a"]), lambda: encoder.encode_query("a")):
        with pytest.raises(ModelUnavailable) as refused:
            attempt()
        wanted = {"model": transformer_folder.name, "reason": "CUDA out of memory."}
        assert refused.value.params == wanted


def test_sixteen_threads_get_the_same_vectors(transformer: embeddings.Encoder):
    texts = ["wages are paid monthly", "rain"]
    expected = transformer.encode_passages(texts)
    with ThreadPoolExecutor(16) as pool:
        results = list(pool.map(lambda _: transformer.encode_passages(texts), range(32)))
    assert all(np.allclose(result, expected, atol=1e-6) for result in results)


def test_identity_is_stable_and_tells_models_apart(
    transformer: embeddings.Encoder, bundled: embeddings.Encoder, transformer_folder: Path
):
    assert transformer.identity == embeddings.load(str(transformer_folder)).identity
    assert transformer.identity != bundled.identity


def test_nothing_is_drawn_on_the_terminal(transformer_folder: Path, capfd):
    embeddings.load(str(transformer_folder)).encode_passages(["wages"])
    captured = capfd.readouterr()
    assert captured.out == captured.err == ""
