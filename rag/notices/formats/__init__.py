"""Reading file formats: the bytes of one file to its text, one reader a format."""

from rag.notices.formats.model import Extract
from rag.notices.formats.registry import SUFFIXES, extract

__all__ = ["SUFFIXES", "Extract", "extract"]
