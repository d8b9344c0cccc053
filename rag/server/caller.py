"""Who asks: the address a question came from, as far as it can be trusted.

Every proxy appends the address that it was called from to ``X-Forwarded-For``. What stands further
left than the proxies one runs oneself is the caller's to invent.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from starlette.requests import HTTPConnection

UNKNOWN = "unknown"
KEY = "wence.key"  # of a request's scope: the number of the key that came with it
# A household or an office is given a /64 at least, and may call from any address within it.
IPV6_PREFIX = 64


@dataclass(frozen=True, slots=True)
class Caller:
    """An address to count by (IPv6: its /64), and the open page where there is one."""

    address: str = UNKNOWN
    session: str | None = None

    @classmethod
    def of(
        cls, connection: HTTPConnection | None, proxies: int, session: str | None = None
    ) -> Caller:
        """Return who stands behind ``connection``.

        :param proxies: how many proxies stand before the server; the header counts as far as that.
        """
        if connection is None:
            return cls(session=session)
        if key := connection.scope.get(KEY):  # counted by itself, whatever address it comes from
            return cls(f"key {key}", session)
        peer = connection.client.host if connection.client else ""
        said = ",".join(connection.headers.getlist("x-forwarded-for"))
        return cls(address_of(peer, said, proxies), session)


def address_of(peer: str, forwarded: str, proxies: int) -> str:
    """Return the address to count by: that of ``peer``, or one in ``forwarded`` behind proxies.

    A header with fewer addresses than there are proxies did not pass them all, so that it is not
    believed; neither is what is no address.

    >>> address_of("10.0.0.9", "198.51.100.7, 203.0.113.5", 1)
    '203.0.113.5'
    >>> address_of("203.0.113.5", "198.51.100.7", 0)
    '203.0.113.5'
    """
    last = _network(peer) or UNKNOWN
    hops = forwarded.split(",") if forwarded else []
    if not 0 < proxies <= len(hops):
        return last
    return _network(hops[-proxies]) or last


def _network(text: str) -> str | None:
    """Return an address in its one spelling, with IPv6 cut to its network; None if it is none."""
    text = text.strip().strip('"')
    if text.startswith("["):  # [2001:db8::1]:443
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:  # 203.0.113.5:443
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is None:
            return str(ipaddress.ip_network((address, IPV6_PREFIX), strict=False))
        address = address.ipv4_mapped
    return str(address)
