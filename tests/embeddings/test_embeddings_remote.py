"""An embedding model behind an endpoint: a scripted server on loopback."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from embedding_server import EmbeddingServer, embeds, hangs, refuses, replies, sends, vector_of

import embeddings
from embeddings.remote import shown
from rag.answering.assistant import Assistant
from rag.answering.models import load_encoder
from rag.errors import (
    EmbeddingMalformed,
    EmbeddingRefused,
    EmbeddingUnreachable,
    IndexMismatch,
    ModelUnavailable,
    SettingsInvalid,
)
from rag.index.ingest import ingest
from rag.settings import Settings


def connect(server: EmbeddingServer, model: str = "bge-m3", **options):
    return embeddings.connect(model, server.url, **{"timeout": 5, **options})


def unit(text: str, dimension: int = 3) -> np.ndarray:
    vector = np.array(vector_of(text, dimension))
    return vector / np.linalg.norm(vector)


def test_vectors_come_in_order_and_of_length_one():
    with EmbeddingServer(embeds(), embeds(backwards=True)) as server:
        encoder = connect(server, batch_size=2, api_key="k")
        texts = ["一", "一二三", "一二三四五"]
        vectors = encoder.encode_passages(texts)
        assert (encoder.dimension, vectors.shape, vectors.dtype) == (3, (3, 3), np.float32)
        assert np.allclose(vectors, [unit(text) for text in texts], atol=1e-6)
        assert np.allclose(encoder.encode_query("一二"), unit("一二"), atol=1e-6)
        assert set(server.paths) == {"/v1/embeddings"}
        assert set(server.keys) == {"Bearer k"}
        assert {request["model"] for request in server.requests} == {"bge-m3"}
        assert [len(request["input"]) for request in server.requests] == [1, 2, 1, 1]


def test_progress_counts_up_by_batch():
    with EmbeddingServer(embeds()) as server:
        seen: list[int] = []
        connect(server, batch_size=2).encode_passages(["a", "b", "c"], progress=seen.append)
        assert seen == [2, 3]


def test_prefixes_are_those_of_the_models_family_or_the_users():
    with EmbeddingServer(embeds()) as server:
        encoder = connect(server, "intfloat/multilingual-e5-base")
        encoder.encode_passages(["a"])
        encoder.encode_query("b")
        own = connect(server, "intfloat/multilingual-e5-base", query_prefix="?", passage_prefix="")
        own.encode_passages(["a"])
        own.encode_query("b")
        sent = [text for request in server.requests for text in request["input"]]
        assert sent == ["通知", "passage: a", "query: b", "通知", "a", "?b"]
        assert encoder.identity == "intfloat/multilingual-e5-base@remote-3+'passage: '"
        assert own.identity == "intfloat/multilingual-e5-base@remote-3"


def test_identity_is_of_the_model_and_not_of_the_endpoint():
    with EmbeddingServer(embeds()) as one, EmbeddingServer(embeds()) as other:
        assert connect(one).identity == connect(other, api_key="other").identity
        assert connect(one).identity != connect(one, "other").identity
    with EmbeddingServer(embeds(4)) as longer:
        assert connect(longer).identity == "bge-m3@remote-4"


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_server_is_tried_again(status):
    with EmbeddingServer(refuses(status), refuses(status), embeds()) as server:
        assert connect(server, max_retries=2).dimension == 3
        assert len(server.requests) == 3


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_server_that_stays_busy_is_named(status):
    with EmbeddingServer(refuses(status)) as server:
        with pytest.raises(EmbeddingUnreachable) as failed:
            connect(server, max_retries=1)
        assert len(server.requests) == 2
        wanted = {"model": "bge-m3", "endpoint": server.url, "reason": f"HTTP {status}"}
        assert failed.value.params == wanted


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 422])
def test_a_refusal_is_not_tried_again_and_keeps_the_key(status):
    with EmbeddingServer(refuses(status)) as server:
        with pytest.raises(EmbeddingRefused) as failed:
            connect(server, max_retries=3, api_key="sk-secret")
        assert len(server.requests) == 1
    assert failed.value.params["reason"] == f"HTTP {status}"
    for language in ("zh-Hans", "zh-Hant", "en"):
        line = failed.value.say(language)
        assert "\n" not in line and "sk-secret" not in line and f"HTTP {status}" in line


def test_nobody_there():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(EmbeddingUnreachable) as failed:
        embeddings.connect("m", f"http://user:word@127.0.0.1:{port}/v1", max_retries=0)
    assert failed.value.params["endpoint"] == f"http://127.0.0.1:{port}/v1"
    assert failed.value.params["reason"] == "APIConnectionError"
    assert isinstance(failed.value, ModelUnavailable)


def test_a_server_that_says_nothing():
    with EmbeddingServer(hangs) as server, pytest.raises(EmbeddingUnreachable, match=r"> 0\.2 s"):
        connect(server, timeout=0.2, max_retries=0)


@pytest.mark.parametrize(
    "reply",
    [
        sends(b"<html>no</html>"),
        sends(b"[]"),
        sends(b"null"),
        sends(b'{"data": 3}'),
        replies(data=[]),
        replies(data=None),
        replies(data=[{"index": 1, "embedding": [1.0]}]),
        replies(data=[{"embedding": [1.0]}]),
        replies(data=[{"index": 0}]),
        replies(data=[{"index": 0, "embedding": []}]),
        replies(data=[{"index": 0, "embedding": 1.0}]),
        replies(data=[{"index": 0, "embedding": "AACAPw=="}]),
        replies(data=[{"index": 0, "embedding": [[1.0]]}]),
        replies(data=[{"index": 0, "embedding": [float("nan")]}]),
        replies(data=[{"index": 0, "embedding": [1.0, None]}]),
        replies(data=[{"index": 0, "embedding": [10**400]}]),
    ],
)
def test_a_reply_of_another_shape(reply):
    with EmbeddingServer(reply) as server, pytest.raises(EmbeddingMalformed) as failed:
        connect(server, max_retries=0)
    assert "\n" not in failed.value.say("en")


def test_vectors_that_change_their_length():
    with EmbeddingServer(embeds(3), embeds(4)) as server:
        encoder = connect(server)
        with pytest.raises(EmbeddingMalformed, match="dimension 4 != 3"):
            encoder.encode_query("一")


def test_sixteen_threads_share_it():
    with EmbeddingServer(embeds()) as server:
        encoder = connect(server)
        with ThreadPoolExecutor(16) as pool:
            found = list(pool.map(encoder.encode_query, ["一" * n for n in range(1, 33)]))
    assert all(np.allclose(v, unit("一" * n), atol=1e-6) for n, v in enumerate(found, 1))


def test_an_endpoint_in_messages_has_no_password():
    assert shown("https://u:p@host:8080/v1?key=x") == "https://host:8080/v1"


@pytest.mark.parametrize(
    "embedding",
    [
        {"endpoint": "http://127.0.0.1:1/v1"},
        {"endpoint": "http://127.0.0.1:1/v1", "model": "bundled"},
        {"endpoint": "127.0.0.1:1", "model": "m"},
        {"endpoint": "file:///etc", "model": "m"},
    ],
)
def test_settings_that_cannot_be_meant(embedding):
    with pytest.raises(SettingsInvalid, match="embedding"):
        Settings.load(embedding=embedding)


def settings_for(server: EmbeddingServer, index, **changes) -> Settings:
    embedding = {"endpoint": server.url, "model": "m", "max_retries": 0, **changes}
    return Settings.load(index=index, embedding=embedding)


def test_an_index_outlives_a_move_of_the_endpoint_and_not_another_model(
    tmp_path, samples, monkeypatch
):
    index = tmp_path / "index"
    monkeypatch.setenv("WENCE_EMBEDDING_API_KEY", "of the environment")
    with EmbeddingServer(embeds()) as server:
        settings = settings_for(server, index)
        ingest([samples], settings, load_encoder(settings))
        assert set(server.keys) == {"Bearer of the environment"}
        assert max(len(request["input"]) for request in server.requests) == 32
    with EmbeddingServer(embeds()) as moved:
        assistant = Assistant.open(settings_for(moved, index))
        assert assistant.ask("停车怎么收费？").citations
        with pytest.raises(IndexMismatch):
            Assistant.open(settings_for(moved, index, model="other"))
        with pytest.raises(IndexMismatch, match="passage: "):
            Assistant.open(settings_for(moved, index, passage_prefix="passage: "))
