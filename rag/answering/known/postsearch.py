"""What the notices of a collection say of the posts and persons that a question asks about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from rag.answering.known.postbook import Event, PostBook
from rag.answering.known.postquestion import Inquiry

MOST = 12  # events of one answer


class Search:
    """Looks up what an inquiry asks for, as of a day."""

    def __init__(self, book: PostBook, inquiry: Inquiry, day: date, meant: date) -> None:
        """Look in ``book``; ``meant`` is the end of the time that the question speaks of."""
        self._book, self._ask, self._day, self._meant = book, inquiry, day, meant
        self.missing = False  # whether something asked of those found is said nowhere
        self.of_now = False  # whether those found hold the post that is asked about

    def events(self, notices: Sequence[str]) -> list[Event]:
        """Return what to say; ``notices`` are the ids of those that the question names."""
        found: list[Event] = []
        persons = self._ask.persons(self._book.of_person)
        if self._ask.who:
            found = self._of_traits(notices)
            if not found:
                found = self._of_post()
                self.of_now = bool(found) and self._meant == self._day
            found = found or self._of_list()
        known = {event.it.person for event in found}
        if persons and (not found or (self._ask.moved and known.isdisjoint(persons))):
            self.missing = False
            of_persons = [e for person in persons for e in self._of_person(person)]
            if self._ask.successor and of_persons:
                of_persons += self._successors(persons)
            if self._ask.predecessor and not self._ask.successor:
                past = [it for event in of_persons for it in self._predecessors(event)]
                self.missing |= not past
                of_persons += past
            found = [*of_persons, *found]
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
        return meant or self._of_words()

    def _of_words(self) -> list[str]:
        """Return the one body with a head whose name holds the Chinese words of an English name."""
        found = {
            body
            for words in self._ask.chinese
            for body in self._book.bodies.containing(words)
            if self._ask.english and self._book.holders(body, None, self._day)
        }
        return list(found) if len(found) == 1 else []

    def _offices(self, body: str) -> list[str | None]:
        """Return the offices of ``body`` that are asked for, None for its head."""
        held = {event.office for event in self._book.of_body[body]}
        offices: list[str | None] = [o for o in self._ask.offices if o in held]
        if self._ask.deputy:  # of an English question
            return [o for o in sorted(held) if o.startswith("副")]
        return offices or ([None] if self._ask.head else [])

    def _of_office(self, body: str, office: str | None) -> list[Event]:
        book, ask = self._book, self._ask
        holders = book.holders(body, office, self._meant) or book.holders(body, office, self._day)
        if not holders:
            return []
        if ask.traits and (marked := [e for e in holders if _has(e, ask.traits)]):
            holders = marked
        holders = [*holders, *(e for event in holders for e in self._risen(event))]
        if ask.predecessor:
            past = book.former(body, office, {e.it.person for e in holders}, self._day)[:1]
            self.missing |= not past
            return [*holders, *past, *(self._later(past[0]) if past and ask.went else ())]
        if ask.earlier:
            before = [e for event in holders for e in self._before(event)]
            self.missing |= not before and not any("免去" in e.it.text for e in holders)
            return [*holders, *before]
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
        groups = [e for e in events if e.it.kind == "led"] if self._ask.in_group else []
        self.missing |= self._ask.in_group and not groups
        if self._ask.every:
            return [*shown[-MOST:], *groups]
        if self._ask.earlier:
            self.missing |= len(shown) == 1 and "免去" not in shown[0].it.text
            return [*shown[::-1][:4], *groups]
        last = [e for e in shown if e.record.id == shown[-1].record.id]
        given = [e for e in shown if e.it.kind != "removed"]
        if given and all(e.it.kind == "removed" for e in last):
            last = [given[-1], *last]
        return [*last, *(e for e in groups if e not in last)]

    def _successors(self, persons: Iterable[str]) -> list[Event]:
        """Return who was given the posts that persons were relieved of."""
        left = [
            event
            for person in persons
            for event in self._book.of_person[person]
            if event.it.kind == "removed" and event.day <= self._day
        ]
        found = [
            after
            for event in left
            for after in self._book.of_body[event.body]
            if after.it.kind == "appointed"
            and after.office == event.office
            and after.it.person != event.it.person
            and event.day <= after.day <= self._day
        ]
        self.missing |= not found
        return found

    def _predecessors(self, event: Event) -> list[Event]:
        """Return who held the post that a person was given."""
        if event.it.kind != "appointed":
            return []
        past = self._book.former(event.body, event.office, {event.it.person}, event.day)
        return past[:1]

    def _later(self, event: Event) -> list[Event]:
        """Return the post that a person was given at or after ``event``."""
        return [
            e
            for e in self._book.of_person[event.it.person]
            if event.day <= e.day <= self._day and e.it.kind == "appointed" and e.body != event.body
        ][-1:]

    def _risen(self, event: Event) -> list[Event]:
        """Return the other post in the same body that a person was given after ``event``."""
        return [
            e
            for e in self._book.of_person[event.it.person]
            if event.day < e.day <= self._day
            and e.it.kind == event.it.kind == "appointed"
            and e.body == event.body
            and e.office != event.office
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
