"""How often a value occurs, with marks at some of them: latency and length."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator, MaxNLocator

from eval.report.page.drawing import WIDTH, Write, draw, plain_ticks
from eval.report.page.styles import COLOURS, SERIES

_HEIGHT = 190.0
_LINE = 15.0  # units between the lines of marks
_MOST_BINS = 24
_WIDE = 20.0  # largest over smallest value from which on the scale is logarithmic


@dataclass(frozen=True, slots=True)
class Histogram:
    """``counts`` of values between ``edges``, one more of these; ``marks`` are (text, value)."""

    x: str
    y: str
    edges: tuple[float, ...]
    counts: tuple[int, ...]
    log: bool
    marks: tuple[tuple[str, float], ...] = ()

    @classmethod
    def of(
        cls, values: Sequence[float], x: str, y: str, marks: Sequence[tuple[str, float]] = ()
    ) -> Histogram:
        """Return the histogram of ``values``, at least one, none below zero.

        The parts are equally wide: in the logarithm where the values are far apart and above zero.
        There are about twice the cube root of n of them (Rice's rule), so that few questions do
        not fall apart.
        """
        low, high = min(values), max(values)
        log = low > 0 and high / low > _WIDE
        if low == high:
            low, high = low * 0.9, high * 1.1 or 1.0
        bins = min(_MOST_BINS, math.ceil(2 * len(values) ** (1 / 3)))
        space = np.geomspace if log else np.linspace
        edges = space(low, high, bins + 1)
        edges[0], edges[-1] = low, high  # of a logarithm and back, the ends may be off by a bit
        counts, _ = np.histogram(values, edges)
        return cls(x, y, tuple(edges.tolist()), tuple(counts.tolist()), log, tuple(marks))

    def svg(self, name: str) -> Markup:
        """Return the picture."""
        return draw(name, _HEIGHT, self._paint)

    def _paint(self, axes: Axes, write: Write) -> None:
        if self.log:
            axes.set_xscale("log")
            decades = math.log10(self.edges[-1] / self.edges[0])
            axes.xaxis.set_major_locator(
                LogLocator(subs=(1.0, 2.0, 5.0) if decades < 3 else (1.0,))
            )
        axes.stairs(self.counts, self.edges, fill=True, color=SERIES[1].colour, alpha=0.55)
        axes.stairs(self.counts, self.edges, color=SERIES[1].colour)
        axes.set_xlabel(write(self.x))
        axes.set_ylabel(write(self.y))
        axes.grid(axis="y", linewidth=0.8)
        axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
        plain_ticks(axes.xaxis)
        # Above the bars there is room for the marks' texts, a line each.
        highest = max(self.counts, default=1) or 1
        axes.set_ylim(0, highest / (1 - _LINE * (len(self.marks) + 0.5) / _HEIGHT))
        for place, (text, value) in enumerate(self.marks):
            axes.axvline(value, linestyle=SERIES[place + 1].dash, color=COLOURS["ink"], linewidth=1)
            right = axes.transData.transform((value, 0))[0] > WIDTH / 2
            axes.annotate(
                write(text),
                (value, 1),
                (-4 if right else 4, -_LINE * (place + 0.5)),
                xycoords=("data", "axes fraction"),
                textcoords="offset points",
                ha="right" if right else "left",
                va="center",
            )
