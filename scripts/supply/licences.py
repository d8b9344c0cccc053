"""The licence of each locked package in SPDX's words, and the table of ``docs/licences.md``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

if TYPE_CHECKING:
    from supply.facts import Fact
    from supply.pins import Pin

NVIDIA = "LicenseRef-NVIDIA-Proprietary"
READ = {
    # These say "BSD" or print their whole licence; read in the text that each carries.
    "contourpy": "BSD-3-Clause",
    "cycler": "BSD-3-Clause",
    "jinja2": "BSD-3-Clause",
    "kiwisolver": "BSD-3-Clause",
    "mpmath": "BSD-3-Clause",
    "scipy": "BSD-3-Clause",
    "semantic-version": "BSD-2-Clause",
    "sympy": "BSD-3-Clause",
    "tiktoken": "MIT",
    # Says MIT, carries the text of Apache 2.0: the stricter of both.
    "groovy": "Apache-2.0",
    # "BSD-3-Clause, Apache-2.0, dependency licenses": its own, and PDFium's.
    "pypdfium2": "BSD-3-Clause AND Apache-2.0",
    # Says nothing; it only names NVIDIA's other packages.
    "cuda-toolkit": NVIDIA,
    "nvidia-cusparselt-cu13": NVIDIA,
}
"""Licences that no rule tells, by normalized name. Look again when such a package changes."""

_SPELLINGS = {
    "3-clause bsd license": "BSD-3-Clause",
    "apache 2.0": "Apache-2.0",
    "apache 2.0 license": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "isc license": "ISC",
    "mit license": "MIT",
}
_CLASSIFIERS = {
    "Apache Software License": "Apache-2.0",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
_TABLE = re.compile(r"(?<=<!-- packages -->\n).*?(?=<!-- end of packages -->)", re.S)


def spdx(name: str, metadata: Mapping[str, Any]) -> str:
    """Return the licence that a package's metadata tells.

    Args:
        name: The normalized name.
        metadata: As ``pip`` reports it (core metadata in JSON, PEP 566).

    Raises:
        ValueError: Nothing tells; read its licence and add it to ``READ``.
    """
    if name in READ:
        return READ[name]
    for said in (metadata.get("license_expression"), metadata.get("license")):
        if said:
            try:
                return canonicalize_license_expression(_SPELLINGS.get(said.lower(), said))
            except InvalidLicenseExpression:
                continue
    classes = {it.rpartition(" :: ")[2] for it in metadata.get("classifier", ()) if "OSI App" in it}
    if len(classes) == 1 and classes <= _CLASSIFIERS.keys():
        return _CLASSIFIERS[classes.pop()]
    raise ValueError(f"the licence of {name} is not known: add it to READ in scripts/supply")


def filled(text: str, pins: Iterable[Pin], known: Mapping[str, Fact]) -> str:
    """Return ``text`` with the table of packages renewed."""
    rows = ["| package | version | licence | part | home |", "| --- | --- | --- | --- | --- |"]
    for it in sorted(pins, key=lambda pin: (pin.name, pin.part)):
        fact = known[it.name]
        rows.append(f"| {it.name} | {it.version} | {fact.licence} | {it.part} | {fact.home} |")
    return _TABLE.sub(lambda _: "\n".join(rows) + "\n", text)
