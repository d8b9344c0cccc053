"""Plain text and Markdown: the decoded file itself, character for character."""

from __future__ import annotations

from pathlib import Path

from rag.notices.decode import decode
from rag.notices.formats.model import Extract
from rag.settings import Reading


def read(data: bytes, path: Path, limits: Reading) -> Extract:
    """Return the file's text, no newline translation, a UTF-8 byte order mark kept.

    :raises SourceEmpty, SourceBinary, SourceEncoding: it holds no text that can be read.
    """
    return Extract(decode(data, path))
