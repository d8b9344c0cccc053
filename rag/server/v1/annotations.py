"""Citations as OpenAI's ``url_citation``: where each mark stands, and the page that it leads to.

Chat programs that show web sources show these, too, without knowing anything of notices.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from rag.answering.model import Answer, Citation

_MARK = re.compile(r"\[(\d+)\]")

Address = Callable[[Citation], str]


@dataclass(frozen=True, slots=True)
class UrlCitation:
    """A mark in the text, ``start_index`` to ``end_index`` in characters, and what it leads to."""

    start_index: int
    end_index: int
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Annotation:
    """What OpenAI's clients know a source by."""

    url_citation: UrlCitation
    type: Literal["url_citation"] = "url_citation"


def url_annotations(answer: Answer, address: Address) -> tuple[Annotation, ...]:
    """Return an annotation for each mark of ``answer`` whose citation has an address.

    :param address: of a citation, '' where it has none.
    """
    known = {one.mark: (address(one), _title(one)) for one in answer.citations}
    out = []
    for found in _MARK.finditer(answer.answer):
        url, title = known.get(int(found[1]), ("", ""))
        if url:
            out.append(Annotation(UrlCitation(found.start(), found.end(), title, url)))
    return tuple(out)


def _title(citation: Citation) -> str:
    number = f"（{citation.doc_number}）" if citation.doc_number else ""
    return f"{citation.title}{number} {citation.paragraph}"
