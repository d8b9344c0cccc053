"""Whether the citations of answers bear out what the answers claim: ALCE's two questions.

Gao et al. (2023), Enabling Large Language Models to Generate Text with Citations,
arXiv 2305.14627, section 3: with φ(premise, hypothesis) the test of entailment, a statement s with
the citations C(s) is *recalled* when φ(C(s), s), and a citation c of it is *irrelevant* when
¬φ(c, s) and φ(C(s) without c, s).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from eval.claims import Claims, claims
from eval.entailment.premise import premise
from eval.entailment.protocol import Entailment, TextPair, Verdict
from rag.answering.model import Answer, Citation


@dataclass(frozen=True, slots=True)
class Attribution:
    """What was found of one answer.

    ``recalled``: for each statement, whether its citations together entail it. ``precise``: for
    each mark, whether it is needed by a statement that is recalled. None: not judged.
    """

    recalled: tuple[Verdict, ...]
    precise: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True)
class _Verdicts:
    """The verdicts of one round, by pair."""

    known: dict[TextPair, Verdict]

    @classmethod
    def of(cls, entailment: Entailment, pairs: Iterator[TextPair]) -> _Verdicts:
        asked = list(dict.fromkeys(pairs))
        return cls(dict(zip(asked, entailment.entails(asked), strict=True)) if asked else {})

    def __call__(self, citations: Sequence[Citation], text: str) -> Verdict:
        return self.known[premise(citations), text]


def attributions(answers: Sequence[Answer], entailment: Entailment) -> list[Attribution | None]:
    """Return what ``entailment`` finds of each of ``answers``, in three rounds over all of them.

    None for a refusal, for an answer that claims nothing, and for one of which nothing can be
    judged: it cites without a single quote, or none of what it cites for got a verdict.
    """
    said = [claims(answer) if _is_scorable(answer) else () for answer in answers]
    cited = [it for found in said for it in found if it.citations]
    joint = _Verdicts.of(entailment, ((premise(it.citations), t) for it in cited for t in it.texts))
    shared = [it for it in cited if len(it.citations) > 1]
    alone = _Verdicts.of(entailment, _alone(shared, joint))
    rest = _Verdicts.of(entailment, _rest(shared, joint, alone))
    return [_attribution(found, joint, alone, rest) if found else None for found in said]


def unsupported(answer: Answer, entailment: Entailment) -> tuple[str, ...]:
    """Return the statements of ``answer`` that its citations do not entail, in order.

    () where nothing was judged; see ``attributions``.
    """
    (found,) = attributions([answer], entailment)
    if found is None:
        return ()
    texts = (text for it in claims(answer) for text in it.texts)
    return tuple(text for text, held in zip(texts, found.recalled, strict=True) if held is False)


def _is_scorable(answer: Answer) -> bool:
    if answer.abstained:
        return False
    return not answer.citations or any(it.quote.strip() for it in answer.citations)


def _alone(shared: Sequence[Claims], joint: _Verdicts) -> Iterator[TextPair]:
    for it in shared:
        for text in it.texts:
            if joint(it.citations, text):
                yield from ((premise([one]), text) for one in it.citations)


def _rest(shared: Sequence[Claims], joint: _Verdicts, alone: _Verdicts) -> Iterator[TextPair]:
    for it in shared:
        for text in it.texts:
            if joint(it.citations, text):
                for place, one in enumerate(it.citations):
                    if alone([one], text) is False:
                        yield premise(_without(it.citations, place)), text


def _without(citations: tuple[Citation, ...], place: int) -> tuple[Citation, ...]:
    return citations[:place] + citations[place + 1 :]


def _attribution(
    found: Sequence[Claims], joint: _Verdicts, alone: _Verdicts, rest: _Verdicts
) -> Attribution | None:
    recalled: list[Verdict] = []
    precise: list[Verdict] = []
    judged = not any(it.citations for it in found)
    for it in found:
        own = [joint(it.citations, text) if it.citations else False for text in it.texts]
        judged = judged or (bool(it.citations) and any(verdict is not None for verdict in own))
        recalled += own
        for place, one in enumerate(it.citations):
            others = _without(it.citations, place)
            precise.append(
                _any(
                    _is_needed(one, others, text, alone, rest) if entailed else entailed
                    for text, entailed in zip(it.texts, own, strict=True)
                )
            )
        precise += [False] * it.dangling
    return Attribution(tuple(recalled), tuple(precise)) if judged else None


def _is_needed(
    one: Citation, others: tuple[Citation, ...], text: str, alone: _Verdicts, rest: _Verdicts
) -> Verdict:
    """Return whether a citation is relevant to ``text``, which it entails with ``others``."""
    if not others:
        return True
    by_itself = alone([one], text)
    if by_itself is not False:
        return by_itself
    without = rest(others, text)
    return None if without is None else not without


def _any(verdicts: Iterator[Verdict]) -> Verdict:
    """Return True where one is, else None where one could not be judged, else False."""
    found = list(verdicts)
    return True if True in found else None if None in found else False
