"""What can be wrong with accounts, keys and uploaded files."""

from __future__ import annotations

from rag.errors import WenceError


class AccountNameInvalid(WenceError):
    """A name of an account is empty, too long, or holds what cannot be seen. ``limit``."""

    key = "account_name_invalid"


class AccountExists(WenceError):
    """There is an account of this name already. Parameter: ``name``."""

    key = "account_exists"


class AccountUnknown(WenceError):
    """There is no account of this name. Parameter: ``name``."""

    key = "account_unknown"


class PasswordTooShort(WenceError):
    """A password has fewer characters than ``limit``."""

    key = "password_too_short"


class PasswordTooSimple(WenceError):
    """A password is little more than a common word, the name, or keys next to each other."""

    key = "password_too_simple"


class PasswordUnreadable(WenceError):
    """What was given as a password is not text."""

    key = "password_unreadable"


class KeyUnknown(WenceError):
    """There is no key of this number. Parameter: ``id``."""

    key = "key_unknown"


class KeyRefused(WenceError):
    """A request comes without a key where one is wanted, or with one that opens nothing."""

    key = "key_refused"


class ScopeMissing(WenceError):
    """A key does not open what is asked for. Parameter: ``scope``."""

    key = "scope_missing"


class UploadUnknown(WenceError):
    """There is no such file, or no more."""

    key = "upload_unknown"


class UploadInterrupted(WenceError):
    """The program ended ``times`` times while it read this file."""

    key = "upload_interrupted"


class SourceGone(WenceError):
    """The file that a notice was read from is no longer there. Parameter: ``name``."""

    key = "source_gone"


class ReadingUnderWay(WenceError):
    """Files are being read, which what was asked for has to wait for."""

    key = "reading_under_way"
