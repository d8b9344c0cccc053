"""Keeping notices: clauses as passages, catalogue, dense and lexical index, generations."""
