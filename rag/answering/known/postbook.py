"""Who holds which post as the notices of a collection say, looked up by body and by person."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from rag.answering.known.bodies import BodyBook
from rag.index.model import Record
from rag.notices.model import Appointment
from rag.notices.offices import OFFICE, RANK

_POST = re.compile(
    rf"(?P<body>.*?)(?P<office>(?:常务|第一|执行)?(?:副(?!食|业))?(?:{OFFICE}|召集人|总指挥))(?:{RANK})"
)
# Of an office that is no head of a body although nothing says 副.
_LESSER = re.compile(r"副|级|科员|委员|常委|助理|顾问|成员|师$|专员|审判员|检察员|联络员|秘书长$")
_PLACE = re.compile(r"^(?P<place>[\u3400-\u9fff]{2,8}?)(?:自治[区州县旗]|省|市|县|区|旗|州|盟)")


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that a notice says of a person and a post: body and office apart."""

    record: Record
    it: Appointment
    body: str
    office: str

    @property
    def day(self) -> date:
        """When it was said; of a notice without a day, before all others."""
        return self.record.issued_on or date.min

    @property
    def heads(self) -> bool:
        """Whether the office is the first of its body."""
        return not _LESSER.search(self.office)


class PostBook:
    """The appointments, lists and duties of a collection; safe to share between threads."""

    def __init__(
        self, records: Mapping[str, Record], said: Iterable[tuple[str, Appointment]]
    ) -> None:
        """Take in ``said``: notice id and what it says (``Catalogue.appointments``)."""
        self._records, self._said = records, tuple(said)
        self.of_person: defaultdict[str, list[Event]] = defaultdict(list)
        self.of_body: defaultdict[str, list[Event]] = defaultdict(list)
        self.of_notice: defaultdict[str, list[Event]] = defaultdict(list)
        self.duties: list[Event] = []
        places: dict[str, str] = {}
        for notice, it in self._said:
            record = records[notice]
            place = place_of(record)
            body, office = split_post(it.post)
            if place and body.startswith(f"{place}市"):  # 青禾市水务局 is what others call 市水务局
                body = body.removeprefix(place)
            event = Event(record, it, body, office)
            if it.kind in ("duty", "duty_ended"):
                self.duties.append(event)
                continue
            self.of_person[it.person].append(event)
            self.of_body[body].append(event)
            self.of_notice[notice].append(event)
            places.setdefault(body, place)
        for events in (*self.of_person.values(), *self.of_body.values()):
            events.sort(key=lambda event: event.day)
        self.bodies = BodyBook(places.items())

    def within(self, allowed: Container[str]) -> PostBook:
        """Return what the notices say whose ids are in ``allowed``."""
        return PostBook(self._records, (it for it in self._said if it[0] in allowed))

    def holders(self, body: str, office: str | None, until: date) -> list[Event]:
        """Return who was last given the post, the latest first; of deputies all not relieved.

        :param office: 局长, 副主任; None for the head of the body.
        :param until: the last day that counts.
        """
        events = [e for e in self.of_body[body] if _same_office(e, office) and e.day <= until]
        last: dict[str, Event] = {}
        for event in events:
            if event.it.kind != "removed":
                before = last.get(event.it.person)
                # A list repeats what an appointment decided: that is the better source.
                if before is None or event.it.kind == "appointed" or before.it.kind != "appointed":
                    last[event.it.person] = event
        found = sorted(last.values(), key=lambda e: e.day, reverse=True)
        if not found or not (office is None or not office.startswith("副")):
            return [e for e in found if self.removal(e, until) is None] or found[:1]
        newest = [e for e in found if e.day == found[0].day and e.record.id == found[0].record.id]
        return newest

    def removal(self, event: Event, until: date) -> Event | None:
        """Return what took the post of ``event`` from its person by ``until``, None if nothing."""
        for other in self.of_body[event.body]:
            same = other.it.person == event.it.person and other.office == event.office
            if other.it.kind == "removed" and same and event.day < other.day <= until:
                return other
        return None

    def former(self, body: str, office: str | None, now: Iterable[str], until: date) -> list[Event]:
        """Return who held the post before those in ``now``, what was said of them last."""
        past: dict[str, Event] = {}
        for event in self.of_body[body]:
            same = event.it.person not in now and _same_office(event, office)
            if same and event.day <= until:
                past[event.it.person] = event
        return sorted(past.values(), key=lambda e: e.day, reverse=True)


def split_post(post: str) -> tuple[str, str]:
    """Return body and office of a post: 市水务局|副局长; "" for the body where it names none."""
    match = _POST.fullmatch(post)
    return (match["body"], match["office"]) if match else ("", post)


def place_of(record: Record) -> str:
    """Return the place that issued a notice without its level: 青禾 of 青禾市人民政府."""
    match = _PLACE.match(record.issuer or record.shown_title)
    return match["place"] if match else ""


def _same_office(event: Event, office: str | None) -> bool:
    return event.heads if office is None else event.office == office
