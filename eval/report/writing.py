"""Reports as files: JSON for machines, one page for people."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from eval.comparing.comparison import Comparison
from eval.errors import ReportUnwritable
from eval.report.evaluation import Evaluation
from rag.messages import DEFAULT_LANGUAGE


def write(
    evaluation: Evaluation, folder: Path, language: str = DEFAULT_LANGUAGE
) -> tuple[Path, Path]:
    """Write ``report.json`` and ``report.html`` into ``folder``; return their paths.

    :raises ReportUnwritable: the folder cannot be made or written.
    """
    # Here, because matplotlib takes a second, which what only scores or helps need not wait for.
    from eval.report.page import render

    return _write(folder, "report", evaluation.to_json(), render(evaluation, language))


def write_comparison(
    comparison: Comparison, folder: Path, language: str = DEFAULT_LANGUAGE
) -> tuple[Path, Path]:
    """Write ``comparison.json`` and ``comparison.html`` into ``folder``; return their paths.

    :raises ReportUnwritable: the folder cannot be made or written.
    """
    from eval.report.page import render_comparison

    page = render_comparison(comparison, language)
    return _write(folder, "comparison", comparison.to_json(), page)


def _write(folder: Path, name: str, data: str, page: str) -> tuple[Path, Path]:
    texts: Mapping[Path, str] = {folder / f"{name}.json": data, folder / f"{name}.html": page}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, text in texts.items():
            # Written beside, then renamed: whoever reads the report never meets half of it.
            beside = path.with_name(f"{path.name}.part")
            beside.write_text(text, encoding="utf-8")
            beside.replace(path)
    except OSError as error:
        raise ReportUnwritable(path=folder, reason=error.strerror or error) from error
    data_path, page_path = texts
    return data_path, page_path
