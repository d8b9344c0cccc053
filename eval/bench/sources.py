"""Real text that collections are made of: statutes (``.jsonl.xz``), or notices of a folder."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.bench.errors import TooLittleText
from eval.finding.distractors import statutes
from rag.errors import SourceMissing

SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "notices"
_TEXT = frozenset({".txt", ".md"})
# A page saved as text may have a whole notice on one line: it is parted before each marker.
_FIGURE = "[一二三四五六七八九十百]"
_MARKER = rf"(?:{_FIGURE}{{1,3}}、|[（(]{_FIGURE}{{1,3}}[）)]|第{_FIGURE}+[章条])"
_SEAM = re.compile(rf"\s+(?={_MARKER})")
_NUMBERED = re.compile(rf"{_MARKER}|\d{{1,2}}[.．]")
_ENCLOSED = re.compile(r"《([^《》]{4,40})》")


@dataclass(frozen=True, slots=True)
class Text:
    """A real text: its title, and its paragraphs, a line each."""

    title: str
    lines: tuple[str, ...]


def read(paths: Sequence[Path]) -> list[Text]:
    """Return the texts of ``paths``: files of articles (``*.jsonl.xz``) and folders of notices.

    :raises SourceMissing, SourceUnreadable: a path is not there or cannot be read.
    :raises TooLittleText: there is no paragraph in any.
    """
    texts = [text for path in paths for text in _texts(path) if text.lines]
    if not texts:
        raise TooLittleText(path=", ".join(map(str, paths)))
    return texts


def _texts(path: Path) -> Iterator[Text]:
    if not path.exists():
        raise SourceMissing(path=path)
    if path.is_file() and path.suffix == ".xz":
        for statute in statutes(path):
            yield Text(statute.title, tuple(_lines(statute.lines)))
        return
    files = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.suffix in _TEXT)
    for file in files:
        yield _notice(file)


def _lines(texts: Sequence[str]) -> Iterator[str]:
    for text in texts:
        yield from (line.strip() for line in text.splitlines() if line.strip())


def _notice(file: Path) -> Text:
    """Return the numbered paragraphs of a notice; its head would make it another's."""
    whole = file.read_text(encoding="utf-8", errors="replace")
    enclosed = _ENCLOSED.search(whole)
    lines = (line for line in _lines(_SEAM.split(whole)) if _NUMBERED.match(line))
    return Text(enclosed[1] if enclosed else file.stem, tuple(lines))
