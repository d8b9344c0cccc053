"""Who is in charge of what (分管、负责): the sentence of a division of work that fits."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from rag.answering.known import mentions
from rag.answering.known.bodies import Body
from rag.answering.known.postbook import Event, PostBook, place_of
from rag.answering.known.postquestion import Inquiry
from rag.index.terms import matching_form
from rag.retrieval.question import without_function_words

_CUE = re.compile(
    r"分管|主管|协助|联系|负责|[副正]?[市县区旗州省]长|领导|常委|市里|如今|现在|目前|后来|这一?摊|这块|"
    r"工作|方面|归|管|哪位|位|以后|之后|(?<!\d)\d+[年月]"
)
_ITEM = re.compile(r"[、,;()。]|以及|和(?=市)|等方面工作|方面工作|工作|等")
_ROLE = r"(?:[副正]?[市县区旗州省]长)"
_LEAD = re.compile(
    rf"^(?:新增|不再)?(?:协助(?:{_ROLE}|[^负分]{{2,14}}?))?(?:负责|分管|联系|领导|主持)?"
)
_LAST = frozenset("局厅委会办室院所校馆站台社部处队组司署心府团区行市县旗")  # of names of bodies
_LONG = 80  # characters of a sentence from which only the item asked for is said
_LEAST = 2  # characters that a question and a sentence must share
_WHOLE = 0.5  # what an item is worth more that is named as a whole


def in_charge(book: PostBook, inquiry: Inquiry, day: date) -> list[tuple[Event, str]]:
    """Return who is in charge of what is asked, with what to say of it: the latest that names it.

    [] where no division of work up to ``day`` names it.
    """
    question = inquiry.of_duty
    words = [w for w in _words(question) if len(w) >= _LEAST]
    said = set(mentions.bodies(question))
    scored = []
    for event in book.duties:
        if event.it.kind == "duty" and event.day <= day:
            worth, item = _fit(event, words, said, question)
            if worth:
                scored.append((worth, event.day, event.it.text.startswith("新增"), event, item))
    if not scored:
        return []
    top = max(worth for worth, *_ in scored)
    newest = max(when for worth, when, *_ in scored if worth == top)
    best = [it for it in scored if it[0] == top and it[1] == newest]
    # The whole list of duties comes before what was added to it.
    *_, event, item = min(best, key=lambda it: it[2])
    return [(event, _cut(event.it.text, item))]


def duties_of(book: PostBook, person: str, day: date) -> list[tuple[Event, str]]:
    """Return what a person is in charge of by the latest division of work up to ``day``."""
    own = [
        event
        for event in book.duties
        if event.it.person == person and event.it.kind == "duty" and event.day <= day
    ]
    newest = [e for e in own if e.record.id == max(own, key=lambda it: it.day).record.id]
    whole = [event for event in newest if "负责" in event.it.text] or newest
    return [(event, event.it.text) for event in whole[-1:]]


def _words(question: str) -> list[str]:
    bare = without_function_words(_CUE.sub(" ", question))
    return re.findall(r"[\u3400-\u9fff]+", bare)


def _fit(
    event: Event, words: Iterable[str], said: Iterable[str], question: str
) -> tuple[float, str]:
    """Return how well a duty fits, and the item of it that does."""
    best, which = 0.0, ""
    place = place_of(event.record)
    # Who is asked to 分管 a body is not who 联系 it.
    verb = 1.0 if any(v in question and v in event.it.text for v in ("分管", "联系")) else 0.9
    for item in _items(event.it.text):
        worth = max((_shared(word, item) for word in words), default=0.0)
        body = _body(item, place)
        near = (m for m in said if m[-1] in _LAST and body.kind and m[-2] in item)
        if fit := max((body.fits(m, place) * len(m) for m in near), default=0):
            worth = max(worth, fit + 1)
        if worth * verb > best:
            best, which = worth * verb, item
    return best, which


@lru_cache(maxsize=65536)
def _body(item: str, place: str) -> Body:
    return Body.of(item, place)


@lru_cache(maxsize=65536)
def _items(text: str) -> tuple[str, ...]:
    """Return what a duty lists: fields of work, bodies."""
    parts = _ITEM.split(_LEAD.sub("", matching_form(text)))
    return tuple(part for part in parts if len(part) >= _LEAST)


def _shared(word: str, item: str) -> float:
    """Return the length of the longest run that both hold, 0 where it is too short."""
    best = 0
    for start in range(len(word)):
        while start + best < len(word) and word[start : start + best + 1] in item:
            best += 1
    if best < _LEAST:
        return 0.0
    return best + (_WHOLE if word == item else 0)


def _cut(text: str, item: str) -> str:
    """Return ``text``, a long list only as far as its verb and ``item``."""
    lead = _LEAD.match(text)
    if len(text) <= _LONG or lead is None:
        return text
    parts = re.split("、(?![^()（）]{0,300}[)）])", text[lead.end() :])  # none in brackets
    held = [part for part in parts if item in matching_form(part)]
    return f"{lead[0]}{held[0]}等" if held else text
