"""Question sets made and checked, ``python -m eval.sets``; ``docs/questions.md`` is the format."""
