"""The chat page: ``python app.py [--host HOST] [--port PORT] [--index DIR]``.

Layout and wiring only. What happens on a question is in ``rag.server.chat``, what it looks like
in ``rag.server.render`` and ``rag/server/page.css``.
"""

from __future__ import annotations

import argparse
import logging
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

import gradio as gr
import uvicorn
from fastapi import FastAPI
from starlette.requests import HTTPConnection

from rag.errors import SettingsInvalid, WenceError
from rag.messages import message
from rag.office import Office
from rag.server import create_app, page
from rag.server.chat import Chat, View
from rag.server.conversation import Conversation
from rag.server.door import Door
from rag.server.metrics import Measured
from rag.server.ports import Assistant
from rag.server.tools import Tools
from rag.settings import Settings

# The server's own channel: given sockets, uvicorn does not say where it listens.
log = logging.getLogger("uvicorn.error")

STATE_SECONDS = 6 * 60 * 60
QUEUE_PER_SLOT = 8


def build(assistant: Assistant, settings: Settings, office: Office | None = None) -> FastAPI:
    """Return the HTTP API with the chat page mounted at its root, both counted alike.

    :param office: what the server keeps; None opens that of ``settings``.
    """
    assistant, office = Measured(assistant), office or Office(settings)
    door = Door(assistant, settings, office)
    return gr.mount_gradio_app(  # type: ignore[no-any-return]
        create_app(assistant, settings, door, office),
        _layout(Chat(assistant, settings, door), door, assistant.examples(), settings),
        path="/",
        css_paths=page.CSS_PATH,
        head_paths=page.HEAD_PATH,
        js=page.script(settings.language),
        theme=gr.themes.Base(
            primary_hue="red", neutral_hue="stone", font=page.FONTS, font_mono=page.FONTS
        ),
        footer_links=[],
        show_error=False,
        run_history=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=True,
        enable_monitoring=False,
        max_file_size=1,
    )


def _layout(chat: Chat, door: Door, examples: Sequence[str], settings: Settings) -> gr.Blocks:
    def say(key: str) -> str:
        return message(f"page.{key}", settings.language)

    with gr.Blocks(
        title=settings.server.title, analytics_enabled=False, delete_cache=(3600, 3600)
    ) as blocks:
        conversation = gr.State(Conversation(), time_to_live=STATE_SECONDS)
        with gr.Row(elem_id="wence-top"):
            head = gr.HTML(chat.head())
            new = gr.Button(say("new"), size="sm", elem_id="wence-new", scale=0, min_width=80)
        chatbot = gr.Chatbot(
            elem_id="wence-chat",
            show_label=False,
            label=say("conversation"),
            placeholder=chat.render.question(say("welcome")),
            examples=[{"text": question} for question in examples],
            height=None,
            autoscroll=False,  # the page's script keeps the question in sight instead
            buttons=[],
            feedback_options=None,
            allow_file_downloads=False,
            allow_tags=False,
            latex_delimiters=[],
            sanitize_html=True,
        )
        line = gr.HTML(elem_id="wence-line")
        with gr.Row(elem_id="wence-row"):
            box = gr.Textbox(
                elem_id="wence-box",
                label=say("question"),
                show_label=False,
                placeholder=say("placeholder"),
                max_lines=5,
                container=False,
                scale=1,
            )
            ask = gr.Button(
                say("ask"), variant="primary", elem_id="wence-ask", scale=0, min_width=80
            )
        status = gr.HTML(elem_id="wence-status")
        saved = gr.Textbox(elem_id="wence-saved", visible="hidden")

        def outputs(view: View) -> tuple[Any, ...]:
            # Only a view that says so touches the box: the visitor may be typing in it.
            return (
                view.messages,
                view.conversation,
                gr.skip() if view.box is None else view.box,
                chat.render.line(view.line),
                chat.render.status(view.status),
                gr.skip() if view.saved is None else view.saved,
            )

        def on_load(kept: str | None) -> tuple[Any, ...]:
            return (chat.head(), *outputs(chat.restore(kept)))

        def on_ask(
            question: str, before: Conversation, request: gr.Request
        ) -> Iterator[tuple[Any, ...]]:
            caller = door.caller(request.request, request.session_hash)
            yield from map(outputs, chat.ask(question, before, caller))

        def on_example(
            before: Conversation, chosen: gr.SelectData, request: gr.Request
        ) -> Iterator[tuple[Any, ...]]:
            yield from on_ask(str(chosen.value["text"]), before, request)

        def on_new() -> tuple[Any, ...]:
            return outputs(chat.show(Conversation()))

        def on_defect(before: Conversation) -> tuple[Any, ...]:
            return outputs(chat.defect(before))

        shown = [chatbot, conversation, box, line, status, saved]
        hidden: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        limits = {"concurrency_limit": settings.server.max_concurrency, "concurrency_id": "ask"}
        asking = [
            gr.on([box.submit, ask.click], on_ask, [box, conversation], shown, **hidden, **limits),
            chatbot.example_select(on_example, [conversation], shown, **hidden, **limits),
        ]
        for event in asking:
            event.failure(on_defect, [conversation], shown, **hidden)
        new.click(on_new, None, shown, cancels=asking, **hidden)
        blocks.load(on_load, [saved], [head, *shown], js=page.RECALL, **hidden)
        saved.change(None, [saved], None, js=page.REMEMBER)
        _tools(Tools(door, settings.language), settings.language)
        blocks.queue(api_open=False, max_size=settings.server.max_concurrency * QUEUE_PER_SLOT)
    return blocks


def _tools(tools: Tools, language: str) -> None:
    """Offer ``tools`` over MCP, within the blocks that are being laid out."""

    async def ask(question: str, request: gr.Request) -> str:
        return await tools.ask(question, _connection(request))

    async def search(question: str, request: gr.Request) -> str:
        return await tools.search(question, _connection(request))

    for tool in (ask, search):
        # Queued, a tool would be called by this server itself, as if from this machine's address.
        gr.api(tool, api_description=message(f"tools.{tool.__name__}", language), queue=False)


def _connection(request: gr.Request) -> HTTPConnection:
    # MCP hands over the request itself, where the page's queue wraps it.
    return request if isinstance(request, HTTPConnection) else request.request


def serve(settings: Settings) -> None:
    """Open the index and serve the page and the API until interrupted.

    :raises WenceError: the index, a model or the address cannot be used.
    """
    from rag.answering.assistant import Assistant as Opened

    assistant = Opened.open(settings)
    app = build(assistant, settings, Office(settings, lambda: assistant.encoder))
    with _bound(settings) as listening:
        config = serving(app)
        where = "http://{}:{}".format(*_named(listening))
        log.info(message("page.serving", settings.language, url=where))
        with suppress(KeyboardInterrupt):  # how it is meant to end
            uvicorn.Server(config).run(sockets=[listening])


def serving(app: FastAPI, **options: Any) -> uvicorn.Config:
    """Return how ``app`` is served; ``options`` of uvicorn's win."""
    fixed = {
        "server_header": False,
        "proxy_headers": False,  # uvicorn's own would let all of this machine forge addresses
        "timeout_graceful_shutdown": 3,  # open pages hold a connection each, without end
    }
    return uvicorn.Config(app, **{**fixed, **options})


def _bound(settings: Settings) -> socket.socket:
    """Return a socket at the address to serve.

    :raises SettingsInvalid: another program has it, or it is not this machine's.
    """
    host, port = settings.server.host, settings.server.port
    try:
        return socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET
        )
    except OSError as error:
        raise SettingsInvalid(where="server.port", reason=error.strerror) from error


def _named(listening: socket.socket) -> tuple[str, int]:
    """Return the host and port of a socket as an address in a browser has them."""
    host, port = listening.getsockname()[:2]
    return (f"[{host}]" if ":" in host else host), port


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit status."""
    parser = argparse.ArgumentParser(prog="app.py", description=__doc__.partition("\n")[0])
    parser.add_argument("--host", help="address to listen on")
    parser.add_argument("--port", type=int, help="port to listen on")
    parser.add_argument("--index", help="index directory")
    given = parser.parse_args(argv)
    server = {k: v for k, v in (("host", given.host), ("port", given.port)) if v is not None}
    language = "zh-Hans"
    try:
        settings = Settings.load(index=given.index, server=server or None)
        language = settings.language
        serve(settings)
    except WenceError as error:
        sys.stderr.write(f"{error.say(language)}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
