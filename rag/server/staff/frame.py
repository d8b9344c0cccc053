"""The frame of every page of staff: head, ways to go, language, log out; forms."""

from __future__ import annotations

from functools import cache
from importlib import resources
from urllib.parse import urlencode

from rag.messages import LANGUAGES, message
from rag.server.markup import tag, text, void
from rag.server.reader import links
from rag.server.reader.frame import ICON, version
from rag.server.reader.frame import style as reader_style
from rag.server.staff.visit import Visit

ROOT = "/staff"
STYLE, SCRIPT = f"{ROOT}/staff.css", f"{ROOT}/staff.js"
LOGIN, LOGOUT = f"{ROOT}/login", f"{ROOT}/logout"
WAYS = (
    ("ask", f"{ROOT}/"),
    ("notices", f"{ROOT}/notices"),
    ("review", f"{ROOT}/review"),
    ("usage", f"{ROOT}/usage"),
    ("trail", f"{ROOT}/trail"),
)


@cache
def style() -> bytes:
    """Return what the pages of staff add to the reader's style sheet."""
    return resources.files(__package__).joinpath("staff.css").read_bytes()


@cache
def script() -> bytes:
    """Return the script of the pages that change while one looks at them."""
    return resources.files(__package__).joinpath("staff.js").read_bytes()


class Frame:
    """Makes pages for one visit."""

    def __init__(self, visit: Visit, site: str) -> None:
        """Speak to ``visit``; ``site`` is the name of the whole."""
        self.visit, self._site = visit, site

    def say(self, key: str, **params: object) -> str:
        """Return the text ``staff.key``, or ``key`` where it has its section, as HTML."""
        return text(self.plain(key, **params))

    def plain(self, key: str, **params: object) -> str:
        """Return the same text for an attribute or inside another."""
        return message(key if "." in key else f"staff.{key}", self.visit.language, **params)

    def alert(self, *lines: str) -> str:
        """Return what must be seen first, around HTML ``lines``."""
        return tag("div", *(tag("p", line) for line in lines), css="alert", role="alert")

    def done(self, *lines: str) -> str:
        """Return what was just done, around HTML ``lines``."""
        return tag("div", *(tag("p", line) for line in lines), css="done", role="status")

    def form(self, action: str, *children: str, enctype: str | None = None, css: str = "") -> str:
        """Return a form that is sent by POST to ``action``; with ``css`` "card" it is boxed."""
        given = {"enctype": enctype} if enctype else {}
        return tag("form", *children, method="post", action=action, css=css, **given)

    def page(self, title: str, here: str, *content: str, script: bool = False) -> str:
        """Return the whole page.

        :param title: what it is called, in its heading and in the window.
        :param here: address of the way that it belongs to, such as ``/staff/notices``.
        :param content: HTML under the heading.
        :param script: whether ``/staff/staff.js`` works on it.
        """
        sheets = [
            void("link", rel="stylesheet", href=f"{address}?v={version(sheet)}")
            for address, sheet in ((links.STYLE, reader_style()), (STYLE, style()))
        ]
        head = tag(
            "head",
            void("meta", charset="utf-8"),
            void("meta", name="viewport", content="width=device-width, initial-scale=1"),
            void("meta", name="color-scheme", content="light dark"),
            tag("title", text(f"{title} - {self._site}")),
            *sheets,
            void("link", rel="icon", href=f"{links.ICON}?v={version(ICON)}"),
            _script() if script else "",
        )
        skip = tag("a", self.say("reader.skip"), href="#main", css="skip")
        main = tag("main", tag("h1", text(title)), *content, id="main", tabindex="-1")
        body = tag("body", skip, self._header(here), main, css="staff")
        return "<!DOCTYPE html>" + tag("html", head, body, lang=self.visit.language)

    def _header(self, here: str) -> str:
        site = tag("a", text(self._site), href="/", css="site")
        if not self.visit.account:
            ways = [site]
            account = ""
        else:
            ways = [site, *(self._way(key, address, here) for key, address in WAYS)]
            button = tag("button", self.say("logout"), type="submit", css="link")
            account = self.form(LOGOUT, tag("span", text(self.visit.account)), button, css="who")
        languages = [self._language(one) for one in LANGUAGES]
        return tag(
            "header",
            tag("nav", *ways, css="ways", aria_label=self.plain("reader.ways")),
            tag("nav", *languages, css="languages", aria_label=self.plain("reader.languages")),
            account,
        )

    def _way(self, key: str, address: str, here: str) -> str:
        given = {"aria_current": "page"} if address == here else {}
        return tag("a", self.say(f"way_{key}"), href=address, **given)

    def _language(self, language: str) -> str:
        name = text(message("reader.language", language))
        if language == self.visit.language:
            return tag("span", name, lang=language, aria_current="true")
        there = f"?{urlencode({**self.visit.query, 'lang': language})}"
        return tag("a", name, href=there, lang=language, hreflang=language)


def _script() -> str:
    return tag("script", src=f"{SCRIPT}?v={version(script())}", defer=True)
