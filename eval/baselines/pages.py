"""Pages cut the stock way: by length, knowing nothing of notices and clauses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from langchain_core.documents import Document
from langchain_text_splitters import RecursiveCharacterTextSplitter

from eval.questions import Question
from eval.searching import passage
from rag.answering.model import Retrieved

SIZE = 500  # characters of a piece
OVERLAP = 50  # characters that a piece repeats of the one before


def pieces(files: Sequence[Path]) -> list[Document]:
    """Return the texts of ``files`` cut into pieces of at most ``SIZE`` characters."""
    splitter = RecursiveCharacterTextSplitter(chunk_size=SIZE, chunk_overlap=OVERLAP)
    return list(splitter.create_documents([_text(path.read_bytes()) for path in files]))


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030", errors="replace")


def query(question: Question) -> str:
    """Return what a stock retriever is asked: the question alone, it has no place for turns."""
    return question.question


def passages(found: Iterable[Document]) -> tuple[Retrieved, ...]:
    """Return the retriever's documents as passages."""
    return tuple(passage(document.page_content) for document in found)
