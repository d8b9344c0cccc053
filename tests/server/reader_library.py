"""Catalogues made for the reader alone: any record, any text, any number of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from types import SimpleNamespace

from fastapi import FastAPI

from rag.answering.library import Library
from rag.index import generation
from rag.index.catalogue import Catalogue, Entry, write
from rag.index.model import Record
from rag.notices.model import Clause, Span
from rag.office import Office
from rag.server import create_app
from rag.server.door import Door
from rag.server.ports import Assistant
from rag.settings import Settings
from tests.conftest import AS_OF

from .scripted import Scripted


def record(key: str, text: str, **changes: object) -> Record:
    """Return a record of a notice with ``text``; ``changes`` replace fields."""
    fields: dict[str, object] = {
        "id": key,
        "doc_number": "青政发〔2025〕1号",
        "title": "青禾市人民政府关于河道保洁的通知",
        "enclosed_title": None,
        "issuer": "青禾市人民政府",
        "issued_on": date(2025, 3, 1),
        "addressees": None,
        "valid_until": None,
        "validity_text": None,
        "abolishes": (),
        "abolished_by": None,
        "cites": (),
        "attachments": (),
        "truncated": False,
        "damaged": (),
        "language": "zh-Hans",
        "source": "一.txt",
        "span": Span(0, len(text)),
        "clauses": 1,
    }
    return Record(**{**fields, **changes})


def entry(key: str, text: str, clauses: Iterable[Clause] = (), **changes: object) -> Entry:
    """Return a notice for a catalogue; without ``clauses`` all its text is its first paragraph."""
    whole = Span(0, len(text))
    units = tuple(clauses) or (Clause(("第1段",), whole, whole, "", "paragraph"),)
    return Entry(record(key, text, **changes), "一.txt", text, units, ())


def app_of(assistant: Assistant, settings: Settings) -> FastAPI:
    """Return the server around ``assistant``, without the chat page."""
    return create_app(assistant, settings, Door(assistant, settings), Office(settings))


def application(folder: Path, entries: list[Entry]) -> FastAPI:
    """Return the server around a real catalogue of ``entries``, written to ``folder``."""
    folder.mkdir(exist_ok=True)
    write(folder / generation.CATALOGUE, [], entries)
    (folder / generation.MANIFEST).write_text("{}")
    index = SimpleNamespace(
        catalogue=Catalogue(folder / generation.CATALOGUE),
        folder=folder,
        version="0" * 64,
    )
    assistant = Scripted()
    assistant.library = Library(index, {one.record.id: one.record for one in entries})
    assistant.today = AS_OF
    return app_of(assistant, Settings())
