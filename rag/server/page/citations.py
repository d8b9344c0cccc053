"""The HTML of what an answer rests on: citations that open in place, and clauses related to it."""

from __future__ import annotations

from datetime import date

from rag.answering.library import Place, Status
from rag.answering.model import Citation
from rag.messages import message
from rag.server.markup import join, tag, text
from rag.server.page.conversation import Evidence, Related
from rag.server.page.copying import enclosed
from rag.server.reader import links


class Citations:
    """Renders in one language."""

    def __init__(self, language: str) -> None:
        self._language = language

    def evidence(self, evidence: tuple[Evidence, ...], day: date | None) -> str:
        """Return the citations, each closed; '' for none.

        :param day: the day that each status is as of, where it is known.
        """
        if not evidence:
            return ""
        heading = tag("h3", self._say("page.citations", count=len(evidence)), css="wence-heading")
        cited = (self._citation(one, day) for one in evidence)
        return tag("div", heading, *cited, css="wence-evidence")

    def related(self, related: tuple[Related, ...]) -> str:
        """Return the related clauses as links to them, those of a notice together; '' for none."""
        if not related:
            return ""
        notices: dict[str, list[Related]] = {}
        for one in related:
            notices.setdefault(one.place.notice, []).append(one)
        heading = tag("h3", self._say("chat.related"), css="wence-heading")
        groups = (self._clauses(clauses) for clauses in notices.values())
        return tag("div", heading, *groups, css="wence-related")

    def _citation(self, evidence: Evidence, day: date | None) -> str:
        citation, context = evidence.citation, evidence.context
        before, after = context.before.lstrip(), context.after.rstrip()
        quote = tag(
            "blockquote",
            text(f"…{before}" if before else ""),
            tag("mark", text(context.quote)),
            text(f"{after}…" if after else ""),
            lang="zh",
        )
        css = f"wence-cite wence-cite-{citation.mark}"
        parts = (self._summary(evidence), quote, self._link(evidence), self._origin(evidence, day))
        return tag("details", *parts, css=css)

    def _summary(self, evidence: Evidence) -> str:
        citation = evidence.citation
        issuer = tag("span", text(citation.issuer), lang="zh") if citation.issuer else ""
        day = tag("span", text(self._date(citation))) if citation.issued_on else ""
        about = text(" · ").join(part for part in (issuer, day) if part)
        return tag(
            "summary",
            tag("span", text(f"[{citation.mark}]"), css="wence-number"),
            tag(
                "span",
                self._name(citation.title, citation.doc_number),
                " ",
                tag("span", text(citation.paragraph), css="wence-where"),
                css="wence-name",
            ),
            tag("span", about, self._badge(evidence.status), css="wence-about"),
        )

    def _clauses(self, clauses: list[Related]) -> str:
        """Return clauses of one notice under its name."""
        first = clauses[0]
        name = self._name(first.title, first.doc_number)
        items = (tag("li", self._clause(one)) for one in clauses)
        return tag("p", name, self._badge(first.status)) + tag("ul", *items)

    def _clause(self, one: Related) -> str:
        address = self._address(one.place, one.start, one.end)
        begins = tag("span", text(one.begins), css="wence-begins", lang="zh")
        return join([self._away(address, text(one.paragraph)), " ", begins])

    def _badge(self, status: Status | None) -> str:
        if status is None:
            return ""
        shown = self._say(f"status.{status}")
        return tag("span", shown, css=f"wence-standing wence-{status}")

    def _link(self, evidence: Evidence) -> str:
        """Return the way to the quote in its notice, '' where the notice is not held."""
        citation = evidence.citation
        if evidence.place is None:
            return ""
        quote = links.check(citation.quote)
        address = self._address(evidence.place, citation.start, citation.end, quote)
        return tag("div", self._away(address, self._say("reader.open")), css="wence-open")

    def _address(self, place: Place, start: int, end: int, check: str = "") -> str:
        """Return where a passage is read, highlighted, in the language of the page."""
        query = {"start": start, "end": end, "check": check, "lang": self._language}
        return links.notice(place.notice, place.anchor, query)

    def _away(self, address: str, shown: str) -> str:
        # In a tab of its own: the conversation stays where it is.
        return tag("a", shown, href=address, target="_blank", rel="noopener")

    def _name(self, title: str, doc_number: str | None) -> str:
        number = (
            self._say("page.number", number=doc_number)
            if doc_number
            else self._say("page.no_number")
        )
        return tag("span", text(enclosed(title)), lang="zh") + number

    def _date(self, citation: Citation) -> str:
        """Return the date in words, or as it came when it is not a calendar day."""
        if citation.issued_on is None:
            return ""
        try:
            return self._day(date.fromisoformat(citation.issued_on))
        except ValueError:
            return citation.issued_on

    def _day(self, day: date) -> str:
        return message("page.date", self._language, year=day.year, month=day.month, day=day.day)

    def _origin(self, evidence: Evidence, day: date | None) -> str:
        """Return the file and page, and the day that the status is as of."""
        citation = evidence.citation
        parts = [self._say("page.source", source=citation.source)]
        if citation.page is not None:
            parts.append(self._say("page.page_number", page=citation.page))
        if evidence.status is not None and day is not None:
            parts.append(self._say("chat.as_of", day=self._day(day)))
        return tag("div", *(tag("span", part) for part in parts), css="wence-origin")

    def _say(self, key: str, **params: object) -> str:
        return text(message(key, self._language, **params))
