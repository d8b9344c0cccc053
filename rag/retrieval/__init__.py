"""Finding clauses: understanding a question, ranking, fusion, the signal for refusing."""
