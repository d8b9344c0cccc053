"""Counting tokens without a network.

tiktoken fetches its encodings on first use. This module never lets it: the Qwen ranks lie inside
the ``dashscope`` package, ``o200k_base`` is read only where tiktoken's own cache holds it, and
where neither is to be had the count is an upper bound. A prompt cut to a budget by such a count
may be shorter than it could be, never longer than the model takes.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import importlib.util
import logging
import os
import re
import tempfile
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

from rag.errors import SettingsInvalid

log = logging.getLogger(__name__)

# Longer input goes to tiktoken in pieces: its regular expressions backtrack and its merging grows
# faster than the length of one unbroken run.
PIECE = 1024
# Both encodings end a pre-token at these places (a line break before ink; a letter before Chinese
# punctuation), so cutting there leaves the count as it is.
_SEAM = re.compile(r"(?<=[\r\n])(?=\S)|(?<=[^\W\d_])(?=[，。；：、！？])")


class TokenCounter(Protocol):
    """Counts tokens of one encoding; ``exact`` says whether it is the encoding or a bound."""

    @property
    def name(self) -> str: ...
    @property
    def exact(self) -> bool: ...
    def count(self, text: str) -> int: ...
    def truncate(self, text: str, limit: int) -> str: ...


@dataclass(frozen=True, slots=True)
class _Ranks:
    """Where an encoding's ranks lie and what they must be: published facts of the encoding."""

    find: Callable[[], Path | None]
    pattern: str
    size: int
    sha256: str | None = None


class _Pieces:
    """Counting and cutting by pieces, for whatever ``_weigh`` counts in one piece."""

    def __init__(self, name: str, exact: bool, weigh: Callable[[str], int]) -> None:
        self.name = name
        self.exact = exact
        self._weigh = weigh

    def count(self, text: str) -> int:
        """Return the number of tokens of ``text``, special tokens read as plain text."""
        return sum(self._weigh(piece) for piece in _pieces(text))

    def truncate(self, text: str, limit: int) -> str:
        """Return the longest found beginning of ``text`` that counts at most ``limit`` tokens."""
        used = at = 0
        for piece in _pieces(text):
            tokens = self._weigh(piece)
            if used + tokens > limit:
                break
            used, at = used + tokens, at + len(piece)
        else:
            return text
        low, high = 0, len(piece)  # piece[:low] fits; no shorter than that is worth trying
        while low < high:
            middle = (low + high + 1) // 2
            if used + self._weigh(piece[:middle]) <= limit:
                low = middle
            else:
                high = middle - 1
        cut = text[: at + low]
        # A beginning may be cut into other pieces than the whole was, which can cost a token.
        while cut and self.count(cut) > limit:
            cut = cut[:-1]
        return cut


def _pieces(text: str) -> Iterator[str]:
    """Yield ``text`` in pieces of at most ``PIECE`` characters, cut at seams where there are any.

    Only pieces are normalised (NFC, as the tokenizers do): NFC is quadratic in a run of combining
    marks.
    """
    at = 0
    while len(text) - at > PIECE:
        window = text[at : at + PIECE]
        cut = PIECE
        for seam in _SEAM.finditer(window):
            cut = seam.start() or cut
        yield window[:cut]
        at += cut
    if at < len(text):
        yield text[at:]


def _bytes(piece: str) -> int:
    """Return the bytes of ``piece`` in UTF-8: no token of a byte-level encoding is shorter.

    Tighter guesses (a token a Chinese character, four letters a token) are averages, and rare
    characters and other scripts go beyond them.
    """
    return len(unicodedata.normalize("NFC", piece).encode("utf-8", "surrogatepass"))


def _in_dashscope() -> Path | None:
    spec = importlib.util.find_spec("dashscope")  # finds without importing: the package is heavy
    folders = spec.submodule_search_locations if spec else None
    return Path(next(iter(folders)), "resources", "qwen.tiktoken") if folders else None


def _in_cache() -> Path | None:
    """Return where tiktoken caches ``o200k_base``: named by the SHA-1 of the address."""
    address = "https://openaipublic.blob.core.windows.net/encodings/o200k_base.tiktoken"
    default = str(Path(tempfile.gettempdir(), "data-gym-cache"))
    folder = os.environ.get("TIKTOKEN_CACHE_DIR", os.environ.get("DATA_GYM_CACHE_DIR", default))
    return (
        Path(folder, hashlib.sha1(address.encode(), usedforsecurity=False).hexdigest())
        if folder
        else None
    )


_CONTRACTION = "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
_BLANKS = (r"\s*[\r\n]+", r"\s+(?!\S)", r"\s+")
_CAPITAL, _SMALL = r"\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}", r"\p{Ll}\p{Lm}\p{Lo}\p{M}"
_QWEN = (
    _CONTRACTION,
    r"[^\r\n\p{L}\p{N}]?\p{L}+",
    r"\p{N}",
    r" ?[^\s\p{L}\p{N}]+[\r\n]*",
    *_BLANKS,
)
_O200K = (
    rf"[^\r\n\p{{L}}\p{{N}}]?[{_CAPITAL}]*[{_SMALL}]+{_CONTRACTION}?",
    rf"[^\r\n\p{{L}}\p{{N}}]?[{_CAPITAL}]+[{_SMALL}]*{_CONTRACTION}?",
    r"\p{N}{1,3}",
    r" ?[^\s\p{L}\p{N}]+[\r\n/]*",
    *_BLANKS,
)
ENCODINGS: dict[str, _Ranks] = {
    "qwen": _Ranks(_in_dashscope, "|".join(_QWEN), 151_643),
    "o200k_base": _Ranks(
        _in_cache,
        "|".join(_O200K),
        199_998,
        "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
    ),
}


def _read(ranks: _Ranks) -> dict[bytes, int]:
    """Return the ranks of an encoding.

    :raises ValueError: there is no file, or it is not the encoding's.
    """
    path = ranks.find()
    if path is None or not path.is_file():
        raise ValueError(f"no file {path}" if path else "no package or cache holds it")
    data = path.read_bytes()
    if ranks.sha256 and hashlib.sha256(data).hexdigest() != ranks.sha256:
        raise ValueError(f"{path} has another checksum than the encoding")
    try:
        lines = (line.split() for line in data.splitlines() if line)
        table = {base64.b64decode(token): int(rank) for token, rank in lines}
    except (binascii.Error, ValueError) as error:
        raise ValueError(f"{path} is damaged: {error}") from error
    # A byte without a token would make tiktoken panic on the first text that holds it.
    if len(table) != ranks.size or any(bytes([byte]) not in table for byte in range(256)):
        raise ValueError(f"{path} holds {len(table)} tokens, the encoding has {ranks.size}")
    return table


@cache
def counter(name: str) -> TokenCounter:
    """Return the counter of the encoding ``name``: "qwen" or "o200k_base".

    An encoding that is not on this machine is replaced by an upper bound, with one warning.

    >>> counter("qwen").count("政策") <= len("政策".encode())
    True

    :raises SettingsInvalid: there is no such encoding.
    """
    if name not in ENCODINGS:
        raise SettingsInvalid(where="chunking.encoding", reason=f"{name!r}: {', '.join(ENCODINGS)}")
    ranks = ENCODINGS[name]
    try:
        table = _read(ranks)
    except (OSError, ValueError) as error:
        log.warning("encoding %s is not available (%s); counting bytes instead", name, error)
        return _Pieces(name, False, _bytes)

    import tiktoken

    encoding = tiktoken.Encoding(
        name, pat_str=ranks.pattern, mergeable_ranks=table, special_tokens={}
    )

    def weigh(piece: str) -> int:
        return len(encoding.encode_ordinary(unicodedata.normalize("NFC", piece)))

    return _Pieces(name, True, weigh)
