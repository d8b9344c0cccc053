"""The command line of the page: it starts, or says in one line why it cannot."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

import app
from rag.answering.assistant import Assistant
from rag.settings import Settings

from .scripted import Scripted

APP = Path(app.__file__)
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.mark.parametrize(
    ("language", "said"), [("zh-Hans", "没有索引"), ("zh-Hant", "沒有索引"), ("en", "No index")]
)
def test_without_an_index_it_says_so_in_one_line(
    python: Run, tmp_path: Path, language: str, said: str
):
    missing = tmp_path / "无"
    done = python(APP, "--index", missing, "--port", 0, WENCE_LANGUAGE=language)
    assert done.returncode == 1
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    assert said in lines[0]
    assert str(missing) in lines[0]


def test_a_wrong_command_line_is_status_2(python: Run):
    assert python(APP, "--prot", 1).returncode == 2


def test_a_setting_out_of_range_is_one_line(capsys: pytest.CaptureFixture[str]):
    assert app.main(["--port", "70000"]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "server.port" in said


def test_a_port_that_is_taken_is_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(Assistant, "open", lambda settings: Scripted())
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert app.main(["--port", str(taken.getsockname()[1])]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "server.port" in said
    assert "in use" in said


def test_options_win_over_the_environment_and_leave_the_rest(monkeypatch: pytest.MonkeyPatch):
    seen: list[Settings] = []
    monkeypatch.setattr(app, "serve", seen.append)
    monkeypatch.setenv("WENCE_SERVER_HOST", "0.0.0.0")
    monkeypatch.setenv("WENCE_SERVER_PORT", "1234")
    assert app.main(["--port", "4321", "--index", "某处"]) == 0
    assert (seen[0].server.host, seen[0].server.port) == ("0.0.0.0", 4321)
    assert seen[0].index == Path("某处")


def test_it_says_where_it_listens_and_stops_when_told(
    environment: dict[str, str], sample_index: Path
):
    started = subprocess.Popen(
        [sys.executable, APP, "--index", sample_index, "--port", "0"],
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    with started:
        lines = iter(started.stderr.readline, "")
        url = next(
            word
            for line in lines
            for word in line.replace("（", " ").split("：")
            if word.startswith("http")
        )
        url = url.split()[0]
        next(line for line in lines if "startup complete" in line)
        ready = httpx.get(f"{url}/readyz", trust_env=False, timeout=30).json()
        os.kill(started.pid, signal.SIGINT)
        rest = started.stderr.read()
    assert ready["status"] == "ready"
    assert "Traceback" not in rest
