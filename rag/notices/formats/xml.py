"""XML from strangers, parsed without entities, DTDs or network."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

from lxml import etree

from rag.errors import SourceBroken, SourceTooHeavy
from rag.notices.formats.package import Package

Element: TypeAlias = Any  # lxml has no types of its own
_LONG_TAG = re.compile(rb"<[a-zA-Z][^<>]{2000,}")
_QUOTED = re.compile(rb"\"[^\"]*\"|'[^']*'")
_MOST_ATTRIBUTES = 500


def parse(data: bytes, path: Path, form: str) -> Element:
    """Return the root element of ``data``.

    A document type is refused outright: neither OOXML nor OFD may have one, and it is what entity
    attacks (XXE, billion laughs) need.

    :raises SourceBroken: it is no well-formed XML, or has a document type.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise SourceBroken(path=path, format=form) from error
    if root is None or root.getroottree().docinfo.doctype:
        raise SourceBroken(path=path, format=form)
    return root


def local(element: Element) -> str:
    """Return an element's name without its namespace, which differs between editions."""
    return _bare(element.tag)


@lru_cache(maxsize=4096)
def _bare(tag: object) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Element, name: str, default: str = "") -> str:
    """Return the attribute whose local name is ``name``."""
    for key, value in element.attrib.items():
        if _bare(key) == name:
            return str(value)
    return default


def child(element: Element | None, *names: str) -> Element | None:
    """Return the first child along a path of local names, None where it breaks off."""
    for name in names:
        if element is None:
            return None
        element = next((part for part in element if local(part) == name), None)
    return element


def part(package: Package, name: str) -> Element | None:
    """Return the root of a part of ``package``, None where there is no such part.

    :raises SourceTooHeavy: it has more tags than allowed.
    :raises SourceBroken, SourceEncrypted, ArchiveExpands: the part cannot be used.
    """
    data = package.read(name)
    if data is None:
        return None
    check_tags(data, package.path, "max_xml_tags", package.limits.max_xml_tags)
    return parse(data, package.path, package.form)


def check_tags(data: bytes, path: Path, setting: str, most: int) -> None:
    """Check, before a tree is built, that it will not take all memory or time.

    ``most`` is the limit that ``setting`` names.

    :raises SourceTooHeavy: there are more tags than allowed, or one has too many attributes, which
        the parser compares with each other.
    """
    crowded = any(
        len(_QUOTED.sub(b"", match[0]).split()) > _MOST_ATTRIBUTES
        for match in _LONG_TAG.finditer(data)
    )
    if crowded or data.count(b"<") > most:
        raise SourceTooHeavy(path=path, limit=f"reading.{setting} = {most}")
