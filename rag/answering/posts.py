"""Who holds a post, which posts a person holds, who is in charge of what, as notices say it.

Every statement is what a notice says in so many words, with its date: the collection tells who was
appointed last, not who holds a post today.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby

from rag.answering.draft import Said
from rag.answering.duties import duties_of, in_charge
from rag.answering.postbook import Event, PostBook
from rag.answering.postquestion import Inquiry
from rag.answering.reader import Quote, Reader
from rag.answering.timeliness import as_of
from rag.answering.told import Told
from rag.index.terms import matching_form
from rag.messages import message
from rag.retrieval.filters import Filters, passing
from rag.retrieval.retriever import Findings

_MOST = 12  # events of one answer


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
    search = _Search(book, inquiry, day, last[0] if last else day)
    events = search.events(findings.named.notices)
    teller = _Teller(reader, findings.question.language)
    said = teller.say(events[:_MOST])
    if said and inquiry.duty and inquiry.same_person:
        said += [teller.duty(*it) for it in duties_of(book, events[0].it.person, day)]
    if not said and inquiry.leader:
        said = [teller.duty(*it) for it in in_charge(book, inquiry, day)]
    if not said:
        return None
    ended = [(event, book.removal(event, day)) for event in events if event.it.kind != "removed"]
    shown = {id(event) for event in events}
    warnings = (teller.ended(event, end) for event, end in ended if end and id(end) not in shown)
    return Told(tuple(said), tuple(warnings), inquiry.nothing_else)


class _Search:
    """Looks up what an inquiry asks for, as of a day."""

    def __init__(self, book: PostBook, inquiry: Inquiry, day: date, meant: date) -> None:
        """Look in ``book``; ``meant`` is the end of the time that the question speaks of."""
        self._book, self._ask, self._day, self._meant = book, inquiry, day, meant

    def events(self, notices: Sequence[str]) -> list[Event]:
        """Return what to say; ``notices`` are the ids of those that the question names."""
        found: list[Event] = []
        if self._ask.who:
            found = self._of_traits(notices) or self._of_post() or self._of_list()
        if not found:
            for person in self._ask.persons(self._book.of_person):
                found += self._of_person(person)
        return list(dict.fromkeys(found))

    def _of_traits(self, notices: Sequence[str]) -> list[Event]:
        """Return the appointments of the notices named that are on probation, seconded …"""
        traits = self._ask.traits
        return [
            event
            for notice in notices
            for event in self._book.of_notice.get(notice, ())
            if traits and event.it.kind == "appointed" and all(t in event.it.text for t in traits)
        ]

    def _of_post(self) -> list[Event]:
        """Return who was last given the post that is named, and who held it before if asked."""
        found: list[Event] = []
        for body in self._bodies():
            for office in self._offices(body):
                found += self._of_office(body, office)
        return found

    def _bodies(self) -> list[str]:
        meant = list(self._book.bodies.meant(self._ask.bodies))
        if self._ask.group:  # in English only the words of the name are Chinese
            meant += [
                body
                for words in self._ask.chinese
                for body in self._book.bodies.containing(words)
                if any(event.it.kind == "led" for event in self._book.of_body[body])
            ]
        return meant

    def _offices(self, body: str) -> list[str | None]:
        """Return the offices of ``body`` that are asked for, None for its head."""
        held = {event.office for event in self._book.of_body[body]}
        offices: list[str | None] = [o for o in self._ask.offices if o in held]
        return offices or ([None] if self._ask.head else [])

    def _of_office(self, body: str, office: str | None) -> list[Event]:
        book, ask = self._book, self._ask
        holders = book.holders(body, office, self._meant) or book.holders(body, office, self._day)
        if not holders:
            return []
        if ask.traits and (marked := [e for e in holders if _has(e, ask.traits)]):
            holders = marked
        if ask.predecessor:
            past = book.former(body, office, {e.it.person for e in holders}, self._day)[:1]
            return [*holders, *past, *(self._later(past[0]) if past and ask.went else ())]
        if ask.earlier:
            return [*holders, *(e for event in holders for e in self._before(event))]
        if ask.same_person and ask.post:
            return [*holders, *(e for event in holders for e in self._elsewhere(event))]
        return holders

    def _of_list(self) -> list[Event]:
        """Return the members of a group who come from a body, and what they were before."""
        book = self._book
        meant = list(book.bodies.meant(self._ask.bodies))
        notices = {e.record.id for body in meant for e in book.of_body[body] if e.it.kind == "led"}
        members = [
            event
            for notice in sorted(notices)
            for event in book.of_notice[notice]
            if event.it.kind == "listed" and event.body in meant and event.day <= self._day
        ]
        found = list({event.it.person: event for event in members}.values())
        if not self._ask.earlier:
            return found
        return [e for event in found for e in (event, *self._before(event))]

    def _of_person(self, person: str) -> list[Event]:
        """Return what was last said of a person's posts, and what before if asked."""
        events = [e for e in self._book.of_person[person] if e.day <= self._day]
        decided = [e for e in events if e.it.kind in ("appointed", "removed")]
        shown = decided or [e for e in events if e.it.kind == "listed"]
        bodies = self._book.bodies.meant(self._ask.bodies)
        at = [e for e in shown if e.body in bodies]
        if at and not self._ask.earlier:
            shown = at
        if self._ask.earlier:
            return shown[::-1][:4]
        return [e for e in shown if e.record.id == shown[-1].record.id]

    def _later(self, event: Event) -> list[Event]:
        """Return the post that a person was given at or after ``event``."""
        return [
            e
            for e in self._book.of_person[event.it.person]
            if event.day <= e.day <= self._day and e.it.kind == "appointed" and e.body != event.body
        ][-1:]

    def _before(self, event: Event) -> list[Event]:
        """Return the posts that a person had before ``event``, those of the same body if any."""
        past = [
            e
            for e in self._book.of_person[event.it.person]
            if e.it.kind != "led"
            and (e.day < event.day or (e.it.kind == "removed" and e.record.id == event.record.id))
        ]
        same = [e for e in past if e.body == event.body]
        return (same or past)[-2:]

    def _elsewhere(self, event: Event) -> list[Event]:
        """Return the post that a person had in another body, nearest in time."""
        others = [
            e
            for e in self._book.of_person[event.it.person]
            if e.body not in ("", event.body) and e.it.kind in ("appointed", "listed")
        ]
        return sorted(others, key=lambda e: abs((e.day - event.day).days))[:1]


def _has(event: Event, traits: Iterable[str]) -> bool:
    return all(trait in event.it.text for trait in traits)


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
