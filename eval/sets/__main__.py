"""``python -m eval.sets``."""

from eval.sets.cli import commands

if __name__ == "__main__":
    commands(prog_name="python -m eval.sets")
