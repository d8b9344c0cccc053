"""What a page of staff works with."""

from __future__ import annotations

from dataclasses import dataclass

from rag.office import Office
from rag.server.ports import Assistant
from rag.settings import Settings


@dataclass(frozen=True, slots=True)
class Desk:
    """The server as the pages of staff have it, the same for all of them."""

    assistant: Assistant
    settings: Settings
    office: Office
