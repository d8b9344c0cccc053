"""What the page's template shows of a figure: the drawing, its words, the same as a table."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from eval.report.page.styles import Legend


@dataclass(frozen=True, slots=True)
class Table:
    """Cells for reading; the first of each row names it."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure: ``name`` is its id on the page, ``table`` holds what it shows, and may hold more.

    ``legend`` is empty where there is one series alone.
    """

    name: str
    title: str
    caption: str
    svg: Markup
    table: Table
    legend: Legend = ()
