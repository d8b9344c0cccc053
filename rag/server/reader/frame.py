"""The frame of every page of the reader: head, ways to go, language, one style sheet, no script."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from functools import cache
from importlib import resources

from rag.answering.library import Record
from rag.messages import LANGUAGES, message
from rag.server.markup import join, tag, text, void
from rag.server.reader import links
from rag.server.reader.asked import Asked

Address = Callable[[dict[str, object]], str]  # of the page itself, with other parameters


ICON = (
    b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'>"
    b"<rect width='32' height='32' rx='7' fill='#a4262c'/>"
    b"<path d='M9 8h14M9 14h14M9 20h9' stroke='#fff' stroke-width='2.5' stroke-linecap='round'/>"
    b"<circle cx='23' cy='22' r='2.5' fill='#ffd58a'/></svg>"
)


@cache
def style() -> bytes:
    """Return the style sheet."""
    return resources.files(__package__).joinpath("reader.css").read_bytes()


@cache
def version(content: bytes) -> str:
    """Return the version of a fixed file that its address names: with it, it may be kept."""
    return hashlib.blake2s(content, digest_size=5).hexdigest()


class Frame:
    """Makes pages in the language asked for, all links keeping what was asked."""

    def __init__(self, asked: Asked, site: str) -> None:
        """Speak as ``asked``; ``site`` is the name of the whole."""
        self.asked, self._site = asked, site

    def say(self, key: str, **params: object) -> str:
        """Return a text of the reader as HTML."""
        return text(self.plain(key, **params))

    def plain(self, key: str, **params: object) -> str:
        """Return a text of the reader, for an attribute or inside another."""
        return message(key if "." in key else f"reader.{key}", self.asked.language, **params)

    def day(self, day: date) -> str:
        """Return ``day`` in words, as HTML that programs read, too."""
        shown = self.plain("page.date", year=day.year, month=day.month, day=day.day)
        return tag("time", text(shown), datetime=day.isoformat())

    def status(self, record: Record) -> str:
        """Return what a notice is on the day asked for, as a badge."""
        status = record.status(self.asked.day)
        return tag("span", self.say(f"status.{status}"), css=f"status {status}")

    def notice(self, key: str, shown: str, anchor: str = "", **attributes: str) -> str:
        """Return a link with the HTML ``shown`` to the notice with the id ``key``."""
        return tag("a", shown, href=links.notice(key, anchor, self.asked.kept), **attributes)

    def faults(self) -> str:
        """Return a line on what of the request could not be read, '' when nothing."""
        names = "、".join(self.asked.faults)
        return self.alert(self.say("unreadable", names=names)) if names else ""

    def alert(self, *lines: str) -> str:
        """Return what a reader must see first, around HTML ``lines``."""
        return tag("div", *(tag("p", line) for line in lines), css="alert", role="note")

    def page(self, title: str, address: Address, *content: str, css: str = "") -> str:
        """Return the whole page.

        :param title: what the window is called.
        :param address: of this page, for the same in another language.
        :param content: HTML of the main part.
        """
        charset = void("meta", charset="utf-8")
        viewport = void("meta", name="viewport", content="width=device-width, initial-scale=1")
        sheet = void("link", rel="stylesheet", href=f"{links.STYLE}?v={version(style())}")
        icon = void("link", rel="icon", href=f"{links.ICON}?v={version(ICON)}")
        named = tag("title", text(f"{title} - {self._site}"))
        scheme = void("meta", name="color-scheme", content="light dark")
        skip = tag("a", self.say("skip"), href="#main", css="skip")
        body = [
            skip,
            self._header(address),
            tag("main", *content, id="main", tabindex="-1", css=css),
            tag("footer", tag("p", self.say("footer"))),
        ]
        head = tag("head", charset, viewport, scheme, named, sheet, icon)
        return "<!DOCTYPE html>" + tag("html", head, tag("body", *body), lang=self.asked.language)

    def _header(self, address: Address) -> str:
        ways = [
            tag("a", text(self._site), href="/", css="site"),
            tag("a", self.say("all"), href=links.catalogue(self.asked.kept)),
        ]
        languages = [self._language(one, address) for one in LANGUAGES]
        return tag(
            "header",
            tag("nav", *ways, css="ways", aria_label=self.plain("ways")),
            tag("nav", *languages, css="languages", aria_label=self.plain("languages")),
        )

    def _language(self, language: str, address: Address) -> str:
        name = text(message("reader.language", language))
        if language == self.asked.language:
            return tag("span", name, lang=language, aria_current="true")
        return tag("a", name, href=address({"lang": language}), lang=language, hreflang=language)


def field(label: str, value: str) -> str:
    """Return a term with its description, both HTML."""
    return join([tag("dt", label), tag("dd", value)])
