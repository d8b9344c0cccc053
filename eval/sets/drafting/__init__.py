"""Questions drafted from the clauses of notices, for people to reword; ``docs/questions.md``."""
