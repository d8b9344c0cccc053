"""The HTML pages of an evaluation and of a comparison: each one file, whole in itself."""

from eval.report.page.comparison import render_comparison
from eval.report.page.evaluation import render

__all__ = ["render", "render_comparison"]
