"""Saying it: answers with citations, extractive or generated, grounded in their clauses."""
