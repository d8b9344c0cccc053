"""Source files behind the citations, read independently of the index."""

from __future__ import annotations

from pathlib import Path

from rag.errors import SourceUnreadable

# Offsets of other formats count in extracted text, which only the program itself can produce.
TEXT_SUFFIXES = frozenset({".txt", ".md", ""})
_ENCODINGS = ("utf-8", "gb18030")


class Sources:
    """The folder of source files; each is decoded once, without newline translation.

    >>> Sources(Path("notices")).span("../secret.txt", 0, 4) is None
    True
    """

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self._texts: dict[str, str | None] = {}

    @staticmethod
    def readable(name: str) -> bool:
        """Return whether offsets into the file ``name`` can be checked at all."""
        return Path(name).suffix.lower() in TEXT_SUFFIXES

    def span(self, name: str, start: int, end: int) -> str | None:
        """Return characters ``start`` to ``end`` of a file; None when there is no such span."""
        text = self.text(name)
        if text is None or not 0 <= start < end <= len(text):
            return None
        return text[start:end]

    def text(self, name: str) -> str | None:
        """Return the decoded text of a file; None when there is none that can be decoded.

        :raises SourceUnreadable: the operating system refuses to read it.
        """
        if name not in self._texts:
            path = self.find(name)
            try:
                self._texts[name] = None if path is None else decode(path.read_bytes())
            except OSError as error:
                raise SourceUnreadable(path=path, reason=error.strerror or error) from error
        return self._texts[name]

    def find(self, name: str) -> Path | None:
        """Return the file called ``name``, or by its bare name; None when none is in the folder.

        :raises SourceUnreadable: the operating system refuses to look.
        """
        if not name or "\0" in name:
            return None
        # As ingested from a folder, or by its bare name when the folder was moved since.
        for path in (self._root / name, self._root / Path(name).name):
            try:
                if path.resolve().is_relative_to(self._root) and path.is_file():
                    return path
            except PermissionError as error:
                raise SourceUnreadable(path=path, reason=error.strerror) from error
            except OSError:  # a name no file can have, such as one that is too long
                continue
        return None


def decode(raw: bytes) -> str | None:
    """Return the text of a file; None where it is in no encoding that is known here."""
    for encoding in _ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
