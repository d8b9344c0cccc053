"""Typed reading of one JSON object, field by field."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import Any

from eval.errors import Flaw

_MOST = sys.float_info.max


def _is_whole(value: object) -> bool:
    """Return whether JSON Schema calls the value an integer: 7.0 is one (draft 2020-12, 4.2.3)."""
    if isinstance(value, float):
        return value.is_integer()
    return isinstance(value, int) and not isinstance(value, bool)


class Fields:
    """The fields of a JSON object; a null field counts as absent.

    >>> Fields({"id": 7}).identifier("id")
    '7'
    """

    def __init__(self, value: object, where: str = "") -> None:
        if not isinstance(value, Mapping):
            raise Flaw("not_object", name=where or "{}")
        self._value: Mapping[str, Any] = value
        self._where = f"{where}." if where else ""

    def _get(self, name: str) -> Any:
        return self._value.get(name)

    def _flaw(self, name: str, wanted: str) -> Flaw:
        return Flaw("wrong_type", name=self._where + name, wanted=wanted)

    def __iter__(self) -> Iterator[str]:
        return iter(self._value)

    def has(self, name: str) -> bool:
        """Return whether the field is there, null or not."""
        return name in self._value

    def states(self, name: str) -> bool:
        """Return whether the field is there and not null."""
        return self._get(name) is not None

    def required(self, name: str) -> Any:
        """Return the value, whatever it is.

        :raises Flaw: the field is absent or null.
        """
        if self._get(name) is None:
            raise Flaw("missing", name=self._where + name)
        return self._get(name)

    def identifier(self, name: str) -> str:
        """Return a required non-empty string; a whole number is taken as one."""
        value = self.required(name)
        if isinstance(value, str) and value:
            return value
        if not _is_whole(value):
            raise self._flaw(name, "string")
        return str(int(value))

    def text(self, name: str, default: str = "") -> str:
        """Return a string."""
        value = self._get(name)
        if value is None:
            return default
        if not isinstance(value, str):
            raise self._flaw(name, "string")
        return value

    def optional(self, name: str) -> str | None:
        """Return a string, or None where the field is absent."""
        return self.text(name) if self._get(name) is not None else None

    def flag(self, name: str, default: bool = False) -> bool:
        """Return a boolean."""
        value = self._get(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise self._flaw(name, "true / false")
        return value

    def number(self, name: str) -> float:
        """Return a finite number, 0 where the field is absent."""
        value = self._get(name)
        if value is None:
            return 0.0
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._flaw(name, "number")
        # JSON sets no limit to a number; what is beyond a double cannot be averaged.
        if not -_MOST <= value <= _MOST:
            raise self._flaw(name, "number")
        return float(value)

    def share(self, name: str) -> float | None:
        """Return a number from 0 to 1, or None where the field is absent."""
        if self._get(name) is None:
            return None
        value = self.number(name)
        if not 0 <= value <= 1:
            raise self._flaw(name, "0…1")
        return value

    def whole(self, name: str) -> int:
        """Return a whole number, 0 where the field is absent."""
        value = self._get(name)
        if value is None:
            return 0
        if not _is_whole(value):
            raise self._flaw(name, "integer")
        return int(value)

    def items(self, name: str) -> list[Any]:
        """Return a list, empty where the field is absent; ``Answer.to_dict`` has tuples."""
        value = self._get(name)
        if value is None:
            return []
        if not isinstance(value, list | tuple):
            raise self._flaw(name, "list")
        return list(value)

    def objects(self, name: str) -> list[Fields]:
        """Return a list of objects, each as ``Fields`` that know their place."""
        found = enumerate(self.items(name))
        return [Fields(item, f"{self._where}{name}[{i}]") for i, item in found]
