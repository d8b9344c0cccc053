"""``python -m eval.finding``: how well passages are found, beside stock pipelines.

Everything is indexed by the program itself into a temporary folder and asked for through the
public ``Assistant.search``; passages count as right by the evidence that they hold, whoever
retrieved them. ``docs/finding.md`` says how to read the figures.
"""

from __future__ import annotations

import json
import platform
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import click

from eval import bootstrap
from eval.errors import ReportUnwritable
from eval.evidence import sought
from eval.finding import comparison, perturbation, typos
from eval.finding.comparison import Loss, Table, compare, loss, markdown
from eval.finding.corpus import Corpus, ingest, retrieval, systems
from eval.finding.distractors import write
from eval.questions import Question, expand, load_all
from eval.searching import Found, System, ask
from rag.errors import SourceMissing, WenceError
from rag.settings import Settings

_ARTICLES = 10_000
_FILE = click.Path(path_type=Path)
_PACKAGES = ("langchain-core", "langchain-community", "rank-bm25", "jieba", "faiss-cpu", "bm25s")


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be measured."""

    questions: tuple[Question, ...]
    notices: Path
    laws: Path | None
    articles: int
    perturb: bool
    variants: tuple[str, ...]
    stock: bool
    seed: int

    def measure(self, folder: Path) -> Iterator[tuple[Corpus, list[Table], list[Loss]]]:
        """Yield the figures of the notices alone, then those among the distractors.

        :param folder: an empty one, for copies and indexes.
        """
        texts = folder / "texts"
        _copy(self.notices, texts)
        corpus = ingest(texts, folder / "index")
        asked = systems(corpus, self.variants, self.stock)
        found = [ask(system, self.questions) for system in asked]
        losses = self._losses(asked, found) if self.perturb else []
        yield corpus, self._tables("The notices alone", found), losses
        if self.laws is None:
            return
        _, articles = write(self.laws, texts, self.articles)
        corpus = ingest(texts, folder / "index-distractors")
        asked = systems(corpus, self.variants, self.stock)
        found = [ask(system, self.questions) for system in asked]
        yield corpus, self._tables(f"Among {articles:,} articles of law", found), []

    def _tables(self, title: str, found: Sequence[Found]) -> list[Table]:
        alone = [not question.history for question in self.questions]
        tables = [compare(title, found)]
        if any(alone) and not all(alone):
            tables.append(compare(f"{title}, follow-ups left out", found, alone))
        return tables

    def _losses(self, asked: Sequence[System], found: Sequence[Found]) -> list[Loss]:
        losses: list[Loss | None] = []
        for kind in perturbation.KINDS:
            changed = [perturbation.perturbed(it, kind, self.seed) for it in self.questions]
            for system, plain in zip(asked, found, strict=True):
                losses.append(loss(kind, plain, ask(system, changed)))
        return [it for it in losses if it is not None]

    def facts(self) -> dict[str, Any]:
        """Return what decides the figures besides the code, as JSON values."""
        return {
            "questions": len(self.questions),
            "follow_ups": sum(bool(it.history) for it in self.questions),
            "languages": dict(Counter(it.lang for it in self.questions)),
            "settings": Settings.load().model_dump(
                mode="json", include={"retrieval", "chunking", "embedding"}
            ),
            "bootstrap": {
                "resamples": bootstrap.RESAMPLES,
                "share": comparison.SHARE,
                "seed": bootstrap.SEED,
            },
            "perturbation_seed": self.seed,
            "homophones": typos.source(),
            "python": platform.python_version(),
            "packages": {name: _version(name) for name in _PACKAGES},
        }


def _copy(notices: Path, folder: Path) -> None:
    """Copy the files below ``notices``, their permissions left behind: the folder is added to."""
    for path in sorted(notices.rglob("*")):
        if path.is_file():
            to = folder / path.relative_to(notices)
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, to)


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _report(plan: Plan) -> dict[str, Any]:
    """Print the figures as they come; return all of them as JSON values."""
    report: dict[str, Any] = {**plan.facts(), "corpora": [], "tables": [], "losses": []}
    follow_ups = report["follow_ups"]
    click.echo(
        f"{report['questions']} questions, {follow_ups} of them follow-ups: "
        "ours reads the turns before them, stock pipelines the question alone"
    )
    with tempfile.TemporaryDirectory(prefix="wence-finding-") as name:
        for corpus, tables, losses in plan.measure(Path(name)):
            counts = ", ".join(f"{count} {what}" for what, count in corpus.counts.items())
            click.echo(f"\n{counts}")
            click.echo("\n".join(markdown(tables, losses)))
            report["corpora"].append(corpus.counts)
            report["tables"] += map(asdict, tables)
            report["losses"] += map(asdict, losses)
    return report


def _plan(questions: str, articles: int | None, **rest: Any) -> Plan:
    if articles is not None and rest["laws"] is None:
        raise click.UsageError("--distractors needs --laws")
    asked = tuple(q for q in load_all(expand([questions])) if not q.abstain and sought(q))
    if not asked:
        raise click.UsageError("no question has an answer with evidence")
    plan = Plan(questions=asked, articles=articles or _ARTICLES, **rest)
    for path in (plan.notices, plan.laws):
        if path is not None and not path.exists():
            raise SourceMissing(path=path)
    return plan


def _write(report: dict[str, Any], out: Path) -> None:
    try:
        out.write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")
    except OSError as error:
        raise ReportUnwritable(path=out, reason=error.strerror or error) from error


@click.command("finding")
@click.argument("questions", metavar="QUESTIONS.jsonl[,MORE]")
@click.option("--notices", type=_FILE, required=True, metavar="FOLDER", help="the notices")
@click.option("--laws", type=_FILE, metavar="FILE", help="laws.jsonl.xz, source of distractors")
@click.option(
    "--distractors",
    "articles",
    type=click.IntRange(min=1),
    help=f"articles of law put beside the notices; {_ARTICLES:,} by default; needs --laws",
)
@click.option("--perturb", is_flag=True, help="ask the questions with typos and the like, too")
@click.option(
    "--vary",
    "variants",
    multiple=True,
    metavar="retrieval.NAME=VALUE[,…]",
    help="one more row of ours, with these settings; may be given several times",
)
@click.option("--stock/--no-stock", default=True, help="measure the stock pipelines, too")
@click.option(
    "--seed",
    type=int,
    default=perturbation.SEED,
    show_default=True,
    help="of the changes to the questions",
)
@click.option("--json", "out", type=_FILE, metavar="OUT", help="write all figures there")
def command(questions: str, out: Path | None, variants: tuple[str, ...], **rest: Any) -> None:
    """Measure how well passages are found for QUESTIONS, beside stock LangChain pipelines."""
    for variant in variants:
        retrieval(variant)
    try:
        report = _report(_plan(questions, variants=variants, **rest))
        if out is not None:
            _write(report, out)
    except WenceError as error:
        click.echo(f"wence: {' '.join(error.say('en').split())}", err=True)
        raise click.exceptions.Exit(1) from error
