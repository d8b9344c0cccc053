"""Question sets of the SQuAD shape: SQuAD 1.1 and 2.0, DRCD, CMRC 2018, XQuAD and kin.

Source of the shape: Rajpurkar et al. (2016), arXiv 1606.05250, and Rajpurkar et al. (2018), arXiv
1806.03822, for ``is_impossible``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from eval.errors import Flaw
from eval.fields import Fields
from eval.jsonl import decode
from eval.normal import normal
from eval.questions import Gold, Question
from eval.sets.imported import Imported, Left
from eval.sets.language import language
from eval.sets.sentences import around
from eval.sets.standing import stands
from rag.errors import QuestionSetInvalid, SourceMissing, SourceUnreadable
from rag.messages import DEFAULT_LANGUAGE


def load(path: Path, *, language: str = DEFAULT_LANGUAGE) -> Imported:
    """Return the questions of a file of the SQuAD shape, and one text for each of its articles.

    A question's fact is any of the accepted answers, its evidence the sentence around the first of
    them that stands in its context. An ``answer_start`` that the context belies is looked up by the
    words of the answer.

    :raises SourceMissing, SourceUnreadable: the file cannot be read.
    :raises QuestionSetInvalid: it is no JSON of that shape; the reason names the place.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise SourceMissing(path=path) from error
    except OSError as error:
        raise SourceUnreadable(path=path, reason=error.strerror or error) from error
    except UnicodeDecodeError as error:
        reason = Flaw("not_utf8").say(language)
        raise QuestionSetInvalid(where=path, reason=reason) from error
    try:
        articles = _Articles(path.stem)
        fields = decode(text)
        fields.required("data")
        for number, article in enumerate(fields.objects("data"), start=1):
            articles.add(number, article)
    except Flaw as flaw:
        raise QuestionSetInvalid(where=path, reason=flaw.say(language)) from flaw
    return Imported(
        tuple(articles.questions), articles.texts, tuple(articles.left_out), articles.repaired
    )


@dataclass(slots=True)
class _Articles:
    """What has been read of a file so far."""

    stem: str
    questions: list[Question] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)
    left_out: list[Left] = field(default_factory=list)
    repaired: int = 0
    ids: set[str] = field(default_factory=set)

    def add(self, number: int, article: Fields) -> None:
        file, title = f"{self.stem}-{number:05}.txt", article.text("title")
        contexts = []
        for paragraph in article.objects("paragraphs"):
            paragraph.required("context")
            context = paragraph.text("context")
            contexts.append(context)
            for asked in paragraph.objects("qas"):
                self._ask(asked, context, title, file)
        self.texts.append((file, "\n\n".join([*filter(None, [title]), *contexts, ""])))

    def _ask(self, asked: Fields, context: str, title: str, file: str) -> None:
        identifier, question = asked.identifier("id"), asked.text("question")
        if identifier in self.ids:
            self._leave(identifier, "twice", id=identifier)
            return
        self.ids.add(identifier)
        abstain = asked.flag("is_impossible")
        answers = [] if abstain else asked.objects("answers")
        forms = tuple(dict.fromkeys(it.text("text").strip() for it in answers))
        forms = tuple(form for form in forms if normal(form))
        place = next(_places(answers, context), None)
        if not question.strip():
            self._leave(identifier, "question_blank")
        elif not abstain and not answers:
            self._leave(identifier, "no_answer")
        elif not abstain and not forms:
            self._leave(identifier, "answer_blank")
        elif not abstain and place is None:
            self._leave(identifier, "answer_absent", answer=forms[0])
        else:
            gold: tuple[Gold, ...] = ()
            if place is not None:
                self.repaired += place.moved
                start, end = around(context, place.start, place.end)
                gold = (Gold(title=title, evidence=context[start:end], file=file),)
            self.questions.append(
                Question(
                    id=identifier,
                    question=question,
                    abstain=abstain,
                    lang=language(question, context),
                    type="unanswerable" if abstain else "",
                    gold=gold,
                    facts=(forms,) if forms else (),
                    answer=forms[0] if forms else "",
                )
            )

    def _leave(self, identifier: str, key: str, **params: object) -> None:
        self.left_out.append(Left(identifier, key, params))


@dataclass(frozen=True, slots=True)
class _Place:
    start: int
    end: int
    moved: bool


def _places(answers: list[Fields], context: str) -> Iterator[_Place]:
    """Yield where each of the answers stands in the context; those that stand nowhere are not."""
    for answer in answers:
        text, said = answer.text("text").strip(), answer.whole("answer_start")
        if not normal(text):
            continue
        span = (said, said + len(text))
        if said >= 0 and context[slice(*span)] == text:
            yield _Place(*span, moved=False)
            continue
        found = [i for i in range(len(context)) if context.startswith(text, i)]
        nearest = min(found, key=lambda i: abs(i - said), default=None)
        moved = (nearest, nearest + len(text)) if nearest is not None else stands(context, text)
        if moved is not None:
            yield _Place(*moved, moved=True)
