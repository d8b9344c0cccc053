"""What is wrong with an index, or with what is asked of one."""

from __future__ import annotations

from rag.errors.base import WenceError


class IndexMissing(WenceError):
    """There is no index in the directory. Parameter: ``path``."""

    key = "index_missing"


class IndexEmpty(WenceError):
    """The index holds no notice. Parameter: ``path``."""

    key = "index_empty"


class IndexDamaged(WenceError):
    """A file of the index is missing or not what the manifest says. ``path``, ``reason``."""

    key = "index_damaged"


class IndexMismatch(WenceError):
    """The index was written with another embedding model. ``path``, ``written``, ``configured``."""

    key = "index_mismatch"


class IndexBusy(WenceError):
    """Another process is writing this index. Parameter: ``path``."""

    key = "index_busy"


class IndexUnwritable(WenceError):
    """The index cannot be written: full disk, no permission. Parameters: ``path``, ``reason``."""

    key = "index_unwritable"


class StoreMismatch(WenceError):
    """Vectors are elsewhere than the settings say. ``path``, ``written``, ``configured``."""

    key = "store_mismatch"


class StoreUnavailable(WenceError):
    """The store of vectors cannot be reached or used. Parameters: ``uri``, ``reason``."""

    key = "store_unavailable"


class NoticeNotFound(WenceError):
    """No notice has that number, title or id. Parameters: ``name``, ``candidates``."""

    key = "notice_not_found"


class NoticeAmbiguous(WenceError):
    """Several notices answer to a name. Parameters: ``name``, ``candidates``."""

    key = "notice_ambiguous"


class ParagraphNotFound(WenceError):
    """A notice has no such paragraph. Parameters: ``name``, ``paragraph``."""

    key = "paragraph_not_found"
