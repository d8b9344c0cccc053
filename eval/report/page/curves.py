"""Lines over two axes: the risk-coverage curve and the reliability diagram."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup
from matplotlib.axes import Axes

from eval.report.page.drawing import Write, draw, plain_ticks
from eval.report.page.styles import COLOURS, SERIES

_HEIGHT = 230.0


@dataclass(frozen=True, slots=True)
class Curves:
    """``series`` are points (x, y) from left to right, x of 0..``right``, y of 0..1.

    ``notes`` are written beside the points of the first series. ``diagonal``: where y is x.
    """

    x: str
    y: str
    series: tuple[tuple[tuple[float, float], ...], ...]
    right: float = 1.0
    notes: tuple[str, ...] = ()
    diagonal: bool = False

    def top(self) -> float:
        """Return the end of the vertical scale: 1 on a diagonal, else what the points need."""
        highest = max((y for points in self.series for _, y in points), default=1.0)
        return 1.0 if self.diagonal else min(1.0, max(0.1, highest * 1.15))

    def svg(self, name: str) -> Markup:
        """Return the picture."""
        return draw(name, _HEIGHT, self._paint, left=58.0)

    def _paint(self, axes: Axes, write: Write) -> None:
        top = self.top()
        axes.set_xlim(-0.02 * self.right, self.right * 1.04)
        axes.set_ylim(-0.02 * top, top * 1.04)
        axes.set_xlabel(write(self.x))
        axes.set_ylabel(write(self.y))
        axes.grid(linewidth=0.8)
        for axis in (axes.xaxis, axes.yaxis):
            plain_ticks(axis)
        if self.diagonal:
            ends = [0.0, self.right]
            axes.plot(ends, [0.0, 1.0], ":", color=COLOURS["quiet"], linewidth=1)
        for points, it in zip(self.series, SERIES, strict=False):
            xs, ys = [x for x, _ in points], [y for _, y in points]
            axes.plot(xs, ys, it.dash, marker=it.marker, markersize=4, color=it.colour)
        for note, (x, y) in zip(self.notes, self.series[0] if self.series else (), strict=False):
            # Below a point in the upper half, above one in the lower: inside the axes.
            side = -1 if y > top / 2 else 1
            axes.annotate(
                write(note),
                (x, y),
                (0, 14 * side),
                textcoords="offset points",
                ha="center",
                va="center",
            )
