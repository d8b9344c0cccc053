"""Which of the passages found hold for another place than the one that a question names.

Neighbouring cities and counties publish the same notice, each with figures of its own. Where a
question says whose it wants and that one is found, what the others say is no answer to it.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.answering.extractive.evidence import Found
from rag.index.terms import matching_form
from rag.retrieval.places import place_of


def at_home(question: str, found: Sequence[Found]) -> Sequence[Found]:
    """Return ``found`` without what was issued for another place than ``question`` names.

    All of it where no place found is named, or several are. A notice for a wider place stays, and
    so does a passage that speaks of the place named.

    :param question: in matching form.
    """
    places = [place_of(it.record.issuer) for it in found]
    named = {place for place in places if place and place.name in question}
    if len(named) != 1:
        return found
    [home] = named
    return [
        it
        for it, place in zip(found, places, strict=True)
        if place is None
        or place.name == home.name
        or place.level < home.level
        or home.name in matching_form(f"{it.context} {it.text}")
    ]
