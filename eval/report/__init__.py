"""Reports: averages, groups, refusals, every score and every miss, and the ways to show them."""

from eval.report.model import GROUPINGS, Report, Row, Summary

__all__ = ["GROUPINGS", "Report", "Row", "Summary"]
