"""Bytes of a text file to characters, strictly: a wrong guess would shift every citation.

Offsets count the characters that ``open(path, encoding=…, newline="").read()`` gives. So a byte
order mark is the first character (U+FEFF) of a UTF-8 or GB18030 file, as those codecs have it,
while in UTF-16 it belongs to the encoding and is no character.
"""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from rag.errors import SourceBinary, SourceEmpty, SourceEncoding

BOM = "\ufeff"
TRIED = "UTF-8, UTF-16, GB18030"
_BLANK = BOM + " \t\r\n\x0b\x0c\u3000\xa0"
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_NONCHARACTER = re.compile("[\ufffe\uffff]")


def decode(data: bytes, path: Path) -> str:
    """Return the text of ``data``, line breaks and byte order mark as they are.

    UTF-8 is tried first, since it is strict enough to tell itself from GB18030 (GB 18030-2022),
    which takes almost any bytes; UTF-16 only behind its mark.

    :raises SourceEmpty: there is nothing but blanks.
    :raises SourceBinary: NUL bytes or control characters show that this is no text.
    :raises SourceEncoding: the bytes are in none of the encodings tried.
    """
    text = decode_strictly(data, path)
    require_text(text, path)
    return text


def require_text(text: str, path: Path) -> None:
    """Check that ``text`` is text.

    :raises SourceEmpty, SourceBinary: as ``decode`` does.
    """
    if not text.strip(_BLANK):
        raise SourceEmpty(path=path)
    controls = sum(1 for _ in _CONTROL.finditer(text))
    if controls > len(text) // 1000 or _NONCHARACTER.search(text):
        raise SourceBinary(path=path)


def decode_strictly(data: bytes, path: Path, declared: str | None = None) -> str:
    """Return ``data`` in the first encoding that fits it without a single error.

    ``declared`` is what the file says of itself, tried where it is not UTF-8.

    :raises SourceBinary: there are NUL bytes and no mark of UTF-16.
    :raises SourceEncoding: none fits.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        trials = ["utf-16"]
    elif b"\x00" in data[:4096]:
        raise SourceBinary(path=path)
    elif is_damaged_utf8(data):
        trials = []
    elif declared and declared not in ("utf-8", "gb18030"):
        trials = ["utf-8", declared]
    else:
        trials = ["utf-8", "gb18030"]
    for encoding in trials:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SourceEncoding(path=path, tried=TRIED)


def is_damaged_utf8(data: bytes) -> bool:
    """Return whether ``data`` is UTF-8 but for a few bytes.

    GB18030 may decode such a file without an error, into nonsense. In GB18030 text hardly any
    bytes form sequences of UTF-8, in damaged UTF-8 nearly all do.
    """
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", errors="replace")
        bad = text.count("\ufffd")
        whole = sum(1 for c in text if c > "\u07ff") - bad
        return whole > 4 * bad
    return False
