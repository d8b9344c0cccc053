"""Reports: averages, groups, refusals, every score and every miss, and the ways to show them."""

from eval.report.evaluation import Evaluation
from eval.report.model import GROUPINGS, Report, Row, Summary

__all__ = ["GROUPINGS", "Evaluation", "Report", "Row", "Summary"]
