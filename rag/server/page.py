"""The page's fixed parts: style, script and the words the script needs."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

from rag.messages import message
from rag.server.memory import KEY

_HERE = resources.files(__package__)

CSS_PATH = Path(str(_HERE / "page.css"))
HEAD_PATH = Path(str(_HERE / "head.html"))

# How the tab keeps a conversation and gives it back; see ``rag.server.memory``.
REMEMBER = f"(saved) => {{ sessionStorage.setItem({KEY!r}, saved); }}"
RECALL = f"() => [sessionStorage.getItem({KEY!r})]"

# Names only: whatever of these the visitor's machine has is used, nothing is downloaded.
FONTS = ("PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "system-ui", "sans-serif")


def script(language: str) -> str:
    """Return the script of the page, run once when it has loaded, speaking ``language``."""
    words = {
        "language": language,
        "conversation": message("page.conversation", language),
        "question": message("page.question", language),
        "answer": message("page.answer", language),
        "end": message("page.end", language),
        "mark": message("page.mark", language, mark="$mark"),  # filled in by the script
    }
    source = (_HERE / "page.js").read_text(encoding="utf-8")
    return f"() => ({source.strip().removesuffix(';')})({json.dumps(words, ensure_ascii=False)})"
