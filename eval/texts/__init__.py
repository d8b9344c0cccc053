"""Labels and lines of the evaluation by language; a section stands in one file of this folder."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from string import Template
from typing import Any

from rag.messages import DEFAULT_LANGUAGE


@cache
def _tables() -> dict[str, dict[str, dict[str, str]]]:
    """Return all files of this folder as one: by language, section and name."""
    tables: dict[str, dict[str, dict[str, str]]] = {}
    for file in resources.files(__package__).iterdir():
        if file.name.endswith(".toml"):
            read: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
            for language, sections in read.items():
                tables.setdefault(language, {}).update(sections)
    return tables


def text(key: str, language: str = DEFAULT_LANGUAGE, **params: object) -> str:
    """Return the text ``key`` ("section.name"), its ``$names`` filled in.

    A language without a table of its own reads the Chinese one.

    :raises KeyError: the key or a parameter is unknown; a defect, never user input.
    """
    section, name = key.split(".", 1)
    table = _tables().get(language) or _tables()[DEFAULT_LANGUAGE]
    return Template(table[section][name]).substitute({k: str(v) for k, v in params.items()})


def label(section: str, name: str, language: str = DEFAULT_LANGUAGE) -> str:
    """Return the label of ``name``, which is shown as it is when the table has no label.

    Names come from question sets, and a set may bring a type of its own.
    """
    table = _tables().get(language) or _tables()[DEFAULT_LANGUAGE]
    return table[section].get(name, name)
