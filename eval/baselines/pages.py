"""Pages cut the stock way: by length, knowing nothing of notices and clauses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from langchain_core.documents import Document
from langchain_text_splitters import RecursiveCharacterTextSplitter

from eval.questions import Question
from eval.sources import decode
from rag.answering.model import Retrieved

SIZE = 500  # characters of a piece
OVERLAP = 50  # characters that a piece repeats of the one before


def pieces(files: Sequence[Path]) -> list[Document]:
    """Return the texts of ``files`` cut into pieces of at most ``SIZE`` characters.

    Each knows its file's name and where it begins in the decoded text.
    """
    splitter = RecursiveCharacterTextSplitter(
        chunk_size=SIZE, chunk_overlap=OVERLAP, add_start_index=True
    )
    texts = [decode(path.read_bytes()) or "" for path in files]
    names = [{"source": path.name} for path in files]
    return list(splitter.create_documents(texts, names))


def query(question: Question) -> str:
    """Return what a stock retriever is asked: the question alone, it has no place for turns."""
    return question.question


def passages(found: Iterable[Document]) -> tuple[Retrieved, ...]:
    """Return the retriever's documents as passages."""
    return tuple(_passage(document) for document in found)


def _passage(document: Document) -> Retrieved:
    text, start = document.page_content, document.metadata["start_index"]
    return Retrieved(None, "", "", text, 0.0, document.metadata["source"], start, start + len(text))
