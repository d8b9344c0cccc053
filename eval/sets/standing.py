"""Where evidence stands in a source text, whatever script, width or glosses the text is set in."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from eval.normal import GRAM, grams, normal

SHARE = 0.9  # of the evidence's 5-grams that one place must hold
_ROOM = 1.25  # of the evidence's length: how long a place may be

# A normal form does not depend on what stands beyond such a sign, so a text may be cut after it.
# One without any for a thousand characters is no prose, and may be cut anywhere.
_PIECE = re.compile(r".{256,1024}?[\s，、；：。！？,;]|.{1,1024}", re.DOTALL)
_DIGITS = re.compile(r"\d+")
_GLOSS = 10  # characters that a pinyin gloss in brackets takes at most


@dataclass(frozen=True, slots=True)
class _Form:
    """The normal form of a text with the way back: where its pieces start in both."""

    form: str
    pieces: tuple[str, ...]
    in_form: tuple[int, ...]
    in_text: tuple[int, ...]

    def start(self, place: int) -> int:
        """Return where the character at ``place`` of the form starts in the text."""
        return self._end(place + 1) - 1

    def end(self, place: int) -> int:
        """Return where the characters before ``place`` of the form end in the text."""
        return self._end(place)

    def _end(self, place: int) -> int:
        i = bisect_left(self.in_form, place) - 1
        piece, wanted = self.pieces[i], self.form[self.in_form[i] : place]
        near = bisect_left(range(len(piece)), len(wanted), key=lambda n: len(normal(piece[:n])))
        # The letters of a gloss count in the length of the form until its bracket closes.
        ends = range(max(0, near - _GLOSS), min(len(piece), near + _GLOSS) + 1)
        exact = (n for n in ends if normal(piece[:n]) == wanted)
        return self.in_text[i] + next(exact, near)


@lru_cache(maxsize=64)
def _form(text: str) -> _Form:
    pieces = tuple(_PIECE.findall(text))
    forms = [normal(piece) for piece in pieces]
    in_form, in_text = [0], [0]
    for piece, form in zip(pieces, forms, strict=True):
        in_form.append(in_form[-1] + len(form))
        in_text.append(in_text[-1] + len(piece))
    return _Form("".join(forms), pieces, tuple(in_form[:-1]), tuple(in_text[:-1]))


def stands(text: str, evidence: str) -> tuple[int, int] | None:
    """Return the span of ``text``, in characters, that holds ``evidence``; None for none.

    Both are compared in normal form (``eval.normal``): script, widths, pinyin glosses and
    punctuation apart. The whole evidence is looked for first; then the place, no longer than 1.25
    times the evidence, that holds most of its 5-grams, at least 90 %, and all of its numbers:
    5-grams that are scattered over a long text prove nothing, nor does a clause of other figures.

    >>> stands("一、標準。每人(rén)每月 ５００ 元。", "每人每月500元")
    (5, 20)
    >>> stands("一孩每月300元，二孩每月500元", "一孩每月500元") is None
    True
    """
    sought = normal(evidence)
    if not sought:
        return None
    whole = _form(text)
    at = whole.form.find(sought)
    if at >= 0:
        span = at, at + len(sought)
    else:
        near = _best(whole.form, sought, grams(evidence))
        if near is None or Counter(_DIGITS.findall(sought)) - Counter(
            _DIGITS.findall(whole.form[slice(*near)])
        ):
            return None
        span = near
    return whole.start(span[0]), whole.end(span[1])


def occurs(text: str, form: str) -> bool:
    """Return whether the normal form of ``text`` holds ``form``, which is normal already."""
    return form in _form(text).form


def _best(form: str, sought: str, wanted: frozenset[str]) -> tuple[int, int] | None:
    """Return the shortest of the places of ``form`` that hold most of ``wanted``; None: too few."""
    pieces = ((place, form[place : place + GRAM]) for place in range(len(form) - GRAM + 1))
    found = [(place, gram) for place, gram in pieces if gram in wanted]
    room = math.ceil(_ROOM * len(sought))
    best: tuple[int, int] | None = None
    most = math.ceil(SHARE * len(wanted))
    held: dict[str, int] = {}  # how often each gram stands between the two ends
    first = 0
    for place, gram in found:
        held[gram] = held.get(gram, 0) + 1
        end = place + GRAM
        while end - found[first][0] > room or held[found[first][1]] > 1:
            gone = found[first][1]
            held[gone] -= 1
            if not held[gone]:
                del held[gone]
            first += 1
        start = found[first][0]
        better = best is None or len(held) > most or end - start < best[1] - best[0]
        if len(held) >= most and better:
            best, most = (start, end), len(held)
    return best
