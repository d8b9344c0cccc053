"""The routes of staff: page modules, each with its ``router``, and the style sheet."""

from __future__ import annotations

from fastapi import APIRouter

from rag.server.reader.routes import fixed
from rag.server.staff import login, review, trail, usage
from rag.server.staff.desk import Desk
from rag.server.staff.frame import STYLE, style

_PAGES = (login.router, trail.router, review.router, usage.router)


def router(desk: Desk) -> APIRouter:
    """Return the routes under ``/staff``; the guard stands before them all, in the Shield."""
    routes = APIRouter(include_in_schema=False)
    for page in _PAGES:
        routes.include_router(page(desk))
    routes.add_api_route(STYLE, fixed(style(), "text/css"), methods=["GET", "HEAD"])
    return routes
