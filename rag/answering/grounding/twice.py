"""Benefits that exclude each other: 不重复享受, 就高不重复, 不得同时申请."""

from __future__ import annotations

import re
from collections.abc import Iterator

_NOT_TWICE = re.compile(
    r"(?:不[再得能可予]?|不可以|不能够|避免|严禁|禁止)[^,。;不]{0,4}(?:重复|同时|叠加|累加|兼得)|择[高优]|就高"
)
_TWICE = re.compile(
    r"(?:可以?|能够?|允许|均可|都可|准许)[^,。;不]{0,8}(?:同时|重复|叠加|累加|兼得|一并享受)"
)
_SAID = re.compile(r"(?:同时|重复|叠加|累加)(?:领取|享受|获得|申请|申报|发放|给予|拿)")
_DENIED = re.compile("[不无未没禁]")
_PART = re.compile(r"[^,;。!?\n]+")


def allowed(text: str, source: str) -> Iterator[str]:
    """Yield what plain ``text`` lets be had twice where ``source`` forbids that, and only that.

    >>> list(allowed("两项补贴可以同时领取", "已获得省级补贴的,不再重复给予市级补贴"))
    ['可以同时']
    """
    for part in _PART.findall(text):
        found = _TWICE.search(part) or _SAID.search(part)
        if not found or _DENIED.search(part):
            continue
        if _NOT_TWICE.search(source) and not _TWICE.search(source):
            yield found[0]
