"""What is wrong with a source file."""

from __future__ import annotations

from rag.errors.base import WenceError


class SourceMissing(WenceError):
    """A path named for ingest does not exist. Parameter: ``path``."""

    key = "source_missing"


class SourceUnreadable(WenceError):
    """The operating system refuses to read a file. Parameters: ``path``, ``reason``."""

    key = "source_unreadable"


class SourceEmpty(WenceError):
    """A file holds no text. Parameter: ``path``."""

    key = "source_empty"


class SourceBinary(WenceError):
    """A file named as text holds binary data. Parameter: ``path``."""

    key = "source_binary"


class SourceEncoding(WenceError):
    """A text file is in none of the encodings that are tried. Parameters: ``path``, ``tried``."""

    key = "source_encoding"


class SourceFormat(WenceError):
    """A file's format is not read. Parameters: ``path``, ``suffix``."""

    key = "source_format"


class SourceTooLarge(WenceError):
    """A file is over the size limit. Parameters: ``path``, ``size``, ``limit`` (both MiB)."""

    key = "source_too_large"


class SourceBroken(WenceError):
    """A file is damaged, or not what its suffix says. Parameters: ``path``, ``format``."""

    key = "source_broken"


class SourceEncrypted(WenceError):
    """A file or archive member asks for a password. Parameter: ``path``."""

    key = "source_encrypted"


class SourceLegacy(WenceError):
    """A file is in a binary format of old office programs. Parameters: ``path``, ``suffix``."""

    key = "source_legacy"


class SourceScanned(WenceError):
    """A PDF or OFD file holds pictures of pages, no text. Parameter: ``path``."""

    key = "source_scanned"


class SourceGarbled(WenceError):
    """The text layer of a file does not say what its pages show. ``path``, ``pages``."""

    key = "source_garbled"


class SourceTooLong(WenceError):
    """A file has more pages than the limit. Parameters: ``path``, ``pages``, ``limit``."""

    key = "source_too_long"


class SourceTooHeavy(WenceError):
    """Reading a file takes too much. Parameters: ``path``, ``limit`` (settings with values)."""

    key = "source_too_heavy"


class ArchiveExpands(WenceError):
    """A packed file unpacks to more than the limit, or out of proportion. ``path``, ``limit``."""

    key = "archive_expands"


class ArchiveTooMany(WenceError):
    """An archive holds more files than the limit. Parameters: ``path``, ``limit``."""

    key = "archive_too_many"


class ArchiveTooDeep(WenceError):
    """Archives are nested deeper than the limit. Parameters: ``path``, ``limit``."""

    key = "archive_too_deep"


class ArchiveUnsafe(WenceError):
    """A member's name points out of its archive, or it is a link. Parameter: ``path``."""

    key = "archive_unsafe"


class NoNotice(WenceError):
    """No notice (通知) was found in what was to be read. Parameter: ``path``."""

    key = "no_notice"
