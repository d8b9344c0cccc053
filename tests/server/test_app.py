"""The command line of the page: one line on standard error when it cannot start."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import app
from rag.settings import Settings

ROOT = Path(app.__file__).parent


def start(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "app.py", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("language", "said"), [("zh-Hans", "没有索引"), ("zh-Hant", "沒有索引"), ("en", "No index")]
)
def test_without_an_index_it_says_so_in_one_line(tmp_path: Path, language: str, said: str):
    missing = tmp_path / "无"
    done = start("--index", str(missing), "--port", "0", WENCE_LANGUAGE=language)
    assert done.returncode == 1
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    assert said in lines[0]
    assert str(missing) in lines[0]


def test_a_setting_out_of_range_is_one_line_too():
    done = start("--port", "70000")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "server.port" in done.stderr


def test_a_wrong_command_line_is_status_2():
    assert start("--prot", "1").returncode == 2


def test_options_win_over_the_environment_and_leave_the_rest(monkeypatch: pytest.MonkeyPatch):
    seen: list[Settings] = []
    monkeypatch.setattr(app, "serve", seen.append)
    monkeypatch.setenv("WENCE_SERVER_HOST", "0.0.0.0")
    monkeypatch.setenv("WENCE_SERVER_PORT", "1234")
    assert app.main(["--port", "4321", "--index", "某处"]) == 0
    assert (seen[0].server.host, seen[0].server.port) == ("0.0.0.0", 4321)
    assert seen[0].index == Path("某处")
