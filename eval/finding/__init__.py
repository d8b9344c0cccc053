"""How well passages are found: ours beside stock pipelines, ``python -m eval.finding``."""
