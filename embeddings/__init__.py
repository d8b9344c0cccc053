"""Turning text into vectors: ``load(name)`` opens the bundled model or any other by name,
``connect(name, endpoint)`` one that a server runs."""

from embeddings import loading, remote
from embeddings.encoder import Encoder
from embeddings.langchain import for_langchain
from embeddings.loading import bundled_lexicon, bundled_official_pairs
from embeddings.reranker import CrossEncoderReranker, Reranker

load, connect = for_langchain(loading.load), for_langchain(remote.connect)

__all__ = [
    "CrossEncoderReranker",
    "Encoder",
    "Reranker",
    "bundled_lexicon",
    "bundled_official_pairs",
    "connect",
    "load",
]
