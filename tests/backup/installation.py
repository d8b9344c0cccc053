"""An installation as a server leaves it: an index, accounts, uploads, what visitors left."""

from __future__ import annotations

import io
import time
from datetime import date
from pathlib import Path
from typing import Any

import embeddings
from rag.answering.assistant import Assistant
from rag.errors import IndexMissing
from rag.index import generation
from rag.index.catalogue import open_catalogue
from rag.office import Office
from rag.settings import Settings
from tests.notice_pages import page

WHO, PASSWORD = "王芳", "春天的 password"
QUESTIONS = ("每处补助多少元", "老二上全日托每个月能领多少补贴", "南京的地铁票价是多少")


def settings_in(folder: Path) -> Settings:
    return Settings(index=folder / "索引", office={"folder": folder / "办公"})


def office_of(settings: Settings, encoder: embeddings.Encoder | None = None) -> Office:
    return Office(settings, (lambda: encoder) if encoder else None)


def furnish(settings: Settings, encoder: embeddings.Encoder) -> str:
    """Put an account, an upload that was read, and a question into the office.

    Return the token of a session.
    """
    office = office_of(settings, encoder)
    office.accounts.add(WHO, PASSWORD)
    upload(office, "河道 保洁.txt", page(1))
    office.unanswered.note("幼儿园几点放学", date(2026, 6, 1))
    office.close()
    return office.sessions.open(WHO)


def upload(office: Office, name: str, text: str) -> None:
    """Give the office a file and wait until it is read."""
    office.uploads.add(name, io.BytesIO(text.encode()), WHO)
    until = time.monotonic() + 60
    while any(one.is_under_way for one in office.uploads.newest()):
        assert time.monotonic() < until
        time.sleep(0.02)


def state(settings: Settings) -> dict[str, Any]:
    """Return all that is kept, sessions apart, in a form that can be compared."""
    try:
        generation.verify(settings.index)
        notices = sorted(record.id for record in open_catalogue(settings.index).records())
    except IndexMissing:
        notices = []
    office = office_of(settings)
    rows = {
        table: [tuple(row) for row in office.store.rows(f"SELECT * FROM {table} ORDER BY 1")]
        for table in ("accounts", "files", "feedback", "unanswered", "usage", "durations")
    }
    folder = settings.office.folder / "files"
    files = {path.name: path.read_bytes() for path in folder.glob("*")}
    return {"notices": notices, "files on disk": files, **rows}


def answers(settings: Settings, encoder: embeddings.Encoder) -> list[dict[str, Any]]:
    """Return the answers to some questions, without the time that they took."""
    assistant = Assistant(settings, encoder, today=date(2026, 6, 1))
    told = [assistant.ask(question).to_dict() for question in QUESTIONS]
    return [{name: answer[name] for name in answer if name != "seconds"} for answer in told]
