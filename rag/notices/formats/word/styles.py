"""What paragraph and character styles of a docx say of its text (ECMA-376 part 1, 17.7)."""

from __future__ import annotations

from dataclasses import dataclass

from rag.notices.formats.word.numbering import is_on
from rag.notices.formats.xml import Element, attribute, child, local

_DEEPEST = 32  # styles based on styles; a circle ends here


@dataclass(frozen=True, slots=True)
class Style:
    """One style: its base, its list (numId, level as written), and what it does to the text."""

    name: str
    base: str
    list_id: str | None
    level: str | None
    hidden: bool | None


class Styles:
    """The styles of a document, looked up through those they are based on."""

    def __init__(self, root: Element | None) -> None:
        """Read ``word/styles.xml``."""
        self._styles: dict[str, Style] = {}
        self.default = ""
        self.lists: dict[str, str] = {}
        for item in root if root is not None else ():
            if local(item) != "style":
                continue
            key = attribute(item, "styleId")
            self._styles[key] = style = _style(item)
            kind = attribute(item, "type")
            if kind == "paragraph" and attribute(item, "default") in ("1", "true"):
                self.default = key
            if kind == "numbering" and style.list_id:
                self.lists[key] = style.list_id

    def _chain(self, key: str) -> list[tuple[str, Style]]:
        chain = []
        for _ in range(_DEEPEST):
            style = self._styles.get(key)
            if style is None:
                break
            chain.append((key, style))
            key = style.base
        return chain

    def list_of(self, key: str) -> tuple[str, str, str | None] | None:
        """Return the list that a style puts its paragraphs in: (style, numId, level or None).

        The style is the one of the chain that names the list: levels are linked to that.
        """
        level = None
        for name, style in self._chain(key):
            level = level if level is not None else style.level
            if style.list_id is not None:
                return name, style.list_id, level
        return None

    def hides(self, key: str) -> bool:
        """Return whether text in the style is hidden."""
        found = [style.hidden for _, style in self._chain(key) if style.hidden is not None]
        return bool(found and found[0])

    def is_contents(self, key: str) -> bool:
        """Return whether the style is for lines of a table of contents."""
        return any(style.name.lower().startswith("toc ") for _, style in self._chain(key))


def _style(item: Element) -> Style:
    properties = child(item, "pPr", "numPr")
    list_id, level = child(properties, "numId"), child(properties, "ilvl")
    vanish = child(item, "rPr", "vanish")
    return Style(
        name=_value(child(item, "name")) or "",
        base=_value(child(item, "basedOn")) or "",
        list_id=_value(list_id),
        level=_value(level),
        hidden=None if vanish is None else is_on(vanish),
    )


def _value(element: Element | None) -> str | None:
    return None if element is None else attribute(element, "val")
