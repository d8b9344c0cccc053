"""One furnished installation, copied for each test; ``wence`` as a process."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import embeddings
from rag.backup.backup import backup
from rag.index.ingest import ingest
from rag.settings import Settings
from tests.backup.installation import furnish, settings_in
from tests.conftest import SAMPLES


@pytest.fixture(scope="session")
def furnished(
    encoder: embeddings.Encoder, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Settings, str]:
    """Settings of an installation that is not to be written to, and the token of a session."""
    settings = settings_in(tmp_path_factory.mktemp("furnished"))
    ingest([SAMPLES], settings, encoder)
    return settings, furnish(settings, encoder)


@pytest.fixture(scope="session")
def archive(furnished: tuple[Settings, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A back-up of it."""
    file = tmp_path_factory.mktemp("archive") / "备份.zip"
    backup(file, furnished[0])
    return file


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings whose folders are in this test's own folder, and not there yet."""
    return settings_in(tmp_path)


@pytest.fixture
def copied(furnished: tuple[Settings, str], settings: Settings) -> Settings:
    """A copy of the furnished installation, to be written to."""
    shutil.copytree(furnished[0].index, settings.index)
    shutil.copytree(furnished[0].office.folder, settings.office.folder)
    return settings
