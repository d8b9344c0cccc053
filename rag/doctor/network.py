"""Whether the port is free and the chat model's endpoint answers; no key is ever shown."""

from __future__ import annotations

import socket

import httpx

from rag.doctor.finding import Desk, Finding
from rag.settings import Settings

_SECONDS = 5.0  # that an endpoint has to answer
_REFUSED = (401, 403)


def port(settings: Settings) -> Finding:
    """Check that the address to serve is free, or that this program has it already."""
    host, number = settings.server.host, settings.server.port
    desk, where = Desk("port", settings.language), f"{host}:{number}"
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, number), family=family).close()
    except OSError as error:
        if _is_ours(host, number):
            return desk.good("ours", where=where)
        return desk.bad("bad", where=where, reason=error.strerror)
    return desk.good("good", where=where)


def _is_ours(host: str, number: int) -> bool:
    local = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    try:
        said = httpx.get(f"http://{local}:{number}/healthz", timeout=_SECONDS, trust_env=False)
        return bool(said.json() == {"status": "ok"})
    except (httpx.HTTPError, ValueError):
        return False


def chat(settings: Settings) -> Finding:
    """Check that the chat model's endpoint answers and takes the key."""
    it, desk = settings.chat, Desk("chat", settings.language)
    if not it.model:
        return desk.good("none")
    # Only the host is told: an address may have a password in it.
    base = it.base_url or "https://api.openai.com/v1"
    key = it.api_key.get_secret_value() or "none"
    try:
        host = httpx.URL(base).host
        said = httpx.get(
            f"{base.rstrip('/')}/models",
            headers={"Authorization": f"Bearer {key}"},
            timeout=min(_SECONDS, it.timeout),
        )
    except httpx.TimeoutException:
        return desk.bad("bad", host=host, reason=f"> {min(_SECONDS, it.timeout):g} s")
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        return desk.bad("bad", host=settings.chat.model, reason=type(error).__name__)
    if said.status_code in _REFUSED:
        return desk.bad("refused", host=host, status=said.status_code)
    if said.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
        return desk.bad("bad", host=host, reason=f"HTTP {said.status_code}")
    # Not every server lists its models; that it answers is enough.
    return desk.good("good", host=host, model=it.model)
