"""What is told besides quotations: of a notice itself, of who holds a post."""

from __future__ import annotations

from dataclasses import dataclass

from rag.answering.draft import Said


@dataclass(frozen=True, slots=True)
class Told:
    """Statements with their quotes, and notes for the reader that no clause bears out.

    ``whole``: the question asks for nothing else, the statements are the whole answer.
    """

    said: tuple[Said, ...]
    warnings: tuple[str, ...] = ()
    whole: bool = False
