"""Print what the image needs: ``python requirements.py pyproject.toml 0|1 [EXTRA ...]``.

The bundled embedding model runs without torch. With 1, what other models need is printed too; and
what each optional part of Wence that is named needs.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

FOR_OTHER_MODELS = ("torch", "sentence-transformers")


def requirements(pyproject: str, torch: bool, extras: Sequence[str] = ()) -> list[str]:
    """Return the dependencies that the text of a ``pyproject.toml`` names."""
    project = tomllib.loads(pyproject)["project"]
    wanted: list[str] = [*project["dependencies"]]
    for extra in extras:
        wanted += project["optional-dependencies"][extra]
    return [one for one in wanted if torch or not one.startswith(FOR_OTHER_MODELS)]


if __name__ == "__main__":
    text = Path(sys.argv[1]).read_text(encoding="utf-8")
    sys.stdout.write("\n".join(requirements(text, sys.argv[2] == "1", sys.argv[3:])) + "\n")
