"""``wence doctor``: each fault is found, named with what to do, and told by the exit status."""

from __future__ import annotations

import json
import os
import shutil
import socket
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from rag.cli import main
from rag.doctor import program
from rag.office.accounts import Accounts
from rag.office.store import Store
from tests.chat_server import ChatServer

SECRET = "sk-0123456789abcdef"
Doctor = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def doctor(sample_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Doctor:
    """Run it over a copy of the samples' index; give the exit status and findings by check."""
    shutil.copytree(sample_index, tmp_path / "index")
    monkeypatch.setenv("WENCE_SERVER_PORT", "0")

    def run(*args: str) -> tuple[int, dict[str, Any]]:
        done = CliRunner().invoke(main, ["doctor", "--json", *args])
        assert SECRET not in done.output
        held = json.loads(done.stdout)
        assert held["healthy"] == (done.exit_code == 0)
        return done.exit_code, {it["check"]: it for it in held["findings"]}

    return run


def bad(doctor: Doctor, check: str, *args: str) -> str:
    """Return what is said of the one check that is bad."""
    status, found = doctor(*args)
    assert status == 1
    assert [name for name, it in found.items() if it["status"] == "bad"] == [check]
    return str(found[check]["text"])


def test_of_what_is_well_it_says_so(doctor: Doctor):
    status, found = doctor()
    assert status == 0, found
    assert len(found) == 12
    assert "10 份公文" in found["index"]["text"]
    assert found["model"]["text"].startswith("bundled@")


def test_a_line_a_check_for_people(doctor: Doctor):
    lines = CliRunner().invoke(main, ["doctor"]).stdout.splitlines()
    assert len(lines) == 12
    assert all(line.startswith(("好  ", "注意  ")) for line in lines)


def test_without_torch_the_bundled_model_works(doctor: Doctor, monkeypatch: pytest.MonkeyPatch):
    missing = {"torch", "transformers"}
    monkeypatch.setattr(program.metadata, "version", lambda name: installed(name, missing))
    status, found = doctor()
    assert (status, found["packages"]["status"]) == (0, "note")
    assert all(name in found["packages"]["text"] for name in missing)
    missing.add("tiktoken")
    assert "tiktoken" in bad(doctor, "packages")


def installed(name: str, missing: set[str]) -> str:
    """Return the version of a package, as if ``missing`` were not installed."""
    if name in missing:
        raise metadata.PackageNotFoundError(name)
    return metadata.distribution(name).version


def test_one_byte_of_the_index(doctor: Doctor):
    path = next(Path("index").glob("seg-*/vectors.faiss"))
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    assert "vectors.faiss" in bad(doctor, "index")


def test_no_index_says_what_to_run(doctor: Doctor):
    shutil.rmtree("index")
    assert "wence ingest" in bad(doctor, "index")


def test_an_index_of_another_model(doctor: Doctor, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WENCE_EMBEDDING_PASSAGE_PREFIX", "通知：")
    bad(doctor, "index")


def test_a_model_that_is_not_there(doctor: Doctor, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WENCE_EMBEDDING_MODEL", "./no-such-model")
    bad(doctor, "model")


def test_settings_that_do_not_load(doctor: Doctor):
    Path("wence.toml").write_text("[limits]\nper_minute = -1\n")
    assert "limits.per_minute" in bad(doctor, "settings")


def test_keys_in_the_file_of_settings(doctor: Doctor):
    path = Path("wence.toml")
    path.write_text(f'[chat]\napi_key = "{SECRET}"\n[store]\ntoken = ""\n', encoding="utf-8")
    path.chmod(0o640)
    status, found = doctor()
    assert (status, found["settings"]["status"]) == (0, "note")
    assert "chat.api_key" in found["settings"]["text"]
    assert "store.token" not in found["settings"]["text"]
    path.chmod(0o644)
    assert "WENCE_CHAT_API_KEY" in bad(doctor, "settings")


def test_an_office_that_others_may_read_or_that_is_damaged(doctor: Doctor):
    Accounts(Store(Path("office"))).add("王芳", "春天的 password")
    assert doctor()[0] == 0
    Path("office").chmod(0o755)
    assert "chmod" in bad(doctor, "office")
    Path("office").chmod(0o700)
    Path("office/office.sqlite3").write_bytes(b"no database" * 500)
    assert "wence restore" in bad(doctor, "office")


def test_a_port_that_another_program_has(doctor: Doctor, monkeypatch: pytest.MonkeyPatch):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setenv("WENCE_SERVER_PORT", str(taken.getsockname()[1]))
        taken.close()
        assert doctor()[0] == 0
    with ChatServer() as other:  # a server that is not ours
        monkeypatch.setenv("WENCE_SERVER_PORT", str(other.server_address[1]))
        bad(doctor, "port")


def test_a_chat_model_that_does_not_answer(doctor: Doctor, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WENCE_CHAT_MODEL", "some")
    monkeypatch.setenv("WENCE_CHAT_BASE_URL", f"http://user:{SECRET}@127.0.0.1:9/v1")
    monkeypatch.setenv("WENCE_CHAT_API_KEY", SECRET)
    bad(doctor, "chat")
    with ChatServer() as server:  # it answers 501 to what it does not know
        monkeypatch.setenv("WENCE_CHAT_BASE_URL", server.url)
        assert "501" in bad(doctor, "chat")


def test_a_clock_that_is_behind(doctor: Doctor):
    os.utime("index/CURRENT", (4_000_000_000, 4_000_000_000))
    bad(doctor, "clock")
