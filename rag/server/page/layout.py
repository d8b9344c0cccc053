"""The widgets of one chat page and what they do; the same for everybody's pages and for staff's."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import gradio as gr
from starlette.concurrency import run_in_threadpool

from rag.answering.model import Filters
from rag.messages import message
from rag.server.door import Asked, Door
from rag.server.page.addresses import Address
from rag.server.page.assets import recall, remember
from rag.server.page.chat import Chat, View, all_notices
from rag.server.page.conversation import Conversation
from rag.server.page.frame import BOX, Frame

STATE_SECONDS = 6 * 60 * 60

Widgets = Sequence[gr.components.Component]


def _none() -> Widgets:
    return ()


@dataclass(frozen=True, slots=True)
class Beside:
    """What a page has beside the conversation; the public ones have nothing.

    ``top`` is HTML above it. ``inputs`` lays out widgets above the question, whose values
    ``choose`` turns into filters; it may raise ``WenceError``. ``refresh`` gives them what they
    offer whenever the page is opened. ``outputs`` lays out widgets below the question, each of
    which ``explain`` gives a value for the question that was just answered, and for None where
    there is none.
    """

    top: str = ""
    inputs: Callable[[], Widgets] = _none
    choose: Callable[..., Filters | None] = all_notices
    refresh: Callable[[], Sequence[Any]] = tuple
    outputs: Callable[[], Widgets] = _none
    explain: Callable[[Asked | None], Sequence[Any]] = lambda _: ()


NOTHING = Beside()


class Layout:
    """One page, laid out within the blocks that are open.

    >>> with gr.Blocks() as blocks:
    ...     Layout(chat, door, address).lay(blocks)
    """

    def __init__(self, chat: Chat, door: Door, address: Address, beside: Beside = NOTHING) -> None:
        self._chat, self._door, self._beside = chat, door, beside
        self._address = address
        self._frame = Frame(chat, address)

    def lay(self, blocks: gr.Blocks) -> None:
        """Lay the page out and wire it."""
        gr.Navbar(visible=False)
        conversation = gr.State(Conversation(), time_to_live=STATE_SECONDS)
        _html(self._frame.top() + self._beside.top, "wence-top")
        with gr.Row(elem_id="wence-name"):
            head = _html(self._frame.head(), "wence-head")
            new = gr.Button(
                self._say("page.new"), size="sm", elem_id="wence-new", scale=0, min_width=80
            )
        chatbot = self._chatbot()
        line = _html("", "wence-line")
        given = self._beside.inputs()
        with gr.Row(elem_id="wence-row"):
            box = gr.Textbox(
                elem_id=BOX,
                label=self._say("page.question"),
                show_label=False,
                placeholder=self._say("page.placeholder"),
                max_lines=5,
                container=False,
                scale=1,
            )
            ask = gr.Button(
                self._say("page.ask"), variant="primary", elem_id="wence-ask", scale=0, min_width=80
            )
        _html(self._frame.foot(), "wence-foot")
        explained = self._beside.outputs()
        status = _html("", "wence-status")
        saved = gr.Textbox(elem_id="wence-saved", visible="hidden")

        shown = [chatbot, conversation, box, line, status, saved, *explained]
        hidden: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        # The door has the places and the queue for all that ask; a second queue here would hide it.
        freely = {**hidden, "concurrency_limit": None}
        held = [conversation, saved]
        asking = [
            gr.on([box.submit, ask.click], self.on_ask, [box, *held, *given], shown, **freely),
            chatbot.example_select(self.on_example, [*held, *given], shown, **freely),
        ]
        for event in asking:
            event.failure(self.on_defect, held, shown, **freely)
        new.click(self.on_new, None, shown, cancels=asking, **freely)
        loaded = [head, *given, *shown]
        blocks.load(self.on_load, [saved], loaded, js=recall(self._chat.name), **freely)
        saved.change(None, [saved], None, js=remember(self._chat.name))

    def on_load(self, kept: str | None, request: gr.Request) -> tuple[Any, ...]:
        """Show what the tab has kept, what is held now, and the question of a link (``?q=``)."""
        view = self._chat.restore(kept)
        if asked := str(request.query_params.get("q", "")):
            view = replace(view, box=asked[: self._chat.longest])
        messages, *rest = (*self._outputs(view), *self._beside.explain(None))
        chatbot = gr.update(value=messages, examples=_examples(self._chat))
        return (self._frame.head(), *self._beside.refresh(), chatbot, *rest)

    async def on_ask(
        self,
        request: gr.Request,
        question: str | None,
        before: Conversation,
        saved: str | None,
        *chosen: Any,
    ) -> AsyncGenerator[tuple[Any, ...]]:
        """Show the answer while it is written."""
        before = self._chat.resume(before, saved)
        caller = self._door.caller(request.request, request.session_hash)
        choose = partial(self._beside.choose, *chosen)
        async with aclosing(self._chat.ask(question or "", before, caller, choose)) as views:
            async for view in views:
                yield (*self._outputs(view), *await self._explained(view))

    async def on_example(
        self,
        example: gr.SelectData,
        request: gr.Request,
        before: Conversation,
        saved: str | None,
        *chosen: Any,
    ) -> AsyncGenerator[tuple[Any, ...]]:
        """Ask the example that was picked."""
        question = str(example.value["text"])
        async with aclosing(self.on_ask(request, question, before, saved, *chosen)) as shown:
            async for outputs in shown:
                yield outputs

    def on_new(self) -> tuple[Any, ...]:
        """Begin a conversation."""
        return (*self._outputs(self._chat.show(Conversation())), *self._beside.explain(None))

    def on_defect(self, before: Conversation, saved: str | None) -> tuple[Any, ...]:
        """Say that something went wrong, and nothing of what it was."""
        before = self._chat.resume(before, saved)
        return (*self._outputs(self._chat.defect(before)), *self._beside.explain(None))

    def _chatbot(self) -> gr.Chatbot:
        return gr.Chatbot(
            elem_id="wence-chat",
            show_label=False,
            label=self._say("page.conversation"),
            placeholder=self._chat.render.welcome(),
            examples=_examples(self._chat),
            height=None,
            autoscroll=False,  # the page's script keeps the question in sight instead
            buttons=[],
            feedback_options=None,
            allow_file_downloads=False,
            allow_tags=False,
            latex_delimiters=[],
            sanitize_html=True,
        )

    def _outputs(self, view: View) -> tuple[Any, ...]:
        # Only a view that says so touches the box: the visitor may be typing in it.
        return (
            view.messages,
            view.conversation,
            gr.skip() if view.box is None else view.box,
            self._chat.render.line(view.line),
            self._chat.render.status(view.status),
            gr.skip() if view.saved is None else view.saved,
        )

    async def _explained(self, view: View) -> Sequence[Any]:
        """Return what the widgets below show: until there is an answer, nothing new."""
        if view.answered is None:
            return [gr.skip() for _ in self._beside.explain(None)]
        return await run_in_threadpool(self._beside.explain, view.answered)

    def _say(self, key: str) -> str:
        return message(key, self._chat.language)


def _examples(chat: Chat) -> list[dict[str, str]]:
    return [{"text": question} for question in chat.examples()]


def _html(value: str, name: str) -> gr.HTML:
    # Gradio's own style of HTML is for articles.
    return gr.HTML(value, elem_id=name, apply_default_css=False, padding=False)
