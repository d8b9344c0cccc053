"""An answer as text to take away: with its citations in official form, or to say if it helped."""

from __future__ import annotations

from typing import Any

from rag.answering.model import Citation
from rag.messages import message
from rag.server.page.conversation import Exchange

# What the feedback route takes; see ``rag.server.opinions``.
_MOST_CITATIONS, _MOST_NAME, _MOST_ANSWER = 50, 500, 20_000


def copied(exchange: Exchange, language: str) -> str:
    """Return the text of an answer with its marks, then each citation on a line of its own.

    What a model wrote takes its label along.
    """
    parts = [exchange.text.strip()]
    if exchange.evidence:
        parts.append("\n".join(official(evidence.citation) for evidence in exchange.evidence))
    if exchange.generative:
        parts.append(message("page.generative", language))
    return "\n\n".join(parts)


def official(citation: Citation) -> str:
    """Return a citation as official documents write it: [1] 《title》（number）clause.

    >>> official(Citation(1, "鄂府发〔2024〕36号", "通知", None, None, "三、（二）", "", "", 0, 0))
    '[1] 《通知》（鄂府发〔2024〕36号）三、（二）'
    """
    number = f"（{citation.doc_number}）" if citation.doc_number else ""
    paragraph = citation.paragraph
    said = f"{enclosed(citation.title)}{number}{paragraph}"
    return " ".join(f"[{citation.mark}] {said}".split())


def enclosed(title: str) -> str:
    """Return ``title`` within 《》, where official typography sets inner titles in 〈〉."""
    return "《" + title.replace("《", "〈").replace("》", "〉") + "》"


def opinion(exchange: Exchange, longest: int) -> dict[str, Any]:
    """Return the body by which a visitor says whether an answer helped, but for the opinion.

    :param longest: characters that a question may have. Where it fits, the question is as it was
        looked for: a follow-up says nothing without what came before it.
    """
    whole = exchange.rewritten
    return {
        "question": whole if whole and len(whole) <= longest else exchange.question,
        "answer": exchange.text[:_MOST_ANSWER],
        "citations": [
            {
                "doc_number": one.citation.doc_number and one.citation.doc_number[:_MOST_NAME],
                "title": one.citation.title[:_MOST_NAME],
                "paragraph": one.citation.paragraph[:_MOST_NAME],
            }
            for one in exchange.evidence[:_MOST_CITATIONS]
        ],
    }
