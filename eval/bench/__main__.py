"""``python -m eval.bench`` is ``wence bench``."""

from eval.bench.cli import command

if __name__ == "__main__":
    command(prog_name="python -m eval.bench")
