"""``python -m eval`` is ``wence eval``."""

from eval.cli import command

if __name__ == "__main__":
    command(prog_name="python -m eval")
