"""What the benchmarks share: collections and indexes by size, made once, and the encoder."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
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


_LARGE = 200_000  # clauses; more are read once alone, which takes minutes


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

    @property
    def whole_runs(self) -> range:
        """One place for each time that the whole collection is read."""
        return range(1) if self.size > _LARGE else self.runs

    @cached_property
    def collection(self) -> Collection:
        """The collection of this size, that of an earlier run where it is of the same text."""
        origin = self.folder / "origin.json"
        wanted = {
            "sources": [str(it.resolve()) for it in self.plan.sources],
            "seed": self.plan.seed,
        }
        if not origin.is_file() or json.loads(origin.read_text(encoding="utf-8")) != wanted:
            shutil.rmtree(self.folder, ignore_errors=True)
            collection.write(self._texts(), self.size, self.folder, self.plan.seed)
            origin.write_text(json.dumps(wanted), encoding="utf-8")
        return Collection.load(self.folder)

    def another(self, place: int) -> Made:
        """Return a notice of the common size that the collection does not hold yet."""
        place += self.collection.notices
        return next(made(self._texts(), 100, self.plan.seed, first=place))

    @property
    def index(self) -> Path:
        """The index of the collection, written by ``wence ingest`` where it is not there whole."""
        folder = self.collection.folder / "index"
        if not self._whole.is_file():
            self.ingest()
        return folder

    @property
    def _whole(self) -> Path:
        """The file that says that the index holds all of the collection."""
        return self.folder / "indexed"

    @cached_property
    def rebuild(self) -> float:
        """Seconds that ``wence ingest`` takes to index the whole collection anew."""
        if "ingested" in self.__dict__:
            return sorted(ran.seconds for ran in self.ingested.ours)[len(self.ingested.ours) // 2]
        return self.ingest().seconds

    @cached_property
    def ingested(self) -> Ingested:
        """The whole collection ingested, each run after one of jieba alone."""
        floors, ours = [], []
        for _ in self.whole_runs:
            floors.append(process.python("-c", _CUTTING, self.collection.notices_folder))
            ours.append(self.ingest())
        cutting = tuple(float(ran.output) for ran in floors)
        return Ingested(cutting, tuple(floors), tuple(ours))

    def ingest(self) -> Ran:
        """Index the whole collection anew."""
        folder, index = self.collection.notices_folder, self.folder / "index"
        self._whole.unlink(missing_ok=True)
        shutil.rmtree(index, ignore_errors=True)
        ran = process.wence("ingest", folder, "--index", index, "--json")
        self._whole.touch()
        return ran

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
    def bare(self) -> Bare:
        """The bare floors over the collection, warm."""
        bare = Bare(self.collection.folder / "bare", lambda: chunks(self.collection), self.encoder)
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
