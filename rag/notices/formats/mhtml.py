"""Web pages saved as one file (MHTML, RFC 2557): the page itself, without what it embeds."""

from __future__ import annotations

import email
import email.policy
import re
from itertools import islice
from pathlib import Path

from rag.errors import SourceBroken
from rag.notices.formats import html
from rag.notices.formats.model import Extract
from rag.settings import Reading

_NESTED = re.compile(rb"^content-type:\s*(?:multipart|message)/", re.I | re.M)
_DEEPEST = 16  # a saved page has one, or two where its text stands beside it
_LONG_HEADER = re.compile(rb"^content-[a-z-]+:(?:[^\r\n]|(?:\r\n?|\n)[ \t]){2000}", re.I | re.M)


def read(data: bytes, path: Path, limits: Reading) -> Extract:
    """Return the main text of the first page in the file.

    :raises SourceBroken: there is no page in it, or it is no message that a browser would save.
    :raises SourceBinary, SourceEncoding, SourceEmpty: as for HTML.
    """
    if _is_absurd(data):
        raise SourceBroken(path=path, format="mhtml")
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    for piece in message.walk():
        if piece.get_content_type() in ("text/html", "application/xhtml+xml"):
            body = piece.get_payload(decode=True)
            if isinstance(body, bytes):
                return html.read(body, path, limits, piece.get_content_charset())
    raise SourceBroken(path=path, format="mhtml")


def _is_absurd(data: bytes) -> bool:
    """Return whether parsing would take time or stack: parts in parts, headers without end."""
    nested = sum(1 for _ in islice(_NESTED.finditer(data), _DEEPEST + 1))
    return nested > _DEEPEST or _LONG_HEADER.search(data) is not None
