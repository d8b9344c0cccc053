"""Text that answers no question of the set, put beside the notices to make finding harder.

The articles of ``laws.jsonl.xz`` (one JSON object a line: path, title, heads, num, text) are put
together into the statutes that they come from, laid out as a notice's page would have them.
"""

from __future__ import annotations

import hashlib
import json
import lzma
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rag.errors import SourceMissing, SourceUnreadable


@dataclass(slots=True)
class Statute:
    """A whole statute: its title, and its articles as lines with chapter heads between them."""

    title: str
    lines: list[str] = field(default_factory=list)
    articles: int = 0
    _heads: list[str] = field(default_factory=list)

    def add(self, heads: list[str], number: str, text: str) -> None:
        """Put an article below the others, after those of its heads that are new."""
        shared = 0
        while shared < min(len(heads), len(self._heads)) and heads[shared] == self._heads[shared]:
            shared += 1
        self.lines += [*heads[shared:], f"{number}　{text}"]
        self._heads = heads
        self.articles += 1

    def page(self) -> str:
        """Return the statute as one page of text."""
        return "\n".join([self.title, "", *self.lines, ""])


def write(laws: Path, folder: Path, articles: int) -> tuple[int, int]:
    """Write statutes as ``law-*.txt`` into ``folder``; return how many statutes and articles.

    Which statutes: one version of each title, in the order of a digest of the title, so that the
    choice is spread over the collection and the same everywhere. They are whole: the last one may
    carry the count beyond ``articles``.

    :raises SourceMissing, SourceUnreadable: ``laws`` is not there or no such file.
    """
    written = count = 0
    for statute in sorted(statutes(laws), key=lambda it: _digest(it.title)):
        if count >= articles:
            break
        (folder / f"law-{written:04}.txt").write_text(statute.page(), encoding="utf-8")
        written += 1
        count += statute.articles
    return written, count


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def statutes(laws: Path) -> list[Statute]:
    """Return the statutes of ``laws`` in its order, one version of each title.

    :raises SourceMissing, SourceUnreadable: ``laws`` is not there or no such file.
    """
    by_title: dict[str, tuple[str, Statute]] = {}
    for row in _rows(laws):
        path, statute = by_title.setdefault(row["title"], (row["path"], Statute(row["title"])))
        if path == row["path"]:  # other versions of a statute would only double it
            statute.add(row["heads"], row["num"], row["text"])
    return [statute for _, statute in by_title.values()]


def _rows(laws: Path) -> Iterator[dict[str, Any]]:
    try:
        with lzma.open(laws, "rt", encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)
    except FileNotFoundError as error:
        raise SourceMissing(path=laws) from error
    except (OSError, lzma.LZMAError, ValueError) as error:
        raise SourceUnreadable(path=laws, reason=error) from error
