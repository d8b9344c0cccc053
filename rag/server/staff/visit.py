"""Who looks at a page of staff, and how: account, language, what the address asks for, day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from starlette.requests import HTTPConnection

from rag.messages import LANGUAGES
from rag.server.access import LoginRequired
from rag.server.staff.desk import Desk

ACCOUNT = "wence.account"  # where the guard leaves the account in a request's scope
LANGUAGE_COOKIE = "wence-staff-language"
_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Visit:
    """A look at a page; ``account`` is '' only before the login."""

    account: str
    language: str
    query: Mapping[str, str]
    day: date

    @classmethod
    def of(cls, connection: HTTPConnection, desk: Desk) -> Visit:
        """Return who looks, as the guard has found out.

        :raises LoginRequired: the guard has let nobody in; a page that it does not stand before.
        """
        account = connection.scope.get(ACCOUNT)
        if not account:
            raise LoginRequired
        return cls._of(account, connection, desk)

    @classmethod
    def before_login(cls, connection: HTTPConnection, desk: Desk) -> Visit:
        """Return a visit of nobody in particular."""
        return cls._of("", connection, desk)

    @classmethod
    def _of(cls, account: str, connection: HTTPConnection, desk: Desk) -> Visit:
        language = language_of(connection, desk.settings.language)
        return cls(account, language, dict(connection.query_params), desk.assistant.today)


def language_of(connection: HTTPConnection, default: str) -> str:
    """Return the language of a page: that of its address, else of the cookie, else ``default``."""
    for given in (connection.query_params.get("lang"), connection.cookies.get(LANGUAGE_COOKIE)):
        if given in LANGUAGES:
            return given
    return default


def language_cookie(connection: HTTPConnection) -> str | None:
    """Return the cookie that keeps the language which an address asks for, None without one."""
    given = connection.query_params.get("lang")
    if given not in LANGUAGES:
        return None
    return f"{LANGUAGE_COOKIE}={given}; Path=/staff; Max-Age={_YEAR}; HttpOnly; SameSite=Strict"
