"""Whether Python and the packages are those that the program asks for."""

from __future__ import annotations

import platform
import tomllib
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

import rag
from rag.doctor.finding import Desk, Finding

_NAME = "wence"
# What the bundled model does without, and an image without torch (deploy/docker) has not.
_OTHER_MODELS = {"sentence-transformers", "torch", "transformers"}


def python(language: str) -> Finding:
    """Check the version of Python."""
    desk, version = Desk("python", language), platform.python_version()
    wanted = _bounds()[0]
    if SpecifierSet(wanted).contains(version, prereleases=True):
        return desk.good("good", version=version)
    return desk.bad("bad", version=version, wanted=wanted)


def packages(language: str) -> Finding:
    """Check every package that the program needs, without extras, against its bounds.

    Without those that run other models than the bundled one, all else works: they may be missing.
    """
    desk, wrong, spared = Desk("packages", language), [], []
    wanted = [it for it in map(Requirement, _bounds()[1]) if _is_meant(it)]
    for requirement in wanted:
        try:
            version = metadata.version(requirement.name)
        except metadata.PackageNotFoundError:
            if requirement.name in _OTHER_MODELS:
                spared.append(requirement.name)
            else:
                wrong.append(f"{requirement} (-)")
            continue
        if not requirement.specifier.contains(version, prereleases=True):
            wrong.append(f"{requirement} ({version})")
    if wrong:
        return desk.bad("bad", names="、".join(wrong))
    if spared:
        return desk.note("spared", names="、".join(spared))
    return desk.good("good", count=len(wanted))


def _is_meant(requirement: Requirement) -> bool:
    return requirement.marker is None or requirement.marker.evaluate({"extra": ""})


def _bounds() -> tuple[str, list[str]]:
    """Return what is asked for: the version of Python, and the packages.

    A checkout says so itself, whatever else is installed under the same name.
    """
    file = Path(rag.__file__).parents[1] / "pyproject.toml"
    if file.is_file():
        project = tomllib.loads(file.read_text(encoding="utf-8"))["project"]
        if project["name"] == _NAME:
            return project["requires-python"], project["dependencies"]
    told = metadata.metadata(_NAME)
    return told["Requires-Python"] or "", metadata.requires(_NAME) or []
