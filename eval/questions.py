"""Question sets: what is asked and what a right answer must hold; ``docs/questions.md``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.errors import Flaw
from eval.fields import Fields
from eval.jsonl import read
from eval.texts import text
from rag.answering.model import Turn, turns
from rag.errors import QuestionSetInvalid, SourceMissing
from rag.messages import DEFAULT_LANGUAGE


@dataclass(frozen=True, slots=True)
class Gold:
    """A clause that bears out the answer. No number: the source states none."""

    doc_number: str | None = None
    title: str = ""
    paragraph: str = ""
    evidence: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a set. ``abstain``: the notices do not answer it.

    ``facts`` lists what the answer must state, each fact in any of its accepted forms. A ``draft``
    was written by a program and waits for somebody to reword it.

    >>> Question("q1", "补贴多少？", facts=(("200元", "二百元"),)).abstain
    False
    """

    id: str
    question: str
    abstain: bool = False
    split: str = ""
    lang: str = ""
    audience: str = ""
    type: str = ""
    history: tuple[Turn, ...] = ()
    gold: tuple[Gold, ...] = ()
    facts: tuple[tuple[str, ...], ...] = ()
    answer: str = ""
    hard: str = ""
    draft: bool = False


def parse(fields: Fields) -> Question:
    """Return the question of one JSON object; unknown fields are left alone.

    :raises Flaw: a required field is absent or a field has another type.
    """
    fields.required("abstain")
    question = fields.text("question")
    if not question.strip():
        raise Flaw("missing", name="question")
    return Question(
        id=fields.identifier("id"),
        question=question,
        abstain=fields.flag("abstain"),
        split=fields.text("split"),
        lang=fields.text("lang"),
        audience=fields.text("audience"),
        type=fields.text("type"),
        history=_history(fields),
        gold=tuple(_gold(item) for item in fields.objects("gold")),
        facts=tuple(_forms(item, i) for i, item in enumerate(fields.items("facts"))),
        answer=fields.text("answer"),
        hard=fields.text("hard"),
        draft=fields.flag("draft"),
    )


def _history(fields: Fields) -> tuple[Turn, ...]:
    given = fields.objects("history")
    if not all(turn.states("content") for turn in given):
        raise Flaw("wrong_turn")
    try:
        return turns([{"role": f.text("role"), "content": f.text("content")} for f in given])
    except ValueError as error:
        raise Flaw("wrong_turn") from error


def _gold(fields: Fields) -> Gold:
    return Gold(
        doc_number=fields.optional("doc_number"),
        title=fields.text("title"),
        paragraph=fields.text("paragraph"),
        evidence=fields.text("evidence"),
        file=fields.text("file"),
    )


def _forms(item: object, place: int) -> tuple[str, ...]:
    if not isinstance(item, list) or not item or not all(isinstance(f, str) for f in item):
        raise Flaw("wrong_type", name=f"facts[{place}]", wanted="[string, …]")
    return tuple(item)


def load(path: Path, *, language: str = DEFAULT_LANGUAGE) -> list[Question]:
    """Return the questions of one JSONL file, in order.

    :raises QuestionSetInvalid: a line breaks the schema or is a draft still, an id comes twice,
        there is no question.
    """
    return load_all([path], language=language)


def load_all(paths: Iterable[Path], *, language: str = DEFAULT_LANGUAGE) -> list[Question]:
    """Return the questions of several JSONL files; their ids must differ across files too.

    :raises QuestionSetInvalid: as ``load``.
    """
    seen: dict[str, str] = {}
    out: list[Question] = []
    for path in paths:
        found = read(path, parse, language)
        if not found:
            raise QuestionSetInvalid(where=path, reason=text("flaw.empty", language))
        for where, question in found:
            if question.draft:
                raise QuestionSetInvalid(where=where, reason=text("sets.is_draft", language))
            if question.id in seen:
                reason = text("flaw.twice", language, id=question.id, first=seen[question.id])
                raise QuestionSetInvalid(where=where, reason=reason)
            seen[question.id] = where
            out.append(question)
    return out


def expand(names: Sequence[str], *, language: str = DEFAULT_LANGUAGE) -> list[Path]:
    """Return the files that ``names`` stand for: files, folders of ``*.jsonl``, comma lists.

    :raises SourceMissing: a name is neither.
    :raises QuestionSetInvalid: a folder holds no ``*.jsonl``.
    """
    out: list[Path] = []
    for name in names:
        # A comma may also be part of a file's name; the file itself goes first.
        for part in [name] if Path(name).exists() else [p for p in name.split(",") if p]:
            path = Path(part)
            if path.is_dir():
                found = sorted(path.glob("*.jsonl"))
                if not found:
                    raise QuestionSetInvalid(where=path, reason=text("flaw.no_files", language))
                out += found
            elif path.exists():
                out.append(path)
            else:
                raise SourceMissing(path=path)
    return list(dict.fromkeys(out))
