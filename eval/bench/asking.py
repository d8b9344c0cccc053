"""Questions that a collection can be asked: words of a clause, alone or with the notice named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

_PHRASE = re.compile(r"[\u4e00-\u9fff]{6,18}")
_FORMS = (
    "{phrase}有什么规定？",
    "{phrase}怎么办？",
    "《{title}》对{phrase}怎么规定？",
    "{number}关于{phrase}是怎么说的？",
)


def question(title: str, number: str, lines: Sequence[str], place: int) -> str:
    """Return a question about the notice at ``place`` of its collection, the same every time."""
    random = Random(f"question:{place}")
    phrases = _PHRASE.findall(random.choice(lines)) or [title]
    form = _FORMS[place % len(_FORMS)]
    return form.format(title=title, number=number, phrase=random.choice(phrases))
