"""Foreign text on the page: every character shown, none obeyed."""

from __future__ import annotations

import re

# What a reader cannot see, yet what a browser obeys (NUL, controls, turned reading direction) or
# no file can hold (halves of surrogate pairs, noncharacters).
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]")


def clean(text: str) -> str:
    r"""Return ``text`` with hidden characters written out; line breaks and tabs stay.

    They are shown, not dropped: whoever judges an answer should see what is in it.

    >>> clean("共\u202e12\x00元")
    '共⟨U+202E⟩12⟨U+0000⟩元'
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _HIDDEN.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", lines)


def anchor(id: str) -> str:
    """Return an id for HTML that stands for one question id and no other.

    >>> anchor("s-01"), anchor("甲 1")
    ('q-s-01', 'q-.7532..20.1')
    """
    return "q-" + _UNSAFE.sub(lambda found: f".{ord(found[0]):x}.", id)
