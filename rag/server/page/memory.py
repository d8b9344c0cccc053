"""A conversation as the visitor's own tab keeps it, so that reloading the page loses nothing.

The tab's session storage ends with the tab: on a shared computer the next visitor starts anew.
What comes back is the visitor's to forge, so it is checked, and rendered like any foreign text.
"""

from __future__ import annotations

import logging

from pydantic import TypeAdapter, ValidationError

from rag.office.usage import DoorName
from rag.server.page.conversation import Conversation, Exchange

log = logging.getLogger(__name__)

MAX_BYTES = 128 * 1024  # sent back whole on a reload; has to pass the limit on request bodies

_EXCHANGES = TypeAdapter(tuple[Exchange, ...])


def key(door: DoorName) -> str:
    """Return what the tab calls the conversation at ``door``: staff's is not the public page's."""
    return "wence" if door == "page" else f"wence-{door}"


def remember(conversation: Conversation) -> str:
    """Return the latest exchanges of ``conversation`` that fit, as JSON."""
    exchanges = conversation.exchanges
    while len(saved := _EXCHANGES.dump_json(exchanges)) > MAX_BYTES:
        exchanges = exchanges[1:]
    return saved.decode()


def recall(saved: str | None) -> Conversation:
    """Return the conversation in ``saved``; an empty one when there is none that can be read."""
    if not saved or len(saved) > MAX_BYTES:
        return Conversation()
    try:
        exchanges = _EXCHANGES.validate_json(saved)
    except ValidationError as error:
        log.info("a saved conversation is not readable: %d faults", error.error_count())
        return Conversation()
    return Conversation(exchanges[-Conversation.LIMIT :])
