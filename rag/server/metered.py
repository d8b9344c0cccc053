"""A request body that is passed on as it comes in, up to a limit, and never held whole."""

from __future__ import annotations

from starlette.types import Message, Receive, Send


class Metered:
    """Stands between a connection and the application for one request.

    Past the limit the application meets a connection that ended, as it may any time, and what it
    says to that is kept back: the right answer is somebody else's.
    """

    def __init__(self, receive: Receive, send: Send, limit: int) -> None:
        self._receive, self._send = receive, send
        self._left = limit
        self.exceeded = False
        self.answered = False

    async def receive(self) -> Message:
        """Return the next part of the body."""
        if self.exceeded:
            return {"type": "http.disconnect"}
        event = await self._receive()
        self._left -= len(event.get("body", b""))
        if self._left < 0:
            self.exceeded = True
            return {"type": "http.disconnect"}
        return event

    async def send(self, event: Message) -> None:
        """Send a part of the answer, unless the body went over the limit before it began."""
        if self.exceeded and not self.answered:
            return
        self.answered = True
        await self._send(event)
