"""Metrics, one a file: a kernel for one question and a function over many."""

from eval.metrics.pairs import Pair, Score
from eval.metrics.table import Metric, table

__all__ = ["Metric", "Pair", "Score", "table"]
