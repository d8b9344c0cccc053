"""The HTML of the chat page's messages. Every foreign string goes through ``markup``."""

from __future__ import annotations

import re
from datetime import date

from rag.answering.model import Citation
from rag.messages import message
from rag.server.conversation import Evidence, Exchange
from rag.server.markup import join, tag, text
from rag.server.reader.links import link

_MARK = re.compile(r"\[(\d+)\]")


class Renderer:
    """Renders in one language.

    >>> Renderer("zh-Hans").question("<b>?")
    '<div class="wence-question">&#60;b&#62;&#63;</div>'
    """

    def __init__(self, language: str) -> None:
        self._language = language

    def question(self, question: str) -> str:
        """Return a user's message."""
        return tag("div", text(question), css="wence-question")

    def waiting(self) -> str:
        """Return what stands in for an answer before its first word."""
        return tag("div", self._say("page.searching"), css="wence-answer wence-waiting")

    def partial(self, answer: str) -> str:
        """Return an answer still being written: its marks have nothing to open yet."""
        return tag("div", tag("div", text(answer), css="wence-text"), css="wence-answer")

    def exchange(self, exchange: Exchange) -> str:
        """Return a whole answer: what was looked for, text, warnings, citations, its label."""
        parts = [
            tag("div", self._say("page.rewritten", question=exchange.rewritten), css="wence-full")
            if exchange.rewritten
            else "",
            tag("div", self._say("page.abstained"), css="wence-badge")
            if exchange.abstained
            else "",
            tag("div", self._text(exchange), css="wence-text"),
            self._warnings(exchange.warnings),
            self._evidence(exchange.evidence),
            tag("div", self._say("page.generative"), css="wence-label")
            if exchange.generative
            else "",
        ]
        css = "wence-answer wence-abstained" if exchange.abstained else "wence-answer"
        return tag("div", *parts, css=css)

    def line(self, line: str) -> str:
        """Return the line under the question box; empty for an empty line."""
        return tag("div", text(line), css="wence-line", role="alert") if line else ""

    def status(self, line: str) -> str:
        """Return what only a screen reader hears."""
        return tag("div", text(line), css="wence-status", role="status")

    def head(self, title: str, notices: int) -> str:
        """Return the top of the page: its name and what it answers from."""
        tagline = (
            self._say("page.tagline", count=notices) if notices else self._say("page.no_notices")
        )
        return tag("header", tag("h1", text(title)), tag("p", tagline), css="wence-head")

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
        return tag("button", text(f"[{mark}]"), css=f"wence-mark wence-to-{mark}", type="button")

    def _warnings(self, warnings: tuple[str, ...]) -> str:
        if not warnings:
            return ""
        items = [tag("li", text(warning)) for warning in warnings]
        heading = tag("div", self._say("page.warning"), css="wence-heading")
        return tag("div", heading, tag("ul", *items), css="wence-warnings")

    def _evidence(self, evidence: tuple[Evidence, ...]) -> str:
        if not evidence:
            return ""
        heading = self._say("page.citations", count=len(evidence))
        return tag(
            "div",
            tag("div", heading, css="wence-heading"),
            *(self._citation(one) for one in evidence),
            css="wence-evidence",
        )

    def _citation(self, evidence: Evidence) -> str:
        citation, context = evidence.citation, evidence.context
        about = [
            tag("span", text(part)) for part in (citation.issuer, self._date(citation)) if part
        ]
        summary = tag(
            "summary",
            tag("span", text(f"[{citation.mark}]"), css="wence-number"),
            tag("span", self._name(citation), css="wence-name"),
            tag("span", text(" · ").join(about), css="wence-about") if about else "",
        )
        before, after = context.before.lstrip(), context.after.rstrip()
        quote = tag(
            "blockquote",
            text(f"…{before}" if before else ""),
            tag("mark", text(context.quote)),
            text(f"{after}…" if after else ""),
        )
        origin = tag("div", self._origin(citation), css="wence-origin")
        css = f"wence-cite wence-cite-{citation.mark}"
        return tag("details", summary, quote, self._link(evidence), origin, css=css)

    def _link(self, evidence: Evidence) -> str:
        """Return the way to the quote in its notice, in a tab of its own."""
        address = link(evidence.citation, evidence.place)
        if not address:
            return ""
        shown = self._say("reader.open")
        away = tag("a", shown, href=address, target="_blank", rel="noopener")
        return tag("div", away, css="wence-open")

    def _name(self, citation: Citation) -> str:
        # Within 《》 official typography sets inner titles in 〈〉.
        title = citation.title.replace("《", "〈").replace("》", "〉")
        number = (
            self._say("page.number", number=citation.doc_number)
            if citation.doc_number
            else self._say("page.no_number")
        )
        paragraph = tag("span", text(citation.paragraph), css="wence-where")
        return self._say("page.title", title=title) + number + " " + paragraph

    def _date(self, citation: Citation) -> str:
        """Return the date in words, or as it came when it is not a calendar day."""
        if citation.issued_on is None:
            return ""
        try:
            day = date.fromisoformat(citation.issued_on)
        except ValueError:
            return citation.issued_on
        return message("page.date", self._language, year=day.year, month=day.month, day=day.day)

    def _origin(self, citation: Citation) -> str:
        source = self._say("page.source", source=citation.source)
        if citation.page is None:
            return source
        return source + " " + self._say("page.page_number", page=citation.page)

    def _say(self, key: str, **params: object) -> str:
        return text(message(key, self._language, **params))
