"""A dot with its interval for every row and series: groups, systems and differences alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from matplotlib.axes import Axes

from eval.bootstrap import Interval
from eval.report.page.drawing import Write, draw, fit, plain_ticks, width
from eval.report.page.styles import COLOURS, SERIES, Style

_LONGEST = 160.0  # units that labels may take
_STEP, _GAP = 13.0, 13.0  # units between the dots of a row, and between rows
_SCALE = 24.0  # units that the numbers of the scale take
_TALL = 12  # rows from which on the scale is shown above, too


@dataclass(frozen=True, slots=True)
class Dots:
    """``series`` hold an interval for each of ``rows``, None where there is none to show.

    ``differences``: seen against a line at zero, and one series alone has something in a row;
    otherwise shares, 0..1, the series of a row below each other.
    """

    rows: tuple[str, ...]
    series: tuple[tuple[Interval | None, ...], ...]
    styles: tuple[Style, ...] = SERIES
    differences: bool = False

    def limits(self) -> tuple[float, float]:
        """Return the ends of the scale: that of shares, or what the differences need."""
        if not self.differences:
            return 0.0, 1.0
        shown = [it for column in self.series for it in column if it is not None]
        ends = [0.0, *(it.low for it in shown), *(it.high for it in shown)]
        low, high = min(ends), max(ends)
        room = max(high - low, 0.02) * 0.05
        return low - room, high + room

    def svg(self, name: str) -> Markup:
        """Return the picture."""
        labels = [fit(row, _LONGEST) for row in self.rows]
        left = max(map(width, labels), default=0.0) + 16
        each = _STEP * (1 if self.differences else max(1, len(self.series))) + _GAP
        return draw(
            name,
            each * max(1, len(labels)),
            lambda axes, write: self._paint(axes, write, labels, each),
            left=left,
            top=_SCALE if len(labels) >= _TALL else 4.0,
            bottom=_SCALE,
        )

    def _paint(self, axes: Axes, write: Write, labels: Sequence[str], each: float) -> None:
        low, high = self.limits()
        margin = (high - low) * 0.02  # half a marker
        axes.set_xlim(low - margin, high + margin)
        axes.set_ylim(len(labels) - 0.5, -0.5)
        axes.set_yticks(range(len(labels)), [write(label) for label in labels])
        axes.tick_params(axis="y", length=0)
        axes.tick_params(axis="x", labeltop=len(labels) >= _TALL)
        plain_ticks(axes.xaxis)
        axes.grid(axis="x", linewidth=0.8)
        for edge in range(1, len(labels)):
            axes.axhline(edge - 0.5, color=COLOURS["grid"], linewidth=0.8)
        if self.differences:
            axes.axvline(0, color=COLOURS["ink"], linewidth=1)
        step = 0.0 if self.differences else _STEP / each
        middle = (len(self.series) - 1) / 2
        for place, (column, style) in enumerate(zip(self.series, self.styles, strict=False)):
            for row, it in enumerate(column):
                if it is None:
                    continue
                y = row + (place - middle) * step
                axes.plot([it.low, it.high], [y, y], color=style.colour)
                axes.plot([it.mean], [y], style.marker, color=style.colour, mfc=style.inside)
