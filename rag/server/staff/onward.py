"""Where a login leads to: pages of staff only, whatever an address that somebody sent says."""

from __future__ import annotations

import re
from urllib.parse import unquote

from rag.server.staff.frame import LOGIN, LOGOUT, ROOT

HOME = f"{ROOT}/"
_LOCAL = re.compile(r"/staff(?:[/?][!-~]*)?", re.ASCII)
_LONGEST = 2000


def onward(given: str) -> str:
    """Return ``given`` where it is an address of staff's pages, else that of the chat.

    >>> onward("/staff/review?page=2")
    '/staff/review?page=2'
    >>> onward("https://evil.example/staff/")
    '/staff/'
    """
    path = unquote(given.partition("?")[0])
    steps = path.split("/")
    if len(given) > _LONGEST or not _LOCAL.fullmatch(given) or "\\" in path:
        return HOME
    if path in (LOGIN, LOGOUT) or {".", ".."} & set(steps):  # a browser would walk out of /staff
        return HOME
    return given
