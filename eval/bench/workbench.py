"""What the benchmarks share: collections and indexes by size, made once, and the encoder."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from embeddings import Encoder
from eval.bench import collection, process
from eval.bench.bare import Bare
from eval.bench.chunks import chunks
from eval.bench.collection import Collection, Made, made
from eval.bench.process import Ran
from eval.bench.sources import Text, read
from rag.answering.assistant import Assistant
from rag.answering.models import load_encoder
from rag.settings import Settings

# The time that jieba alone takes: its dictionary is read before the clock starts.
_CUTTING = """
import sys, time, jieba
from pathlib import Path
texts = [path.read_text("utf-8") for path in sorted(Path(sys.argv[1]).rglob("*.txt"))]
jieba.setLogLevel(60)
jieba.initialize()
began = time.perf_counter()
for text in texts:
    for line in text.splitlines():
        jieba.lcut(line)
sys.stdout.write(str(time.perf_counter() - began))
"""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be measured: sizes in clauses, real text, how often, and with which seed."""

    sizes: tuple[int, ...]
    sources: tuple[Path, ...]
    runs: int = 3
    seed: int = collection.SEED
    quick: bool = False


@dataclass(frozen=True, slots=True)
class Ingested:
    """The runs of ``wence ingest`` over a collection; ``cutting``: seconds of jieba before each."""

    cutting: tuple[float, ...]
    floors: tuple[Ran, ...]
    ours: tuple[Ran, ...]


class Bench:
    """One size of collection on the bench: its files, its index, what asks it."""

    def __init__(
        self, plan: Plan, size: int, folder: Path, texts: Callable[[], list[Text]]
    ) -> None:
        """Work in ``folder``, taking up what an earlier run left there."""
        self.plan, self.size, self.folder, self._texts = plan, size, folder, texts

    @property
    def runs(self) -> range:
        """One place for each run."""
        return range(self.plan.runs)

    @cached_property
    def collection(self) -> Collection:
        """The collection of this size."""
        if not (self.folder / "collection.json").is_file():
            collection.write(self._texts(), self.size, self.folder, self.plan.seed)
        return Collection.load(self.folder)

    def another(self, place: int) -> Made:
        """Return a notice of the common size that the collection does not hold yet."""
        place += self.collection.notices
        return next(made(self._texts(), 100, self.plan.seed, first=place))

    @property
    def index(self) -> Path:
        """The index of the collection, written by ``wence ingest`` where it is not there."""
        folder = self.folder / "index"
        if not (folder / "CURRENT").is_file():
            self.ingest(folder)
        return folder

    @cached_property
    def rebuild(self) -> float:
        """Seconds that ``wence ingest`` takes to index the whole collection anew."""
        if "ingested" in self.__dict__:
            return sorted(ran.seconds for ran in self.ingested.ours)[len(self.ingested.ours) // 2]
        return self.ingest(self.folder / "index").seconds

    @cached_property
    def ingested(self) -> Ingested:
        """The whole collection ingested, each run after one of jieba alone."""
        floors, ours = [], []
        for _ in self.runs:
            floors.append(process.python("-c", _CUTTING, self.collection.notices_folder))
            ours.append(self.ingest(self.folder / "index"))
        cutting = tuple(float(ran.output) for ran in floors)
        return Ingested(cutting, tuple(floors), tuple(ours))

    def ingest(self, index: Path) -> Ran:
        """Index the whole collection anew into ``index``."""
        shutil.rmtree(index, ignore_errors=True)
        folder = self.collection.notices_folder
        return process.wence("ingest", folder, "--index", index, "--json")

    @cached_property
    def settings(self) -> Settings:
        """The settings in force, with the index of the collection."""
        return Settings.load(index=self.index)

    @cached_property
    def encoder(self) -> Encoder:
        """The model of the settings."""
        return load_encoder(self.settings)

    @cached_property
    def assistant(self) -> Assistant:
        """An assistant over the collection, warm."""
        assistant = Assistant(self.settings, self.encoder)
        for question in self.questions[:3]:
            assistant.ask(question)
        return assistant

    @cached_property
    def texts(self) -> list[str]:
        """What the bare floors index."""
        return chunks(self.collection)

    @cached_property
    def bare(self) -> Bare:
        """The bare floors over the collection, warm."""
        bare = Bare(self.texts, self.encoder)
        for question in self.questions[:3]:
            bare.find(question)
        return bare

    @property
    def questions(self) -> tuple[str, ...]:
        """Questions about the collection."""
        asked = self.collection.questions
        return asked[:5] if self.plan.quick else asked


def benches(plan: Plan, folder: Path) -> Iterator[Bench]:
    """Yield a bench for each size of ``plan``, in folders below ``folder``.

    :raises SourceMissing, SourceUnreadable, TooLittleText: there is no text to make them of.
    """
    held: list[Text] = []

    def texts() -> list[Text]:
        if not held:
            held.extend(read(plan.sources))
        return held

    for size in plan.sizes:
        yield Bench(plan, size, folder / str(size), texts)


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value below which ``share`` of ``values`` lies, a value that was measured."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]
