"""What can be wrong with accounts."""

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


class PasswordUnreadable(WenceError):
    """What was given as a password is not text."""

    key = "password_unreadable"
