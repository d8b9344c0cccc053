"""Names of uploaded files: what a browser sends is a stranger's word, and becomes a path."""

from __future__ import annotations

import re
import unicodedata

_MOST_BYTES = 200  # file systems take 255 bytes, and a temporary name is longer
_MOST_SUFFIX = 10
_UNSEEN = (
    "Cc",
    "Cf",
    "Cs",
    "Co",
    "Cn",
    "Zl",
    "Zp",
)  # controls, marks of direction, half characters
_RESERVED = re.compile(r'[<>:"|?*]')  # on Windows, as are the names of devices
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_UNNAMED = "file"


def safe_name(given: str) -> str:
    """Return the name under which a file called ``given`` is kept: one step of a path, readable.

    >>> safe_name("../../通知 (1).DOCX")
    '通知 (1).DOCX'
    """
    last = re.split(r"[/\\]", given)[-1]
    seen = "".join(c for c in last if c.isspace() or unicodedata.category(c) not in _UNSEEN)
    name = " ".join(unicodedata.normalize("NFC", seen).split())
    name = _RESERVED.sub("_", name).strip(". ")
    stem, dot, suffix = name.rpartition(".")
    if not dot or len(suffix) > _MOST_SUFFIX:
        stem, suffix = name, ""
    end = f".{suffix}" if suffix else ""
    whole = _cut(stem, _MOST_BYTES - len(end.encode())).rstrip(". ") + end
    if not whole:
        return _UNNAMED
    return f"_{whole}" if _DEVICE.fullmatch(whole) else whole


def _cut(text: str, most: int) -> str:
    return text.encode()[:most].decode(errors="ignore")
