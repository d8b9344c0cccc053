"""Speed and memory of reading: ``python scripts/reading.py FOLDER [FILES]``.

Reads the notices of FOLDER over and over, as if they were FILES files (500 by default), in one
process, and prints megabytes of UTF-8 text a second of processor time, and the peak memory after a
tenth of the files and after all of them.

``python scripts/reading.py --hostile [SECONDS]`` makes texts that no office would write, parses
each at three sizes, and prints the processor seconds of each kind and how they grow from the last
size but one to the last: 10 is linear. A size that can be expected to take more than SECONDS (15 by
default, for four minutes in all) is left out.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from rag.notices.parse import parse_page
from rag.notices.sources import find_sources, notices_of
from rag.settings import Reading

SIZES = (100_000, 1_000_000, 10_000_000)  # bytes of UTF-8
SEED = 20240601
# Without a head there is no notice, and nothing but its search would be measured.
HEAD = (
    "云泽市水务局关于加强河道管理的通知\n云水发〔2024〕3号\n各区水务局:\n"
    "现将有关事项通知如下。\n云泽市水务局\n2024年6月1日\n"
)
REPEATED = {
    "（": "（",
    "）": "）",
    "《": "《",
    "《甲》": "《甲》",
    "no punctuation": "推进造林工作落实",
    "一、": "一、",
    "一、 on lines": "\n一、",
    "（一）": "。（一）",
    "（一）1.①": "\n一、\n（一）\n1.\n(1)\n①\n",
    "1.1.1.1": " 1.1.1.1",
    "digits": "2024",
    "第一条": "\n第一条\n",
    "第一章": "第一章 ",
    "一是": "。一是",
    "附件": "附件",
    "附件 on lines": "\n附件\n",
    "附件 lists": "\n附件:1.表\n甲市人民政府\n2024年5月1日\n",
    "关于": "关于",
    "关于…的通知": " 甲局关于乙的通知",
    "〔2024〕": "〔2024〕",
    "甲发〔2024〕1号": "甲发〔2024〕1号 ",
    "dates": "2024年5月1日 ",
    "signatures": "\n甲市人民政府\n2024年5月1日\n",
    "有效期": "有效期三年。",
    "废止": "甲发〔2024〕1号废止,",
    "序号": "序号 1 2 3 ",
    "tabs": "甲\t",
    "blanks": " ",
    "wide blanks": "\u3000",
    "newlines": "\n",
    "short lines": "甲\n",
    "lost characters": "\ue000",
    "pinyin": "發(fā",
    "traditional": "關於發佈",
}
NESTED = ("（）", "《》", "“”", "〔〕")
TOKENS = (
    "一、", "二、", "（一）", "（二）", "1.", "2.", "(1)", "①", "第一条", "第二条", "第一章",
    "附件", "附件1", "附件:1.", "关于", "的通知", "甲市人民政府", "甲局", "各区:", "〔2024〕",
    "甲发〔2024〕1号", "2024年5月1日", "有效期", "三年", "至2027年", "废止", "《", "》", "（",
    "）", "“", "”", "。", "；", "，", ":", "序号", "√", "任务", "本办法自", "起施行", "一是",
    "二是", "1.1", "3.2.1", "令", "发", "号", "目录", "抄送:", "\ue000", "\ufeff", "(", ")",
    "x", "12", "甲", "推进造林",
)  # fmt: skip


def main(folder: Path, files: int) -> None:
    """Read and report."""
    sources = list(find_sources([folder], Reading()))
    read = notices = 0
    early = 0
    began = time.process_time()
    for number in range(files):
        source = sources[number % len(sources)]
        data = source.read(Reading().max_mib)
        notices += len(notices_of(source, data))
        read += len(data)
        if number == files // 10:
            early = _peak()
    seconds = time.process_time() - began
    sys.stdout.write(
        f"{files} files, {notices} notices, {read / 1e6:.1f} MB in {seconds:.1f} s: "
        f"{read / 1e6 / seconds:.1f} MB/s; "
        f"peak {early} MiB after a tenth, {_peak()} MiB at the end\n"
    )


def hostile(patience: float) -> None:
    """Parse hostile texts and report their seconds, and the kinds that take and grow most."""
    began = time.process_time()
    row = "{:18}{:>9}{:>9}{:>9}{:>7}\n"
    heads = [f"{size / 1e6:g} MB" for size in SIZES]
    sys.stdout.write(row.format("kind", *heads, "growth"))
    slowest, steepest = (0.0, ""), (0.0, "")
    for kind, make in _kinds():
        took: list[float] = []
        for size in SIZES:
            if took and took[-1] * 10 > patience and len(took) > 1:
                break
            took.append(_seconds(HEAD + make(size)))
        growth = took[-1] / took[-2]
        slowest = max(slowest, (took[-1], kind))
        # Of a hundredth of a second nothing can be told.
        steepest = max(steepest, (growth if took[-2] > 0.01 else 0.0, kind))
        shown = [*(f"{seconds:.2f}" for seconds in took), *["-"] * (len(SIZES) - len(took))]
        sys.stdout.write(row.format(kind, *shown, f"{growth:.1f}"))
        sys.stdout.flush()
    sys.stdout.write(
        f"slowest: {slowest[1]}, {slowest[0]:.1f} s; steepest: {steepest[1]}, {steepest[0]:.1f}; "
        f"all: {time.process_time() - began:.0f} s, peak {_peak()} MiB\n"
    )


def _seconds(text: str) -> float:
    began = time.process_time()
    parse_page(text, "hostile.txt")
    return time.process_time() - began


def _kinds() -> Iterator[tuple[str, Callable[[int], str]]]:
    for kind, pattern in REPEATED.items():
        yield kind, lambda size, pattern=pattern: pattern * (size // len(pattern.encode()))
    for opened, closed in NESTED:
        yield (
            f"nested {opened}{closed}",
            lambda size, pair=(opened, closed): pair[0] * (size // 6) + pair[1] * (size // 6),
        )
    yield "random bytes", lambda size: _random().randbytes(size // 2).decode("utf-8", "replace")
    yield "random GB18030", lambda size: _random().randbytes(size).decode("gb18030", "ignore")
    for seed in range(3):
        yield f"random tokens {seed}", lambda size, seed=seed: _mixture(size, SEED + seed)


def _random() -> random.Random:
    return random.Random(SEED)


def _mixture(size: int, seed: int) -> str:
    """Return tokens in random order, some of them apart, of ``size`` bytes."""
    source = random.Random(seed)
    weights = [source.random() ** 3 for _ in TOKENS]  # some tokens far more often than others
    average = sum(
        weight * len(token.encode()) for token, weight in zip(TOKENS, weights, strict=True)
    ) / sum(weights)
    count = int(size / (average + 0.5))
    tokens = source.choices(TOKENS, weights, k=count)
    apart = source.choices(("", " ", "\n"), (6, 1, 1), k=count)
    return "".join(part for pair in zip(tokens, apart, strict=True) for part in pair)


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    if sys.argv[1:2] == ["--hostile"]:
        hostile(float(sys.argv[2]) if len(sys.argv) > 2 else 15.0)
    else:
        main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 500)
