"""Several processes that answer over one collection of Milvus while another adds to it.

The server is Milvus Lite's, in a process of its own, asked over loopback as any Milvus is.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from notice_pages import page

ASKING = """
import sys
from pathlib import Path
from rag.answering.assistant import Assistant
from rag.settings import Settings
assistant = Assistant.open(Settings.load(index=Path(sys.argv[1])))
for question in sys.stdin:
    answer = assistant.ask(question.strip())
    sys.stdout.write(answer.answer.replace("\\n", " ") + "\\n")
    sys.stdout.flush()
"""


@pytest.fixture
def milvus(tmp_path: Path, environment: dict[str, str]) -> Iterator[str]:
    """A Milvus server on loopback; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "milvus_lite", "server"]
    options = ["--host", "127.0.0.1", "--port", str(port), "--data-dir", str(tmp_path / "milvus")]
    with subprocess.Popen([*command, *options], env=environment, stderr=subprocess.DEVNULL) as it:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with socket.socket() as door:
                if door.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
        it.kill()


def test_processes_share_a_collection_and_follow_it(milvus, tmp_path, folder, environment):
    variables = {**environment, "WENCE_STORE_KIND": "milvus", "WENCE_STORE_URI": milvus}
    index = tmp_path / "index"

    def ingest(serial: int) -> None:
        (folder / f"{serial}.txt").write_text(page(serial, f"事项{serial}", amount=7000 + serial))
        done = subprocess.run(
            [sys.executable, "-m", "rag", "ingest", str(folder), "--index", str(index)],
            env=variables,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    ingest(1)
    asking = [
        subprocess.Popen(
            [sys.executable, "-c", ASKING, str(index)],
            env=variables,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        for _ in range(2)
    ]

    def answers(question: str) -> list[str]:
        for process in asking:
            assert process.stdin is not None
            process.stdin.write(f"{question}{os.linesep}")
            process.stdin.flush()
        return [process.stdout.readline() for process in asking if process.stdout is not None]

    try:
        assert all("7001元" in answer for answer in answers("事项1每处补助多少元？"))
        ingest(2)
        assert all("7002元" in answer for answer in answers("事项2每处补助多少元？"))
        assert all("7001元" in answer for answer in answers("事项1每处补助多少元？"))
    finally:
        for process in asking:
            process.kill()
            process.communicate()
