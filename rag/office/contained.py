"""What goes wrong unexpectedly, held where a thread must go on with what comes next."""

from __future__ import annotations

from types import TracebackType


class Contained:
    """Ends its block on a defect of the program and keeps it, for whoever made the block to tell.

    Unlike a handler it cannot be used to pass over an error: it has none of its own.

    >>> with Contained() as block:
    ...     1 / 0
    >>> block.defect
    ZeroDivisionError('division by zero')
    """

    def __init__(self) -> None:
        self.defect: Exception | None = None

    def __enter__(self) -> Contained:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        """Keep an exception; what ends a whole program passes on."""
        if not isinstance(error, Exception):
            return False
        self.defect = error
        return True
