"""The retrieval behind an answer as staff see it: what was understood, what decided, what matched.

Figures are shown as they ranked, so that what looks wrong can be reported with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.answering.inspection import Inspection, Match
from rag.answering.library import Library
from rag.messages import message
from rag.server.markup import join, tag, text
from rag.server.reader.links import passage

_UNDERSTOOD = ("numbers", "unknown", "candidates", "titles", "labels", "dates")


class InspectionView:
    """Renders in one language, for the Markdown of a Gradio page as for plain HTML."""

    def __init__(self, language: str) -> None:
        self._language = language

    def render(self, inspection: Inspection, library: Library) -> str:
        """Return ``inspection`` as HTML; passages are links into ``library``."""
        rows = [self._row(at, match, library) for at, match in enumerate(inspection.matches, 1)]
        names = ("rank", "passage", "score", "lexical", "semantic", "words")
        head = tag("tr", *(tag("th", self._say(name), scope="col") for name in names))
        table = tag("table", tag("thead", head), tag("tbody", *rows))
        return tag(
            "section",
            tag("h2", self._say("title")),
            tag("dl", *self._decided(inspection)),
            tag("div", table, css="wence-found") if rows else tag("p", self._say("nothing")),
            css="wence-inspection",
        )

    def _decided(self, inspection: Inspection) -> Iterator[str]:
        yield self._field("search", text(inspection.search))
        for name in _UNDERSTOOD:
            values = getattr(inspection.understood, name)
            if values:
                yield self._field(f"understood_{name}", text("、".join(values)))
        figures = self._say(
            "figures",
            confidence=f"{inspection.confidence:.2f}",
            threshold=f"{inspection.threshold:.2f}",
            coverage=f"{inspection.coverage:.2f}",
            cosine=f"{inspection.cosine:.2f}",
            unheld=inspection.unheld,
        )
        yield self._field("confidence", figures)
        decided = f"reason_{inspection.reason}" if inspection.reason else "answers"
        yield self._field("decided", self._say(decided))

    def _row(self, rank: int, match: Match, library: Library) -> str:
        found = match.passage
        place = library.locate(found)
        name = text(f"《{found.title}》" + (f"（{found.doc_number}）" if found.doc_number else ""))
        where = join([name, " ", tag("b", text(found.paragraph))])
        if place:
            address = passage(place, found.start, found.end)
            where = tag("a", where, href=address, target="_blank", rel="noopener")
        named = tag("span", self._say(f"named_{match.named}"), css="named") if match.named else ""
        whole = tag(
            "details",
            tag("summary", self._say("whole")),
            tag("p", _marked(found.text, match.words)),
        )
        cells = [
            tag("td", text(str(rank))),
            tag("td", where, named, whole),
            *(
                tag("td", text(f"{figure:.3f}"), css="figure")
                for figure in (found.score, match.lexical, match.semantic)
            ),
            tag("td", text("、".join(match.words))),
        ]
        return tag("tr", *cells)

    def _field(self, name: str, value: str) -> str:
        return tag("dt", self._say(name)) + tag("dd", value)

    def _say(self, key: str, **params: object) -> str:
        return text(message(f"inspection.{key}", self._language, **params))


def _marked(whole: str, words: tuple[str, ...]) -> str:
    """Return ``whole`` as HTML with ``words`` marked where they stand as they are written."""
    if not words:
        return text(whole)
    longest_first = sorted(words, key=len, reverse=True)
    pieces = re.split("(" + "|".join(map(re.escape, longest_first)) + ")", whole)
    return join(tag("mark", text(p)) if at % 2 else text(p) for at, p in enumerate(pieces))
