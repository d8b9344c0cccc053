"""Bytes of a text file to characters, strictly: a wrong guess would shift every citation."""

from __future__ import annotations

import codecs
from pathlib import Path

from rag.errors import SourceBinary, SourceEmpty, SourceEncoding

# Byte order marks decide; without one UTF-8 is strict enough to tell itself from GB18030
# (GB 18030-2022), which takes almost any bytes and so comes last.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_TRIED = ("UTF-8", "UTF-16", "GB18030")


def decode(data: bytes, path: Path) -> str:
    """Return the text of ``data``, line breaks as they are.

    :raises SourceEmpty: there is nothing but blanks.
    :raises SourceBinary: NUL bytes or control characters show that this is no text.
    :raises SourceEncoding: the bytes are in none of the encodings tried.
    """
    text = _decode(data, path)
    if not text.strip("\ufeff \t\r\n\x0b\x0c\u3000\xa0"):
        raise SourceEmpty(path=path)
    controls = sum(1 for c in text if c < " " and c not in "\t\n\r\x0b\x0c")
    if controls > len(text) // 1000:
        raise SourceBinary(path=path)
    return text


def _decode(data: bytes, path: Path) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                raise SourceEncoding(path=path, tried=", ".join(_TRIED)) from error
    if b"\x00" in data[:4096]:
        raise SourceBinary(path=path)
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SourceEncoding(path=path, tried=", ".join(_TRIED))
