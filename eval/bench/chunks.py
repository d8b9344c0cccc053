"""Texts that the bare floors index: paragraphs of a collection, put together to a common size."""

from __future__ import annotations

from collections.abc import Iterator

from eval.bench.collection import Collection

# Short neighbours are indexed together by Wence, too. At this budget the floors search about as
# many rows: 32,734 beside 31,889 passages of 125,000 clauses of statutes.
CHARACTERS = 250


def chunks(collection: Collection) -> list[str]:
    """Return the paragraphs of ``collection``, each under its notice's title."""
    return [chunk for file in collection.files() for chunk in _joined(file.read_text("utf-8"))]


def _joined(page: str) -> Iterator[str]:
    lines = [line for line in page.splitlines() if line]
    title, held = lines[1], ""
    for line in lines[2:]:
        if held and len(held) + len(line) > CHARACTERS:
            yield f"{title} {held}"
            held = ""
        held += line
    if held:
        yield f"{title} {held}"
