"""The grounding check: what a statement says must stand in the clauses it cites.

One rule for both ways of answering and for their evaluation: every number, date, amount, document
number, title, body and person of a statement occurs in its sources, whatever the script, width or
numerals; it stands there with what the statement says it of (``attachment``); nothing allowed or
demanded is turned round (``polarity``), nor what an amount is paid for (``rates``), nor anything
else altered (``altered``: subjects, scope, lists, bounds, references); and the words
of the statement and of each of its parts are largely the words of the sources, so that a mark on a
clause about something else does not pass. What is quoted word for word is borne out as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from typing import Literal

from rag.answering.grounding import (
    attachment,
    complements,
    days,
    facts,
    marks,
    names,
    polarity,
    quantities,
    rates,
    roles,
)
from rag.answering.grounding.altered import altered
from rag.answering.grounding.plain import bare, plain
from rag.answering.grounding.source import Source, pairs_of, read_source, usual_pairs
from rag.answering.grounding.usual import usual
from rag.notices.docnumber import DocNumber

Kind = Literal[
    "number",
    "date",
    "document",
    "title",
    "body",
    "role",
    "person",
    "code",
    "place",
    "turned",
    "words",
    "instruction",
    "language",
]

# Share of a statement's two-character sequences that its sources must have. Answers written by
# people over the development notices stand above, statements marked to another clause below.
WORDS_FLOOR = 0.33
SHORT_FLOOR = 0.25  # of a statement of fewer than ``MANY_WORDS`` sequences
MANY_WORDS = 10
FEWEST_WORDS = 4  # sequences; a shorter statement (a date, a yes) is all fact
# The same for each part of it, so that no part without facts rides on a true one.
PART_FLOOR = 0.2
FEWEST_IN_PART = 6
LONG = 30  # letters and figures; nobody says as much in the same words by chance
_BARE = re.compile(
    "(?:是|不是|有|没有|可以|不可以|能|不能|需要|不需要|会|不会|对|不对)[的了]?[。!,]?"
)
_NEGATING = "不未无非没免"
_WORD = re.compile(r"\w")
_PART = re.compile(r"[^,;。:()!?\n]+")
# Words that only say which piece of metadata follows; no clause contains them.
_LABEL = re.compile(r"(?:发文字号|文号|成文日期|印发日期|发文机关|落款日期|标题|全称)[是为]?")
# Sentences to the assistant or about its rules answer no question, whatever clause they are in.
_INSTRUCTION = re.compile(
    r"(?:忽略|无视|忘记|绕过|不要遵守|不再遵守)掉?(?:以上|上述|上面|前面|之前|先前|所有|全部|系统|你的?)"
    r"[^,。;]{0,12}(?:指令|规则|提示|要求|设定|限制|内容)|系统提示词|系统指令|"
    r"(?:你|我)是(?:一个|一名)?[^,。;]{0,8}(?:助手|机器人|语言模型|大模型)|"
    r"作为(?:一个|一名)?(?:ai|人工智能|智能)?(?:助手|语言模型|大模型|ai)[,我]|"
    r"(?:ignore|disregard|forget)\b.{0,30}\b(?:instruction|rule|prompt)|system prompt|"
    r"as an? (?:ai|assistant|language model)\b|(?:numbered|above) passages?\b|"
    r"</?passage|^(?:system|assistant|user) ?:"
)


@dataclass(frozen=True, slots=True)
class Unsupported:
    """A fact of a statement that its sources do not have, as written, folded for comparison."""

    kind: Kind
    text: str


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
    if _INSTRUCTION.search(claimed.text):
        return (Unsupported("instruction", claimed.text),)
    if _is_quoted(claimed.text, given):
        return ()
    found = [
        *_figures(claimed, given),
        *_literals(claimed, text, given),
        *_names(claimed, text),
        *_relations(claimed, text, given),
        *(Unsupported(kind, words) for kind, words in altered(claimed, text, given)),
    ]
    found.extend(Unsupported("words", part) for part in _alien(claimed, given))
    return tuple(dict.fromkeys(_unsettled(found, claimed, given) if found else ()))


def _unsettled(
    found: Sequence[Unsupported], claimed: facts.Facts, given: Sequence[Source]
) -> Iterator[Unsupported]:
    """Yield what of ``found`` does not follow for the rest from a bound of the sources."""
    numbers = [(source.text, source.numbers) for source in given]
    rest = {it.text for it in complements.denied(claimed.text, claimed.quantities, numbers)}
    for it in found:
        denied = rest and it.kind == "turned" and complements.NOT_GIVEN.match(it.text)
        if not denied and not (it.kind == "number" and it.text in rest):
            yield it


def is_instruction(text: str) -> bool:
    """Return whether ``text`` speaks to the assistant or of its rules: no answer, though quoted."""
    return _INSTRUCTION.search(plain(text)) is not None


def _is_quoted(text: str, given: Sequence[Source]) -> bool:
    """Return whether plain ``text`` is a whole stretch of a source, word for word."""
    wanted = text.strip("。;,.!? ")
    for source in given:
        at = source.text.find(wanted) if wanted else -1
        while at >= 0:
            if at == 0 or not _WORD.match(source.text, at - 1):
                return True
            at = source.text.find(wanted, at + 1)
    # A row of a table is cut and blanked in more ways than one.
    letters = bare(wanted)
    found = (source.bare.find(letters) for source in given)
    return len(letters) >= LONG and any(
        at == 0 or (at > 0 and source.bare[at - 1] not in _NEGATING)
        for at, source in zip(found, given, strict=True)
    )


def _alien(claimed: facts.Facts, given: Sequence[Source]) -> Iterator[str]:
    """Yield the statement or the parts of it whose words are not the sources'.

    English shares no words with them: without a fact that can be looked up nothing bears it out.
    """
    if claimed.english and not claimed.can_be_looked_up:
        yield claimed.text
    text = claimed.text
    pairs = len(frozenset(pairs_of(text)))
    if share(text, given) < (WORDS_FLOOR if pairs >= MANY_WORDS else SHORT_FLOOR):
        yield text
    elif 0 < pairs < FEWEST_WORDS and not claimed.can_be_looked_up and not _BARE.fullmatch(text):
        known = [pair for pair in pairs_of(text) if any(pair in it.pairs for it in given)]
        if len(known) * 2 <= pairs:  # too short to have a share, and no fact is looked up
            yield text
    for part in _PART.findall(_LABEL.sub("_", text)):
        if len(frozenset(pairs_of(part))) >= FEWEST_IN_PART and share(part, given) < PART_FLOOR:
            yield part


def _figures(claimed: facts.Facts, given: Sequence[Source]) -> Iterator[Unsupported]:
    for quantity in claimed.quantities:
        forms = (quantity, *quantities.converted(quantity))
        each = any(rates.each(claimed.text, quantity, source.text) for source in given)
        if not each and not any(_is_held(form, given) for form in forms):
            yield Unsupported("number", quantity.text)
    dates = frozenset[days.Day]().union(*(source.days for source in given))
    for day in claimed.days:
        if not days.bears(day, dates) or _is_turned(day, days.bound(day, claimed.text), given):
            yield Unsupported("date", day.text)
    numbers = [(source.text, source.numbers) for source in given]
    for changed in rates.changed(claimed.text, claimed.quantities, numbers):
        yield Unsupported("number", changed)
    for part in claimed.day_parts:
        if not any(part in source.day_parts for source in given):
            yield Unsupported("date", part)


def _is_held(quantity: quantities.Quantity, given: Sequence[Source]) -> bool:
    same = [one for source in given for one in source.numbers.get(quantity.value, ())]
    return quantities.bears(quantity, same)


def _is_turned(day: days.Day, bound: int, given: Sequence[Source]) -> bool:
    """Return whether the sources say before a day what the statement says after it, or so."""
    known = {
        b
        for source in given
        for other, b in source.bounds
        if days.bears(day, [other]) and (day.month is None) == (other.month is None)
    }
    return bound != 0 and known == {-bound}


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
    for run in claimed.bodies:
        if not names.bears(run, text):
            yield Unsupported("body", run.text)
    for run in claimed.persons:
        if not names.bears(run, text, person=True):
            yield Unsupported("person", run.text)
    for role, name in roles.swapped(claimed.text, roles.lists(text)):
        yield Unsupported("role", f"{role}:{name}")
    for name in claimed.foreign:
        if name not in text:
            yield Unsupported("body", name)


def _relations(claimed: facts.Facts, text: str, given: Sequence[Source]) -> Iterator[Unsupported]:
    """Yield facts that stand with something else in the sources, and what is turned round."""
    found = [*marks.of_quantities(claimed.quantities), *marks.of_days(claimed.days)]
    for kind, runs in (("机构", claimed.bodies), ("人员", claimed.persons)):
        for mark in marks.of_runs(kind, runs, claimed.text):
            run = names.Run(str(mark.value), mark.end - mark.start)
            if name := names.printed(run, text):
                found.append(replace(mark, value=name))
    for mark in attachment.misplaced(claimed.text, found, [source.ground for source in given]):
        written = claimed.text[mark.start : mark.end]
        yield Unsupported("place", mark.value if isinstance(mark.value, str) else written)
    for turned in polarity.turned(claimed.text, [polarity.read(source.text) for source in given]):
        yield Unsupported("turned", turned)


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


def share(text: str, given: Sequence[Source]) -> float:
    """Return which share of the character pairs of plain ``text`` the sources have.

    s = |{p in P(text): p in P(sources)}| / |P(text)|, P the pairs of adjacent Chinese
    characters, usual words taken for everyday ones where that gives more;
    1 where there are too few to tell, as in an English statement.
    """
    said = _LABEL.sub("_", text)
    pairs = frozenset(pairs_of(said))
    if len(pairs) < FEWEST_WORDS:
        return 1.0
    own = _share(pairs, [source.pairs for source in given])
    if own >= WORDS_FLOOR:
        return own
    pairs = frozenset(pairs_of(usual(said)))
    return max(own, _share(pairs, [usual_pairs(source.text) for source in given]))


def _share(pairs: Set[str], given: Sequence[Set[str]]) -> float:
    return sum(any(pair in it for it in given) for pair in pairs) / max(1, len(pairs))
