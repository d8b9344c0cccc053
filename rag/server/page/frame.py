"""What stands around the conversation: name, languages, display, the fixed notice at the foot."""

from __future__ import annotations

from rag.messages import LANGUAGES, message
from rag.server.markup import tag, text
from rag.server.page.addresses import Address
from rag.server.page.chat import Chat
from rag.server.reader import links

BOX = "wence-box"


class Frame:
    """The fixed parts of the page at ``address``, as HTML."""

    def __init__(self, chat: Chat, address: Address) -> None:
        self._chat, self._address = chat, address
        self._language = chat.language

    def top(self) -> str:
        """Return what comes first: the way past it, the languages, how the page is displayed."""
        # Not "#…" alone: Gradio's page has a base, which would lead to the page at the root.
        there = f"./{self._address.path}#{BOX}"
        skip = tag("a", self._say("chat.skip"), href=there, css="wence-skip")
        if self._address.framed:
            return skip
        ways = [self._way(language, there) for language, there in self._address.ways]
        label = message("reader.languages", self._language)
        display = message("chat.display", self._language)
        top = tag(
            "div",
            tag("nav", *ways, css="wence-languages", aria_label=label) if ways else "",
            tag(
                "div",
                self._toggle("large"),
                self._toggle("dark"),
                css="wence-display",
                role="group",
                aria_label=display,
            ),
            css="wence-top",
        )
        return skip + top

    def head(self) -> str:
        """Return the name of the page and what it answers from."""
        if self._address.framed:
            # The site around it has a head; the heading is for screen readers.
            return tag("h1", text(self._chat.title), css="wence-unseen")
        title = tag("h1", text(self._chat.title))
        return tag("div", title, self._chat.tagline(), css="wence-head")

    def foot(self) -> str:
        """Return the fixed notice: who words the answers, what binds, where it can be read."""
        said = "chat.foot_model" if self._chat.generates else "chat.foot"
        there = links.catalogue({"lang": self._language})
        everything = tag("a", self._say("reader.all"), href=there, target="_blank", rel="noopener")
        return tag("p", self._say(said), " ", everything, css="wence-foot")

    def _way(self, language: str, there: str) -> str:
        name = text(message("reader.language", language))
        given = {"lang": language, "hreflang": language}
        if language == self._language:
            given["aria_current"] = "true"
        return tag("a", name, href=there, **given)

    def _toggle(self, name: str) -> str:
        css = f"wence-toggle wence-toggle-{name}"
        return tag(
            "button", self._say(f"chat.{name}"), css=css, type="button", aria_pressed="false"
        )

    def _say(self, key: str) -> str:
        return text(message(key, self._language))


def words(language: str, title: str) -> dict[str, str]:
    """Return what the page's script says in ``language``."""
    said = {
        "conversation": "page.conversation",
        "question": "page.question",
        "answer": "page.answer",
        "end": "page.end",
        "examples": "chat.examples",
        "copied": "chat.copied",
        "uncopied": "chat.uncopied",
        "opinion": "chat.opinion",
        "comment": "chat.comment",
        "hint": "chat.hint",
        "send": "chat.send",
        "cancel": "chat.cancel",
        "sending": "chat.sending",
        "thanks": "chat.thanks",
        "unsent": "chat.unsent",
    }
    texts = {name: message(key, language) for name, key in said.items()}
    return {**texts, "title": message("chat.window", language, title=title)}


def all_words(title: str) -> dict[str, dict[str, str]]:
    """Return the words of the script by language."""
    return {language: words(language, title) for language in LANGUAGES}
