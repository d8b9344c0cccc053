"""Two evaluations of the same questions side by side: ``wence eval --compare A B``."""

from eval.comparing.comparison import Comparison, Flip, Line, compare
from eval.comparing.files import compare_files
from eval.comparing.saved import Saved, SavedRow, load

__all__ = ["Comparison", "Flip", "Line", "Saved", "SavedRow", "compare", "compare_files", "load"]
