"""Cost against size: milliseconds of each operation over clauses, both axes logarithmic."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from html import escape

import matplotlib as mpl
from matplotlib.figure import Figure

from eval.bench.measurement import Measurement
from eval.bench.report import Report
from eval.texts import label, text

# What is drawn, and the milliseconds in its unit.
_DRAWN = ("reading", "cold", "adding", "answer", "first_piece", "retrieval", "retrieval_p95")
_MILLISECONDS = {"ms": 1.0, "s": 1000.0}
_MARKERS = "os^DvPX"
_ABOUT = {"Date": None, "Creator": None}
_STYLE = {
    "svg.fonttype": "none",  # the reader's fonts, which know Chinese
    "svg.hashsalt": "wence",  # the same figures give the same file
    "text.parse_math": False,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "font.size": 9,
    "font.family": "sans-serif",
}


def svg(report: Report, language: str) -> str:
    """Return the picture as an SVG document: ours as lines, floors as dotted ones.

    Its description is the digest of the figures, by which a picture of others is told.
    """
    texts: list[str] = []

    def write(words: str) -> str:
        """Return what matplotlib is told: its fonts know no Chinese, the reader's do."""
        texts.append(words)
        return f"@{len(texts) - 1}@"

    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_STYLE)
        figure = Figure(figsize=(9.0, 4.6))
        figure.patch.set_facecolor("white")  # labels are dark: readable on a dark page, too
        axes = figure.add_axes((0.11, 0.11, 0.46, 0.85))
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.set_xlabel(write(text("bench.x", language)))
        axes.set_ylabel(write(text("bench.y", language)))
        for axis in (axes.xaxis, axes.yaxis):  # powers would be mathematics, which words must not
            axis.set_major_formatter(
                lambda value, _: f"{value:,.0f}" if value >= 1 else f"{value:g}"
            )
        axes.grid(linewidth=0.5, alpha=0.5)
        for place, points in enumerate(_series(report)):
            unit = _MILLISECONDS[points[0].unit]
            sizes, colour = [it.size for it in points], f"C{place}"
            axes.plot(
                sizes,
                [it.value * unit for it in points],
                marker=_MARKERS[place % len(_MARKERS)],
                color=colour,
                label=write(label("bench_name", points[0].name, language)),
            )
            floors = [(it.size, it.floor * unit) for it in points if it.floor]
            axes.plot([x for x, _ in floors], [y for _, y in floors], ":", color=colour)
        if axes.lines:
            figure.legend(loc="center left", bbox_to_anchor=(0.59, 0.5), frameon=False, fontsize=8)
        out = io.StringIO()
        figure.savefig(out, format="svg", metadata=_ABOUT | {"Description": digest(report)})
    return re.sub(r"@(\d+)@", lambda key: escape(texts[int(key[1])]), out.getvalue())


def digest(report: Report) -> str:
    """Return SHA-256 of the report's JSON."""
    return hashlib.sha256(report.to_json().encode()).hexdigest()


def _series(report: Report) -> Iterator[list[Measurement]]:
    for name in _DRAWN:
        points = [it for it in report.measurements if it.name == name]
        if points:
            yield sorted(points, key=lambda it: it.size)
