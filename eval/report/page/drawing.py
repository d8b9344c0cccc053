"""One pair of axes on a figure of the page's width, in matplotlib's own defaults."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import matplotlib as mpl
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullFormatter

from eval.report.page.styles import COLOURS
from eval.report.page.svg import markup

WIDTH = 372.0  # units, which are pixels where the page has room
_RIGHT = 14.0
_INCH = 72.0
_WIDE, _NARROW = 12.0, 6.8  # of a character, in the style sheet's size for figures
_STYLE = {
    "svg.fonttype": "none",  # the browser's fonts
    "text.parse_math": False,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": COLOURS["quiet"],
    "axes.facecolor": "none",
    "axes.labelcolor": COLOURS["ink"],
    "figure.facecolor": "none",
    "grid.color": COLOURS["grid"],
    "xtick.color": COLOURS["quiet"],
    "ytick.color": COLOURS["quiet"],
    "xtick.labelcolor": COLOURS["ink"],
    "ytick.labelcolor": COLOURS["ink"],
    "lines.linewidth": 1.5,
    "lines.markersize": 6,
}

Write = Callable[[str], str]
"""Takes a text for the page and returns what to tell matplotlib in its place."""


def draw(
    name: str,
    height: float,
    paint: Callable[[Axes, Write], None],
    *,
    left: float = 46.0,
    top: float = 12.0,
    bottom: float = 40.0,
) -> Markup:
    """Return what ``paint`` puts on a pair of axes as an ``<svg>`` element.

    :param name: of the picture; see ``eval.report.page.svg.markup``.
    :param height: of the plane inside the axes, in units.
    :param left, top, bottom: room for labels beside the plane, in units.
    """
    texts: dict[str, str] = {}

    def write(text: str) -> str:
        key = f"@{len(texts)}"
        texts[key] = text
        return key

    # Whatever the user's matplotlibrc says, the page looks the same.
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_STYLE)
        whole = top + height + bottom
        figure = Figure(figsize=(WIDTH / _INCH, whole / _INCH), dpi=_INCH)
        box = (left / WIDTH, bottom / whole, (WIDTH - left - _RIGHT) / WIDTH, height / whole)
        axes = figure.add_axes(box)
        axes.set_axisbelow(True)
        paint(axes, write)
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_minor_formatter(NullFormatter())
        return markup(figure, name, texts)


def plain_ticks(axis: mpl.axis.Axis) -> None:
    """Write ticks as 0.01, 1, 100: matplotlib writes powers as formulas."""
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))


def width(text: str) -> float:
    """Return about how wide ``text`` stands, in units.

    The browser's fonts decide; a Chinese character is as wide as it is high in all of them.
    """
    return sum(_WIDE if unicodedata.east_asian_width(c) in "WF" else _NARROW for c in text)


def fit(text: str, limit: float) -> str:
    """Return ``text`` shortened to be at most ``limit`` units wide."""
    if width(text) <= limit:
        return text
    room = limit - _WIDE  # of which the dots take some
    kept = 0
    while kept < len(text) and (room := room - width(text[kept])) >= 0:
        kept += 1
    return text[:kept] + "…"
