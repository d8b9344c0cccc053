"""Web pages saved as one file (MHTML, RFC 2557): the page itself, without what it embeds."""

from __future__ import annotations

import email
import email.policy
from pathlib import Path

from rag.errors import SourceBroken
from rag.notices.formats import html
from rag.notices.formats.model import Extract
from rag.settings import Reading


def read(data: bytes, path: Path, limits: Reading) -> Extract:
    """Return the main text of the first page in the file.

    :raises SourceBroken: there is no page in it.
    :raises SourceBinary, SourceEncoding, SourceEmpty: as for HTML.
    """
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    for piece in message.walk():
        if piece.get_content_type() in ("text/html", "application/xhtml+xml"):
            body = piece.get_payload(decode=True)
            if isinstance(body, bytes):
                return html.read(body, path, limits, piece.get_content_charset())
    raise SourceBroken(path=path, format="mhtml")
