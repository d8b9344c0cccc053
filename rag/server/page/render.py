"""The HTML of the chat page's messages. Every foreign string goes through ``markup``."""

from __future__ import annotations

import json
import re

from rag.messages import message
from rag.server.markup import join, tag, text
from rag.server.page.citations import Citations
from rag.server.page.conversation import Exchange
from rag.server.page.copying import copied, opinion

_MARK = re.compile(r"\[(\d+)\]")


class Renderer:
    """Renders in one language.

    >>> Renderer("zh-Hans").question("<b>?")
    '<h2 class="wence-question">&#60;b&#62;&#63;</h2>'
    """

    def __init__(self, language: str, longest: int = 2000) -> None:
        """Render in ``language``; ``longest`` is how long a question may be."""
        self._language, self._longest = language, longest
        self._citations = Citations(language)

    def question(self, question: str) -> str:
        """Return a user's message: a heading, by which a screen reader goes from one to another."""
        return tag("h2", text(question), css="wence-question")

    def welcome(self) -> str:
        """Return what stands where there is no conversation yet."""
        return tag("p", self._say("page.welcome"), css="wence-welcome")

    def waiting(self) -> str:
        """Return what stands in for an answer before its first word."""
        return tag("div", self._say("page.searching"), css="wence-answer wence-waiting")

    def partial(self, answer: str) -> str:
        """Return an answer still being written: its marks have nothing to open yet."""
        return tag("div", tag("div", text(answer), css="wence-text"), css="wence-answer")

    def exchange(self, exchange: Exchange) -> str:
        """Return a whole answer: what was looked for, text, warnings, citations, what to do."""
        parts = [
            tag("div", self._say("page.rewritten", question=exchange.rewritten), css="wence-full")
            if exchange.rewritten
            else "",
            tag("div", self._say("page.abstained"), css="wence-badge")
            if exchange.abstained
            else "",
            tag("div", self._text(exchange), css="wence-text"),
            self._warnings(exchange.warnings),
            self._citations.evidence(exchange.evidence, exchange.day),
            self._citations.related(exchange.related),
            tag("div", self._say("page.generative"), css="wence-label")
            if exchange.generative
            else "",
            self._actions(exchange),
        ]
        css = "wence-answer wence-abstained" if exchange.abstained else "wence-answer"
        return tag("div", *parts, css=css)

    def line(self, line: str) -> str:
        """Return the line under the question box; empty for an empty line."""
        return tag("div", text(line), css="wence-line", role="alert") if line else ""

    def status(self, line: str) -> str:
        """Return what only a screen reader hears."""
        return tag("div", text(line), css="wence-status", role="status")

    def tagline(self, notices: int) -> str:
        """Return what the page answers from."""
        said = self._say("page.tagline", count=notices) if notices else self._say("page.no_notices")
        return tag("p", said, css="wence-tagline")

    def _text(self, exchange: Exchange) -> str:
        """Return the text with a button for each mark that has a citation; others stay text."""
        known = {evidence.citation.mark for evidence in exchange.evidence}
        out, last = [], 0
        for found in _MARK.finditer(exchange.text):
            mark = int(found[1])
            if mark in known:
                out += [text(exchange.text[last : found.start()]), self._mark(mark)]
                last = found.end()
        return join([*out, text(exchange.text[last:])])

    def _mark(self, mark: int) -> str:
        opens = message("page.mark", self._language, mark=mark)
        css = f"wence-mark wence-to-{mark}"
        return tag("button", text(f"[{mark}]"), css=css, type="button", title=opens)

    def _warnings(self, warnings: tuple[str, ...]) -> str:
        if not warnings:
            return ""
        items = [tag("li", text(warning)) for warning in warnings]
        heading = tag("h3", self._say("page.warning"), css="wence-heading")
        return tag("div", heading, tag("ul", *items), css="wence-warnings")

    def _actions(self, exchange: Exchange) -> str:
        """Return what can be done with an answer, with what the page's script needs for it.

        Gradio, which cleans messages, takes data-* and aria-* away; the script adds the latter.
        """
        kept = {
            "copy": copied(exchange, self._language),
            "opinion": opinion(exchange, self._longest),
        }

        def button(key: str, css: str, value: str = "") -> str:
            css = f"wence-act {css}"
            return tag("button", self._say(f"chat.{key}"), css=css, type="button", value=value)

        return tag(
            "div",
            button("copy", "wence-copy"),
            button("helpful", "wence-thumb", "true"),
            button("unhelpful", "wence-thumb", "false"),
            tag("span", css="wence-said", role="status"),
            tag("span", text(json.dumps(kept, ensure_ascii=False)), css="wence-kept", hidden=True),
            css="wence-actions",
            role="group",
        )

    def _say(self, key: str, **params: object) -> str:
        return text(message(key, self._language, **params))
