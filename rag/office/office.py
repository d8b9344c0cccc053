"""The office as the server holds it: one object with all that is kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial

from embeddings import Encoder
from rag.answering.models import load_encoder
from rag.office.accounts import Accounts
from rag.office.feedback import FeedbackTable
from rag.office.kept import Kept
from rag.office.keys import Keys
from rag.office.sessions import Sessions
from rag.office.store import Store
from rag.office.trail import Trail
from rag.office.unanswered import UnansweredTable
from rag.office.uploads import Uploads
from rag.office.usage import UsageTable
from rag.office.writer import Writer
from rag.settings import Settings


class Office:
    """What is kept in ``settings.office.folder``; opening it writes nothing.

    :param encoder: gives the embedding model when files are read; None loads that of ``settings``.
    """

    def __init__(self, settings: Settings, encoder: Callable[[], Encoder] | None = None) -> None:
        self.settings = settings
        self.encoder = encoder or cache(partial(load_encoder, settings))
        self.store = Store(settings.office.folder)
        self.accounts = Accounts(self.store)
        self.keys = Keys(self.store)
        it = settings.office
        self.sessions = Sessions(self.store, it.session_hours, idle_minutes=it.session_idle_minutes)
        self.trail = Trail(self.store)
        self.uploads = Uploads(self.store, settings, self.encoder)
        self.feedback = FeedbackTable(self.store)
        self.unanswered = UnansweredTable(self.store)
        self.usage = UsageTable(self.store)
        self.kept = Kept(self.store, settings.office.keep_days)
        self.writer = Writer([self.usage.flush, self.unanswered.flush, self.kept.expire])

    def open(self) -> None:
        """Go on with what was under way when the last server ended; erase what is too old."""
        self.uploads.resume()
        self.writer.write()

    def close(self) -> None:
        """Stop reading files and write what is in memory; the office can go on being used."""
        self.uploads.close()
        self.writer.close()
