"""Evaluation of the assistant from outside: question sets, metrics, reports."""

from eval.questions import Gold, Question, load
from eval.report.model import Report
from eval.run import Answerer, evaluate, measure, score

__all__ = ["Answerer", "Gold", "Question", "Report", "evaluate", "load", "measure", "score"]
