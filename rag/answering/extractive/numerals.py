"""Numbers as they stand before a measure word or a unit, as parts of regular expressions.

A number is taken from its first digit on, and no longer than numbers are: tried from each digit of
a row of thousands, an expression would take the square of the time.
"""

from __future__ import annotations

_HAN = "[一二两三四五六七八九十百千]"
NUMERAL = rf"(?:(?<!\d)\d[\d,.]{{0,30}}|(?<!{_HAN}){_HAN}+)"
"""Figures, with commas and points, or Chinese numerals."""
TIMES = "(?:万|亿|千|百){0,6}"
"""What may multiply them."""
