"""The grounding check: what a statement says must stand in the clauses it cites.

One rule for both ways of answering and for their evaluation: every number, date, amount, document
number, title, body and person of a statement occurs in its sources, whatever the script, width or
numerals; and the words of the statement are largely the words of the sources, so that a mark on a
clause about something else does not pass. The check sees occurrence, not logic: apart from who
leads and who assists, it does not tell whether two facts that both occur belong together.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from rag.answering.grounding import days, facts, names, quantities, roles
from rag.answering.grounding.plain import HAN, bare, blanked, plain
from rag.notices.docnumber import DocNumber, find_folded
from rag.notices.numerals import NUMERAL

Kind = Literal[
    "number", "date", "document", "title", "body", "role", "person", "code", "words", "instruction"
]

# Share of a statement's two-character sequences that its sources must have. Answers written by
# people over the development notices stand above, statements marked to another clause below.
WORDS_FLOOR = 0.25
FEWEST_WORDS = 4  # sequences; a shorter statement (a date, a yes) is all fact
_RUN = re.compile(f"(?:(?![{NUMERAL}])[{HAN}])+")  # numerals are facts, not words
# Words that only say which piece of metadata follows; no clause contains them.
_LABEL = re.compile(r"(?:发文字号|文号|成文日期|印发日期|发文机关|落款日期|标题|全称)[是为]?")
# Sentences to the assistant or about its rules answer no question, whatever clause they are in.
_INSTRUCTION = re.compile(
    r"(?:忽略|无视|忘记|绕过|不要遵守|不再遵守)掉?(?:以上|上述|上面|前面|之前|先前|所有|全部|系统|你的?)"
    r"[^,。;]{0,12}(?:指令|规则|提示|要求|设定|限制|内容)|系统提示|"
    r"(?:作为|你是|我是)(?:一个|一名)?(?:ai|人工智能|语言模型|大模型|智能)?(?:助手|机器人|语言模型|大模型|ai)|"
    r"(?:ignore|disregard|forget)\b.{0,30}\b(?:instruction|rule|prompt)|system prompt|"
    r"as an? (?:ai|assistant|language model)\b|(?:numbered|above) passages?\b"
)


@dataclass(frozen=True, slots=True)
class Unsupported:
    """A fact of a statement that its sources do not have, as written, folded for comparison."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """What one source text holds, read once."""

    text: str
    bare: str
    numbers: dict[Fraction, tuple[quantities.Quantity, ...]]
    days: frozenset[days.Day]
    day_parts: frozenset[str]
    documents: frozenset[DocNumber]
    pairs: frozenset[str]


@lru_cache(maxsize=1024)
def read_source(source: str) -> Source:
    """Return what ``source`` (a clause's text or a piece of metadata) holds."""
    text = plain(source)
    dates = list(days.read(text))
    # 4日鄂府发〔2024〕36号: the day is no part of the agency code.
    undated = blanked(text, ((day.start, day.end) for day in dates))
    numbers: dict[Fraction, list[quantities.Quantity]] = defaultdict(list)
    for quantity in (*quantities.readings(undated), *_of_dates(dates)):
        numbers[quantity.value].append(quantity)
    return Source(
        text=text,
        bare=bare(text),
        numbers={value: tuple(found) for value, found in numbers.items()},
        days=frozenset(dates),
        day_parts=frozenset(days.parts(text)),
        documents=frozenset(number for number, _, _ in find_folded(undated)),
        pairs=frozenset(_pairs(text)),
    )


def _of_dates(dates: Sequence[days.Day]) -> Iterator[quantities.Quantity]:
    """Yield the numbers in dates; a day of the month (5月10日) is no span of days (10日内)."""
    for day in dates:
        for value, unit in ((day.year, "年"), (day.month, "月"), (day.day, "号")):
            if value is not None:
                yield quantities.Quantity(day.text, Fraction(value), unit)


def check(statement: str, sources: Sequence[str]) -> tuple[Unsupported, ...]:
    """Return what ``statement`` says that ``sources`` do not; () where they bear it out.

    ``statement`` is free of citation marks. ``sources`` are the texts of the cited clauses and
    what is known about them: document number, title, issuer, date.

    >>> check("补助2百万元", ["一次性补助200万元"]), check("补助300万元", ["一次性补助200万元"])
    ((), (Unsupported(kind='number', text='300万元'),))
    """
    claimed = facts.read(statement)
    given = [read_source(source) for source in sources]
    text = "\n".join(source.text for source in given)
    found = [
        *_figures(claimed, given),
        *_literals(claimed, text, given),
        *_names(claimed, text),
    ]
    if _INSTRUCTION.search(claimed.text):
        found.append(Unsupported("instruction", claimed.text))
    if share(claimed.text, given) < WORDS_FLOOR:
        found.append(Unsupported("words", claimed.text))
    return tuple(dict.fromkeys(found))


def _figures(claimed: facts.Facts, given: Sequence[Source]) -> Iterator[Unsupported]:
    for quantity in claimed.quantities:
        same = [one for source in given for one in source.numbers.get(quantity.value, ())]
        if not quantities.bears(quantity, same):
            yield Unsupported("number", quantity.text)
    dates = frozenset[days.Day]().union(*(source.days for source in given))
    for day in claimed.days:
        if not days.bears(day, dates):
            yield Unsupported("date", day.text)
    for part in claimed.day_parts:
        if not any(part in source.day_parts for source in given):
            yield Unsupported("date", part)


def _literals(claimed: facts.Facts, text: str, given: Sequence[Source]) -> Iterator[Unsupported]:
    documents = frozenset[DocNumber]().union(*(source.documents for source in given))
    for number in claimed.numbers:
        if not any(_same_document(number, other) for other in documents):
            yield Unsupported("document", str(number))
    for title in claimed.titles:
        if not any(bare(title) in source.bare for source in given):
            yield Unsupported("title", title)
    for literal in claimed.literals:
        after = r"(?![a-z0-9])" if literal[-1].isalpha() else r"(?!\d)"
        edge = re.compile(rf"(?<![a-z0-9.]){re.escape(literal)}{after}(?!\.\d)")
        if not edge.search(text):
            yield Unsupported("code", literal)


def _names(claimed: facts.Facts, text: str) -> Iterator[Unsupported]:
    full = names.in_full(text)
    for run in claimed.bodies:
        if not names.bears(run, full):
            yield Unsupported("body", run.text)
    for run in claimed.persons:
        if not names.bears(run, text, person=True):
            yield Unsupported("person", run.text)
    for role, name in roles.swapped(names.in_full(claimed.text), roles.lists(full)):
        yield Unsupported("role", f"{role}:{name}")
    for name in claimed.foreign:
        if name not in text:
            yield Unsupported("body", name)


def _same_document(claimed: DocNumber, given: DocNumber) -> bool:
    """Return whether both are one document, words that ran into an agency code apart.

    A word more before the statement's code is prose (印发鄂府发〔2024〕36号); so is one of
    two or more characters before the source's. One character is an agency's: 内政发 is not 政发.
    """
    if not claimed.shares_serial(given):
        return False
    if claimed.code.endswith(given.code):
        return claimed.code == given.code or len(claimed.code) - len(given.code) > 1
    return given.code.endswith(claimed.code) and len(given.code) - len(claimed.code) > 1


def _pairs(text: str) -> Iterator[str]:
    for run in _RUN.findall(text):
        yield from (run[i : i + 2] for i in range(len(run) - 1))


def share(text: str, given: Sequence[Source]) -> float:
    """Return which share of the character pairs of plain ``text`` the sources have.

    s = |{p in P(text): p in P(sources)}| / |P(text)|, P the pairs of adjacent Chinese characters;
    1 where there are too few to tell, as in an English statement.
    """
    pairs = frozenset(_pairs(_LABEL.sub("_", text)))
    if len(pairs) < FEWEST_WORDS:
        return 1.0
    return sum(any(pair in source.pairs for source in given) for pair in pairs) / len(pairs)
