"""What can go wrong with an archive of a back-up; shown on the command line."""

from __future__ import annotations

from rag.errors import WenceError


class BackupExists(WenceError):
    """There is a file where a back-up is to be written. Parameter: ``path``."""

    key = "backup_exists"


class BackupFailed(WenceError):
    """A back-up cannot be written; nothing was left behind. Parameters: ``path``, ``reason``."""

    key = "backup_failed"


class BackupElsewhere(WenceError):
    """Vectors of the index are in a store that has back-ups of its own. ``path``, ``store``."""

    key = "backup_elsewhere"


class BackupInvalid(WenceError):
    """A file is no back-up, or a damaged one; nothing was touched. ``path``, ``reason``."""

    key = "backup_invalid"


class RestoreTaken(WenceError):
    """A folder to restore into holds something already. Parameter: ``path``."""

    key = "restore_taken"


class RestoreFailed(WenceError):
    """A back-up cannot be put back; what was there stays. Parameters: ``path``, ``reason``."""

    key = "restore_failed"
