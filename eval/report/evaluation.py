"""A whole evaluation: the report on one system, others beside it on the same questions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from eval.bootstrap import Interval, difference
from eval.report.model import Report
from eval.report.rounding import bounds, rounded


@dataclass(frozen=True, slots=True)
class Evaluation:
    """``report`` is on the system that is evaluated, ``others`` on those measured beside it.

    ``about`` says what decided the figures besides the system: files with their digests, versions,
    settings, the day; JSON values.
    """

    report: Report
    others: tuple[Report, ...] = ()
    about: Mapping[str, Any] = field(default_factory=dict)

    @property
    def reports(self) -> tuple[Report, ...]:
        """All reports, that of the evaluated system first."""
        return (self.report, *self.others)

    def differences(self, other: Report) -> dict[str, Interval | None]:
        """Return the evaluated system minus ``other`` by metric, over questions scored in both."""
        return {
            metric.name: difference(
                [row.scores[metric.name] for row in self.report.rows],
                [row.scores[metric.name] for row in other.rows],
                metric.average,
            )
            for metric in self.report.metrics
        }

    def to_dict(self) -> dict[str, Any]:
        """Return the evaluation as JSON values: the report's, and the others' below ``others``."""
        return {
            "about": dict(self.about),
            **self.report.to_dict(),
            "others": [
                {
                    **_without_misses(other),
                    "differences": {
                        name: it and {"mean": rounded(it.mean), "interval": bounds(it)}
                        for name, it in self.differences(other).items()
                    },
                }
                for other in self.others
            ],
        }

    def to_json(self) -> str:
        """Return the evaluation as one JSON document."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2, allow_nan=False)


def _without_misses(other: Report) -> dict[str, Any]:
    """Return a report without its misses, which hold all that was retrieved; its rows stay."""
    return {name: value for name, value in other.to_dict().items() if name != "misses"}
