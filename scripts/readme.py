"""Fill the ``console`` blocks of both READMEs with what the commands print on the samples.

``python scripts/readme.py`` rewrites them; ``tests/test_docs.py`` fails where they differ.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
READMES = (ROOT / "README.md", ROOT / "README.zh-CN.md")
DAY = "2026-06-01"  # what the answers hold for, whenever this runs

_BLOCK = re.compile(r"^```console\n(?P<line>\$ wence [^\n]+)\n.*?^```$", re.M | re.S)


def filled(text: str, folder: Path) -> str:
    """Return ``text`` with every block's output renewed; ``folder`` takes the index."""
    index = folder / "index"
    if not index.exists():
        _wence(("ingest", str(ROOT / "samples" / "notices")), index)

    def renew(block: re.Match[str]) -> str:
        arguments = shlex.split(block["line"])[2:]
        if arguments[0] == "ask" and "--as-of" not in arguments:
            arguments += ["--as-of", DAY]
        return f"```console\n{block['line']}\n{_wence(tuple(arguments), index)}```"

    return _BLOCK.sub(renew, text)


@cache  # both READMEs show the same commands
def _wence(arguments: tuple[str, ...], index: Path) -> str:
    own = {name: value for name, value in os.environ.items() if not name.startswith("WENCE_")}
    path = os.pathsep.join(filter(None, [str(ROOT), own.get("PYTHONPATH", "")]))
    done = subprocess.run(
        [sys.executable, "-m", "rag", *arguments],
        env=own | {"WENCE_INDEX": str(index), "PYTHONPATH": path, "PYTHONUTF8": "1"},
        cwd=index.parent,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"wence {shlex.join(arguments)}: {done.stderr.strip()}")
    return done.stdout


def main() -> None:
    """Rewrite both READMEs."""
    with tempfile.TemporaryDirectory() as folder:
        for readme in READMES:
            text = readme.read_text(encoding="utf-8")
            readme.write_text(filled(text, Path(folder)), encoding="utf-8")


if __name__ == "__main__":
    main()
