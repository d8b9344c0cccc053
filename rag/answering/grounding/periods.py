"""What a period is counted from: 自竣工验收之日起60日内 is not 自开工之日起60日内."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.answering.grounding.plain import HAN

_EVENT = re.compile(
    f"(?P<event>[{HAN}]{{2,16}}?)(?:(?:之日|当日|当天|次日)(?:起|开始|算起|后)|(?<!工作)日(?:起|开始))"
)
_SINCE = re.compile(r"\A.*(?:自从|自|从|应当?在|须在|必须在|在|于)")
_EMPTY = re.compile("[的了和与及或其该在]")
LEAST = 0.5  # share of the pairs of an event that the source's has


def moved(text: str, source: str) -> Iterator[str]:
    """Yield the events in plain ``text`` from which a period runs and in ``source`` none does.

    >>> list(moved("自开工之日起60日内提交", "自竣工验收之日起60日内提交"))
    ['开工']
    >>> list(moved("从验收之日起60日内提交", "自竣工验收之日起60日内提交"))
    []
    """
    said = [_event(match) for match in _EVENT.finditer(text)] if "日" in text else []
    given = [_pairs(_event(match)) for match in _EVENT.finditer(source)] if said else []
    for event in said if given else ():
        pairs = _pairs(event)
        if pairs and max(len(pairs & other) for other in given) < LEAST * len(pairs):
            yield event


def _event(match: re.Match[str]) -> str:
    return _SINCE.sub("", match["event"]) or match["event"]


def _pairs(event: str) -> frozenset[str]:
    pairs = (event[i : i + 2] for i in range(len(event) - 1))
    return frozenset(pair for pair in pairs if not _EMPTY.search(pair))
