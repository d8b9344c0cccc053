"""Figures of use as drawings (SVG): lines over days, no words, for a light or a dark page."""

from __future__ import annotations

import io
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rag.office.usage import Usage

Scheme = Literal["light", "dark"]
Kind = Literal["answers", "seconds"]
WIDTH, NARROW, HEIGHT = 640, 328, 220  # pixels; a telephone would shrink the figures of the first
_INCH = 72
_DOTTED = 40  # days up to which each has a dot: a day alone has no line
# The colours of the reader's style sheet; lines also differ by their dashes.
_COLOURS: Mapping[Scheme, Mapping[str, str]] = {
    "light": {"text": "#67615b", "grid": "#ddd7d0", "1": "#a4262c", "2": "#23201d", "3": "#857d75"},
    "dark": {"text": "#b3aba3", "grid": "#433e3a", "1": "#ff9f97", "2": "#ece7e1", "3": "#8f867e"},
}
# Matplotlib's registries are made for one thread at a time.
_DRAWING = threading.Lock()


@dataclass(frozen=True, slots=True)
class _Line:
    values: Sequence[float | None]
    dash: Literal["-", "--", ":"]
    colour: str


def plot(kind: Kind, days: Mapping[date, Usage], scheme: Scheme, width: int = WIDTH) -> bytes:
    """Return the SVG of ``days``, which are in order, ``width`` pixels wide."""
    lines = _answers(days) if kind == "answers" else _seconds(days)
    with _DRAWING:
        return _draw(list(days), lines, _COLOURS[scheme], width)


def _answers(days: Mapping[date, Usage]) -> list[_Line]:
    answered = [day.total(outcome="answered") for day in days.values()]
    refused = [day.total(outcome="refused") for day in days.values()]
    both = zip(answered, refused, strict=True)
    others = [day.total() - sum(two) for day, two in zip(days.values(), both, strict=True)]
    return [_Line(others, ":", "3"), _Line(refused, "--", "2"), _Line(answered, "-", "1")]


def _seconds(days: Mapping[date, Usage]) -> list[_Line]:
    def at(share: float) -> list[float | None]:
        return [day.durations.percentile(share) for day in days.values()]

    return [_Line(at(0.95), "--", "2"), _Line(at(0.5), "-", "1")]


def _draw(
    days: Sequence[date], lines: Sequence[_Line], colours: Mapping[str, str], width: int
) -> bytes:
    # Half a second to import, and nothing else of the server needs it.
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    figure = Figure(figsize=(width / _INCH, HEIGHT / _INCH), dpi=_INCH, layout="constrained")
    figure.patch.set_alpha(0)
    axes = figure.add_subplot()
    axes.patch.set_alpha(0)
    places = range(len(days))
    for line in lines:
        values = [float("nan") if value is None else value for value in line.values]
        axes.plot(
            places,
            values,
            linestyle=line.dash,
            color=colours[line.colour],
            linewidth=1.8,
            marker="o" if len(days) <= _DOTTED or None in line.values else "",
            markersize=3,
        )
    axes.set_ylim(bottom=0)
    axes.set_xlim(-0.5, len(days) - 0.5)
    whole = all(isinstance(value, int) for line in lines for value in line.values)
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=whole))
    axes.xaxis.set_major_locator(MaxNLocator(max(3, width // 90), integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _day(days, value)))
    axes.grid(axis="y", color=colours["grid"], linewidth=0.8)
    axes.tick_params(color=colours["grid"], labelcolor=colours["text"], labelsize=11)
    for side, spine in axes.spines.items():
        spine.set_visible(side == "bottom")
        spine.set_color(colours["grid"])
    written = io.BytesIO()
    FigureCanvasSVG(figure).print_svg(written, metadata={"Date": None, "Creator": None})
    return written.getvalue()


def _day(days: Sequence[date], place: float) -> str:
    at = round(place)
    return days[at].strftime("%m-%d") if 0 <= at < len(days) else ""
