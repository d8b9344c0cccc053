"""Turning text into vectors: ``load(name)`` opens the bundled model or any other by name."""

from embeddings.encoder import Encoder
from embeddings.loading import load

__all__ = ["Encoder", "load"]
