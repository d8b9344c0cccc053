"""The floor of a question set: figures that a report must not fall below, kept in a file.

A TOML file with one line a metric, ``"hit@5" = 0.95``. Of a metric where lower is better the
figure is a ceiling. What could not be scored is below any floor.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from eval.errors import FloorInvalid
from eval.metrics import Metric, Score, table
from eval.report.model import Report
from rag.errors import SourceMissing, SourceUnreadable


@dataclass(frozen=True, slots=True)
class Below:
    """A metric that misses its floor."""

    metric: Metric
    value: Score
    floor: float

    def __str__(self) -> str:
        sign = "<" if self.metric.better == "higher" else ">"
        value = "—" if self.value is None else f"{self.value:.4f}"
        return f"{self.metric.name} {value} {sign} {self.floor:g}"


def load(path: Path) -> Mapping[str, float]:
    """Return the floor of each metric that the file names.

    :raises SourceMissing: there is no such file.
    :raises SourceUnreadable: the operating system refuses to read it.
    :raises FloorInvalid: it is not TOML, names no metric or an unknown one, or a figure is none.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SourceMissing(path=path) from error
    except OSError as error:
        raise SourceUnreadable(path=path, reason=error.strerror or error) from error
    except ValueError as error:  # not TOML, not UTF-8
        raise FloorInvalid(path=path, reason=error) from error
    if not values:
        raise FloorInvalid(path=path, reason="—")
    known = {metric.name for metric in table()}
    for name, value in values.items():
        if name not in known or isinstance(value, bool) or not isinstance(value, int | float):
            raise FloorInvalid(path=path, reason=f"{name} = {value}")
    return values


def below(report: Report, floor: Mapping[str, float]) -> list[Below]:
    """Return the metrics of ``report`` that miss their floor, in the order of the floor."""
    by_name = {metric.name: metric for metric in report.metrics}
    found = (Below(by_name[name], report.overall.values[name], at) for name, at in floor.items())
    return [it for it in found if _misses(it)]


def _misses(it: Below) -> bool:
    if it.value is None:
        return True
    return it.value < it.floor if it.metric.better == "higher" else it.value > it.floor
