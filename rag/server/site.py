"""The site: the HTTP API with the chat pages and MCP's tools mounted onto it, all of Gradio's here.

Wiring only. The widgets are laid out in ``rag.server.page.layout``; what happens on a question is
in ``rag.server.page.chat``, what it looks like in ``rag.server.page.render`` and its style sheets.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence

import gradio as gr
from fastapi import FastAPI
from starlette.requests import HTTPConnection

from rag.messages import message
from rag.office import Office
from rag.server import create_app
from rag.server.door import Door
from rag.server.metrics import Measured
from rag.server.page import assets, told
from rag.server.page.addresses import Address, public
from rag.server.page.chat import Chat
from rag.server.page.layout import Layout
from rag.server.ports import Assistant
from rag.server.staff import chat
from rag.server.staff.desk import Desk
from rag.server.staff.frame import ROOT
from rag.server.tools import Tools
from rag.settings import Settings

QUEUE = 1000  # events; the door turns questions away long before
_OPEN_PAGES = 500


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
    told.redirect()
    # Staff's first: what is mounted at the root takes all that is left.
    _mount(app, _staff(desk, door), ROOT, chat.addresses(settings.language), settings)
    _mount(app, _public(desk, door), "/", public(settings.language), settings)
    return app


def _mount(
    app: FastAPI, blocks: gr.Blocks, path: str, addresses: Sequence[Address], settings: Settings
) -> None:
    staff = path != "/"
    app.state.inlet.open(path, blocks)
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
    blocks = gr.Blocks(
        title=settings.server.title, analytics_enabled=False, delete_cache=(3600, 3600)
    )
    # A page that is open takes 0.3 MB, and Gradio would keep ten thousand; one that is forgotten
    # goes on with what its tab has kept.
    blocks.state_session_capacity = _OPEN_PAGES
    return blocks


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
