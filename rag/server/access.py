"""Why a request to staff's part of the server is turned away."""

from __future__ import annotations

from rag.errors import WenceError


class LoginRequired(WenceError):
    """A page of staff was asked for without a session, or with one that is over."""

    key = "login_required"


class ForeignOrigin(WenceError):
    """Something is to be changed for staff, but no page of this server asks for it."""

    key = "foreign_origin"
