"""How an answer came about: seconds by stage, and statements that were dropped on the way.

Nothing that was asked or answered is in it, so that a server can count it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal, get_args

Stage = Literal["understand", "retrieve", "answer", "ground"]
STAGES: tuple[Stage, ...] = get_args(Stage)


@dataclass(slots=True)
class Course:
    """Seconds of each stage of one answer.

    ``answer`` is choosing and wording, a chat model's time included; ``ground`` is checking a chat
    model's statements against the clauses, of which ``dropped`` were not borne out.
    """

    understand: float = 0.0
    retrieve: float = 0.0
    answer: float = 0.0
    ground: float = 0.0
    dropped: int = 0

    @contextmanager
    def timing(self, stage: Stage) -> Iterator[None]:
        """Add the time of the block to ``stage``; of grounding within an answer, to that alone."""
        began, within = time.perf_counter(), self.ground
        try:
            yield
        finally:
            taken = time.perf_counter() - began
            if stage == "answer":
                taken -= self.ground - within
            setattr(self, stage, getattr(self, stage) + taken)

    def answering(self, pieces: Iterator[str]) -> Iterator[str]:
        """Yield ``pieces``, adding to ``answer`` what making them takes, not what reading does."""
        while True:
            with self.timing("answer"):
                piece = next(pieces, None)
            if piece is None:
                return
            yield piece


Observer = Callable[[Course], None]
