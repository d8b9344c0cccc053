"""An index that is replaced lets go of its files at once, not when garbage is collected."""

import gc
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from notice_pages import page

from rag.answering.assistant import Assistant

QUESTIONS = ("路灯维护每处补助多少元？", "云政发〔2025〕2号讲了什么", "关于做好路灯维护工作的通知")


@pytest.fixture
def no_garbage() -> Iterator[None]:
    """Keep the collector from finding circles."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def held(folder: Path) -> set[str]:
    """Return the files of a folder that this process has open or mapped, by their names in it."""
    maps = Path("/proc/self/maps").read_text(encoding="utf-8").splitlines()
    paths = {line.split(maxsplit=5)[5] for line in maps if line.count("/") > 1}
    for link in Path("/proc/self/fd").iterdir():
        try:
            paths.add(str(link.readlink()))
        except OSError:
            continue
    return {path.removeprefix(f"{folder}/") for path in paths if path.startswith(f"{folder}/")}


@pytest.mark.skipif(sys.platform != "linux", reason="Linux tells what a process holds")
def test_a_generation_goes_with_its_last_question(settings, encoder, take_in, folder, no_garbage):
    def write(amount: int) -> None:
        (folder / "a.txt").write_text(page(1, amount=amount), encoding="utf-8")
        (folder / "b.txt").write_text(page(2, "路灯维护", amount=amount), encoding="utf-8")
        take_in(folder)

    def answered() -> set[str]:
        for question in QUESTIONS:
            assistant.ask(question)
        return held(settings.index)

    write(3000)
    assistant = Assistant(settings, encoder)
    before = answered()
    assert len(before) > 3
    for amount in (4100, 5200):
        write(amount)
        after = answered()
        assert len(after) == len(before)
    assert not any("(deleted)" in name for name in after)
