"""What all tests share: no network but loopback, no surroundings, one index of the samples."""

from __future__ import annotations

import gc
import importlib.util
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest
import pytest_socket

import embeddings
from rag.answering.assistant import Assistant
from rag.index.ingest import ingest
from rag.settings import Settings

# Milvus Lite's threads must not meddle with children that other tests fork.
os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "0")

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
SAMPLES = ROOT / "samples" / "notices"
LOOPBACK = ["127.0.0.1", "::1", "localhost"]
# A day on which, of the samples, one notice has expired and one is repealed.
AS_OF = date(2026, 6, 1)
# What pytest-socket is to this process, for those the tests start: an audit hook sees every
# connection and every name that is looked up.
_GUARD = f"""
import sys
def _guard(event, args):
    if event in ("socket.connect", "socket.getaddrinfo"):
        address = args[1] if event == "socket.connect" else args
        if isinstance(address, tuple) and address[0] not in {LOOPBACK!r}:
            raise RuntimeError(f"a test's process tried to reach {{address[0]}}")
sys.addaudithook(_guard)
"""

Run = Callable[..., subprocess.CompletedProcess[str]]


def pytest_configure(config: pytest.Config) -> None:
    """Under CI, hold the rule of ``scripts/pytest_no_skip.py`` however pytest was started."""
    if os.environ.get("CI") and not config.pluginmanager.has_plugin("pytest_no_skip"):
        config.pluginmanager.register(_script("pytest_no_skip"), "pytest_no_skip")


def pytest_collection_finish() -> None:
    """Keep nine thousand tests out of what the collector looks through again and again."""
    gc.collect()
    gc.freeze()


def _script(name: str) -> ModuleType:
    """Return a module of ``scripts/``, which is no package."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    if spec is None or spec.loader is None:
        raise ImportError(name)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Refuse every connection but to this machine; skip what needs a folder that is not there."""
    pytest_socket.socket_allow_hosts(LOOPBACK, allow_unix_socket=True)
    if item.get_closest_marker("shared") and not SHARED.is_dir():
        pytest.skip("the reference notices and questions are not beside the checkout")


@pytest.fixture(autouse=True)
def isolated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Work in an empty folder: no ``wence.toml``, no ``./index``, no ``WENCE_*`` of the user.

    Logging is as it was afterwards.
    """
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.upper().startswith("WENCE_")]:
        monkeypatch.delenv(name)
    log = logging.getLogger()
    handlers, level = log.handlers[:], log.level
    yield
    # A command that ran in this process logs to what pytest has closed by then.
    log.handlers[:] = handlers
    log.setLevel(level)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the reference notices and questions; only for tests marked ``shared``."""
    return SHARED


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of the sample notices."""
    return SAMPLES


@pytest.fixture(scope="session")
def encoder() -> embeddings.Encoder:
    """The bundled model."""
    return embeddings.load("bundled")


@pytest.fixture(scope="session")
def sample_settings(
    encoder: embeddings.Encoder, tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    """Default settings with an index of the samples; not to be written to."""
    settings = Settings(index=tmp_path_factory.mktemp("samples") / "index")
    ingest([SAMPLES], settings, encoder)
    return settings


@pytest.fixture(scope="session")
def sample_index(sample_settings: Settings) -> Path:
    """The directory of the samples' index."""
    return sample_settings.index


@pytest.fixture(scope="session")
def assistant(sample_settings: Settings, encoder: embeddings.Encoder) -> Assistant:
    """An assistant over the samples on ``AS_OF``."""
    return Assistant(sample_settings, encoder, today=AS_OF)


@pytest.fixture(scope="session")
def guard(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that, first on ``PYTHONPATH``, keeps a process from the network."""
    folder = tmp_path_factory.mktemp("guard")
    (folder / "sitecustomize.py").write_text(_GUARD, encoding="utf-8")
    return folder


@pytest.fixture
def environment(guard: Path) -> dict[str, str]:
    """The environment of processes: this checkout, whatever is installed, and no network."""
    return {**os.environ, "PYTHONPATH": f"{guard}{os.pathsep}{ROOT}"}


@pytest.fixture
def python(environment: dict[str, str]) -> Run:
    """Run Python with the given arguments; keywords are variables of its environment."""

    def run(*args: object, **variables: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *map(str, args)],
            env={**environment, **{name: str(value) for name, value in variables.items()}},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=240,
        )

    return run
