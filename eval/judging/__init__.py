"""A chat model as a judge of answers: optional, and never of what it wrote itself."""

from eval.judging.judge import Judge
from eval.judging.loading import load_judge

__all__ = ["Judge", "load_judge"]
