"""Who holds a post, which posts a person holds, who is in charge of what, as notices say it.

Every statement is what a notice says in so many words, with its date: the collection tells who was
appointed last, not who holds a post today.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from rag.answering.draft import Said
from rag.answering.known.duties import duties_of, in_charge
from rag.answering.known.postbook import Event, PostBook
from rag.answering.known.postquestion import Inquiry
from rag.answering.known.postsearch import MOST, Search
from rag.answering.reader import Quote, Reader
from rag.answering.timeliness import as_of
from rag.answering.told import Told
from rag.index.terms import matching_form
from rag.messages import message
from rag.retrieval.filters import Filters, passing
from rag.retrieval.retriever import Findings


def held(
    reader: Reader,
    book: PostBook,
    findings: Findings,
    today: date,
    filters: Filters | None = None,
) -> Told | None:
    """Return what the notices say of the posts and persons asked about, None where nothing.

    :param book: the appointments of the collection that ``reader`` reads.
    :param today: the day of asking; what was decided later is not known then.
    :param filters: which notices may be answered from; None for all.
    """
    question = matching_form(findings.question.text)
    inquiry = Inquiry(question)
    if not inquiry.who and not inquiry.post:
        return None
    if filters:
        book = book.within(passing(reader.records.values(), filters))
    day = as_of(question, today)
    last = [period.last for period in findings.question.periods if period.last < day]
    search = Search(book, inquiry, day, last[0] if last else day)
    events = search.events(findings.named.notices)
    ended = [(event, book.removal(event, day)) for event in events if event.it.kind != "removed"]
    shown = {id(event) for event in events}
    ends = [(event, end) for event, end in ended if end and id(end) not in shown]
    if inquiry.still or search.of_now:  # that a post was taken back is part of the answer
        events += [end for _, end in ends]
        ends = []
    teller = _Teller(reader, findings.question.language)
    said = teller.say(events[:MOST])
    duty: list[Said] = []
    if said and inquiry.duty and inquiry.same_person:
        duty = [teller.duty(*it) for it in duties_of(book, events[0].it.person, day)]
    if inquiry.leader and (not said or (inquiry.leader_apart and not duty)):
        duty += [teller.duty(*it) for it in in_charge(book, inquiry, day)]
    said += duty
    if not said:
        return None
    text = "\n".join(it.text for it in said)
    whole = not search.missing and inquiry.covered_by(text, duty=bool(duty))
    return Told(tuple(said), tuple(teller.ended(*it) for it in ends), whole)


class _Teller:
    """Puts events into sentences of one language, those of one notice into one."""

    def __init__(self, reader: Reader, language: str) -> None:
        self._reader, self._language = reader, language

    def say(self, events: Sequence[Event]) -> list[Said]:
        """Return the statements that say ``events``, in their order."""
        said = []
        for _, group in groupby(events, key=lambda e: (e.record.id, _is_list(e))):
            of_notice = list(group)
            texts = dict.fromkeys(_text(event) for event in of_notice)
            said.append(self._sentence(of_notice, "；".join(texts)))
        return said

    def duty(self, event: Event, text: str) -> Said:
        """Return what a person is in charge of."""
        return self._sentence([event], f"{event.it.person}（{event.it.post}）{text}")

    def ended(self, event: Event, end: Event) -> str:
        """Return the line that says that a later notice took a post back."""
        return message(
            "answer.post_ended",
            self._language,
            person=event.it.person,
            post=event.it.post,
            name=end.record.reference,
            day=self._day(end.record.issued_on),
        )

    def _sentence(self, events: Sequence[Event], text: str) -> Said:
        record = events[0].record
        key = "answer.post_listed" if _is_list(events[0]) else "answer.post"
        day = self._day(record.issued_on)
        framed = message(key, self._language, day=day, name=record.reference, text=text)
        return Said(framed, tuple(dict.fromkeys(q for e in events for q in self._quotes(e))))

    def _quotes(self, event: Event) -> Iterator[Quote]:
        for span in (event.it.head, event.it.span):
            if span:
                yield Quote(event.record, self._reader.clause_at(event.record, span.start), span)

    def _day(self, day: date | None) -> str:
        if day is None:
            return ""
        two = "02" if self._language == "en" else ""
        params = {"year": day.year, "month": f"{day.month:{two}}", "day": f"{day.day:{two}}"}
        return message("answer.day", self._language, **params)


def _is_list(event: Event) -> bool:
    return event.it.kind in ("listed", "led")


def _text(event: Event) -> str:
    """Return what a notice says, in its words; of a list 某某（市长）, of a group its post too."""
    it = event.it
    if not _is_list(event):
        return it.text
    own = re.sub(r"^\s*" + r"\s*".join(map(re.escape, it.person)) + r"\s*", "", it.text)
    named = f"{it.person}（{own.strip('()（）')}）"
    return f"{it.post}为{named}" if it.kind == "led" else named
