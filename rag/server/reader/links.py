"""Addresses of the reader. Whatever comes from a notice is percent-encoded: no scheme, no markup.

/notices                           the list; its form gives q, issuer, kind, year, status, as_of
/notices/{id}#三（二）1             a notice, at a clause; see rag.answering.anchors
/notices/{id}?start=&end=&check=#… the same with a passage highlighted
/notices/by-number/{number}        leads to the notice that bears the number
"""

from __future__ import annotations

import hashlib
from urllib.parse import quote, urlencode

from rag.answering.library import Place
from rag.answering.model import Citation

ROOT = "/notices"
STYLE, ICON = f"{ROOT}/reader.css", f"{ROOT}/icon.svg"


def link(citation: Citation, place: Place | None) -> str:
    """Return the address at which ``citation`` is read, highlighted; '' where it cannot be.

    :param place: where it is, as ``Assistant.library.locate(citation)`` has it.
    """
    return passage(place, citation.start, citation.end, citation.quote) if place else ""


def passage(place: Place, start: int, end: int, quote: str = "") -> str:
    """Return the address at which ``start`` to ``end`` of the source file is read, highlighted.

    :param quote: what stands there, by which the page tells that it moved; '' to have no check.
    """
    query: dict[str, object] = {"start": start, "end": end, "check": quote and check(quote)}
    return notice(place.notice, place.anchor, query)


def notice(key: str, anchor: str = "", query: dict[str, object] | None = None) -> str:
    """Return the address of the notice with the id ``key``, at ``anchor`` where one is given."""
    return _address(f"{ROOT}/{quote(key, safe='')}", query) + fragment(anchor)


def by_number(number: str, query: dict[str, object] | None = None) -> str:
    """Return the address that leads to the notice that bears ``number``."""
    return _address(f"{ROOT}/by-number/{quote(number, safe='')}", query)


def catalogue(query: dict[str, object] | None = None) -> str:
    """Return the address of the list; parameters that are empty are left out."""
    return _address(ROOT, query)


def fragment(anchor: str) -> str:
    """Return ``anchor`` as the end of an address, '' for none."""
    return f"#{quote(anchor, safe='')}" if anchor else ""


def check(passage: str) -> str:
    """Return a short mark of a passage, by which a link tells whether it still stands there."""
    return hashlib.blake2s("".join(passage.split()).encode(), digest_size=4).hexdigest()


def _address(path: str, query: dict[str, object] | None) -> str:
    given = {key: value for key, value in (query or {}).items() if value not in ("", None)}
    return f"{path}?{urlencode(given)}" if given else path
