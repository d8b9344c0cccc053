"""Regular expressions against strings made of themselves: nothing asked or read takes for ever.

All expressions that the package compiles are collected; what stands in their repeats is repeated
itself, as a notice and as a question. ``PUMPS=9999`` beside pytest tries all of it.
"""

from __future__ import annotations

import os
import random
import re
import time

import pytest
from pumping import Collected, modules, pumps

import rag
from rag.errors import WenceError
from rag.notices.parse import parse_page

TRIED = int(os.environ.get("PUMPS", "60"))
HEAD = "云泽市水务局关于任免职务的通知\n云水发〔2024〕3号\n各区水务局:\n"
LONGEST = 2000  # characters of a question
SECONDS = 2.0  # of the processor, for one question
SHORT, TIMES = 1000, 8
SLOWER = 2.6**3  # 2.6 a doubling: linear is 2, quadratic is 4
NEGLIGIBLE = 0.4  # seconds for the longer text, in which nothing can be told from noise


@pytest.fixture(scope="module")
def found() -> dict[tuple[str, int], str]:
    with Collected("rag") as collected:
        for module in modules(rag):
            for value in vars(module).values():
                if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                    collected.patterns.setdefault((value.pattern, value.flags), module.__name__)
    return collected.patterns


def chosen(found: dict[tuple[str, int], str], under: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return some of the pumps of the expressions in some rooms: the same ones every time."""
    all_of_them = {
        pump
        for (pattern, flags), where in found.items()
        if where.startswith(under)
        for pump in pumps(pattern, flags)
    }
    some = sorted(all_of_them)
    random.Random(20240601).shuffle(some)
    return some[:TRIED]


def seconds(text: str) -> float:
    begun = time.process_time()
    parse_page(text, "page.txt")
    return time.process_time() - begun


def test_all_expressions_are_seen(found):
    assert len(found) > 500
    rooms = {".".join(where.split(".")[:2]) for where in found.values()}
    assert {"rag.notices", "rag.retrieval", "rag.answering", "rag.server", "rag.office"} <= rooms


def test_pumps_are_made_of_what_repeats():
    assert ("甲", "ab") in pumps("甲(?:ab)+乙", 0)
    exponential = re.compile("(?:a+)+b")
    begun = time.process_time()
    longest = max((unit for _, unit in pumps("(?:a+)+b", 0)), key=len)
    exponential.match((longest.rstrip("b") or "a") * 22)
    assert time.process_time() - begun > 0.005  # it would be seen


def test_no_notice_takes_more_than_in_proportion(found):
    slow = []
    for before, unit in chosen(found, ("rag.notices",)):
        texts = [HEAD + before + (unit * size)[:size] for size in (SHORT, SHORT * TIMES)]
        # The short one first: what is exponential must not run for long.
        short = seconds(texts[0])
        longer = seconds(texts[1]) if short < NEGLIGIBLE else short * SLOWER
        if longer > NEGLIGIBLE and longer / min(short, seconds(texts[0])) >= SLOWER:
            slow.append((before, unit, longer))
    assert slow == []


def test_no_question_takes_long(found, assistant):
    slow = []
    for before, unit in chosen(found, ("rag.answering", "rag.retrieval", "rag.notices.d")):
        begun = time.process_time()
        try:
            assistant.ask((before + unit * LONGEST)[:LONGEST])
        except WenceError:
            continue
        if time.process_time() - begun > SECONDS:
            slow.append((before, unit))
    assert slow == []


@pytest.mark.parametrize("text", ["决定任命张三同志为甲局长、a", "免去李四同志的甲局长、乙局长、a"])
def test_lists_of_posts_are_parted_in_one_way_only(text):
    """Each way of parting the list was tried in vain: 500 characters took for ever."""
    assert seconds(HEAD + (text * 400)[:4000]) < SECONDS


@pytest.mark.parametrize("sign", ["\ufff9", "\ufffa", "\ufffc"])
def test_characters_that_stand_for_dates_inside_are_no_dates(sign):
    body = f"本通知自{sign}{sign}起施行,有效期至{sign}。政策有效期限自{sign}起-{sign}。"
    (notice,) = parse_page(HEAD + body, "page.txt")
    assert notice.valid_until is None
