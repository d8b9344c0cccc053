"""Ask an advisory service for known weaknesses of what is locked, with pip-audit.

pip-audit counts a package that the service does not know as skipped and ends well; here that is
"could not be asked", so that silence is never taken for safety.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from supply.parts import LOCKS, PARTS

CLEAN, WEAK, UNASKED = 0, 1, 2
"""Exit statuses: nothing is known; something is; not all could be asked."""


def main(arguments: Sequence[str]) -> int:
    """Audit the lock and print what was found; ``arguments`` are pip-audit's, as ``-s osv``."""
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes"]
    for part in PARTS:
        command += ["-r", str(LOCKS / f"{part}.txt")]
    command += ["--format", "json", "--progress-spinner", "off", *arguments]
    # Its own closing line tells of no weaknesses even where nothing was answered: shown on failure.
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    try:
        found = json.loads(done.stdout)
    except ValueError:
        sys.stderr.write(done.stderr)
        sys.stderr.write("wence: the advisory service could not be asked; nothing was audited\n")
        return UNASKED
    status, text = summary(found)
    sys.stdout.write(text)
    return status


def summary(found: dict[str, Any]) -> tuple[int, str]:
    """Return the exit status and what to print of pip-audit's JSON."""
    packages = found["dependencies"]
    lines = []
    for it in packages:
        for weakness in it.get("vulns", ()):
            fixed = ", ".join(weakness["fix_versions"]) or "none yet"
            lines.append(f"{it['name']} {it['version']}: {weakness['id']}, fixed in {fixed}")
    skipped = sum("skip_reason" in it for it in packages)
    asked = len(packages) - skipped
    lines.append(f"{asked} packages asked for, {len(lines)} weaknesses; {skipped} not answered")
    if len(lines) > 1:
        return WEAK, "\n".join(lines) + "\n"
    return (CLEAN if asked and not skipped else UNASKED), "\n".join(lines) + "\n"
