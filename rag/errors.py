"""Every failure a user can meet, by name.

An error carries no sentence of its own: its ``key`` names a template in ``rag/messages`` and its
parameters fill it, so that the one line a user sees is in the user's language while logs and
tests can rely on the class.
"""

from __future__ import annotations

from typing import ClassVar

from rag.messages import message


class WenceError(Exception):
    """Base of all named errors; the command line prints it as one line and exits with status 1."""

    key: ClassVar[str] = "internal"

    def __init__(self, **params: object) -> None:
        super().__init__()
        self.params = params

    def say(self, language: str = "zh-Hans") -> str:
        """Return the line for the user in ``language``."""
        return message(f"error.{self.key}", language, **self.params)

    def __str__(self) -> str:
        return self.say()


class SettingsInvalid(WenceError):
    """A settings file or variable cannot be used. Parameters: ``where``, ``reason``."""

    key = "settings_invalid"


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


class NoticeNotFound(WenceError):
    """No notice has that number, title or id. Parameters: ``name``, ``candidates``."""

    key = "notice_not_found"


class NoticeAmbiguous(WenceError):
    """Several notices answer to a name. Parameters: ``name``, ``candidates``."""

    key = "notice_ambiguous"


class ParagraphNotFound(WenceError):
    """A notice has no such paragraph. Parameters: ``name``, ``paragraph``."""

    key = "paragraph_not_found"


class QuestionInvalid(WenceError):
    """A question is empty or too long. Parameter: ``reason``."""

    key = "question_invalid"


class QuestionEmpty(QuestionInvalid):
    """A question holds nothing but blanks."""

    key = "question_empty"


class QuestionTooLong(QuestionInvalid):
    """A question is over the limit. Parameters: ``chars``, ``limit``."""

    key = "question_too_long"


class RequestInvalid(WenceError):
    """A batch line or a request body is not what the contract says. ``where``, ``reason``."""

    key = "request_invalid"


class FilterInvalid(WenceError):
    """A filter cannot be met by any notice; its subclasses say which, but for half characters."""

    key = "filter_invalid"


class FilterEmpty(FilterInvalid):
    """A filter holds nothing but blanks. Parameter: ``where``."""

    key = "filter_empty"


class FilterDates(FilterInvalid):
    """The first day of issue is behind the last. Parameters: ``first``, ``last``."""

    key = "filter_dates"


class FilterNumber(FilterInvalid):
    """What is filtered by is no document number. Parameter: ``number``."""

    key = "filter_number"


class QuestionSetInvalid(WenceError):
    """A question set or answers file breaks its schema. Parameters: ``where``, ``reason``."""

    key = "question_set_invalid"


class ModelUnavailable(WenceError):
    """An embedding model cannot be loaded, or fails. Parameters: ``model``, ``reason``."""

    key = "model_unavailable"


class EmbeddingUnreachable(ModelUnavailable):
    """An embedding endpoint does not answer. Parameters: ``model``, ``endpoint``, ``reason``."""

    key = "embedding_unreachable"


class EmbeddingRefused(ModelUnavailable):
    """An embedding endpoint refuses: key, model or batch. ``model``, ``endpoint``, ``reason``."""

    key = "embedding_refused"


class EmbeddingMalformed(ModelUnavailable):
    """An endpoint's reply holds no vectors of the length expected. As above."""

    key = "embedding_malformed"


class RerankerUnavailable(ModelUnavailable):
    """The reranker cannot be loaded, or fails. Parameters: ``model``, ``reason``."""

    key = "reranker_unavailable"


class ChatUnavailable(WenceError):
    """The chat model cannot be reached or answers badly. Parameters: ``model``, ``reason``."""

    key = "chat_unavailable"


class PromptInvalid(WenceError):
    """A prompt file lacks a name or has one too many. Parameters: ``path``, ``reason``."""

    key = "prompt_invalid"


class OfficeUnavailable(WenceError):
    """The folder of ``office.folder`` cannot be used. Parameters: ``path``, ``reason``."""

    key = "office_unavailable"
