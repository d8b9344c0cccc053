"""The chat page: ``python app.py [--host HOST] [--port PORT] [--index DIR]``.

The site itself is ``rag.server.site``. It is imported when it is wanted: whoever starts a server
with a wrong option, or without an index, is told so at once.
"""

from __future__ import annotations

import argparse
import logging
import socket
import sys
import threading
from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any

from rag import logs
from rag.errors import SettingsInvalid, WenceError
from rag.messages import message
from rag.office import Office
from rag.settings import Settings
from rag.terminal import line

if TYPE_CHECKING:
    import uvicorn
    from fastapi import FastAPI

    from rag.answering.assistant import Assistant as Opened
    from rag.server.ports import Assistant

# The server's own channel: given sockets, uvicorn does not say where it listens.
log = logging.getLogger("uvicorn.error")


def build(assistant: Assistant, settings: Settings, office: Office | None = None) -> FastAPI:
    """Return the HTTP API with the chat pages mounted onto it, all counted alike.

    :param office: what the server keeps; None opens that of ``settings``.
    """
    from rag.server import site

    return site.build(assistant, settings, office)


def serve(settings: Settings) -> None:
    """Open the index and serve the page and the API until interrupted.

    :raises WenceError: the index, a model or the address cannot be used.
    """
    from rag.answering.assistant import Assistant as Opened
    from rag.answering.workers import Workers, wanted

    logs.configure(settings.server.log)
    assistant = Opened.open(settings)

    from rag.server.door import Door
    from rag.server.metrics import Measured
    from rag.server.site import pages
    from rag.server.stopping import Server

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
    import uvicorn

    from rag.server.requests import Requests

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
        line(error.say(language))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
