"""Whether a question leans on the turns before it, and what it asks once they are taken in.

A question that names its own topic is never touched, however it begins or ends: joining words
(那么, 另外) and 呢 are manners of speech. One that leans is rewritten as a person would type it
in full: an elliptical one (供电那个组呢) by putting its words into the question before it, one with
a predicate of its own (那什么时候验收) by naming that question's topic, one with a pronoun by what
the pronoun stands for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest

from rag.retrieval.followup_english import rewritten_english
from rag.retrieval.language import HAN, plain
from rag.retrieval.pronouns import Reference, reference_in
from rag.retrieval.slots import put_in
from rag.retrieval.topic import stripped, topic_of
from rag.retrieval.wording import (
    ASPECT,
    FUNCTION,
    OPENING,
    PERSON,
    QUESTION_WORD,
    RESTRICTS,
    TAIL,
    WANTS_TO_KNOW,
    bare,
    own_words,
    size,
)

_NUMBERED = re.compile("[〔\\[(【]\\d{4}[〕\\])】]\\s?第?\\d+号|《[^《》]+》")
_ADDS = re.compile("(?:还|也|又|再)(?!有效|款|是)")
_ELLIPTICAL = re.compile(
    "(?P<phrase>[^?？。]+?)呢[呀啊]?(?:[,，、?？\\s]+(?P<rest>.+))?$", re.DOTALL
)
_YEAR = re.compile("(?:(?:19|20)\\d\\d年?|[今去前明后]年)的?")
# 橙色的是什么标准: the noun behind 的 is in the question before.
_HEADLESS = re.compile("(?P<phrase>[^的,，、\\s]{1,6})的(?=[是有要需能可由归在给怎如多几什哪何谁])")
_PERIOD = re.compile("(?<![。？！?!；;，,、\\s])[。？！?!；;，,、\\s]+$")
_ADDED = re.compile("[？?][^？?]{1,20}呢$")
_MUCH = 3  # characters of its own in the subject with which a question names a topic
_SLIGHT = 8  # characters of a phrase without a predicate up to which it may be elliptical


def resolve(
    text: str, earlier: Sequence[str], answers: Sequence[str] = (), most: int = 2000
) -> str:
    """Return ``text`` as it is to be looked for after the user's ``earlier`` turns, oldest first.

    :param answers: what was answered to each of them; only what a pronoun may stand for is read.
    :param most: characters; a rewritten question that is longer is not used.

    >>> resolve("三孩呢？", ["二孩家庭每年补多少钱？"])
    '三孩家庭每年补多少钱？'
    """
    question, answer = "", ""
    for turn, said in zip_longest(earlier, answers[: len(earlier)], fillvalue=""):
        if stripped(turn):  # neither 谢谢 nor 好的 is what the next question leans on
            question, answer = _after(turn.strip(), question, answer, most), said
    return _after(text, question, answer, most)


def _after(text: str, question: str, answer: str, most: int) -> str:
    if not question:
        return text
    if HAN.search(text):
        rewritten = _FollowUp(text, question, answer).rewritten()
    else:
        rewritten = rewritten_english(plain(text), question)
    return text if rewritten is None or len(rewritten) > most else rewritten


class _FollowUp:
    """One Chinese question after another."""

    def __init__(self, text: str, question: str, answer: str) -> None:
        self._text, self._question, self._answer = text, question, answer
        self._core = stripped(text)
        self._plainly = bare(self._core)
        self._own = own_words(self._plainly)
        opening = OPENING.match(bare(text))
        self._joins = bool(opening and opening["joins"])
        self._mark = "?" if text.rstrip().endswith("?") else "？"

    def rewritten(self) -> str | None:
        """Return the question in full, None where it stands alone."""
        bare_asking = FUNCTION.sub("", QUESTION_WORD.sub("", TAIL.sub("", self._plainly))).strip()
        if not bare_asking:  # 还有呢, 为什么; but 2024年的呢 and 第三个呢 stand for words before
            return self._keyword(join=False) or self._continued()
        predicate = QUESTION_WORD.search(TAIL.sub("", self._plainly))
        elliptical = _ELLIPTICAL.match(self._plainly)
        if elliptical and not QUESTION_WORD.search(elliptical["phrase"]):
            phrase = self._core[slice(*elliptical.span("phrase"))]
            rest = self._core[slice(*elliptical.span("rest"))] if elliptical["rest"] else ""
            return None if self._wants_to_know() else self._filled(phrase, rest)
        if not predicate:
            return None if self._wants_to_know() else self._keyword()
        if _NUMBERED.search(self._plainly):
            return None
        headless = _HEADLESS.match(self._plainly)
        if headless and (topic := put_in(headless["phrase"], topic_of(self._question))):
            return self._closed(topic + self._core[headless.end() :])
        reference = reference_in(self._plainly, self._question, self._answer)
        if reference is not None:
            return self._referring(reference)
        return self._with_topic(self._core) if self._leans() else None

    def _wants_to_know(self) -> bool:
        return WANTS_TO_KNOW.search(bare(self._text)) is not None

    def _continued(self) -> str:
        """Return the question before it with 还有呢 or 为什么 behind."""
        said = self._text.strip().lstrip("，,。 ")
        return f"{_PERIOD.sub('', stripped(self._question))}，{said}"

    def _filled(self, phrase: str, rest: str = "") -> str | None:
        """Return the question before it with ``phrase`` in the place of its parallel."""
        base = stripped(self._question)
        plainly = bare(phrase)
        behind = f"，{_PERIOD.sub('', rest)}" if rest else ""
        aspect = not size(own_words(plainly)) and ASPECT.search(plainly)
        added = _ADDED.search(_PERIOD.sub("", base))
        full = None if aspect or added else put_in(phrase, base)
        if full is not None:
            return _PERIOD.sub("", full) + behind + self._mark
        if size(plainly) > _SLIGHT:
            return None
        if ASPECT.search(plainly) and plainly.endswith(ASPECT.findall(plainly)[-1]):
            return f"{topic_of(self._question)}的{phrase}呢{behind}{self._mark}"
        base = _ADDED.sub("", _PERIOD.sub("", base))
        return f"{base}{self._mark}{phrase}呢{behind}{self._mark}"

    def _keyword(self, join: bool = True) -> str | None:
        """Return what a few words without a predicate ask after the question before them."""
        core = self._core[: len(TAIL.sub("", self._plainly))]
        if size(bare(core)) > _SLIGHT:
            return None
        full = put_in(core, stripped(self._question))
        if full is not None:
            return _PERIOD.sub("", full) + self._mark
        return self._filled(core) if join and self._joins else None

    def _referring(self, it: Reference) -> str:
        """Return the question with what its pronoun stands for, and the topic where it has none."""
        core = self._core[: it.start] + it.instead + self._core[it.end :]
        rest = self._own[: it.start] + self._own[it.end :]
        if it.instead and (it.whole or size(rest) >= _MUCH):
            return self._closed(core)
        return self._with_topic(core) or self._closed(core)

    def _leans(self) -> bool:
        """Return whether the question names no topic of its own."""
        words = size(self._own)
        if not words:
            return True
        supposes = RESTRICTS.match(self._plainly)
        if not (self._joins or supposes or _ADDS.match(self._plainly)):
            return False
        asked = QUESTION_WORD.search(self._plainly)
        at = asked.start() if asked else len(self._own)
        subject, rest = self._own[:at].strip(), size(self._own[at:])
        if words <= 2 or (supposes and words <= _MUCH + 2):
            return True
        if subject and subject[-2:] in bare(self._question):
            return True
        if PERSON.search(subject) and not rest:
            return True
        if size(subject) >= _MUCH or (subject and rest >= 2):
            return False
        return words <= _MUCH + 1

    def _with_topic(self, core: str) -> str | None:
        """Return ``core`` behind the topic of the question before it."""
        topic = topic_of(self._question)
        year = _YEAR.match(bare(core))
        if year and (dated := put_in(year[0], topic)):
            topic, core = dated, core[year.end() :]
        if not topic or bare(topic) in bare(core):
            return None
        return self._closed(f"{topic}，{core}")

    def _closed(self, core: str) -> str:
        return f"{_PERIOD.sub('', core)}{self._mark}"
