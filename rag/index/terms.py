"""Terms of the lexical index: characters and pairs of characters, Latin words and numbers whole.

Chinese has no blanks between words; single characters with their pairs beat dictionary words on
short official clauses and need no dictionary.
"""

from __future__ import annotations

import re
from itertools import pairwise

from rag.notices.fold import fold

_RUN = re.compile(r"[a-z]+|\d+(?:\.\d+)*|[\u3400-\u9fff]+")
_INNER_BLANK = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")


def matching_form(text: str) -> str:
    """Return ``text`` as every ranker compares it: folded, blanks between characters dropped."""
    return _INNER_BLANK.sub("", fold(text))


def terms(folded: str) -> list[str]:
    """Return the terms of text in matching form, in order, repeats kept."""
    out: list[str] = []
    for run in _RUN.findall(folded):
        if "\u3400" <= run[0] <= "\u9fff":
            out.extend(run)
            out.extend(a + b for a, b in pairwise(run))
        else:
            out.append(run)
    return out
