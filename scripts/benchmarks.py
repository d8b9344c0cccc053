"""Measure everything, and show the figures that were kept: ``python scripts/benchmarks.py``.

Without options it fills the tables of both READMEs and of ``docs/benchmarks.md`` anew from
``docs/benchmarks.json`` and draws ``docs/benchmarks.svg`` and ``docs/benchmarks.zh-Hans.svg``;
``tests/test_docs.py`` fails where they differ. ``--measure TEXT --keep DIR`` runs ``wence bench``
at all sizes before, on collections made of TEXT and kept in DIR.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from pathlib import Path

from eval.bench.plot import svg
from eval.bench.report import Report
from eval.bench.summary import markdown

ROOT = Path(__file__).resolve().parent.parent
FIGURES = ROOT / "docs" / "benchmarks.json"
SIZES = "1000,10000,125000,1000000"  # of statutes, 125,000 clauses are seven million characters
# Language, and whether only figures with a target are shown.
TABLES = {
    ROOT / "README.md": ("en", True),
    ROOT / "README.zh-CN.md": ("zh-Hans", True),
    ROOT / "docs" / "benchmarks.md": ("en", False),
}
PLOTS = {
    ROOT / "docs" / "benchmarks.svg": "en",
    ROOT / "docs" / "benchmarks.zh-Hans.svg": "zh-Hans",
}

_PLACE = re.compile(r"(?<=<!-- benchmarks -->\n).*?(?=<!-- /benchmarks -->)", re.S)


def kept() -> Report:
    """Return the figures that were kept."""
    return Report.from_json(FIGURES.read_text(encoding="utf-8"))


def filled(text: str, report: Report, language: str, only_targets: bool) -> str:
    """Return ``text`` with the table between its two marks renewed."""
    table = markdown(report, language, only_targets=only_targets)
    return _PLACE.sub(lambda _: f"\n{table}\n", text, count=1)


def _measure(source: Path, keep: Path) -> None:
    options = ["--sizes", SIZES, "--from", source, "--keep", keep, "--json", FIGURES]
    subprocess.run([sys.executable, "-m", "eval.bench", *map(str, options)], check=True, cwd=ROOT)


def main() -> None:
    """Measure where that is asked for, then rewrite tables and plots."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--measure", type=Path, metavar="TEXT")
    parser.add_argument("--keep", type=Path, metavar="DIR")
    options = parser.parse_args()
    if options.measure:
        if not options.keep:
            parser.error("--measure needs --keep")
        _measure(options.measure.resolve(), options.keep.resolve())
    report = kept()
    for path, (language, only_targets) in TABLES.items():
        text = filled(path.read_text(encoding="utf-8"), report, language, only_targets)
        path.write_text(text, encoding="utf-8")
    for path, language in PLOTS.items():
        path.write_text(svg(report, language), encoding="utf-8")


if __name__ == "__main__":
    main()
