"""Collections of any size out of real text: ``python -m eval.bench.collection``.

Each text becomes a notice with an invented head, in a file of its own below ``DIR/notices``;
``DIR/collection.json`` says what was made, and holds questions about it. A clause is counted as a
paragraph of the text, which comes within some per cent of what ``wence ingest`` counts. Where the
real text does not last, it is repeated, every paragraph of a repetition marked as such; which
share of the collection that is, ``repeated`` says.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any

import click

from eval.bench import invention
from eval.bench.asking import question
from eval.bench.sources import SAMPLES, Text, read
from eval.errors import ReportUnwritable
from eval.texts import text as said
from rag.errors import WenceError
from rag.messages import DEFAULT_LANGUAGE

SEED = 7
QUESTIONS = 200
NOTICES = "notices"
_FACTS = "collection.json"
_MOST_LINES = 400  # of one notice: a code of a thousand articles is no notice
_A_FOLDER = 1000  # files


@dataclass(frozen=True, slots=True)
class Collection:
    """Notices in files: how many, and how much of them is repeated; ``questions`` about them."""

    folder: Path
    clauses: int
    notices: int
    characters: int
    repeated: float
    seed: int
    questions: tuple[str, ...]

    @property
    def notices_folder(self) -> Path:
        """Where the files are."""
        return self.folder / NOTICES

    def files(self) -> list[Path]:
        """Return the files in their order."""
        return sorted(self.notices_folder.rglob("*.txt"))

    @classmethod
    def load(cls, folder: Path) -> Collection:
        """Return the collection that ``write`` left in ``folder``."""
        facts: dict[str, Any] = json.loads((folder / _FACTS).read_text(encoding="utf-8"))
        facts["questions"] = tuple(facts["questions"])
        return cls(folder, **facts)

    def facts(self) -> dict[str, Any]:
        """Return what a report says of it."""
        it = asdict(self)
        return {name: it[name] for name in ("clauses", "notices", "characters", "repeated", "seed")}


@dataclass(frozen=True, slots=True)
class Made:
    """One invented notice: its head, the title of what it encloses, its paragraphs."""

    head: invention.Head
    title: str
    lines: tuple[str, ...]
    copy: int

    def page(self) -> str:
        """Return the notice as its file has it."""
        issuer, title = self.head.issuer, self.title
        return "\n".join(
            [
                "【压力测试用文件，非正式公文】",
                f"{issuer}关于印发{title}的通知",
                self.head.number,
                "",
                f"各部门、各直属单位：\n《{title}》已经{issuer}同意，现印发给你们，请遵照执行。",
                "",
                issuer,
                self.head.signed,
                "",
                title,
                "",
                *self.lines,
                "",
            ]
        )


def made(texts: Sequence[Text], clauses: int, seed: int = SEED, first: int = 0) -> Iterator[Made]:
    """Yield notices out of ``texts`` until they have ``clauses`` paragraphs.

    :param first: the place of the first notice; notices of other places have other numbers.
    """
    parts = [
        Text(text.title, text.lines[at : at + _MOST_LINES])
        for text in texts
        for at in range(0, len(text.lines), _MOST_LINES)
    ]
    Random(seed).shuffle(parts)
    left, place = clauses, first
    while left > 0:
        copy, at = divmod(place, len(parts))
        head = invention.head(place, seed)
        lines = (invention.varied(line, copy, head.place) for line in parts[at].lines[:left])
        title = parts[at].title + (f"（变体{copy}）" if copy else "")
        notice = Made(head, title, tuple(lines), copy)
        yield notice
        left -= len(notice.lines)
        place += 1


def write(texts: Sequence[Text], clauses: int, folder: Path, seed: int = SEED) -> Collection:
    """Write a collection of ``clauses`` clauses into ``folder``; return it.

    :raises ReportUnwritable: the folder cannot be written.
    """
    count = notices = characters = repeated = 0
    asked: list[str] = []
    random = Random(seed)
    try:
        for place, notice in enumerate(made(texts, clauses, seed)):
            page = notice.page()
            path = folder / NOTICES / f"{place // _A_FOLDER:03}" / f"notice-{place:06}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(page, encoding="utf-8")
            notices, count, characters = (
                notices + 1,
                count + len(notice.lines),
                characters + len(page),
            )
            repeated += len(notice.lines) if notice.copy else 0
            # A reservoir: every notice is as likely to be asked about, however many there are.
            spot = place if place < QUESTIONS else random.randrange(place + 1)
            if spot < QUESTIONS:
                it = question(notice.title, notice.head.number, notice.lines, place)
                asked[spot : spot + 1] = [it]
        share = round(repeated / count, 3)
        facts = {
            "clauses": count,
            "notices": notices,
            "characters": characters,
            "repeated": share,
            "seed": seed,
            "questions": asked,
        }
        data = json.dumps(facts, ensure_ascii=False, indent=1)
        (folder / _FACTS).write_text(data + "\n", encoding="utf-8")
    except OSError as error:
        raise ReportUnwritable(path=folder, reason=error.strerror or error) from error
    return Collection(folder, count, notices, characters, share, seed, tuple(asked))


_PATH = click.Path(path_type=Path)


@click.command("collection", help=said("bench_cli.collection"))
@click.option(
    "--clauses", type=click.IntRange(min=1), required=True, help=said("bench_cli.clauses")
)
@click.option("--from", "sources", type=_PATH, multiple=True, help=said("bench_cli.sources"))
@click.option("--out", type=_PATH, required=True, metavar="DIR", help=said("bench_cli.made"))
@click.option("--seed", type=int, default=SEED, show_default=True, help=said("bench_cli.seed"))
def command(clauses: int, sources: tuple[Path, ...], out: Path, seed: int) -> None:
    """Write a collection of so many clauses."""
    try:
        it = write(read(sources or (SAMPLES,)), clauses, out, seed)
    except WenceError as error:
        click.echo(f"wence: {' '.join(error.say(DEFAULT_LANGUAGE).split())}", err=True)
        raise click.exceptions.Exit(1) from error
    facts = {**it.facts(), "repeated": f"{it.repeated:.0%}", "path": it.notices_folder}
    click.echo(said("bench.made", DEFAULT_LANGUAGE, **facts))


if __name__ == "__main__":
    command(prog_name="python -m eval.bench.collection")
