"""What may be said to Gradio: the page's own events and MCP's tools, in their own words.

Mounted onto another application, Gradio believes whatever file a request names: it copies that file
into its cache, or fetches it from an address, and tells by a digest what is in it. MCP's resources
and prompts make it call the host that a request claims to have been sent to. So bodies are read
here first, and only what our page and our tools need goes on, written anew: what was looked at is
what is read after it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import gradio as gr
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, Response
from starlette.types import Scope

from rag.errors import RequestInvalid
from rag.messages import message
from rag.server.staff.origin import host
from rag.settings import Settings

_JOIN = re.compile(r"(/staff)?/gradio_api/queue/join")
_MCP = re.compile(r"/gradio_api/mcp/?")
_SESSION = re.compile(r"\w{1,64}", re.ASCII)
_JOINING = ("data", "event_data", "fn_index", "trigger_id", "session_hash")
_SCALARS = (str, int, float, bool, type(None))
_FILE = "_type"  # by which Gradio knows a file, within ``meta``

# Of MCP what our tools take. Resources and prompts, of which there are none, may be listed.
_METHODS = frozenset(
    {
        *("initialize", "ping", "tools/list", "tools/call"),
        *("resources/list", "resources/templates/list", "prompts/list"),
        *("notifications/initialized", "notifications/cancelled", "notifications/progress"),
    }
)
_NO_METHOD = -32601  # JSON-RPC's own number

# By which a request says where it was sent to. Gradio believes them of anybody.
_CLAIMS = re.compile(rb"x-gradio-.*|x-forwarded-(host|prefix|path|server|port)|forwarded")
_SCHEMES = (b"http", b"https")


class Inlet:
    """Looks at what is sent to Gradio's routes; one for the whole server."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._events: dict[str, Mapping[int, int]] = {}

    def open(self, path: str, blocks: gr.Blocks) -> None:
        """Let the events of ``blocks`` in, which are mounted at ``path``; not its tools.

        Called by their number a tool would be open where programs need a key.
        """
        self._events["" if path == "/" else path] = {
            number: len(event.inputs)
            for number, event in blocks.fns.items()
            if event.api_visibility == "private" and event.fn is not None
        }

    def admitted(self, path: str, body: bytes) -> tuple[bytes, Response | None]:
        """Return the body that goes on to ``path``, and the answer where none does.

        :raises RequestInvalid: it is nothing that our page or an agent has to say.
        """
        if joining := _JOIN.fullmatch(path):
            events = self._events.get(joining[1] or "", {})
            return _written(self._joined(_object(body, self._language), events)), None
        if not _MCP.fullmatch(path):
            return body, None
        said = _object(body, self._language)
        method = said.get("method")
        if method is None or (isinstance(method, str) and method in _METHODS):
            return _written(said), None
        number = said.get("id")
        error = {"code": _NO_METHOD, "message": "Method not found"}
        answer = {"jsonrpc": "2.0", "id": number if _is_scalar(number) else None, "error": error}
        return b"", JSONResponse(answer, HTTPStatus.OK)

    def without_claims(self, scope: Scope) -> Scope:
        """Return a request without what it claims of the address it was sent to.

        Where proxies are trusted, what they say of the host stays, as ``origin`` reads it.
        """
        kept = [
            (name, value)
            for name, value in scope["headers"]
            if not _CLAIMS.fullmatch(name)
            and (name != b"x-forwarded-proto" or value.strip() in _SCHEMES)
        ]
        connection = HTTPConnection(scope)
        if self._settings.server.trusted_proxies and "x-forwarded-host" in connection.headers:
            kept.append((b"x-forwarded-host", host(connection, self._settings).encode("latin-1")))
        return {**scope, "headers": kept}

    @property
    def _language(self) -> str:
        return self._settings.language

    def _joined(self, said: Mapping[str, Any], events: Mapping[int, int]) -> dict[str, Any]:
        """Return what Gradio's queue is told of an event of the page."""
        kept = {name: said[name] for name in _JOINING if name in said}
        number, data, session = (kept.get(key) for key in ("fn_index", "data", "session_hash"))
        if type(number) is not int or number not in events:
            raise self._invalid("fn_index")
        if not isinstance(data, list) or len(data) != events[number]:
            raise self._invalid("data")
        if not all(map(_is_scalar, data)):
            raise self._invalid("data")
        if not isinstance(session, str) or not _SESSION.fullmatch(session):
            raise self._invalid("session_hash")
        if _names_file(kept.get("event_data")):
            raise self._invalid("event_data")
        return kept

    def _invalid(self, where: str) -> RequestInvalid:
        return RequestInvalid(where=where, reason=message("api.field_value", self._language))


def _object(body: bytes, language: str) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise RequestInvalid(where="body", reason=message("api.not_json", language))
    return said


def _written(said: Mapping[str, Any]) -> bytes:
    return json.dumps(said).encode()


def _is_scalar(value: object) -> bool:
    return isinstance(value, _SCALARS)


def _names_file(value: object) -> bool:
    if isinstance(value, dict):
        return _FILE in value or any(map(_names_file, value.values()))
    return isinstance(value, list) and any(map(_names_file, value))
