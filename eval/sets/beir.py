"""Question sets of the BEIR layout: corpus.jsonl, queries.jsonl and qrels/<split>.tsv.

Source of the layout: Thakur et al. (2021), arXiv 2104.08663.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from eval.errors import Flaw
from eval.fields import Fields
from eval.jsonl import each, lines, read
from eval.questions import Gold, Question
from eval.sets.imported import Imported, Left
from eval.sets.language import language as language_of
from eval.texts import text
from rag.errors import QuestionSetInvalid
from rag.messages import DEFAULT_LANGUAGE

_LONGEST = 200  # bytes of a file's name; file systems take 255
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\\/:*?\"<>|%]|^\.+|[. ]+$")

_Relevant = dict[str, dict[str, str]]  # query id -> document id -> where it is said


def load(folder: Path, split: str = "test", *, language: str = DEFAULT_LANGUAGE) -> Imported:
    """Return the queries of ``split`` that have a relevant document, and a text for each document.

    Gold is the whole document: title and file, without evidence. Relevance counts where it is
    above 0; its grade is not kept.

    :raises SourceMissing, SourceUnreadable: a file of the layout cannot be read.
    :raises QuestionSetInvalid: a line has another shape.
    """
    corpus, asked = folder / "corpus.jsonl", folder / "queries.jsonl"
    relevant = _relevant(folder / "qrels" / f"{split}.tsv", language)
    wanted = {document for documents in relevant.values() for document in documents}
    titles = {name: title for name, title, _ in _documents(corpus, language) if name in wanted}
    questions: list[Question] = []
    left: list[Left] = []
    seen: set[str] = set()
    for where, (query, words) in read(asked, _query, language):
        if query in seen:
            left.append(Left(where, "twice", {"id": query}))
            continue
        seen.add(query)
        documents = relevant.get(query, {})
        left += [
            Left(place, "no_document", {"id": document})
            for document, place in documents.items()
            if document not in titles
        ]
        gold = tuple(
            Gold(title=titles[document], file=file_name(document))
            for document in documents
            if document in titles
        )
        if not gold:
            left.append(Left(where, "no_relevant"))
        elif not words.strip():
            left.append(Left(where, "question_blank"))
        else:
            lang = language_of(words)
            questions.append(Question(query, words, split=split, lang=lang, gold=gold))
    for query, documents in relevant.items():
        if query not in seen:
            left.append(Left(next(iter(documents.values())), "no_query", {"id": query}))
    texts = ((file_name(name), _page(title, body)) for name, title, body in _documents(corpus))
    return Imported(tuple(questions), texts, tuple(left))


def file_name(document: str) -> str:
    """Return the name of the file for a document id: safe in any folder, and of this id alone.

    >>> file_name("doc-1"), file_name("../a/b")
    ('doc-1.txt', '%2E%2E%2Fa%2Fb.txt')
    """
    name = _UNSAFE.sub(lambda match: "".join(f"%{ord(c):02X}" for c in match[0]), document)
    raw = name.encode("utf-8")
    if len(raw) > _LONGEST:
        start = raw[: _LONGEST - 65].decode("utf-8", "ignore")
        name = f"{start}-{hashlib.sha256(document.encode()).hexdigest()}"
    return f"{name}.txt"


def _page(title: str, body: str) -> str:
    return "\n\n".join([*filter(None, [title, body]), ""])


def _query(fields: Fields) -> tuple[str, str]:
    return fields.identifier("_id"), fields.text("text")


def _document(fields: Fields) -> tuple[str, str, str]:
    return fields.identifier("_id"), fields.text("title"), fields.text("text")


def _documents(path: Path, language: str = DEFAULT_LANGUAGE) -> Iterator[tuple[str, str, str]]:
    """Yield (id, title, text) one by one: corpora are larger than memory."""
    for where, found in each(path, _document):
        if isinstance(found, Flaw):
            raise QuestionSetInvalid(where=where, reason=found.say(language)) from found
        yield found


def _relevant(path: Path, language: str) -> _Relevant:
    out: _Relevant = {}
    for number, (where, row) in enumerate(lines(path)):
        if isinstance(row, Flaw):
            raise QuestionSetInvalid(where=where, reason=row.say(language)) from row
        parts = row.split("\t")
        try:
            query, document, score = (part.strip() for part in parts)
            relevance = int(score)
        except ValueError as error:
            if number == 0 and len(parts) == 3:
                continue  # the header
            reason = text("sets.qrels", language)
            raise QuestionSetInvalid(where=where, reason=reason) from error
        if relevance > 0:
            out.setdefault(query, {})[document] = where
    return out
