"""Look for a file that breaks a reader: ``python scripts/fuzz.py [FORMAT ...] [--seconds N]``.

Makes file after file of each format (text, html, mhtml, docx, pdf, ofd, zip; all by default) out of
small real ones and reads it as ``wence ingest`` would. Whatever comes of it but notices or an error
with a name, and what takes too long or too much memory, is kept in ``--keep FOLDER`` (``./found``)
with its traceback. ``--from SEED`` begins elsewhere; a number printed is the seed that makes the
file again. Linux only. ``--coverage`` lets atheris guide it by the code that runs, for the readers
in Python alone (text, html, mhtml) and for numbers: see ``scripts/guided.py``.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "notices"), str(ROOT / "scripts")]

import guided  # noqa: E402
from hostile_reading import SUFFIXES, read_mutant  # noqa: E402
from mutations import mutant  # noqa: E402


def main() -> int:
    """Return 1 where something was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=_Raw)
    parser.add_argument("formats", nargs="*", metavar="FORMAT", help=", ".join(SUFFIXES))
    parser.add_argument("--seconds", type=float, default=60, help="for all formats together")
    parser.add_argument("--count", type=int, default=sys.maxsize, help="inputs of each format")
    parser.add_argument("--from", type=int, default=0, dest="first", metavar="SEED")
    parser.add_argument("--keep", type=Path, default=Path("found"), metavar="FOLDER")
    parser.add_argument("--coverage", action="store_true", help="needs atheris")
    given = parser.parse_args()
    known = guided.TARGETS if given.coverage else tuple(SUFFIXES)
    formats = given.formats or known
    if unknown := set(formats) - set(known):
        parser.error(f"no such format: {', '.join(sorted(unknown))}")
    if given.coverage:
        each = str(given.seconds / len(formats))
        runs = [(guided.__file__, form, each, str(given.keep)) for form in formats]
        return int(any([subprocess.run([sys.executable, *run]).returncode for run in runs]))
    with tempfile.TemporaryDirectory() as folder:
        found = sum(
            _run(form, given, given.seconds / len(formats), Path(folder)) for form in formats
        )
    return int(found > 0)


class _Raw(argparse.RawDescriptionHelpFormatter):
    """Keeps the lines of the text above."""


def _run(form: str, given: argparse.Namespace, seconds: float, folder: Path) -> int:
    """Read mutants of one format for a while; return how many broke something."""
    end = time.monotonic() + seconds
    counts: Counter[str] = Counter()
    broke, slowest, tried = 0, (0.0, 0), 0
    for seed in range(given.first, given.first + given.count):
        if time.monotonic() > end:
            break
        tried += 1
        try:
            outcomes, took = read_mutant(form, seed, folder)
        except Exception:  # noqa: BLE001 - whatever it is, it is what is looked for
            broke += 1
            _keep(form, seed, given.keep)
            continue
        counts.update(outcomes)
        slowest = max(slowest, (took, seed))
    said = ", ".join(f"{key} {count}" for key, count in counts.most_common())
    sys.stdout.write(
        f"{form}: {tried} inputs, {broke} broke; "
        f"slowest {slowest[0]:.2f} s (seed {slowest[1]}); {said}\n"
    )
    sys.stdout.flush()
    return broke


def _keep(form: str, seed: int, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    name = folder / f"{form}-{seed}"
    name.with_suffix(SUFFIXES[form]).write_bytes(mutant(form, random.Random(f"{form} {seed}")))
    name.with_suffix(".traceback").write_text(traceback.format_exc(), encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
