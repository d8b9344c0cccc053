"""PDF files with a text layer (ISO 32000), read by PDFium in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rag.errors import (
    SourceBroken,
    SourceEncrypted,
    SourceGarbled,
    SourceScanned,
    SourceTooHeavy,
    SourceTooLong,
)
from rag.notices.formats.fixed.layout import flow
from rag.notices.formats.fixed.paged import Piece, Sheet
from rag.notices.formats.glyphs import is_garbled
from rag.notices.formats.model import Extract
from rag.settings import Reading

_WORKER = Path(__file__).with_name("pdfium_worker.py")
_NAMED = 5  # garbled pages that the message lists


def read(data: bytes, path: Path, limits: Reading) -> Extract:
    """Return the text of a PDF with its pages.

    :raises SourceBroken: it is damaged beyond repair.
    :raises SourceEncrypted: it asks for a password.
    :raises SourceTooLong, SourceTooHeavy: it is over a limit.
    :raises SourceScanned: no page has text.
    :raises SourceGarbled: a page has text, but not what it shows.
    """
    head, *pages = [json.loads(line) for line in _run(data, path, limits)] or [{}]
    if head.get("error") == "password":
        raise SourceEncrypted(path=path)
    if not head.get("pages"):
        raise SourceBroken(path=path, format="pdf")
    if head["pages"] > limits.max_pages:
        raise SourceTooLong(path=path, pages=head["pages"], limit=limits.max_pages)
    return flow_of([_sheet(page) for page in pages], path)


def flow_of(sheets: list[Sheet], path: Path) -> Extract:
    """Return the text of ``sheets`` when there is some and it can be believed.

    :raises SourceScanned, SourceGarbled: as ``read`` does.
    """
    garbled = [n for n, sheet in enumerate(sheets, 1) if is_garbled(_all(sheet.pieces))]
    if garbled:
        more = "…" if len(garbled) > _NAMED else ""
        raise SourceGarbled(path=path, pages=", ".join(map(str, garbled[:_NAMED])) + more)
    result = flow(sheets)
    if not result.text.strip():
        raise SourceScanned(path=path)
    return result


def _all(pieces: Iterable[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def _run(data: bytes, path: Path, limits: Reading) -> list[bytes]:
    """Return the lines that the worker wrote.

    :raises SourceTooHeavy: it ran out of time, or died, as it does when it runs out of memory.
    """
    command = [
        sys.executable,
        "-P",
        str(_WORKER),
        str(limits.max_pages),
        str(limits.pdf_memory_mib),
    ]
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=limits.pdf_seconds, check=True
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        allowed = {"seconds": limits.pdf_seconds, "memory_mib": limits.pdf_memory_mib}
        limit = ", ".join(f"reading.pdf_{name} = {value:g}" for name, value in allowed.items())
        raise SourceTooHeavy(path=path, limit=limit) from error
    return done.stdout.splitlines()


def _sheet(page: dict[str, Any]) -> Sheet:
    pieces = tuple(Piece(*piece) for piece in page["pieces"])
    rules = tuple((x0, y0, x1, y1) for x0, y0, x1, y1 in page["rules"])
    return Sheet(page["width"], page["height"], pieces, rules)
