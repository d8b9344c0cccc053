"""The reader: a page for every notice and a list of all, plain HTML without a script."""

from rag.server.reader.links import link
from rag.server.reader.routes import router

__all__ = ["link", "router"]
