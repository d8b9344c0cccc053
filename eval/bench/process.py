"""Commands run as a user runs them: in a process of their own, timed, their memory measured."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import rag
from eval.bench.errors import CommandFailed

_LAUNCHER = Path(__file__).with_name("launcher.py")
ROOT = Path(rag.__file__).resolve().parents[1]
_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command took from its start to its end, its greatest memory, what it printed."""

    seconds: float
    peak_mib: float
    output: str

    def json(self) -> Any:
        """Return what it printed as JSON values."""
        return json.loads(self.output)


def python(*arguments: object) -> Ran:
    """Run this Python with ``arguments`` and return what it took.

    :raises CommandFailed: it ended with another status than 0.
    """
    command = [sys.executable, *map(str, arguments)]
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    with tempfile.TemporaryDirectory(prefix="wence-bench-") as folder:
        facts = Path(folder) / "facts.json"
        done = subprocess.run(
            [sys.executable, "-I", str(_LAUNCHER), str(facts), *command],
            env={**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        if done.returncode:
            said = done.stderr.strip().splitlines() or [str(done.returncode)]
            raise CommandFailed(command=" ".join(map(str, arguments[:4])), reason=said[-1])
        taken = json.loads(facts.read_text(encoding="utf-8"))
    return Ran(taken["seconds"], taken["peak"] / _MIB, done.stdout)


def wence(*arguments: object) -> Ran:
    """Run ``wence`` with ``arguments`` and return what it took.

    :raises CommandFailed: it ended with another status than 0.
    """
    return python("-m", "rag", *arguments)
