"""Logging in and out."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from rag.server.staff.desk import Desk
from rag.server.staff.frame import LOGIN, ROOT, Frame
from rag.server.staff.visit import Visit


def router(desk: Desk) -> APIRouter:
    """Return the routes of the login."""
    routes = APIRouter(include_in_schema=False)

    @routes.get(LOGIN)
    def form(request: Request) -> Response:
        frame = Frame(Visit.before_login(request, desk), desk.settings.server.title)
        return HTMLResponse(frame.page(frame.plain("login"), LOGIN))

    @routes.get(ROOT)
    def chat() -> Response:
        return RedirectResponse(f"{ROOT}/")

    return routes
