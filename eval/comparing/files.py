"""Two files named for a comparison: reports, or answers that have yet to be measured."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from eval.comparing.comparison import Comparison, compare
from eval.comparing.saved import Saved, load, parse
from eval.errors import Flaw, Incomparable
from eval.report import Evaluation
from rag.messages import DEFAULT_LANGUAGE

Measure = Callable[[Path], Evaluation]
"""Returns the evaluation of a file of answers."""


def compare_files(
    first: Path, second: Path, *, measure: Measure, language: str = DEFAULT_LANGUAGE
) -> Comparison:
    """Return what the second file changes against the first.

    :param first: a report as ``wence eval`` writes it, its folder, or JSONL of answers.
    :param second: the same.
    :param measure: called for files of answers.
    :raises WenceError: a file cannot be used.
    :raises Incomparable: they have no question in common, or the questions differ.
    """
    reports = [load(path, language) or _measured(measure, path) for path in (first, second)]
    # Two reports are often both on "Wence": the files tell them apart.
    names = [it.name for it in reports]
    if names[0] == names[1]:
        reports = [
            Saved(str(path), it.rows) for path, it in zip((first, second), reports, strict=True)
        ]
    try:
        return compare(*reports)
    except Flaw as flaw:
        reason = flaw.say(language)
        raise Incomparable(first=first, second=second, reason=reason) from flaw


def _measured(measure: Measure, path: Path) -> Saved:
    return parse(measure(path).to_dict())
