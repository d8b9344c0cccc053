"""What of a model's output is text: no thoughts, no markup, no links, nothing invisible."""

from __future__ import annotations

import re

from rag.answering.grounding.plain import is_control

LONGEST_TAG = 2000  # characters; "<" without a ">" that near is a sign
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_NAME = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z][\w-]*|!--)")
_THOUGHT = ("think", "thinking", "thought", "reasoning")
_HIDDEN = (*_THOUGHT, "script", "style", "iframe", "svg", "object", "template", "noscript")
RESTART = "\f"  # everything before it was thought; never comes from the model

_IMAGE = re.compile(r"!\[[^\]\n]{0,300}\]\([^()\s]{0,2000}\)")
_LINK = re.compile(r"\[([^\]\n]{0,300})\]\([^()\n]{0,2000}\)")
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,10}|#\d{1,7}|#x[0-9A-Fa-f]{1,6});")
_EMPHASIS = re.compile(r"\*\*|__|~~|`+|^\s{0,3}#{1,6}\s+|^\s{0,3}>\s?", re.MULTILINE)


class Visible:
    """Turns pieces of output, however they are cut, into the text that a reader may see.

    >>> view = Visible()
    >>> "".join(view.feed(piece) for piece in ("<thi", "nk>嗯</think>甲<b", ">乙</b>"))
    '甲乙'
    """

    def __init__(self) -> None:
        self._pending = ""
        self._until: str | None = None  # closing tag, lower case, of the block being left out

    def feed(self, piece: str) -> str:
        """Return the text that ``piece`` completes; an unfinished tag waits for the rest."""
        self._pending += "".join(c for c in piece if not is_control(c))
        out: list[str] = []
        while self._pending:
            if self._until is not None:
                if not self._leave():
                    break
                continue
            tag = _TAG.search(self._pending)
            if tag is None:
                keep = self._pending.endswith("<")
                out.append(self._pending[: len(self._pending) - keep])
                self._pending = "<" if keep else ""
                break
            out.append(self._pending[: tag.start()])
            self._pending = self._pending[tag.start() :]
            close = self._pending.find(">", 0, LONGEST_TAG)
            if close < 0:
                if len(self._pending) < LONGEST_TAG:
                    break
                self._pending = self._pending[1:]
                continue
            out.append(self._enter(close))
        return "".join(out)

    def _enter(self, close: int) -> str:
        """Pass the tag that ends at ``close``; return what it says about the text before it."""
        name = _NAME.match(self._pending)
        word = name["name"].lower() if name else ""
        if word == "!--":
            self._pending, self._until = self._pending[4:], "-->"
            return ""
        self._pending = self._pending[close + 1 :]
        if name and name["close"]:
            # Some chat templates write the opening tag into the prompt: only its end is output.
            return RESTART if word in _THOUGHT else ""
        if word in _HIDDEN:
            self._until = "</" + word
        return ""

    def _leave(self) -> bool:
        """Drop what is left out; return whether its end was there."""
        end = self._until or ""
        at = self._pending.lower().find(end)
        close = self._pending.find(">", at) if at >= 0 else -1
        if close < 0:
            self._pending = self._pending[at if at >= 0 else -len(end) :]
            return False
        self._pending, self._until = self._pending[close + 1 :], None
        return True


def unlinked(text: str) -> str:
    """Return ``text`` without Markdown images and links; a link keeps its words, or its mark."""
    text = _IMAGE.sub("", text)
    return _LINK.sub(lambda m: f"[{m[1]}]" if m[1].strip().isdigit() else m[1], text)


def unmarked(text: str) -> str:
    """Return one statement without Markdown emphasis, headings and character references."""
    return _EMPHASIS.sub("", _ENTITY.sub("", text)).strip()
