"""As much of CSS as it takes to tell which text of a page nobody can see.

Text hidden from readers but not from programs is how instructions to language models are smuggled
into pages, so it must not get into the index.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

Element: TypeAlias = Any  # lxml has no types of its own
Colour: TypeAlias = tuple[int, int, int]

_LONGEST = 500_000  # characters of one style sheet that are read
_LONGEST_VALUE = 200
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.S)
_BRACE = re.compile(r"[{}]")
_SIMPLE = re.compile(r"([a-zA-Z][a-zA-Z0-9]*)?(?:([.#])([\w-]+))?")
_NUMBER = r"\s*-?\d*\.?\d+"
_OFF_SCREEN = 900  # pixels, or as many of any other unit
_NAMED = {
    "white": (255, 255, 255), "black": (0, 0, 0), "red": (255, 0, 0), "blue": (0, 0, 255),
    "green": (0, 128, 0), "yellow": (255, 255, 0), "gray": (128, 128, 128),
    "grey": (128, 128, 128), "silver": (192, 192, 192), "snow": (255, 250, 250),
    "ivory": (255, 255, 240), "whitesmoke": (245, 245, 245), "navy": (0, 0, 128),
    "orange": (255, 165, 0), "maroon": (128, 0, 0), "ghostwhite": (248, 248, 255),
}  # fmt: skip
_ALIKE = 16  # channels no further apart than this cannot be told apart by eye
WHITE: Colour = (255, 255, 255)
_NOTHING: dict[str, str] = {}


class Sheet:
    """The declarations of a page's own style sheets, for selectors of one tag, class or id."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._rules: dict[str, dict[str, str]] = defaultdict(dict)
        for text in texts:
            for selectors, body in _rules(_COMMENT.sub("", text[:_LONGEST])):
                for selector in selectors.split(","):
                    match = _SIMPLE.fullmatch(selector.strip())
                    if match and match[0]:
                        self._rules[_key(*match.groups())].update(declarations(body))

    def of(self, element: Element) -> dict[str, str]:
        """Return the properties that the style sheets and the element itself declare."""
        tag = element.tag
        if not element.keys():
            return self._rules.get(tag, _NOTHING)
        keys = [tag]
        for name in (element.get("class") or "").split():
            keys += [f".{name}", f"{tag}.{name}"]
        if identity := element.get("id"):
            keys += [f"#{identity}", f"{tag}#{identity}"]
        found: dict[str, str] = {}
        for key in keys:
            found |= self._rules.get(key, {})
        for attribute, name in (("bgcolor", "background-color"), ("color", "color")):
            if value := element.get(attribute):
                found[name] = value.strip().lower()
        return found | declarations(element.get("style") or "")


def _rules(text: str) -> Iterator[tuple[str, str]]:
    """Yield selectors and bodies, but for what stands in @ rules: print and small screens."""
    depth, at, start = 0, False, 0
    selectors = ""
    for brace in _BRACE.finditer(text):
        if brace[0] == "{":
            if depth == 0:
                selectors = text[start : brace.start()].rpartition(";")[2].strip()
                at = selectors.startswith("@")
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0 and not at:
                yield selectors, text[start : brace.start()]
        start = brace.end()


def _key(tag: str | None, sign: str | None, name: str | None) -> str:
    return (tag or "").lower() + (sign or "") + (name or "")


def declarations(body: str) -> dict[str, str]:
    """Return the declarations of a rule, lower case."""
    pairs = (part.partition(":") for part in body.lower().split(";"))
    return {
        name.strip(): value.replace("!important", "").strip()
        for name, _, value in pairs
        if 0 < len(value) <= _LONGEST_VALUE
    }


def is_hidden(style: dict[str, str]) -> bool:
    """Return whether an element with these properties shows nothing, nor what is in it."""
    if not style:
        return False
    if style.get("display") == "none" or style.get("visibility") in ("hidden", "collapse"):
        return True
    if any(_is_nothing(style.get(name)) for name in ("opacity", "font-size")):
        return True
    if "hidden" in style.get("overflow", "") and any(
        _is_nothing(style.get(name)) for name in ("height", "width", "max-height", "max-width")
    ):
        return True
    if _is_far(style.get("text-indent")) or "scale(0)" in style.get("transform", ""):
        return True
    if style.get("position") not in ("absolute", "fixed"):
        return False
    clipped = re.fullmatch(r"rect\([\s,01px]*\)", style.get("clip", "")) is not None
    return clipped or any(_is_far(style.get(name)) for name in ("left", "top", "right", "bottom"))


def _is_nothing(value: str | None) -> bool:
    return (
        value is not None
        and re.fullmatch(r"\.?0*+(?:\.0*+)?[a-z%]*", value) is not None
        and "0" in value
    )


def _is_far(value: str | None) -> bool:
    match = re.match(rf"({_NUMBER})", value or "")
    return match is not None and float(match[1]) <= -_OFF_SCREEN


@dataclass(frozen=True, slots=True)
class Paint:
    """The colours of text and of what is behind it; None where it cannot be told."""

    text: Colour | None = (0, 0, 0)
    ground: Colour | None = WHITE

    def within(self, style: dict[str, str]) -> Paint:
        """Return the colours inside an element with these properties."""
        if not style:
            return self
        text, ground = self.text, self.ground
        if "color" in style and style["color"] != "inherit":
            text = colour(style["color"], ground)
        for name in ("background", "background-color", "background-image"):
            value = style.get(name, "none")
            if value not in ("none", "inherit", "initial", "unset", ""):
                ground = colour(value, ground)
        return Paint(text, ground)

    @property
    def is_invisible(self) -> bool:
        """Whether text cannot be told from its ground."""
        if self.text is None or self.ground is None:
            return False
        return all(abs(a - b) <= _ALIKE for a, b in zip(self.text, self.ground, strict=True))


def colour(value: str, through: Colour | None) -> Colour | None:
    """Return a CSS colour, ``through`` for transparent ones, None for what is not understood."""
    value = value.strip()
    if value == "transparent" or re.search(r"rgba\([^)]{0,100},\s{0,9}0?\.?0{0,9}\s{0,9}\)", value):
        return through
    if value in _NAMED:
        return _NAMED[value]
    if match := re.fullmatch(r"#([0-9a-f]{3}|[0-9a-f]{6})", value):
        digits = match[1] if len(match[1]) == 6 else "".join(c * 2 for c in match[1])
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    if match := re.match(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})", value):
        return int(match[1]), int(match[2]), int(match[3])
    return None
