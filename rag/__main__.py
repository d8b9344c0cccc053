"""``python -m rag`` is ``wence``."""

from rag.cli import main

main(prog_name="wence")
