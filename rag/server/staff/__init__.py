"""The pages of staff under ``/staff``: plain HTML behind a login; the chat is beside them."""

from rag.server.staff.desk import Desk
from rag.server.staff.guard import Guard
from rag.server.staff.routes import router

__all__ = ["Desk", "Guard", "router"]
