"""Whether a request comes from a page of this server, so that no other site acts for staff."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from rag.settings import Settings

_PORTS = {"http": 80, "https": 443}


def is_ours(connection: HTTPConnection, settings: Settings) -> bool:
    """Return whether a browser, or whoever calls, says that a page of ours sends this.

    ``Sec-Fetch-Site`` decides where there is one. Else ``Origin`` has to name the host that is
    called, which behind proxies is what they say in ``X-Forwarded-Host``, where they are trusted
    and say it: a page elsewhere can make a browser send neither. With neither header it is not
    ours.
    """
    site = connection.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = connection.headers.get("origin", "")
    scheme, _, _ = origin.partition("://")
    if scheme not in (("https",) if settings.server.https else tuple(_PORTS)):
        return False
    named = _place(scheme, origin.partition("://")[2])
    return named is not None and named == _place(scheme, host(connection, settings))


def host(connection: HTTPConnection, settings: Settings) -> str:
    """Return the host that the visitor's browser called."""
    if settings.server.trusted_proxies:
        said = ",".join(connection.headers.getlist("x-forwarded-host")).split(",")
        # Proxies add to the end, as they do to X-Forwarded-For; the one nearest to the visitor
        # is as far from it as there are proxies.
        if said[-1].strip():
            return said[max(0, len(said) - settings.server.trusted_proxies)].strip()
    return connection.headers.get("host", "")


def _place(scheme: str, host: str) -> tuple[str, int] | None:
    """Return host and port; None for what is neither."""
    try:
        parts = urlsplit(f"{scheme}://{host}")
        port = parts.port or _PORTS[scheme]
    except ValueError:
        return None
    if not parts.hostname or parts.netloc != host or "@" in host:
        return None
    return parts.hostname.lower(), port
