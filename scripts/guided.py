"""Fuzz one reader guided by what of its code runs: ``python scripts/fuzz.py TARGET --coverage``.

Needs atheris (``pip install atheris``; Linux, no part of this project's own requirements). What
breaks is kept as ``crash-*``, ``timeout-*`` or ``oom-*``; give such a file's name to repeat it.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "notices")]
TARGETS = ("text", "html", "mhtml", "number")  # read by Python alone, so that it can be watched
LONGEST = 20_000  # bytes of an input
MEMORY = 2048  # MiB
SLOWEST = 20  # seconds for one input


def main(target: str, seconds: float, keep: Path) -> None:
    """Fuzz until the time is over; ends the process, with another status where something broke."""
    atheris: Any = import_module("atheris")
    with atheris.instrument_imports(include=["rag.notices"]):
        once = _number() if target == "number" else _reader(target)
    keep.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as corpus:
        for at, data in enumerate(_seeds(target)):
            (Path(corpus) / str(at)).write_bytes(data)
        options = {
            "max_total_time": max(1, int(seconds)),
            "max_len": LONGEST,
            "timeout": SLOWEST,
            "rss_limit_mb": MEMORY,
            "artifact_prefix": f"{keep}/{target}-",
            "print_final_stats": 1,
            "verbosity": 0,
        }
        given = [f"-{name}={value}" for name, value in options.items()]
        atheris.Setup([sys.argv[0], *given, corpus], once)
        atheris.Fuzz()


def _reader(target: str) -> Callable[[bytes], None]:
    """Return what reads a file of a format and the notices in its text."""
    from hostile_reading import LIMITS, SUFFIXES

    from rag.errors import WenceError
    from rag.notices.formats import extract
    from rag.notices.parse import parse_page

    path = Path("a" + SUFFIXES[target])

    def once(data: bytes) -> None:
        try:
            text = extract(data, path, LIMITS).text
        except WenceError:
            return
        for notice in parse_page(text, path.name):
            notice.text.encode()

    return once


def _number() -> Callable[[bytes], None]:
    """Return what reads document numbers and numerals; what they print must read as the same."""
    from rag.notices.docnumber import DocNumber
    from rag.notices.numerals import parse_numeral, print_numeral

    def once(data: bytes) -> None:
        text = data.decode("utf-8", "ignore")
        value = parse_numeral(text)
        if (
            value is not None
            and 0 < value < 10_000
            and parse_numeral(print_numeral(value)) != value
        ):
            raise ValueError(f"{text!r} is {value}")
        for number, start, end in DocNumber.find_all(text):
            if not 0 <= start < end <= len(text) or DocNumber.parse(str(number)) != number:
                raise ValueError(f"{text[start:end]!r} is {number!s}")

    return once


def _seeds(target: str) -> list[bytes]:
    if target != "number":
        from mutations import seeds

        return list(seeds(target))
    texts = (
        "云政办发〔2025〕41号",
        "云府[2024]3、5号文",
        "国务院令第423号",
        "二万三千零五",
        "１２．５",
    )
    return [text.encode() for text in texts]


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), Path(sys.argv[3]))
