"""Fill the tables of ``docs/soak.md`` anew from ``docs/soak.json``: ``python scripts/soak.py``.

The result is that of ``wence soak --json docs/soak.json``; ``tests/test_docs.py`` fails where the
two differ.
"""

from __future__ import annotations

import re
from pathlib import Path

from eval.soak.report import Report
from eval.soak.summary import markdown

ROOT = Path(__file__).resolve().parent.parent
RESULT, PAGE = ROOT / "docs" / "soak.json", ROOT / "docs" / "soak.md"

_PLACE = re.compile(r"(?<=<!-- soak -->\n).*?(?=<!-- /soak -->)", re.S)


def kept() -> Report:
    """Return the result that was kept."""
    return Report.from_json(RESULT.read_text(encoding="utf-8"))


def filled(text: str, report: Report) -> str:
    """Return ``text`` with the tables between its two marks renewed."""
    return _PLACE.sub(lambda _: f"\n{markdown(report, 'en')}\n", text, count=1)


if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8"), kept()), encoding="utf-8")
