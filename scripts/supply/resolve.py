"""Choose the versions: one for each package, the same on every machine, by ``uv pip compile``."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from packaging.markers import Marker
from packaging.tags import Tag, compatible_tags, cpython_tags
from packaging.utils import canonicalize_name, parse_wheel_filename

from supply.parts import PARTS, environments, is_cuda, requirements
from supply.pins import Pin

_NEWEST_GLIBC = 36  # of Debian 12: wheels that ask for more are left out


class Unlockable(Exception):
    """A package has no wheel for a machine that is locked for."""


def resolve(known: Iterable[Pin]) -> list[Pin]:
    """Return the lock of what ``pyproject.toml`` asks for.

    Args:
        known: Versions to keep where they still suit; none for the newest of everything.

    Raises:
        Unlockable: A package is to be had as source alone on one of the machines.
        subprocess.CalledProcessError: ``uv`` found no versions that suit; it says why itself.
    """
    older = {it.name: it.version for it in known}
    with TemporaryDirectory() as folder:
        chosen = _chosen(Path(folder), older)
        # What only other Pythons need is not among them.
        fixed = chosen | {name: it for name, it in older.items() if name not in chosen}
        pins: list[Pin] = []
        for part in (it for it in PARTS if it != "cuda"):
            found = [_pin(package, part) for package in _locked(Path(folder), part, fixed)]
            always = {it.name for it in pins if it.part == "wence" != part != "build"}
            pins += [it for it in found if it and it.name not in always]
    return pins


def _chosen(folder: Path, older: Mapping[str, str]) -> dict[str, str]:
    """Return a version of everything that suits the oldest Python, and so the others too."""
    wanted = [it for part in PARTS for it in requirements(part)]
    out = folder / "chosen.txt"
    out.write_text(_lines(older), encoding="utf-8")  # uv keeps what it finds there
    _uv(folder, wanted, out, "--python-platform", "x86_64-manylinux_2_28", "--no-annotate")
    lines = out.read_text(encoding="utf-8").splitlines()
    pairs = (line.split(" ")[0].split("==") for line in lines if "==" in line)
    return {canonicalize_name(name): version for name, version in pairs}


def _locked(folder: Path, part: str, fixed: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the packages of ``part`` as a ``pylock.toml`` has them, for all machines at once."""
    constraints, out = folder / "constraints.txt", folder / f"pylock.{part}.toml"
    constraints.write_text(_lines(fixed), encoding="utf-8")
    options = ("--universal", "--format", "pylock.toml", "--constraints", str(constraints))
    _uv(folder, requirements(part), out, *options)
    packages: list[dict[str, Any]] = tomllib.loads(out.read_text(encoding="utf-8"))["packages"]
    return packages


def _uv(folder: Path, wanted: Iterable[str], out: Path, *options: str) -> None:
    asked = folder / "asked.in"
    asked.write_text("".join(f"{it}\n" for it in wanted), encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "uv",
        "pip",
        "compile",
        "--no-config",
        "--quiet",
        "--no-header",
    ]
    command += ["--python-version", "3.11", "--output-file", str(out), *options, str(asked)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _lines(versions: Mapping[str, str]) -> str:
    return "".join(f"{name}=={version}\n" for name, version in versions.items())


def _pin(package: Mapping[str, Any], part: str) -> Pin | None:
    """Return a package with the wheels that machines may pick; None if no machine needs it."""
    name, version = canonicalize_name(package["name"]), package["version"]
    marker = Marker(package["marker"]) if "marker" in package else None
    needing = [it for it in environments() if marker is None or marker.evaluate(it)]
    hashes = set()
    for environment in needing:
        accepted = _tags(environment)
        suiting = [it for it in package.get("wheels", ()) if _wheel_tags(it) & accepted]
        if not suiting:
            python, machine = environment["python_version"], environment["platform_machine"]
            raise Unlockable(f"{name} {version} has no wheel for Python {python} on {machine}")
        hashes |= {it["hashes"]["sha256"] for it in suiting}
    if not needing:
        return None
    where = None if len(needing) == len(environments()) else str(marker)
    own = "cuda" if part == "torch" and is_cuda(name) else part
    return Pin(name, version, tuple(sorted(hashes)), own, where)


def _wheel_tags(wheel: Mapping[str, Any]) -> frozenset[Tag]:
    return parse_wheel_filename(wheel["url"].rpartition("/")[2])[3]


def _tags(environment: Mapping[str, str]) -> set[Tag]:
    machine = environment["platform_machine"]
    platforms = [f"manylinux_2_{minor}_{machine}" for minor in range(_NEWEST_GLIBC, 4, -1)]
    platforms += [f"manylinux{year}_{machine}" for year in ("2014", "2010", "1")]
    major, minor = map(int, environment["python_version"].split("."))
    return {
        *cpython_tags((major, minor), platforms=platforms),
        *compatible_tags((major, minor), platforms=platforms),
    }
