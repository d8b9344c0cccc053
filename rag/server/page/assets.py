"""The page's fixed files: styles, the script with its words, how the tab keeps a conversation."""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib import resources
from pathlib import Path

from rag.office.usage import DoorName
from rag.server.page.addresses import Address
from rag.server.page.frame import all_words
from rag.server.page.memory import key

_HERE = resources.files(__package__)

CSS_PATHS = [
    Path(str(_HERE / "css" / f"{name}.css"))
    for name in ("base", "frame", "conversation", "citations", "actions", "print")
]
HEAD_PATH = Path(str(_HERE / "head.html"))
# In this order: what comes later uses what is before it. The last starts it all.
_PARTS = ("storage", "display", "citations", "follow", "copy", "opinion", "names", "watch")

# Names only: whatever of these the visitor's machine has is used, nothing is downloaded.
FONTS = ("PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "system-ui", "sans-serif")


def script(addresses: Iterable[Address], title: str) -> str:
    """Return the script of the pages at ``addresses``, run once when one of them has loaded.

    Each part is a function of the object that they share; see ``js``.
    """
    languages = {address.path: address.language for address in addresses}
    given = f"{json.dumps(languages)}, {json.dumps(all_words(title), ensure_ascii=False)}"
    parts = [_part(name) for name in _PARTS]
    return (
        "() => { const start = (languages, words) => {"
        " const language = languages[window.gradio_config?.current_page ?? ''];"
        " return { language, words: words[language], changes: [] }; };"
        f" const page = start({given});"
        f" for (const part of [{', '.join(parts)}]) part(page); }}"
    )


def remember(door: DoorName) -> str:
    """Return the script by which the tab keeps a conversation; see ``rag.server.page.memory``."""
    # In a frame on another site a browser may refuse to keep anything.
    return f"(saved) => {{ try {{ sessionStorage.setItem({key(door)!r}, saved); }} catch {{}} }}"


def recall(door: DoorName) -> str:
    """Return the script that gives it back."""
    got = f"sessionStorage.getItem({key(door)!r})"
    return f"() => {{ try {{ return [{got}]; }} catch {{ return [null]; }} }}"


def _part(name: str) -> str:
    source = (_HERE / "js" / f"{name}.js").read_text(encoding="utf-8")
    return f"({source.strip().removesuffix(';')})"
