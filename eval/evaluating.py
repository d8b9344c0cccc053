"""One evaluation as a command line asks for it: who is asked, and who stands beside."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from eval.about import about
from eval.answers import Answers
from eval.answers import load as load_answers
from eval.entailment import load_entailment
from eval.errors import BaselinesMissing, ReportInvalid
from eval.judging import load_judge
from eval.metrics import Judging, Tools
from eval.questions import Question, load_all
from eval.report import Evaluation
from eval.run import OURS, ask, measure
from eval.sets.checking import faults
from eval.sources import TEXT_SUFFIXES, Sources
from eval.texts import text
from rag.errors import SettingsInvalid, SourceMissing
from rag.settings import Settings

log = logging.getLogger(__name__)
Asked = Callable[[Question], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to evaluate.

    ``answers`` are ready answers, None to ask the assistant; ``beside`` are those of other
    systems on the same questions; ``baselines`` runs the stock pipelines over ``sources``.
    """

    settings: Settings
    questions: tuple[Path, ...]
    answers: Path | None = None
    beside: tuple[Path, ...] = ()
    name: str | None = None
    baselines: bool = False
    sources: Path | None = None
    as_of: date | None = None
    judge: bool = False
    bar: bool = False

    def measured(self, answers: Path) -> Evaluation:
        """Return the evaluation of a file of answers on the same questions.

        :raises ReportInvalid: there are no questions to measure it on.
        :raises WenceError: as ``run``.
        """
        if not self.questions:
            reason = text("flaw.no_report", self.settings.language)
            raise ReportInvalid(path=answers, reason=reason)
        return replace(self, answers=answers, name=None).run()

    def run(self) -> Evaluation:
        """Return the evaluation.

        :raises WenceError: a file cannot be used, there is no index, a model is missing.
        """
        language = self.settings.language
        if self.sources is not None and not self.sources.is_dir():
            raise SourceMissing(path=self.sources)
        questions = load_all(self.questions, language=language)
        tools = self._tools()
        wrong = self._faults(questions, tools.sources)
        ready = [load_answers(path, language=language) for path in self.beside]
        first, *others = [*self._systems(questions), *ready]
        return Evaluation(
            measure(questions, first, tools),
            tuple(measure(questions, other, tools) for other in others),
            self._about(wrong),
        )

    def _faults(self, questions: Sequence[Question], sources: Sources | None) -> int:
        """Return how many errors the question set has; a log line names the first."""
        placed = [(question.id, question) for question in questions]
        found = [fault for fault in faults(placed, sources) if fault.is_error]
        if found:
            language = self.settings.language
            first = f"{found[0].where}: {found[0].say(language)}"
            log.warning(text("check.found", language, n=len(found), first=first))
        return len(found)

    def _tools(self) -> Tools:
        return Tools(
            sources=Sources(self.sources) if self.sources is not None else None,
            entailment=load_entailment(self.settings),
            judging=self._judging() if self.judge else None,
        )

    def _judging(self) -> Judging:
        from rag.answering.models import load_encoder

        judge = load_judge(self.settings)
        if judge is None:
            reason = text("judging.no_judge", self.settings.language)
            raise SettingsInvalid(where="judge.model", reason=reason)
        return Judging(judge, load_encoder(self.settings))

    def _about(self, wrong: int) -> dict[str, object]:
        files = (*([self.answers] if self.answers else []), *self.beside)
        day = self.as_of or date.today()
        return about(
            self.questions,
            files,
            self.sources,
            question_faults=wrong,
            as_of=None if self.answers else day.isoformat(),
            entailment=load_entailment(self.settings).name,
            judge=self.settings.judge.model if self.judge else None,
            settings=None if self.answers else self._settings(),
        )

    def _settings(self) -> dict[str, object]:
        shown = {"retrieval", "answering", "embedding", "reranker", "chat"}
        secret = {"embedding": {"api_key"}, "chat": {"api_key"}}
        return self.settings.model_dump(mode="json", include=shown, exclude=secret)

    def _systems(self, questions: Sequence[Question]) -> Iterator[Answers]:
        """Yield the answers of the system that is evaluated, then those of the stock pipelines."""
        if self.answers is not None:
            yield load_answers(self.answers, name=self.name, language=self.settings.language)
        else:
            yield self._assistant(questions)
        if self.baselines:
            yield from self._stock(questions)

    def _assistant(self, questions: Sequence[Question]) -> Answers:
        # Scoring ready answers must not load an index or a model.
        from rag.answering.assistant import Assistant

        assistant = Assistant.open(self.settings, self.as_of)
        with self._progress(OURS, len(questions)) as asked:
            return ask(assistant, questions, name=self.name or OURS, asked=asked)

    def _stock(self, questions: Sequence[Question]) -> Iterator[Answers]:
        from rag.answering.models import load_encoder

        if self.sources is None:
            raise BaselinesMissing(reason="--sources")
        files = [
            path
            for path in sorted(self.sources.rglob("*"))
            if path.is_file() and path.suffix.lower() in TEXT_SUFFIXES
        ]
        try:
            from eval import baselines
            from eval.baselines.answering import answers

            systems = baselines.stock(files, load_encoder(self.settings))
        except ImportError as error:
            raise BaselinesMissing(reason=f"{error}; {baselines.NEEDS}") from error
        for system in systems:
            with self._progress(system.name, len(questions)) as asked:
                yield answers(system, questions, asked)

    @contextmanager
    def _progress(self, name: str, questions: int) -> Iterator[Asked]:
        shown = self.bar and sys.stderr.isatty()
        with Progress(console=Console(stderr=True), disable=not shown, transient=True) as progress:
            task = progress.add_task(
                text("progress.asking", self.settings.language, name=name), total=questions
            )
            yield lambda _question: progress.advance(task)
