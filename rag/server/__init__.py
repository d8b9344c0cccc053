"""The doors of the assistant on the network: the HTTP API and what the chat page shows."""

from rag.server.api import create_app

__all__ = ["create_app"]
