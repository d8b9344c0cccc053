"""``python -m rag`` is ``wence``."""

from rag.cli import run

run()
