"""The facts of the machine that figures depend on."""

from __future__ import annotations

import os
import platform
import re
from importlib import metadata
from pathlib import Path
from typing import Any

from rag import __version__

_PACKAGES = ("numpy", "faiss-cpu", "bm25s", "jieba", "tokenizers", "sentence-transformers", "torch")
_GIB = 1024**3
_BUSY = 0.25  # of the cores: other programs would show in the figures


def cores() -> int:
    """Return how many cores this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def machine() -> dict[str, Any]:
    """Return processor, cores, memory, system and versions as JSON values.

    ``load`` is what other programs take, in cores, as long as nothing is measured yet.
    """
    load = os.getloadavg()[0]
    return {
        "cpu": _cpu(),
        "cores": cores(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / _GIB, 1),
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
        "python": platform.python_version(),
        "load": round(load, 2),
        "busy": is_busy(load, cores()),
        "wence": __version__,
        "packages": {name: _version(name) for name in _PACKAGES},
    }


def is_busy(load: float, count: int) -> bool:
    """Return whether other programs leave too little of ``count`` cores to measure by."""
    return load > _BUSY * count


def _cpu() -> str:
    try:
        said = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        said = ""
    named = re.search(r"^model name\s*: (.+)$", said, re.M)
    return named[1].strip() if named else platform.processor() or platform.machine()


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
