"""The chat of staff: the public page's, with filters and the retrieval behind every answer."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import gradio as gr

from rag.errors import WenceError
from rag.messages import LANGUAGES, message
from rag.server.door import Asked, Door
from rag.server.markup import tag, text
from rag.server.page.addresses import Address
from rag.server.page.chat import Chat
from rag.server.page.layout import Beside, Layout
from rag.server.problems import explain
from rag.server.staff.desk import Desk
from rag.server.staff.filters import Choices, chosen
from rag.server.staff.frame import LOGOUT, ROOT, WAYS
from rag.server.staff.inspection import InspectionView

CSS_PATH = Path(str(resources.files(__package__) / "chat.css"))


def addresses(language: str) -> tuple[Address, ...]:
    """Return the pages under ``/staff``, the one at its root first; it speaks ``language``."""
    # The parameter sets the language of the other pages, too.
    ways = tuple((one, f"{ROOT}/{one}?lang={one}") for one in LANGUAGES)
    return (
        Address("", language, ways=ways),
        *(Address(one, one, ways=ways) for one in LANGUAGES),
    )


def lay_out(blocks: gr.Blocks, desk: Desk, door: Door, address: Address) -> None:
    """Lay the page at ``address`` out within ``blocks``, which are open."""
    chat = Chat(desk.assistant, desk.settings, door, address.language, "staff")
    beside = _Beside(desk, address.language)
    Layout(chat, door, address, beside.parts()).lay(blocks)


class _Beside:
    """What staff have beside the conversation, in one language."""

    def __init__(self, desk: Desk, language: str) -> None:
        self._desk, self._language = desk, language
        self._view = InspectionView(language)

    def parts(self) -> Beside:
        """Return it as a layout takes it."""
        return Beside(
            top=self._ways(),
            inputs=self._inputs,
            choose=chosen,
            refresh=self._refresh,
            outputs=lambda: [gr.HTML(elem_id="wence-inspection")],
            explain=self._explain,
        )

    def _ways(self) -> str:
        ways = [
            tag("a", self._say(f"staff.way_{key}"), href=address, **_here(address))
            for key, address in WAYS
        ]
        button = tag("button", self._say("staff.logout"), css="wence-act", type="submit")
        leave = tag("form", button, method="post", action=LOGOUT)
        label = message("reader.ways", self._language)
        return tag("div", tag("nav", *ways, aria_label=label), leave, css="wence-ways")

    def _inputs(self) -> Sequence[gr.components.Component]:
        folded = gr.Accordion(self._plain("filters.title"), open=False, elem_id="wence-filters")
        with folded, gr.Row():
            pickers = [self._picker(name) for name in ("issuer", "kind", "year")]
            day = gr.Textbox(
                label=self._plain("filters.in_force_on"),
                placeholder="2026-01-31",
                max_lines=1,
                max_length=20,
                min_width=140,
            )
        return [*pickers, day]

    def _picker(self, name: str) -> gr.Dropdown:
        return gr.Dropdown(
            label=self._plain(f"filters.{name}"),
            choices=[(self._plain("reader.any"), "")],
            value="",
            allow_custom_value=True,
            min_width=140,
        )

    def _refresh(self) -> Sequence[Any]:
        """Return what the filters offer now; the day is typed."""
        try:
            choices = Choices.of(self._desk.assistant.library)
        except WenceError:  # the page says so itself
            choices = Choices((), (), ())
        anything = (self._plain("reader.any"), "")
        offered = (choices.issuers, choices.kinds, map(str, choices.years))
        pickers = [gr.update(choices=[anything, *((it, it) for it in one)]) for one in offered]
        return [*pickers, gr.skip()]

    def _explain(self, asked: Asked | None) -> Sequence[str]:
        if asked is None:
            return [""]
        assistant = self._desk.assistant
        try:
            seen = assistant.inspect(asked.question, asked.history, asked.filters)
            return [self._view.render(seen, assistant.library)]
        except WenceError as error:
            return [tag("p", text(explain(error, self._language)))]

    def _say(self, key: str) -> str:
        return text(self._plain(key))

    def _plain(self, key: str) -> str:
        return message(key, self._language)


def _here(address: str) -> dict[str, str]:
    return {"aria_current": "page"} if address == f"{ROOT}/" else {}
