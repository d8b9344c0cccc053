"""A lock: files that ``pip install --require-hashes -r`` reads, one for each part."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from packaging.markers import Marker

from supply.parts import LOCKS, PARTS

_HEAD = """\
# {about}
# Made by scripts/lock; read by pip: docs/supply.md. {machines}.
"""
_MACHINES = "Wheels for CPython 3.11 to 3.14 on Linux (glibc), x86_64 and aarch64"
_PIN = re.compile(
    r"^(?P<name>[a-z0-9-]+)==(?P<version>[^\s;]+)(?: ; (?P<marker>[^\\\n]+?))?"
    r"(?P<hashes>(?: \\\n    --hash=sha256:[0-9a-f]{64})+)\n",
    re.M,
)


@dataclass(frozen=True)
class Pin:
    """One locked package.

    Attributes:
        name: The normalized name.
        version: The one version that is installed.
        hashes: The SHA-256 of every wheel that a machine may pick, in hexadecimal digits, sorted.
        part: The part that lists it.
        marker: Where it is needed, if not everywhere.
    """

    name: str
    version: str
    hashes: tuple[str, ...]
    part: str
    marker: str | None = None

    def __str__(self) -> str:
        where = f" ; {self.marker}" if self.marker else ""
        lines = [
            f"{self.name}=={self.version}{where}",
            *(f"--hash=sha256:{it}" for it in self.hashes),
        ]
        return " \\\n    ".join(lines) + "\n"

    def is_for(self, environment: dict[str, str]) -> bool:
        """Return whether a machine with these values of markers installs it."""
        return self.marker is None or Marker(self.marker).evaluate(environment)


def read(folder: Path = LOCKS) -> list[Pin]:
    """Return what is locked, part by part; a part that has no file yet has nothing.

    Raises:
        ValueError: A line is neither a pin with its hashes nor a comment.
    """
    pins = []
    for part in PARTS:
        path = folder / f"{part}.txt"
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        rest = re.sub(r"^#.*\n", "", _PIN.sub("", text), flags=re.M).strip()
        if rest:
            raise ValueError(f"{part}.txt: not a pin with its hashes: {rest.splitlines()[0]}")
        for it in _PIN.finditer(text):
            hashes = tuple(re.findall(r"sha256:(\w+)", it["hashes"]))
            pins.append(Pin(it["name"], it["version"], hashes, part, it["marker"]))
    return pins


def write(pins: Iterable[Pin], folder: Path = LOCKS) -> None:
    """Write the files of all parts, in the order of names."""
    pins = sorted(pins, key=lambda it: it.name)
    folder.mkdir(parents=True, exist_ok=True)
    for part, about in PARTS.items():
        head = _HEAD.format(about=about[0].upper() + about[1:] + ".", machines=_MACHINES)
        text = head + "".join(str(it) for it in pins if it.part == part)
        (folder / f"{part}.txt").write_text(text, encoding="utf-8")
