"""The routes of staff: page modules, each with its ``router``, the style sheet and the script."""

from __future__ import annotations

from fastapi import APIRouter

from rag.server.reader.routes import fixed
from rag.server.staff import login, notices, review, trail, usage
from rag.server.staff.desk import Desk
from rag.server.staff.frame import SCRIPT, STYLE, script, style

_PAGES = (login.router, trail.router, notices.router, review.router, usage.router)


def router(desk: Desk) -> APIRouter:
    """Return the routes under ``/staff``; the guard stands before them all, in the Shield."""
    routes = APIRouter(include_in_schema=False)
    for page in _PAGES:
        routes.include_router(page(desk))
    for address, content, kind in (
        (STYLE, style(), "text/css"),
        (SCRIPT, script(), "text/javascript"),
    ):
        routes.add_api_route(address, fixed(content, kind), methods=["GET", "HEAD"])
    return routes
