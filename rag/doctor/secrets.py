"""Whether keys lie where others can read them; none is ever shown."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from rag.doctor.finding import Desk, Finding
from rag.settings import SETTINGS_FILE, Settings

_OTHERS = 0o007  # bits of a mode by which neither the owner nor the group may do something


def settings_file(settings: Settings) -> Finding:
    """Check the file of settings, which was read: keys in it are better in the environment."""
    desk, path = Desk("settings", settings.language), Path(SETTINGS_FILE)
    names = _secrets(tomllib.loads(path.read_text(encoding="utf-8"))) if path.is_file() else []
    if not names:
        return desk.good("good")
    told = {"path": path.absolute(), "names": "、".join(names), "variables": _variables(names)}
    if path.stat().st_mode & _OTHERS:
        return desk.bad("exposed", **told)
    return desk.note("secret", **told)


def _secrets(table: dict[str, Any]) -> list[str]:
    """Return the names of the secrets that are set in ``table``, such as ``chat.api_key``."""
    return [
        f"{section}.{name}"
        for section, field in Settings.model_fields.items()
        for name, inner in getattr(type(field.default), "model_fields", {}).items()
        if isinstance(inner.default, SecretStr) and table.get(section, {}).get(name)
    ]


def _variables(names: list[str]) -> str:
    return "、".join(f"WENCE_{name.replace('.', '_').upper()}" for name in names)
