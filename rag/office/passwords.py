"""What may be a password, and what hashing one costs."""

from __future__ import annotations

import unicodedata

from argon2 import PasswordHasher

from rag.office.errors import PasswordTooShort, PasswordTooSimple, PasswordUnreadable

LEAST_PASSWORD = 10
_LEAST_OWN = 4  # different characters that are neither a common word nor next to each other
_COMMON = (
    *("password", "passwd", "passw0rd", "admin", "letmein", "welcome", "iloveyou", "woaini"),
    *("mima", "wence", "问策", "問策", "密码", "密碼"),
)
_ROWS = ("01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz")


def hasher() -> PasswordHasher:
    """Return Argon2id with 64 MiB, three passes and four lanes: RFC 9106's second choice.

    More than OWASP's least (19 MiB, two passes, one lane). Stated here, so that no release of the
    library lowers it unseen.
    """
    return PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)


def checked_password(password: str, name: str = "") -> str:
    """Return ``password`` as it is hashed.

    :param name: whose it is; it does not count as part of a password.
    :raises PasswordTooShort, PasswordTooSimple, PasswordUnreadable: it cannot be one.
    """
    password = folded(password)
    if broken(password):
        raise PasswordUnreadable
    if len(password) < LEAST_PASSWORD:
        raise PasswordTooShort(limit=LEAST_PASSWORD)
    if len(_own(password, folded(name))) < _LEAST_OWN:
        raise PasswordTooSimple
    return password


def folded(text: str) -> str:
    """Return a name or a password in the one form in which it is compared."""
    # An input method in full width, or a keyboard that composes, must not shut its user out.
    return unicodedata.normalize("NFKC", text)


def broken(text: str) -> bool:
    """Return whether ``text`` holds half a character (a lone surrogate)."""
    return any("\ud800" <= character <= "\udfff" for character in text)


def _own(password: str, name: str) -> set[str]:
    """Return the characters of ``password`` that whoever guesses would not try first.

    >>> _own("qwerty123456", "") | _own("admin-1111", "") == set("q1-")
    True
    """
    left = password.casefold()
    for word in (name.casefold(), *_COMMON):
        left = left.replace(word, "") if word else left
    return {
        one for before, one in zip("\0" + left, left, strict=False) if not _follows(before, one)
    }


def _follows(before: str, one: str) -> bool:
    return one == before or any(before + one in row or one + before in row for row in _ROWS)
