"""``python -m eval.entailment``."""

from eval.entailment.cli import command

if __name__ == "__main__":
    command(prog_name="python -m eval.entailment")
