"""Where chat pages are: one a language, whole or for the frame of another site."""

from __future__ import annotations

from dataclasses import dataclass

from rag.messages import LANGUAGES

FRAME = "embed"


@dataclass(frozen=True, slots=True)
class Address:
    """One chat page.

    ``path`` is under the root that the pages are mounted at, and holds no slash; '' is that root.
    ``framed``: it is for a frame, with nothing around the conversation. ``ways`` leads to the same
    page in each language.
    """

    path: str
    language: str
    framed: bool = False
    ways: tuple[tuple[str, str], ...] = ()


def public(language: str) -> tuple[Address, ...]:
    """Return the pages for everybody, the one at the root first; it speaks ``language``."""
    ways = tuple((one, f"/{one}") for one in LANGUAGES)
    whole = [Address("", language, ways=ways)]
    whole += [Address(one, one, ways=ways) for one in LANGUAGES]
    framed = [Address(FRAME, language, framed=True)]
    framed += [Address(f"{FRAME}-{one}", one, framed=True) for one in LANGUAGES]
    return (*whole, *framed)
