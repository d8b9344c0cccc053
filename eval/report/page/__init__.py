"""The HTML pages of an evaluation and of a comparison: each one file, whole in itself."""

import logging

# Before it is imported, when it warns of where it keeps its list of fonts: none of them is used.
logging.getLogger("matplotlib").setLevel(logging.ERROR)

from eval.report.page.comparison import render_comparison  # noqa: E402
from eval.report.page.evaluation import render  # noqa: E402

__all__ = ["render", "render_comparison"]
