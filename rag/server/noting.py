"""Notes what became of each question: figures for the office, and questions without a basis.

Nothing of who asked is noted. Noting is a few additions in memory; the office writes them later,
so that no answer waits for it and none fails with it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from types import TracebackType

from rag.answering.model import Answer
from rag.office import Office
from rag.office.usage import DoorName, Outcome
from rag.server.limits import LimitReached
from rag.server.metrics import Measured
from rag.server.problems import Busy


class Noting:
    """Notes questions in ``office``, and those turned away in ``measured``, where there are such.

    :param today: the day of the calendar, whatever day answers are as of.
    """

    def __init__(
        self,
        office: Office | None,
        measured: Measured | None,
        today: Callable[[], date] = date.today,
    ) -> None:
        self._office, self._measured, self._today = office, measured, today

    def watch(self, door: DoorName, question: str) -> Watch:
        """Return a block that notes, at its end, what became of ``question``."""
        return Watch(self, door, question)

    def turned_away(self, door: DoorName, error: LimitReached | Busy) -> None:
        """Note a question that was not even begun with."""
        if self._measured is not None:
            self._measured.turned_away("busy" if isinstance(error, Busy) else error.key)
        self.ended(door, "turned_away")

    def ended(
        self,
        door: DoorName,
        outcome: Outcome,
        seconds: float | None = None,
        unanswered: str | None = None,
    ) -> None:
        """Note an outcome, with the question where it was refused."""
        if self._office is None:
            return
        day = self._today()
        self._office.usage.count(day, door, outcome, seconds)
        # Staff try again what they find in the list of these; that would count for more of it.
        if unanswered and door != "staff" and self._office.settings.office.keep_questions:
            self._office.unanswered.note(unanswered, day)
        self._office.writer.wake()


class Watch(AbstractContextManager["Watch"]):
    """One question on its way; ``saw`` takes each piece that is given out."""

    def __init__(self, noting: Noting, door: DoorName, question: str) -> None:
        self._noting, self._door, self._question = noting, door, question
        self._began = time.perf_counter()
        self._answer: Answer | None = None

    def saw(self, part: object) -> None:
        """Take a piece of the answer; the last is the answer itself."""
        if isinstance(part, Answer):
            self._answer = part

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        answer, seconds = self._answer, time.perf_counter() - self._began
        if answer is not None and answer.abstained:
            # A follow-up says nothing without what came before it.
            asked = answer.rewritten or self._question
            self._noting.ended(self._door, "refused", seconds, asked)
        elif answer is not None:
            self._noting.ended(self._door, "answered", seconds)
        elif isinstance(error, Busy):
            self._noting.turned_away(self._door, error)
        else:
            failed = isinstance(error, Exception)
            self._noting.ended(self._door, "failed" if failed else "left")
