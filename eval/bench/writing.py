"""A run of the benchmarks as files."""

from __future__ import annotations

from pathlib import Path

from eval.bench.plot import svg
from eval.bench.report import Report
from eval.bench.summary import markdown
from eval.errors import ReportUnwritable


def write(report: Report, folder: Path, language: str) -> tuple[Path, ...]:
    """Write ``benchmark.json``, ``.md`` and ``.svg`` into ``folder``; return their paths.

    :raises ReportUnwritable: the folder cannot be made or written.
    """
    texts = {
        "json": report.to_json() + "\n",
        "md": markdown(report, language),
        "svg": svg(report, language),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        paths = []
        for kind, text in texts.items():
            path = folder / f"benchmark.{kind}"
            path.write_text(text, encoding="utf-8")
            paths.append(path)
    except OSError as error:
        raise ReportUnwritable(path=folder, reason=error.strerror or error) from error
    return tuple(paths)
