"""Which reader reads which file: the suffix admits, the content decides.

Offices rename files: a .doc may hold a web page, RTF or a docx. A text file is the exception:
what a .txt or .md holds is never taken for anything else, since citations count in its own
characters.
"""

from __future__ import annotations

import io
import re
from importlib import import_module
from pathlib import Path

from rag.errors import SourceBroken, SourceEncrypted, SourceFormat, SourceLegacy
from rag.notices.formats.model import Extract
from rag.notices.formats.package import ZIP_ERRORS, open_zip
from rag.settings import Reading

# Each suffix and the format it promises.
SUFFIXES = {
    ".txt": "text",
    ".md": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".shtml": "html",
    ".mht": "mhtml",
    ".mhtml": "mhtml",
    ".docx": "docx",
    ".docm": "docx",
    ".pdf": "pdf",
    ".ofd": "ofd",
    ".doc": "doc",
    ".wps": "doc",
    ".rtf": "doc",
}
_READERS = ("text", "html", "mhtml", "docx", "pdf", "ofd")  # modules beside this one, ``read`` each
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_OOXML = "EncryptedPackage".encode("utf-16-le")  # ECMA-376 part 4: a stream of that name
_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.I)
_MAIL = re.compile(rb"^(?:from|mime-version|content-type|snapshot-content-location):", re.I | re.M)


def extract(data: bytes, path: Path, limits: Reading) -> Extract:
    """Return the text of a file's bytes; the suffix of ``path`` says what it should be.

    :raises SourceFormat: files of this suffix are not read.
    :raises SourceLegacy: it is in a binary format of old office programs.
    :raises SourceBroken, SourceEncrypted, SourceEmpty: it cannot be used.
    :raises WenceError: what else the format's reader raises, by name.
    """
    suffix = path.suffix.lower()
    promised = SUFFIXES.get(suffix)
    if promised is None:
        raise SourceFormat(path=path, suffix=suffix or path.name)
    found = promised if promised == "text" else _sniff(data, promised, path, limits)
    if found == "encrypted":
        raise SourceEncrypted(path=path)
    if found == "doc":
        raise SourceLegacy(path=path, suffix=suffix)
    if found not in _READERS:
        raise SourceBroken(path=path, format=suffix.lstrip("."))
    # Named by the fixed tuple above; imported here so that reading txt loads no XML or PDF library.
    reader = import_module(f"rag.notices.formats.{found}")
    result: Extract = reader.read(data, path, limits)
    return result


def _sniff(data: bytes, promised: str, path: Path, limits: Reading) -> str:
    """Return the format that the content shows: a reader, "doc", "encrypted" or "unknown".

    A page of markup need not begin like one, so what promises html is html unless it is binary.
    """
    head = data[:4096]
    if head.startswith(_OLE):
        return "encrypted" if _ENCRYPTED_OOXML in data[:65536] or promised == "docx" else "doc"
    if head.lstrip().startswith(b"{\\rtf"):
        return "doc"
    if head.startswith(b"PK"):
        return _packed(data, path, limits)
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if promised == "mhtml" and _MAIL.search(head):
        return "mhtml"
    if promised in ("html", "mhtml") or _MARKUP.search(head.replace(b"\x00", b"")):
        return "html"
    return "unknown"


def _packed(data: bytes, path: Path, limits: Reading) -> str:
    """Return the format of a zip package: by the parts it must have."""
    try:
        with open_zip(io.BytesIO(data), path, limits) as package:
            names = {name.lower() for name in package.namelist()}
    except ZIP_ERRORS:
        return "unknown"
    if "ofd.xml" in names:
        return "ofd"
    if "[content_types].xml" in names and any(name.startswith("word/") for name in names):
        return "docx"
    return "unknown"
