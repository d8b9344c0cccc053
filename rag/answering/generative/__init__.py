"""Answers by a chat model: prompts, the endpoint, and the checks on what it writes."""

from rag.answering.generative.answerer import (
    Checked,
    Dropped,
    Generation,
    GenerativeAnswerer,
    Passage,
)

__all__ = ["Checked", "Dropped", "Generation", "GenerativeAnswerer", "Passage"]
