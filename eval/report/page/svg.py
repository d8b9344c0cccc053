"""Matplotlib's SVG made part of a page: no style of its own, the page's colours, unique ids.

The page's content security policy runs no inline style, so that each becomes an attribute or a
class; colours become classes, which the style sheet fills in for light and dark.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping

from lxml import etree
from markupsafe import Markup
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from eval.report.page.clean import clean
from eval.report.page.styles import COLOURS

_NAMES = {colour: name for name, colour in COLOURS.items()}
_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_DROPPED = (_SVG + "metadata", _SVG + "style")
_INHERITED = re.compile(r"font|stroke-line(join|cap)")  # said once, in the style sheet
_UNTURNED = re.compile(r"rotate\(-?0 .*")
_PRECISE = re.compile(r"(\.\d\d)\d+")  # a hundredth of a pixel is enough
_REFERENCE = re.compile(r"url\(#([^)]+)\)")


def markup(figure: Figure, name: str, texts: Mapping[str, str]) -> Markup:
    """Return ``figure`` as an ``<svg>`` element; the same figure gives the same element.

    :param name: of the picture: unique on the page, for ids. Its title has the id ``name-title``,
        its caption ``name-caption``.
    :param texts: what to write in place of each text of the figure that is a key. Matplotlib
        itself writes keys alone: it would warn of scripts that its own fonts lack and read ``$``
        as mathematics.
    """
    written = io.BytesIO()
    FigureCanvasSVG(figure).print_svg(written, metadata={"Date": None})
    root = etree.fromstring(written.getvalue())
    for element in list(root.iter(*_DROPPED)):
        element.getparent().remove(element)
    _number(root, name)
    for element in root.iter(etree.Element):
        _restyle(element)
        if element.tag == _SVG + "text":
            element.text = clean(texts.get(element.text or "", element.text or ""))
        else:
            element.text = None
        element.tail = None
    _frame(root, name)
    etree.cleanup_namespaces(root)
    return Markup(etree.tostring(root, encoding="unicode"))


def _number(root: etree._Element, name: str) -> None:
    """Number the ids that are referred to, drop the others: random ones would differ each time."""
    wanted = {
        target
        for element in root.iter(etree.Element)
        for target in (
            element.get(_HREF, "").removeprefix("#"),
            *_REFERENCE.findall(element.get("clip-path", "")),
        )
    }
    numbers: dict[str, str] = {}
    for element in root.iter(etree.Element):
        id = element.attrib.pop("id", None)
        if id in wanted:
            element.set("id", numbers.setdefault(id, f"{name}-{len(numbers)}"))
    for element in root.iter(etree.Element):
        if target := element.attrib.pop(_HREF, None):
            element.set("href", "#" + numbers[target.removeprefix("#")])
        if clip := element.get("clip-path"):
            element.set("clip-path", _REFERENCE.sub(lambda m: f"url(#{numbers[m[1]]})", clip))


def _restyle(element: etree._Element) -> None:
    style = element.attrib.pop("style", "")
    classes = []
    for rule in filter(None, map(str.strip, style.split(";"))):
        key, _, value = (part.strip() for part in rule.partition(":"))
        if value in _NAMES:
            classes.append(f"{key}-{_NAMES[value]}")
        elif not _INHERITED.match(key):
            element.set(key, value)
    if classes:
        element.set("class", " ".join(classes))
    if _UNTURNED.match(element.get("transform", "")):
        del element.attrib["transform"]
    for key in ("d", "x", "y"):
        if key in element.attrib:
            element.set(key, " ".join(_PRECISE.sub(r"\1", element.get(key)).split()))


def _frame(root: etree._Element, name: str) -> None:
    width, height = root.get("viewBox", "0 0 0 0").split()[2:]
    root.attrib.clear()
    root.set("viewBox", f"0 0 {width} {height}")
    root.set("width", width)
    root.set("height", height)
    root.set("role", "img")
    root.set("aria-labelledby", f"{name}-title")
    root.set("aria-describedby", f"{name}-caption")
