"""Evaluation of the assistant, or of any other, from outside: question sets, metrics, reports."""

from eval.answers import Answers
from eval.questions import Gold, Question, load
from eval.report import Report
from eval.run import Answerer, ask, evaluate, measure, score

__all__ = [
    "Answerer",
    "Answers",
    "Gold",
    "Question",
    "Report",
    "ask",
    "evaluate",
    "load",
    "measure",
    "score",
]
