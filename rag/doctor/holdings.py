"""Whether the model loads, the index is whole and made with it, and the office is in order."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from embeddings import Encoder
from rag.answering.models import load_encoder
from rag.doctor.finding import Desk, Finding
from rag.errors import WenceError
from rag.index import generation
from rag.index.store import check_model, check_store
from rag.index.vectorstore import store_of
from rag.office import restored
from rag.office.schema import SCRIPTS
from rag.office.store import FILE
from rag.settings import Settings

_OTHERS = 0o077  # bits of a mode by which others than the owner may do something
_MIB = 1024 * 1024


def model(settings: Settings) -> tuple[Finding, Encoder | None]:
    """Check that the embedding model loads; return it, too."""
    desk = Desk("model", settings.language)
    try:
        encoder = load_encoder(settings)
    except WenceError as error:
        return desk.failed(error), None
    return desk.good("good", identity=encoder.identity), encoder


def index(settings: Settings, encoder: Encoder | None) -> Finding:
    """Check every byte of the index, that ``encoder`` is its model, and where its vectors are."""
    desk, root = Desk("index", settings.language), settings.index
    try:
        manifest = generation.verify(root)
        if encoder is not None:
            check_model(root, manifest, encoder.identity)
        _check_vectors(settings, manifest)
    except WenceError as error:
        return desk.failed(error)
    size = sum(sum(segment.sizes.values()) for segment in manifest.segments)
    return desk.good(
        "good",
        notices=manifest.notices,
        segments=len(manifest.segments),
        size=f"{size / _MIB:.1f}",
    )


def _check_vectors(settings: Settings, manifest: generation.Manifest) -> None:
    """:raises StoreMismatch, StoreUnavailable: vectors are elsewhere, or cannot be reached."""
    with closing(store_of(settings)) as store:
        check_store(settings.index, manifest, store)
        store.prepare(settings.index, manifest.dimension, writing=False)


def office(settings: Settings) -> Finding:
    """Check the office's database, and that nobody else can read what is kept."""
    folder = settings.office.folder
    desk = Desk("office", settings.language)
    if (folder / restored.FOLDER).exists():
        return desk.bad("restore", path=folder)
    if not (folder / FILE).exists():
        return desk.good("none", path=folder)
    wrong = _wrong_with(folder / FILE)
    if wrong:
        return desk.bad("bad", path=folder / FILE, reason=wrong)
    open_ = [p for p in (folder, *sorted(folder.rglob("*"))) if p.stat().st_mode & _OTHERS]
    if (folder.stat().st_mode & _OTHERS) and open_:
        return desk.bad("open", path=folder, count=len(open_))
    return desk.good("good", path=folder)


def _wrong_with(database: Path) -> str:
    """Return what is wrong with the office's database, "" for nothing; writes nothing to it."""
    try:
        uri = f"{database.resolve().as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True, timeout=10)) as connection:
            (said,) = connection.execute("PRAGMA integrity_check").fetchone()
            (at,) = connection.execute("PRAGMA user_version").fetchone()
    except sqlite3.Error as error:
        return str(error)
    if said != "ok":
        return str(said).partition("\n")[0]
    return f"version {at} > {len(SCRIPTS)}" if at > len(SCRIPTS) else ""
