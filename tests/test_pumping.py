"""Regular expressions against strings made of themselves: nothing asked or read takes for ever.

All expressions of the package are collected; what stands in their repeats is repeated itself: for
the expression alone, as a notice and as a question. Whatever takes more than in proportion to the
length fails. ``PUMPS=9999`` beside pytest tries all of it.
"""

from __future__ import annotations

import math
import os
import random
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

import pytest
from expressions import ALL_WAYS, expressions
from pumping import pumps

import rag
from rag.errors import WenceError
from rag.notices.parse import parse_page

TRIED = int(os.environ.get("PUMPS", "30"))  # notices and questions
TRIED_ALONE = 6 * TRIED  # expressions by themselves are quick
HEAD = "云泽市水务局关于任免职务的通知\n云水发〔2024〕3号\n各区水务局:\n"
LONGEST = 2000  # characters of a question
SECONDS = 2.0  # of the processor, for one question
SHORT, TIMES = 1000, 8
ALONE = (500, 4000) if TRIED < 1000 else (2000, 16000)  # longer shows more
QUESTION = LONGEST // 4, LONGEST
SLOWER = 2.6  # a doubling: linear is 2, quadratic is 4
ENDS = ("", "\n", "a", "。")  # what makes the last of a row fit, or not
# Seconds for the longer text, below which nothing can be told from noise.
NEGLIGIBLE, NEGLIGIBLE_ALONE, NEGLIGIBLE_ASKED = 0.3, 0.02, 0.3

Found = dict[tuple[str, int], str]


class TooSlow(Exception):
    """An expression took more than it was given."""


@contextmanager
def bounded(limit: float) -> Iterator[None]:
    """Raise in the block when ``limit`` seconds of the processor are over, where timers are."""

    def stop(signum: int, frame: FrameType | None) -> None:
        raise TooSlow

    if not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, limit)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@pytest.fixture(scope="module")
def collected() -> tuple[Found, dict[tuple[str, int], frozenset[str]]]:
    return expressions(rag)


@pytest.fixture(scope="module")
def found(collected) -> Found:
    return collected[0]


def some(all_of_them: set[tuple[str, ...]], count: int) -> list[tuple[str, ...]]:
    """Return ``count`` of them: the same ones every time."""
    mixed = sorted(all_of_them)
    random.Random(20240601).shuffle(mixed)
    return mixed[:count]


def chosen(found: Found, under: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return some of the pumps of the expressions in some rooms."""
    all_of_them = {
        pump
        for (pattern, flags), where in found.items()
        if where.startswith(under)
        for pump in pumps(pattern, flags)
    }
    return some(all_of_them, TRIED)


def timed(run: Callable[[str], object], text: str, again: int = 1, limit: float = 20.0) -> float:
    """Return the seconds of the processor that runs take, endless where they are stopped."""
    begun = time.process_time()
    try:
        with bounded(limit):
            for _ in range(again):
                run(text)
    except TooSlow:
        return float("inf")
    return time.process_time() - begun


def is_slow(
    run: Callable[[str], object], texts: tuple[str, ...], negligible: float, most: float = 20.0
) -> bool:
    """Return whether the longer text takes more than as much of the shorter, by no chance."""
    times = round(len(texts[1]) / len(texts[0]))
    allowed = (SLOWER / 2) ** math.log2(times)
    for _ in range(3):
        if timed(run, texts[0], limit=0.5) == float("inf"):  # it must not run for long
            return True
        longer = timed(run, texts[1], limit=most)
        if longer < negligible or longer < allowed * timed(run, texts[0], again=times):
            return False
    return True


def seconds(text: str) -> float:
    begun = time.process_time()
    parse_page(text, "page.txt")
    return time.process_time() - begun


def test_all_expressions_are_seen(collected):
    found, ways = collected
    assert len(found) > 600
    rooms = {".".join(where.split(".")[:2]) for where in found.values()}
    assert {"rag.notices", "rag.retrieval", "rag.answering", "rag.server", "rag.office"} <= rooms
    told = [way for way in ways.values() if way != ALL_WAYS]
    assert len(told) > 0.7 * len(ways)  # how most are used is told from the source


def test_pumps_are_made_of_what_repeats():
    assert ("甲", "ab") in pumps("甲(?:ab)+乙", 0)
    exponential = re.compile("(?:a+)+b")
    begun = time.process_time()
    longest = max((unit for _, unit in pumps("(?:a+)+b", 0)), key=len)
    exponential.match((longest.rstrip("b") or "a") * 22)
    assert time.process_time() - begun > 0.005  # it would be seen


@pytest.mark.parametrize(
    ("pattern", "unit", "slow"),
    [
        (r"\s+$", " ", True),
        (r"(?<!\s)\s+$", " ", False),
        ("(?:甲|丙)+[丁戊]", "甲丙", True),
        ("(?:甲|丙){1,40}[丁戊]", "甲丙", False),
        ("(?:a|aa)+b", "aa", True),
    ],
)
def test_what_takes_more_than_in_proportion_is_seen(pattern, unit, slow):
    assert takes_long(pattern, 0, "finditer", "", unit) is slow


def takes_long(pattern: str, flags: int, way: str, before: str, unit: str, end: str = "a") -> bool:
    """Return whether an expression used in a way takes long for a text made of it."""
    compiled = re.compile(pattern, flags)

    def run(text: str) -> None:
        if way == "finditer":
            for _ in compiled.finditer(text):
                pass
        else:
            getattr(compiled, way)(text)

    short, longer = ((before + unit * n)[:n] + end for n in ALONE)
    return is_slow(run, (short, longer), NEGLIGIBLE_ALONE)


def test_no_expression_takes_more_than_in_proportion(collected):
    """Used as its module uses it; bounds may make it costly, but no longer text more so."""
    where, ways = collected
    tried = {
        (pattern, str(flags), way, before, unit, end)
        for (pattern, flags), used in ways.items()
        for before, unit in pumps(pattern, flags)
        for way in used
        for end in ENDS
    }
    slow = [
        (where[one[0], int(one[1])], one[0][:60], *one[2:])
        for one in some(tried, TRIED_ALONE)
        if takes_long(one[0], int(one[1]), *one[2:])
    ]
    assert slow == []


def test_no_notice_takes_more_than_in_proportion(found):
    def read(text: str) -> None:
        parse_page(text, "page.txt")

    slow = []
    for before, unit in chosen(found, ("rag.notices",)):
        texts = tuple(HEAD + before + (unit * size)[:size] for size in (SHORT, SHORT * TIMES))
        if is_slow(read, texts, NEGLIGIBLE):
            slow.append((before, unit))
    assert slow == []


def test_no_question_takes_more_than_in_proportion(found, assistant):
    def ask(text: str) -> None:
        with suppress(WenceError):
            assistant.ask(text)

    slow = []
    for before, unit in chosen(found, ("rag.answering", "rag.retrieval", "rag.notices.d")):
        texts = tuple((before + unit * size)[:size] for size in QUESTION)
        if is_slow(ask, texts, NEGLIGIBLE_ASKED, SECONDS):
            slow.append((before, unit))
    assert slow == []


@pytest.mark.parametrize("text", ["决定任命张三同志为甲局长、a", "免去李四同志的甲局长、乙局长、a"])
def test_lists_of_posts_are_parted_in_one_way_only(text):
    """Each way of parting the list was tried in vain: 500 characters took for ever."""
    assert seconds(HEAD + (text * 400)[:4000]) < SECONDS


@pytest.mark.parametrize("unit", ["的", "1,", "的现任", "、甲", "今天是1甲"])
def test_questions_of_one_word_are_answered_at_once(unit, assistant):
    """A name asked for was sought in every way of parting 的的的, parts were looked at again."""
    begun = time.process_time()
    assistant.ask((f"请问,{unit * LONGEST}")[: LONGEST - 4] + "是谁?")
    assert time.process_time() - begun < SECONDS / 2


@pytest.mark.parametrize("sign", ["\ufff9", "\ufffa", "\ufffc"])
def test_characters_that_stand_for_dates_inside_are_no_dates(sign):
    body = f"本通知自{sign}{sign}起施行,有效期至{sign}。政策有效期限自{sign}起-{sign}。"
    (notice,) = parse_page(HEAD + body, "page.txt")
    assert notice.valid_until is None
