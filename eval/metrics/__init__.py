"""Metrics, one a file: a kernel for one question and a function over many."""

from eval.metrics.pairs import Pair, Score
from eval.metrics.table import NO_TOOLS, Metric, table
from eval.metrics.tools import Judging, Tools

__all__ = ["NO_TOOLS", "Judging", "Metric", "Pair", "Score", "Tools", "table"]
