"""``python -m eval.soak`` is ``wence soak``."""

from eval.soak.cli import command

if __name__ == "__main__":
    command(prog_name="python -m eval.soak")
