"""The commands of ``scripts/lock`` and ``scripts/audit``."""

from __future__ import annotations

import argparse
import subprocess
import sys

from supply import audit, bom, facts, licences, pins, resolve
from supply.parts import LICENCES, SBOM


def _lock(upgrade: bool) -> None:
    locked = resolve.resolve(() if upgrade else pins.read())
    known = facts.facts(locked)
    bill = bom.document(locked, known, facts.graph(known))
    table = licences.filled(LICENCES.read_text(encoding="utf-8"), locked, known)
    # Written together, so that nothing half done is left where the index ends early.
    pins.write(locked)
    SBOM.write_text(bill, encoding="utf-8")
    LICENCES.write_text(table, encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Run a command and return its exit status."""
    parser = argparse.ArgumentParser(prog="supply", description=__doc__)
    parser.add_argument("command", choices=["lock", "audit"])
    parser.add_argument("--upgrade", action="store_true", help="lock: the newest of everything")
    asked, others = parser.parse_known_args(arguments)
    if asked.command == "audit":
        return audit.main(others)
    if others:
        parser.error(f"not known: {' '.join(others)}")
    try:
        _lock(asked.upgrade)
    except (resolve.Unlockable, ValueError, subprocess.CalledProcessError) as error:
        sys.stderr.write(f"wence: {error}; nothing was written\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
