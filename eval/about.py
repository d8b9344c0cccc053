"""What decides the figures of an evaluation besides the systems: for whoever repeats it."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from eval import bootstrap
from rag import __version__


def about(
    questions: Iterable[Path], answers: Iterable[Path], sources: Path | None, **more: Any
) -> dict[str, Any]:
    """Return the files with their digests, versions and the bootstrap's settings as JSON values.

    :param more: further facts; those that are None are left out.
    """
    facts = {
        "questions": [_digest(path) for path in questions],
        "answers": [_digest(path) for path in answers] or None,
        "sources": None if sources is None else sources.name,
        **more,
        "bootstrap": {
            "resamples": bootstrap.RESAMPLES,
            "share": bootstrap.SHARE,
            "seed": bootstrap.SEED,
        },
        "wence": __version__,
        "python": platform.python_version(),
    }
    return {name: value for name, value in facts.items() if value is not None}


def _digest(path: Path) -> dict[str, str]:
    return {"file": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
