"""Turning text into vectors: ``load(name)`` opens the bundled model or any other by name,
``connect(name, endpoint)`` one that a server runs."""

from embeddings.encoder import Encoder
from embeddings.loading import bundled_lexicon, bundled_official_pairs, load
from embeddings.remote import connect
from embeddings.reranker import CrossEncoderReranker, Reranker

__all__ = [
    "CrossEncoderReranker",
    "Encoder",
    "Reranker",
    "bundled_lexicon",
    "bundled_official_pairs",
    "connect",
    "load",
]
