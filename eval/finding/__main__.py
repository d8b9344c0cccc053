"""``python -m eval.finding``."""

from eval.finding.cli import command

if __name__ == "__main__":
    command(prog_name="python -m eval.finding")
