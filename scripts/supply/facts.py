"""What the locked packages say of themselves: licence, home, and what they need.

Read by ``pip install --dry-run`` from the index, so that none has to be installed: torch as it is
published for Linux comes with gigabytes of libraries that no one needs to tell their licences.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from supply.licences import spdx
from supply.parts import environments, requirements
from supply.pins import Pin

_HOMES = ("homepage", "home", "source", "source code", "repository", "github", "code")


@dataclass(frozen=True)
class Fact:
    """What is known of a locked package.

    Attributes:
        name: As it writes itself.
        version: The locked version.
        licence: An SPDX expression.
        home: The address of its page or its source; empty if it names none.
        requires: What it asks for, as it writes it.
    """

    name: str
    version: str
    licence: str
    home: str
    requires: tuple[str, ...]


def facts(pins: Collection[Pin]) -> dict[str, Fact]:
    """Return what is known of every locked package, by its normalized name.

    Raises:
        ValueError: A licence is unknown, or the index has another version.
        subprocess.CalledProcessError: ``pip`` found a package no more; it says so itself.
    """
    found = {}
    for metadata in _metadata(pins):
        name = canonicalize_name(metadata["name"])
        found[name] = Fact(
            metadata["name"],
            metadata["version"],
            spdx(name, metadata),
            _home(metadata),
            tuple(metadata.get("requires_dist", ())),
        )
    for pin in pins:
        if pin.name not in found or found[pin.name].version != pin.version:
            raise ValueError(f"{pin.name} {pin.version} is not what the index has")
    return found


def graph(known: Mapping[str, Fact], wanted: Iterable[str] | None = None) -> dict[str, list[str]]:
    """Return which locked packages each needs on any of the machines, ``""`` being Wence itself.

    Args:
        known: What is locked.
        wanted: What Wence asks for; everything of all parts if None.
    """
    asked = [*requirements("torch"), *requirements("milvus")]
    edges: dict[str, set[str]] = {"": set(), **{name: set() for name in known}}
    todo = [("", Requirement(it)) for it in (asked if wanted is None else wanted)]
    seen = set()
    while todo:
        parent, requirement = todo.pop()
        name = canonicalize_name(requirement.name)
        edges[parent].add(name)
        for extra in ("", *requirement.extras):
            if (name, extra) not in seen:
                seen.add((name, extra))
                every = map(Requirement, known[name].requires)
                todo += [(name, it) for it in every if _is_meant(it, extra)]
    return {name: sorted(needed) for name, needed in edges.items()}


def _is_meant(requirement: Requirement, extra: str) -> bool:
    if requirement.marker is None:
        return not extra
    return any(requirement.marker.evaluate({**it, "extra": extra}) for it in environments())


def _metadata(pins: Iterable[Pin]) -> list[dict[str, Any]]:
    with TemporaryDirectory() as folder:
        asked, report = Path(folder, "asked.txt"), Path(folder, "report.json")
        # Without markers, on a Python that has all of them: pip would read them for its own.
        asked.write_text("".join(sorted({f"{it.name}=={it.version}\n" for it in pins})))
        platforms = ["manylinux2014", "manylinux2010", "manylinux1"]
        platforms += [f"manylinux_2_{minor}" for minor in range(5, 37)]
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--no-deps"]
        command += ["--ignore-installed", "--only-binary", ":all:", "--python-version", "3.13"]
        command += [f"--platform={it}_x86_64" for it in platforms]
        command += ["--target", str(Path(folder, "none")), "--report", str(report)]
        subprocess.run([*command, "-r", str(asked)], check=True)
        installed = json.loads(report.read_text(encoding="utf-8"))["install"]
        return [it["metadata"] for it in installed]


def _home(metadata: Mapping[str, Any]) -> str:
    pairs = (it.partition(",") for it in metadata.get("project_url", ()))
    urls = {label.strip().lower(): url.strip() for label, _, url in pairs}
    known = [urls[it] for it in _HOMES if it in urls]
    return (known or [metadata.get("home_page", "")])[0]
