"""Metrics, one a file: a kernel for one question and a function over many."""

from eval.metrics.pairs import Pair, Score
from eval.metrics.table import Metric, table
from eval.metrics.tools import Judging, Tools

__all__ = ["Judging", "Metric", "Pair", "Score", "Tools", "table"]
