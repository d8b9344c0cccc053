"""The office (办公室): what the server keeps beside the index for those who look after it.

Accounts, uploaded files with their state, feedback, questions that were not answered, figures of
use. All of it is in one folder, in one SQLite file; nothing here knows of HTTP or of pages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rag.office.office import Office as Office

__all__ = ["Office"]


def __getattr__(name: str) -> Any:
    """Import ``Office`` where it is asked for: accounts alone need no reading of notices."""
    if name == "Office":
        from rag.office.office import Office

        return Office
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
