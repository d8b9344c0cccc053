"""Questions about a notice itself: number (文号), issuer, days, validity, repeals, plan period.

The answer is a sentence for what stands in the head and one for each thing that a clause says, the
clause quoted in so many words. A day that is only computed (有效期三年) is told as a note: what an
answer says has to stand in its citations.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import replace
from datetime import date

from rag.answering.draft import Said
from rag.answering.known.asked import Asked, asked, described, document_spoken_of, nothing_else
from rag.answering.known.spoken import cited_instead, may_be, short_numbers
from rag.answering.known.stated import Stated
from rag.answering.reader import Quote, Reader
from rag.answering.timeliness import as_of
from rag.answering.told import Told
from rag.index.model import Record
from rag.index.terms import matching_form
from rag.messages import message
from rag.notices.dates import find_dates, find_months
from rag.notices.docnumber import DocNumber
from rag.notices.fold import CleanText
from rag.retrieval.filters import Filters, passing
from rag.retrieval.question import Question, understand
from rag.retrieval.retriever import Findings

_PLAN = re.compile(
    r"(?P<text>(?P<first>20\d\d)\s?年?\s?[-—–~～至到一]{1,2}\s?(?P<last>20\d\d)\s?年)"
)
_HEAD = Asked.TITLE | Asked.NUMBER | Asked.ISSUER | Asked.ISSUED | Asked.ADDRESSEES
# What may be asked of a document that a clause only cites, too.
_CITABLE = Asked.TITLE | Asked.NUMBER | Asked.ISSUER | Asked.ISSUED | Asked.VALIDITY | Asked.EFFECT
_PART = re.compile(r"[?？。；;！!]")
_LEANS = re.compile(
    r"[它其]|[这那](?:份|部|一?个文件)|[该此](?:文|办法|政策|通知)|上述|\b(?:it|its|that)\b"
)
_READ = 10  # passages looked up for one sentence of a question
_MOST = 3  # notices named by number of which each is told


def about(
    reader: Reader, findings: Findings, today: date, filters: Filters | None = None
) -> Told | None:
    """Return what the question asks of a notice itself, None where it asks no such thing.

    :param today: the day of asking; a question that says its own (截至2026年11月) is as of that.
    :param filters: which notices may be answered from; None for all.
    """
    question = matching_form(findings.question.text)
    findings = _of_its_part(reader, findings, filters)
    allowed = passing(reader.records.values(), filters) if filters else reader.records
    named = bool(findings.named.notices or findings.recognised.titles)
    kinds = asked(question, named=named)
    if not kinds:
        return None
    day, language = as_of(question, today), findings.question.language
    said: list[Said] = []
    warnings: list[str] = []
    told = Asked.NOTHING
    meant: list[Record] = []
    if Asked.VALIDITY in kinds:
        said += _gone(reader, _not_held(reader, findings.question), allowed, language)
        told |= Asked.VALIDITY if said else Asked.NOTHING
    spoken_of = document_spoken_of(question)
    for record in _meant(reader, findings, kinds) if not said else ():
        number = _cited(record, question, kinds, findings)
        held = [it for it in reader.records.values() if number and it.number == number]
        if number and not held and Asked.VALIDITY in kinds:
            said += _gone(reader, [number], allowed, language)
            told |= Asked.VALIDITY if said else Asked.NOTHING
        elif held or (
            not number and (findings.named.notices or may_be(record, spoken_of, question))
        ):
            meant += held or [record]
    for record in meant:
        if record.id not in allowed:
            continue
        teller = _Teller(reader, record, day, language)
        for kind, statement in teller.tell(kinds):
            said.append(statement)
            told |= kind
        warnings += teller.warnings
    if not said:
        return None
    whole = told == kinds and nothing_else(question, kinds)
    return Told(tuple(said), tuple(warnings), whole)


def _of_its_part(reader: Reader, findings: Findings, filters: Filters | None) -> Findings:
    """Return what is found for the one sentence of several that asks about a notice itself.

    The other sentences ask for other things, which would decide what is found.
    """
    asking = findings.question
    parts = [part for part in _PART.split(asking.text) if part.strip()]
    own = [part for part in parts if asked(matching_form(part), named=True)]
    leans = asking.rewritten or findings.named.notices or any(map(_LEANS.search, own))
    if len(parts) < 2 or len(own) != 1 or leans:
        return findings
    part = replace(understand(own[0]), language=asking.language)
    return reader.retriever.find(part, _READ, filters)


def _meant(reader: Reader, findings: Findings, kinds: Asked) -> list[Record]:
    """Return the notices that are asked about: by number, by title, else the best one found."""
    if named := findings.named.notices:
        return [reader.records[key] for key in named[:_MOST]]
    found = list(dict.fromkeys(hit.passage.notice for hit in findings.hits))
    titled = [match.notice for match in findings.recognised.titles]
    best = next((key for key in found if key in titled), None) or next(
        iter([*titled, *found]), None
    )
    records = [reader.records[key] for key in dict.fromkeys([best, *titled, *found]) if key]
    if kinds == Asked.PERIOD:  # only a notice whose title names one can be meant
        records = [record for record in records if plan_period(record)]
    return records[:1]


def _cited(record: Record, question: str, kinds: Asked, findings: Findings) -> DocNumber | None:
    """Return the number of the document asked about where a clause found cites another one."""
    if findings.named.notices or not kinds & _CITABLE:
        return None
    texts = [hit.passage.text for hit in findings.hits]
    return cited_instead(described(question), record, texts)


def _not_held(reader: Reader, asking: Question) -> list[DocNumber]:
    """Return the numbers asked about, in short too, that no notice held has."""
    held = {record.number for record in reader.records.values() if record.number}
    short = short_numbers(asking.folded) - {(it.year, it.serial) for it in held}
    gone = {DocNumber.parse(it) for record in reader.records.values() for it in record.abolishes}
    meant = [it for it in gone - held if it and (it.year, it.serial) in short]
    return [*(it for it in asking.numbers if it not in held), *sorted(meant, key=str)]


def _gone(
    reader: Reader, numbers: Iterable[DocNumber], allowed: Container[str], language: str
) -> Iterator[Said]:
    """Yield which notice held repeals each of ``numbers``, as far as one does."""
    for number in numbers:
        for record in reader.records.values():
            if record.id in allowed and str(number) in record.abolishes:
                yield from _repeal(reader, number, record, language)


def _repeal(reader: Reader, number: DocNumber, record: Record, language: str) -> Iterator[Said]:
    stated = Stated(reader, record)
    quote = next((quote for numbers, quote in stated.repeals() if number in numbers), None)
    if quote:
        params = {"name": number, "by": record.reference, "text": stated.read(quote)}
        yield Said(message("answer.about_abolished", language, **params), (quote,))


def plan_period(record: Record) -> tuple[str, date, date] | None:
    """Return the period that a title names (2024-2026年), as printed, with its days."""
    match = _PLAN.search(record.shown_title) or _PLAN.search(record.enclosed_title or "")
    if match is None or match["first"] > match["last"]:
        return None
    return match["text"], date(int(match["first"]), 1, 1), date(int(match["last"]), 12, 31)


class _Teller:
    """Says of one notice, as of one day, what is asked."""

    def __init__(self, reader: Reader, record: Record, day: date, language: str) -> None:
        self._reader, self._record, self._day, self._language = reader, record, day, language
        self._stated = Stated(reader, record)
        self.warnings: list[str] = []

    def tell(self, kinds: Asked) -> Iterator[tuple[Asked, Said]]:
        """Yield what is asked with the statement that says it."""
        if kinds & _HEAD and (said := self._head(kinds)):
            yield kinds & _HEAD, said
        tellers = {
            Asked.VALIDITY: self._validity,
            Asked.EFFECT: self._effect,
            Asked.REPEALS: self._repeals,
            Asked.PERIOD: self._period,
        }
        for kind, teller in tellers.items():
            if kind in kinds and (said := teller()):
                yield kind, said

    def _say(self, key: str, quotes: list[Quote | None], **params: object) -> Said | None:
        """Return the statement ``key`` with the quotes that there are, None where there is none."""
        held = tuple(quote for quote in quotes if quote)
        name = self._record.reference
        text = message(
            f"answer.about{key and f'_{key}'}", self._language, **{"name": name, **params}
        )
        return Said(text, held) if held else None

    def _head(self, kinds: Asked) -> Said | None:
        """Return title, number, issuer, day and addressees as far as they are asked for."""
        it, facts, quotes = self._record, [], [self._stated.number()]
        if Asked.TITLE in kinds:
            facts.append(self._fact("title", title=it.shown_title))
        if Asked.NUMBER in kinds:
            facts.append(self._fact("number" if it.doc_number else "no_number", number=it.number))
        if Asked.ISSUER in kinds:
            facts.append(self._fact("issuer" if it.issuer else "no_issuer", issuer=it.issuer))
        if Asked.ISSUED in kinds:
            day = self._printed(it.issued_on) if it.issued_on else ""
            facts.append(self._fact("issued" if it.issued_on else "no_day", day=day))
        if Asked.ADDRESSEES in kinds:
            named = self._stated.addressees()
            facts.append(
                self._fact("addressees" if named else "no_addressees", names=it.addressees)
            )
            quotes.append(named)
        if kinds & (Asked.ISSUER | Asked.ISSUED):
            quotes.append(self._stated.signature())
        name = f"《{it.shown_title}》" if Asked.NUMBER in kinds else it.reference
        joined = message("answer.about_and", self._language).join(facts)
        return self._say("", quotes or [self._reader.head(it)], name=name, facts=joined)

    def _fact(self, key: str, **params: object) -> str:
        return message(f"answer.about_{key}", self._language, **params)

    def _printed(self, day: date) -> str:
        return message(
            "answer.day",
            self._language,
            year=day.year,
            month=f"{day.month:02}" if self._language == "en" else day.month,
            day=f"{day.day:02}" if self._language == "en" else day.day,
        )

    def _validity(self) -> Said | None:
        """Return whether it is in force on the day, with the sentence that decides it."""
        it, status = self._record, self._record.status(self._day)
        if status == "abolished":
            return self._abolished() or self._say("no_validity", [self._stated.number()])
        at = it.effect_at if status == "not_yet_in_force" else it.validity_at
        quote = self._stated.at(at)
        if quote is None:
            if status in ("in_force", "expired") and not it.validity_at:
                return self._say(
                    "no_validity", [self._stated.at(it.effect_at), self._stated.number()]
                )
            return None
        text = self._stated.read(quote)
        if it.valid_until and not _names(text, it.valid_until):
            until = it.valid_until.isoformat()
            self.warnings.append(
                message("answer.computed", self._language, name=it.reference, until=until)
            )
        return self._say(status, [quote], text=text)

    def _abolished(self) -> Said | None:
        for other in self._reader.records.values():
            if self._record.doc_number not in other.abolishes:
                continue
            stated = Stated(self._reader, other)
            for numbers, quote in stated.repeals():
                if self._record.number in numbers:
                    quotes = [quote, self._stated.number()]
                    text = stated.read(quote)
                    return self._say("abolished", quotes, by=other.reference, text=text)
        return None

    def _effect(self) -> Said | None:
        quote = self._stated.at(self._record.effect_at)
        if quote is None:
            return self._say("no_effect", [self._stated.number()])
        text, day = self._stated.read(quote), self._record.issued_on
        if not day or self._record.effective_on != day:
            return self._say("effect", [quote], text=text)
        quotes = [quote, self._stated.signature()]
        return self._say("effect_issue", quotes, text=text, day=self._printed(day))

    def _repeals(self) -> Said | None:
        if not self._record.abolishes:
            return self._say("no_repeals", [self._stated.number()])
        quotes = [quote for _, quote in self._stated.repeals()]
        text = "；".join(self._stated.read(quote) for quote in quotes)
        return self._say("repeals", list(quotes), text=text)

    def _period(self) -> Said | None:
        found = plan_period(self._record)
        if found is None:
            return None
        period, first, last = found
        when = "ahead" if self._day < first else "over" if self._day > last else "now"
        return self._say(f"period_{when}", [self._stated.title()], period=period)


def _names(text: str, day: date) -> bool:
    """Return whether ``text`` names ``day`` itself, or a month that ends on it."""
    folded = CleanText(text).text
    return any(found == day for found, _, _ in [*find_dates(folded), *find_months(folded)])
