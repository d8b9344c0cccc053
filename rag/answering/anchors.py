"""Anchors: names of clauses for links, readable and the same whenever a notice is read.

An anchor is the clause's printed label without what only sets its markers apart:

    三、（二）1.            三（二）1
    第三章 第七条（四）     第三章-第七条（四）
    附件1 二、              附件1-二
    8.2.3（4）, 第2段       as they are

Where a notice uses a label twice, the second is 一~2.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_SET_APART = re.compile(r"、|[.．](?!\d)")
_GAP = re.compile(r"[\s\-]+")
_OTHER = re.compile(r"[^\w.（）\-]")
_WIDE = str.maketrans("()", "（）")


def anchor_of(label: str) -> str:
    """Return the anchor of a clause labelled ``label``, '' where nothing of it can be one.

    >>> anchor_of("三、（二）1."), anchor_of("附件1 二、"), anchor_of("8.2.3（4）")
    ('三（二）1', '附件1-二', '8.2.3（4）')
    """
    text = _SET_APART.sub("", unicodedata.normalize("NFC", label).translate(_WIDE))
    return _OTHER.sub("", _GAP.sub("-", text)).strip("-")


def anchors_of(labels: Iterable[str]) -> list[str]:
    """Return the anchors of a notice's clauses in order, each once: 一, 一~2, 一~3."""
    times: dict[str, int] = {}
    out = []
    for label in labels:
        anchor = anchor_of(label) or "条"
        times[anchor] = times.get(anchor, 0) + 1
        out.append(anchor if times[anchor] == 1 else f"{anchor}~{times[anchor]}")
    return out
