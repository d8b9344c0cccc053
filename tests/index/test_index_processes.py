"""Several processes that answer over one collection of Milvus while another adds to it."""

from __future__ import annotations

import os
import subprocess
import sys

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


def test_processes_share_a_collection_and_follow_it(milvus, tmp_path, folder, environment):
    variables = {**environment, "WENCE_STORE_KIND": "milvus", "WENCE_STORE_URI": milvus.uri}
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
