"""The parts of a question that each ask for something of their own."""

from __future__ import annotations

import re

_SENTENCE = re.compile(r"[?？。;；!！]")
_PIECE = re.compile(r"[,，、]|\sand\s(?=(?:who|whom|what|which|when|where|how|why)\b)")
_ASKS = re.compile(
    r"什么|何(?=[职时人处])|哪|谁|多少|多久|多长|几|怎|如何|为何|吗|呢|是否|是不是|有没有|能不能|"
    r"说说|讲讲|列出|介绍|概括|简述|总结|"
    r"\b(?:what|who|whom|whose|how|which|where|when|why|list|describe|explain|summari[sz]e)\b"
)


def asks(text: str) -> bool:
    """Return whether ``text`` (matching form) asks for anything."""
    return bool(_ASKS.search(text))


def parts_of(question: str) -> list[str]:
    """Return the parts of ``question`` (matching form): its sentences, cut where another asks.

    A comma parts two questions only where there is something asked on either side of it.
    """
    parts: list[str] = []
    for sentence in _SENTENCE.split(question):
        held: list[str] = []
        asked = False  # in what is held, whose pieces are looked at once each
        for piece in _PIECE.split(sentence):
            asking = asks(piece)
            if asked and asking:
                parts.append(",".join(held))
                held = []
            if piece or held:
                held.append(piece)
            asked = asked or asking
        whole = ",".join(held)
        if whole.strip():
            parts.append(whole)
    return parts
