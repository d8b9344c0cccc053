"""Answers by quotation: weighing the clauses found, choosing what to say, quoting it."""
