"""Settings as one table: name, default and one line of help each, limits included.

Read once at start from ``wence.toml``, then ``WENCE_*`` variables, then options; later wins.
``[chat] base_url`` in the file is ``WENCE_CHAT_BASE_URL`` in the environment. Passed as an object;
nothing reads the environment after that.
"""

from rag.settings.answering import Answering, Chat, Evaluation, Judge
from rag.settings.finding import (
    BUNDLED,
    Chunking,
    Embedding,
    Indexing,
    Reading,
    Reranker,
    Retrieval,
    Store,
)
from rag.settings.serving import Limits, Office, Server
from rag.settings.table import SETTINGS_FILE, Settings

__all__ = [
    "BUNDLED",
    "SETTINGS_FILE",
    "Answering",
    "Chat",
    "Chunking",
    "Embedding",
    "Evaluation",
    "Indexing",
    "Judge",
    "Limits",
    "Office",
    "Reading",
    "Reranker",
    "Retrieval",
    "Server",
    "Settings",
    "Store",
]
