"""The cookie of a session: out of reach of scripts, of other sites and of all but ``/staff``."""

from __future__ import annotations

from starlette.requests import HTTPConnection
from starlette.responses import Response

from rag.settings import Settings

_NAME = "wence-staff"
_PATH = "/staff"


class Cookie:
    """Reads and writes the cookie, over HTTPS alone where visitors come by it.

    There its name begins with ``__Secure-``, so that a browser takes it over HTTPS only: nobody
    between can put a session of his own in its place. ``__Host-`` would ask for the path ``/``
    and show the session to the public page.
    """

    def __init__(self, settings: Settings) -> None:
        self._secure = settings.server.https
        self.name = f"__Secure-{_NAME}" if self._secure else _NAME

    def read(self, connection: HTTPConnection) -> str:
        """Return the token, '' for none."""
        return connection.cookies.get(self.name, "")

    def write(self, response: Response, token: str, seconds: int) -> None:
        """Give ``token`` to the browser for ``seconds``."""
        response.set_cookie(
            self.name,
            token,
            max_age=seconds,
            path=_PATH,
            secure=self._secure,
            httponly=True,
            samesite="strict",
        )

    def clear(self, response: Response) -> None:
        """Make the browser forget it."""
        response.delete_cookie(
            self.name, path=_PATH, secure=self._secure, httponly=True, samesite="strict"
        )
