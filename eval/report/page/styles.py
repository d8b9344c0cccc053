"""How series are told apart: by shape, by dash and by colour, never by colour alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# What is drawn in a colour of its own; the style sheet has classes by these names.
PARTS = ("ink", "quiet", "grid", "card", "better", "worse", *(f"s{place}" for place in range(8)))
# Matplotlib is told a colour that stands for the part.
COLOURS = {name: f"#0000{number:02x}" for number, name in enumerate(PARTS, start=16)}


@dataclass(frozen=True, slots=True)
class Style:
    """``part`` names the colour, ``sign`` is for legends; the others are matplotlib's."""

    part: str
    marker: str
    sign: str
    dash: str = "-"
    hollow: bool = False

    @property
    def colour(self) -> str:
        """The colour that matplotlib is told."""
        return COLOURS[self.part]

    @property
    def inside(self) -> str:
        """The colour of the marker's inside."""
        return COLOURS["card" if self.hollow else self.part]


# The selector after some signs keeps them from being shown as emoji.
SERIES = (
    Style("s0", "o", "●", "-"),
    Style("s1", "s", "■", "--"),
    Style("s2", "^", "▲", "-."),
    Style("s3", "D", "◆", ":"),
    Style("s4", "v", "▼", "-"),
    Style("s5", "P", "✚\ufe0e", "--"),
    Style("s6", "X", "✖\ufe0e", "-."),
    Style("s7", "*", "★", ":"),
)
BETTER = Style("better", "^", "▲")
WORSE = Style("worse", "v", "▼")
UNCLEAR = Style("quiet", "o", "○", hollow=True)

Legend = tuple[tuple[Style, str], ...]
"""The series of a picture with their names."""


def legend(names: Sequence[str]) -> Legend:
    """Return the legend of series in the order in which they are drawn."""
    return tuple(zip(SERIES, names, strict=False))
