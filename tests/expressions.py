"""Every regular expression of the package, and how the code uses it.

An expression that is tried at one place only (``match``) may begin with ``\\s*``; one that is tried
at every place (``search``) takes the square of the time for it. So the way of use is read from the
source: where it cannot be told, as for expressions in lists, all ways are taken for used.
"""

from __future__ import annotations

import ast
import importlib
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

SEARCHING = ("search", "finditer", "findall", "split", "sub", "subn")
WAYS = {**dict.fromkeys(SEARCHING, "finditer"), "match": "match", "fullmatch": "fullmatch"}
ALL_WAYS = frozenset({"finditer", "fullmatch"})  # match can take no longer than these

_USES = re.compile(r"^(?:import|from) re\b", re.MULTILINE)
Key = tuple[str, int]  # an expression and its flags


def modules(package: ModuleType) -> Iterator[ModuleType]:
    """Yield the modules of a package that use ``re``; those that others do not need stay out."""
    for file in sorted(Path(package.__path__[0]).rglob("*.py")):
        steps = file.relative_to(package.__path__[0]).with_suffix("").parts
        if _USES.search(file.read_text(encoding="utf-8")):
            name = ".".join([package.__name__, *steps]).removesuffix(".__init__")
            yield importlib.import_module(name)


class Collected:
    """Sees every expression that modules of ``package`` have ``re`` compile in the block."""

    def __init__(self, package: str) -> None:
        self._package = package
        self.patterns: dict[Key, str] = {}  # where each was compiled first

    def __enter__(self) -> Collected:
        self._compile = re._compile  # type: ignore[attr-defined]
        re._compile = self._see  # type: ignore[attr-defined]
        return self

    def __exit__(self, *_: object) -> None:
        re._compile = self._compile  # type: ignore[attr-defined]

    def _see(self, pattern: Any, flags: Any) -> Any:
        compiled = self._compile(pattern, flags)
        asking = sys._getframe(2).f_globals.get("__name__", "")
        if asking.partition(".")[0] == self._package and isinstance(pattern, str):
            self.patterns.setdefault((pattern, compiled.flags), asking)
        return compiled


def expressions(package: ModuleType) -> tuple[dict[Key, str], dict[Key, frozenset[str]]]:
    """Return where each expression is from, and the ways in which it is used (see ``WAYS``)."""
    ways: defaultdict[Key, set[str]] = defaultdict(set)
    with Collected(package.__name__) as collected:
        found = list(modules(package))
    where = collected.patterns
    for module in found:
        for value in vars(module).values():
            if _is_expression(value):
                where.setdefault((value.pattern, value.flags), module.__name__)
                ways.setdefault((value.pattern, value.flags), set())
        for key, way in _used(module):
            where.setdefault(key, module.__name__)
            ways[key].add(way)
    said = {key: frozenset(ways[key]) - {"?"} for key in where}
    return where, {
        key: ALL_WAYS if "?" in ways[key] or not said[key] else said[key] for key in where
    }


def _used(module: ModuleType) -> Iterator[tuple[Key, str]]:
    """Yield the expressions that a module uses, each with a way; "?" is one that is not known."""
    if not module.__file__:
        return
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    called = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute) or node.attr not in (*WAYS, "pattern", "flags"):
            continue
        if isinstance(node.value, ast.Name):
            called.add(node.value)
            value = vars(module).get(node.value.id)
            if node.attr in WAYS and _is_expression(value):
                yield (value.pattern, value.flags), WAYS[node.attr]
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node not in called:
            value = vars(module).get(node.id)
            if _is_expression(value):
                yield (value.pattern, value.flags), "?"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            if isinstance(owner, ast.Name) and owner.id == "re":
                yield from _direct(node, node.func.attr, vars(module))


def _direct(node: ast.Call, called: str, names: dict[str, Any]) -> Iterator[tuple[Key, str]]:
    """Yield what ``re.search(…)`` and the like are given, where it can be told beforehand."""
    way = WAYS.get(called)
    if way is None or not node.args:
        return
    flags = "".join(ast.unparse(word.value) for word in node.keywords if word.arg == "flags")
    try:
        pattern = eval(ast.unparse(node.args[0]), dict(names))
        compiled = re.compile(pattern, eval(flags, dict(names)) if flags else 0)
    except (NameError, AttributeError, TypeError, re.error):
        return  # made of what is asked
    yield (compiled.pattern, compiled.flags), way


def _is_expression(value: Any) -> bool:
    return isinstance(value, re.Pattern) and isinstance(value.pattern, str)
