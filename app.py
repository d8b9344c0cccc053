"""The chat page: ``python app.py [--host HOST] [--port PORT] [--index DIR]``.

Wiring only. The widgets are laid out in ``rag.server.page.layout``; what happens on a question is
in ``rag.server.page.chat``, what it looks like in ``rag.server.page.render`` and its style sheets.
"""

from __future__ import annotations

import argparse
import logging
import socket
import sys
import threading
import warnings
from collections.abc import Callable, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any

import gradio as gr
import uvicorn
from fastapi import FastAPI
from starlette.requests import HTTPConnection

from rag import logs
from rag.errors import SettingsInvalid, WenceError
from rag.messages import message
from rag.office import Office
from rag.server import create_app
from rag.server.door import Door
from rag.server.metrics import Measured
from rag.server.page import assets
from rag.server.page.addresses import Address, public
from rag.server.page.chat import Chat
from rag.server.page.layout import Layout
from rag.server.ports import Assistant
from rag.server.requests import Requests
from rag.server.staff import chat
from rag.server.staff.desk import Desk
from rag.server.staff.frame import ROOT
from rag.server.stopping import Server
from rag.server.tools import Tools
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.answering.assistant import Assistant as Opened

# The server's own channel: given sockets, uvicorn does not say where it listens.
log = logging.getLogger("uvicorn.error")

QUEUE = 1000  # events; the door turns questions away long before


def build(assistant: Assistant, settings: Settings, office: Office | None = None) -> FastAPI:
    """Return the HTTP API with the chat pages mounted onto it, all counted alike.

    :param office: what the server keeps; None opens that of ``settings``.
    """
    office = office or Office(settings)
    return pages(Door(Measured(assistant), settings, office), settings, office)


def pages(door: Door, settings: Settings, office: Office) -> FastAPI:
    """Return what ``build`` does, with ``door`` as the way to the assistant."""
    assistant = door.assistant
    desk = Desk(assistant, settings, office)
    app = create_app(assistant, settings, door, office)
    # Gradio warns of what it does not render on the server, even where it was never to.
    warnings.filterwarnings("ignore", message="SSR mode is not supported")
    # Staff's first: what is mounted at the root takes all that is left.
    _mount(app, _staff(desk, door), ROOT, chat.addresses(settings.language), settings)
    _mount(app, _public(desk, door), "/", public(settings.language), settings)
    return app


def _mount(
    app: FastAPI, blocks: gr.Blocks, path: str, addresses: Sequence[Address], settings: Settings
) -> None:
    staff = path != "/"
    gr.mount_gradio_app(
        app,
        blocks,
        path=path,
        css_paths=[*assets.CSS_PATHS, chat.CSS_PATH] if staff else assets.CSS_PATHS,
        head_paths=assets.HEAD_PATH,
        js=assets.script(addresses, settings.server.title),
        theme=gr.themes.Base(
            primary_hue="red", neutral_hue="stone", font=assets.FONTS, font_mono=assets.FONTS
        ),
        footer_links=[],
        show_error=False,
        run_history=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=not staff,
        enable_monitoring=False,
        max_file_size=1,
    )


def _public(desk: Desk, door: Door) -> gr.Blocks:
    """Return the pages for everybody, and the tools of MCP."""

    def lay(blocks: gr.Blocks, address: Address) -> None:
        answering = Chat(desk.assistant, desk.settings, door, address.language)
        Layout(answering, door, address).lay(blocks)

    language = desk.settings.language
    with _blocks(desk.settings) as blocks:
        _tools(Tools(door, desk.assistant, language), language)
    return _paged(blocks, public(language), lay)


def _staff(desk: Desk, door: Door) -> gr.Blocks:
    """Return the pages of staff."""

    def lay(blocks: gr.Blocks, address: Address) -> None:
        chat.lay_out(blocks, desk, door, address)

    return _paged(_blocks(desk.settings), chat.addresses(desk.settings.language), lay)


def _blocks(settings: Settings) -> gr.Blocks:
    return gr.Blocks(
        title=settings.server.title, analytics_enabled=False, delete_cache=(3600, 3600)
    )


def _paged(
    blocks: gr.Blocks, addresses: Sequence[Address], lay: Callable[[gr.Blocks, Address], None]
) -> gr.Blocks:
    """Return ``blocks`` with a page at each of ``addresses``, the first of them at the root."""
    for address in addresses:
        page = blocks
        if address.path:
            page = blocks.route(address.path, f"/{address.path}", show_in_navbar=False)
        with page:
            lay(blocks, address)
    blocks.queue(api_open=False, max_size=QUEUE, default_concurrency_limit=None)
    return blocks


def _tools(tools: Tools, language: str) -> None:
    """Offer ``tools`` over MCP, within the blocks that are being laid out."""

    async def ask(question: str, request: gr.Request) -> str:
        return await tools.ask(question, _connection(request))

    async def search(question: str, request: gr.Request) -> str:
        return await tools.search(question, _connection(request))

    async def read(notice: str, request: gr.Request, paragraph: str = "") -> str:
        return await tools.read(notice, paragraph, _connection(request))

    for tool in (ask, search, read):
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
    from rag.answering.workers import Workers, wanted

    logs.configure(settings.server.log)
    assistant = Opened.open(settings)
    answering = Workers(assistant, settings, wanted(settings))
    office = Office(settings, lambda: assistant.encoder)
    door = Door(Measured(answering), settings, office)
    app = pages(door, settings, office)
    threading.Thread(target=_verify, args=[assistant], name="wence-verify", daemon=True).start()
    with closing(answering), _bound(settings) as listening:
        config = serving(app)
        where = "http://{}:{}".format(*_named(listening))
        log.info(message("page.serving", settings.language, url=where))
        seconds, last = settings.server.stop_seconds, office.writer.close
        Server(config, door.under_way, seconds, last).run(sockets=[listening])


def _verify(assistant: Opened) -> None:
    try:
        assistant.verify()
    except WenceError as error:
        log.error("%s", error)


def serving(app: FastAPI, **options: Any) -> uvicorn.Config:
    """Return how ``app`` is served; ``options`` of uvicorn's win."""
    fixed = {
        "server_header": False,
        "proxy_headers": False,  # uvicorn's own would let all of this machine forge addresses
        "timeout_graceful_shutdown": 3,  # open pages hold a connection each, without end
        "log_config": None,  # uvicorn's own lines have addresses and questions in them
        "access_log": False,
    }
    return uvicorn.Config(Requests(app), **{**fixed, **options})


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
