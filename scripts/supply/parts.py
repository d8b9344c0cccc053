"""What is locked: the parts of Wence that can be installed, and for which machines."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ROOT / "deploy" / "lock"
SBOM = LOCKS / "sbom.cdx.json"
LICENCES = ROOT / "docs" / "licences.md"

PARTS = {
    "wence": "all that Wence needs with its own model",
    "milvus": "added by the extra `milvus`",
    "torch": "added by other models, without torch itself",
    "cuda": "torch as it is published for Linux, with NVIDIA's libraries",
    "build": "what makes a wheel of Wence itself",
}
"""Every locked part and what is in it. ``milvus`` and ``torch`` name what ``wence`` lacks, ``cuda``
what ``torch`` lacks; ``build`` stands alone."""
FOR_OTHER_MODELS = frozenset({"sentence-transformers", "torch", "transformers"})
"""Dependencies that the bundled model does without: the image leaves them out unless asked."""
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
MACHINES = ("x86_64", "aarch64")

_BUILD_OF_TORCH = ("cuda-", "nvidia-")


def pyproject() -> dict[str, Any]:
    """Return what ``pyproject.toml`` holds."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def requirements(part: str) -> list[str]:
    """Return what ``pyproject.toml`` asks for where ``part`` is installed.

    ``torch`` and ``cuda`` are told apart by ``is_cuda``: they are asked for together.
    """
    if part == "build":
        return list(pyproject()["build-system"]["requires"])
    project = pyproject()["project"]
    wanted = project["dependencies"]
    if part in ("torch", "cuda"):
        return list(wanted)
    lean = [it for it in wanted if canonicalize_name(Requirement(it).name) not in FOR_OTHER_MODELS]
    return lean + (project["optional-dependencies"]["milvus"] if part == "milvus" else [])


def is_cuda(name: str) -> bool:
    """Return whether a package is torch or there for that build of torch alone."""
    return name in ("torch", "triton") or name.startswith(_BUILD_OF_TORCH)


def environments() -> list[dict[str, str]]:
    """Return the values of markers on every machine that is locked for."""
    return [
        {
            "implementation_name": "cpython",
            "os_name": "posix",
            "platform_machine": machine,
            "platform_python_implementation": "CPython",
            "platform_system": "Linux",
            "python_full_version": f"{python}.0",
            "python_version": python,
            "sys_platform": "linux",
            "extra": "",
        }
        for python in PYTHONS
        for machine in MACHINES
    ]
