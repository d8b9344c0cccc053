"""The numbers that Word generates before paragraphs (ECMA-376 part 1, 17.9).

They stand nowhere in the text of the file: a paragraph refers to a list and a level, the list to
an abstract one that says how its levels count and look. Without them a notice has no clauses.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from rag.notices.formats.counting import number
from rag.notices.formats.xml import Element, attribute, child, local

_LEVELS = 9
_PLACEHOLDER = re.compile(r"%([1-9])")
_NO_BLANK = "、。．.，,：:）)】〕"  # behind these nothing need stand between number and text


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list counts: from ``start``, in ``form``, printed as ``text``."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    suffix: str = "tab"
    legal: bool = False  # all numbers of the chain in decimals (1.2.1 under 一、)
    restart: int | None = None  # begins anew behind this level (from 1), 0: never
    style: str = ""


@dataclass(slots=True)
class _Counters:
    """How far the levels of one abstract list have counted; None before the first."""

    values: list[int | None] = field(default_factory=lambda: [None] * _LEVELS)
    begun: set[str] = field(default_factory=set)  # lists whose own start has been taken up


class Numbering:
    """The lists of a document; ``label`` is to be called for its paragraphs in order."""

    def __init__(self, numbering: Element | None, style_lists: dict[str, str]) -> None:
        """Read ``word/numbering.xml``; ``style_lists`` gives the list of each numbering style."""
        self._abstract: dict[str, dict[int, Level]] = {}
        self._links: dict[str, str] = {}
        self._of: dict[str, str] = {}
        self._own: dict[str, dict[int, Level]] = {}
        self._starts: dict[str, dict[int, int]] = defaultdict(dict)
        self._counters: dict[str, _Counters] = defaultdict(_Counters)
        self._style_lists = style_lists
        for item in numbering if numbering is not None else ():
            if local(item) == "abstractNum":
                self._read_abstract(item)
            elif local(item) == "num":
                self._read_list(item)

    def _read_abstract(self, item: Element) -> None:
        key = attribute(item, "abstractNumId")
        self._abstract[key] = {
            _int(attribute(level, "ilvl")): _level(level) for level in item if local(level) == "lvl"
        }
        link = child(item, "numStyleLink")
        if link is not None:
            self._links[key] = attribute(link, "val")

    def _read_list(self, item: Element) -> None:
        key = attribute(item, "numId")
        self._of[key] = _val(item, "abstractNumId")
        own = {}
        for override in item:
            if local(override) != "lvlOverride":
                continue
            at = _int(attribute(override, "ilvl"))
            start, level = child(override, "startOverride"), child(override, "lvl")
            if start is not None:
                self._starts[key][at] = _int(attribute(start, "val"), 1)
            if level is not None:
                own[at] = _level(level)
        self._own[key] = own

    def level_of_style(self, key: str, style: str) -> int:
        """Return the level of list ``key`` that is linked to a paragraph style, 0 if none is."""
        levels = self._abstract.get(self._resolve(key), {}) | self._own.get(key, {})
        return next((at for at, level in levels.items() if level.style == style), 0)

    def _resolve(self, key: str) -> str:
        """Return the abstract list of ``key``, through the numbering style it may refer to."""
        abstract = self._of.get(key, "")
        for _ in range(_LEVELS):
            if abstract not in self._links:
                break
            key = self._style_lists.get(self._links[abstract], "")
            abstract = self._of.get(key, "")
        return abstract

    def label(self, key: str, at: int) -> str:
        """Count the next paragraph of list ``key`` at level ``at``; return what stands before it.

        Empty for bullets, and where there is no such list or level.
        """
        abstract = self._resolve(key)
        levels = self._abstract.get(abstract, {}) | self._own.get(key, {})
        if at not in levels or at >= _LEVELS:
            return ""
        counters = self._counters[abstract]
        if key not in counters.begun:
            counters.begun.add(key)
            for level in self._starts.get(key, ()):
                if level < _LEVELS:
                    counters.values[level] = None
        values = counters.values
        own = values[at]
        values[at] = self._start(key, levels, at) if own is None else own + 1
        for above in range(at):
            if values[above] is None:
                values[above] = self._start(key, levels, above)
        for below in range(at + 1, _LEVELS):
            restart = levels.get(below, Level()).restart
            if restart is None or 0 < at + 1 <= restart:
                values[below] = None
        return _printed(levels, values, at)

    def _start(self, key: str, levels: dict[int, Level], at: int) -> int:
        return self._starts.get(key, {}).get(at, levels.get(at, Level()).start)


def _printed(levels: dict[int, Level], values: list[int | None], at: int) -> str:
    level = levels[at]
    if level.form == "bullet":
        return ""

    def figure(match: re.Match[str]) -> str:
        of = int(match[1]) - 1
        form = levels.get(of, Level()).form
        return number(values[of] or 1, "decimal" if level.legal else form)

    text = _PLACEHOLDER.sub(figure, level.text).strip()
    if not text or level.suffix == "nothing":
        return text
    return text if level.suffix == "tab" and text[-1] in _NO_BLANK else text + " "


def _level(item: Element) -> Level:
    restart = child(item, "lvlRestart")
    return Level(
        start=_int(_val(item, "start"), 1),
        form=_form(item),
        text=_val(item, "lvlText"),
        suffix=_val(item, "suff") or "tab",
        legal=is_on(child(item, "isLgl")),
        restart=_int(attribute(restart, "val")) if restart is not None else None,
        style=_val(item, "pStyle"),
    )


def _form(item: Element) -> str:
    """Return the number format; newer ones stand in an alternative with an older fallback."""
    for found in item.iter():
        if local(found) == "numFmt" and attribute(found, "val") not in ("", "custom"):
            return attribute(found, "val")
    return "decimal"


def _val(item: Element, name: str) -> str:
    found = child(item, name)
    return attribute(found, "val") if found is not None else ""


def is_on(element: Element | None) -> bool:
    """Return whether a toggle property is there and not switched off (17.17.4)."""
    return element is not None and attribute(element, "val", "1") not in ("0", "false", "off")


def _int(text: str, default: int = 0) -> int:
    return int(text) if re.fullmatch(r"-?\d{1,6}", text) else default
