"""Understanding a question before any ranking: numbers, labels, language, references back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rag.errors import QuestionEmpty, QuestionTooLong
from rag.index.terms import matching_form
from rag.notices.docnumber import DocNumber, find_folded
from rag.notices.fold import CleanText
from rag.retrieval.followup import resolve
from rag.retrieval.language import Language as Language
from rag.retrieval.language import language_of as language_of
from rag.retrieval.periods import Period, periods_in

_LABEL = re.compile(
    r"第[一二三四五六七八九十百零〇\d]{1,7}条"
    r"(?:第[一二三四五六七八九十\d]{1,3}款)?(?:第\(?[一二三四五六七八九十\d]{1,4}\)?项)?"
    r"|(?<![\d.])\d{1,2}(?:\.\d{1,2}){1,3}(?=\s?[条款节]|\s?(?:之|里|中))"
    r"|[一二三四五六七八九十]{1,3}、(?:\([一二三四五六七八九十]{1,3}\))?(?:\d{1,2}\.)?"
    r"|附[件表图录]\s?(?:\d{1,2}(?:-\d{1,2})?|[一二三四五六七八九十]{1,3}(?!、))"
)


# Closed-class words (虚词、疑问词): they ask, they are not what is asked about.
_FUNCTION_WORDS = re.compile(
    r"请问|想问|问一下|多少钱|多少|什么时候|什么|怎么样|怎么|怎样|如何|为什么|哪些|哪个|哪几|哪家|哪里|哪儿|哪位|哪"
    r"|几个|几|能不能|可不可以|要不要|是不是|有没有|会不会|可以|谁|吗|呢|吧|呀|啊|嘛|么|的|了|是|在|有"
    r"|我们|咱们|我|你|他|这|那|个|都|还|就|也|和|与|跟|把|被|给|让|到|要|想|能|会|该|得|着|过|去|来"
)
# What is asked of a notice itself (发文字号、日期、效力) stands in its head, beside its title.
_OF_ITSELF = re.compile(
    r"文号|字号|成文|落款|署名|印发|发布|签发|公布|出台|下发|主送|抄送|生效|施行|有效|失效|废止"
    r"|(?:什么时候|哪天|何时|哪年|几号|谁|哪个(?:单位|部门|机关))发"
)
_MARKS = " 《》<>,，。、;；:：?？!！()（）"


@dataclass(frozen=True, slots=True)
class Question:
    """A question as retrieval sees it.

    ``search`` is what is ranked: the question itself, or what it asks in full where it leans on
    earlier turns. ``folded`` is ``search`` in matching form. ``labels`` are clause labels as
    typed, ``periods`` the times at which the documents that it speaks of were issued, ``titles``
    the words of ``matter`` that are the whole title of a notice, once that has been looked up.
    """

    text: str
    search: str
    folded: str
    language: Language
    numbers: tuple[DocNumber, ...]
    labels: tuple[str, ...]
    periods: tuple[Period, ...] = ()
    titles: tuple[str, ...] = ()

    @property
    def unnumbered(self) -> str:
        """The folded question with a blank for each document number."""
        return _numberless(self.folded, " ")

    @property
    def matter(self) -> str:
        """The folded question without document numbers: what is asked, not of which notice."""
        return _numberless(self.folded)

    @property
    def asked(self) -> str:
        """The matter without the titles in it: what is asked of a notice, not which notice.

        All of the matter where nothing else is asked, or something of the notice itself.
        """
        left = self.matter
        for title in self.titles:
            left = left.replace(title, " ")
        if _OF_ITSELF.search(left) or not without_function_words(left).strip(_MARKS):
            return self.matter
        return left

    @property
    def content(self) -> str:
        """The folded question without document numbers and function words."""
        return without_function_words(self.matter)

    @property
    def keywords(self) -> str:
        """What is asked, without function words: what clauses are ranked by."""
        return without_function_words(self.asked)

    @property
    def rewritten(self) -> bool:
        """Whether earlier turns were taken in."""
        return self.search != self.text


def understand(
    text: str,
    earlier: Sequence[str] = (),
    limit: int = 2000,
    day: date | None = None,
    answers: Sequence[str] = (),
) -> Question:
    """Return ``text`` understood; ``earlier`` holds the user's own earlier turns, oldest first.

    :param answers: what was answered to each of them. Of that only a document, a body or a person
        is taken in, where a pronoun stands for it: more would drown the question in old answers.
    :param day: the day of asking, which 去年 is told from; None: such words say nothing.
    :raises QuestionEmpty, QuestionTooLong: it has no text or more than ``limit`` characters.
    """
    stripped = text.strip()
    if not stripped:
        raise QuestionEmpty
    if len(stripped) > limit:
        raise QuestionTooLong(chars=len(stripped), limit=limit)
    search = resolve(stripped, earlier, answers, limit)
    clean, folded = CleanText(search).text, matching_form(search)
    return Question(
        text=stripped,
        search=search,
        folded=folded,
        language=language_of(stripped, earlier),
        numbers=tuple(dict.fromkeys(number for number, _, _ in find_folded(clean))),
        labels=tuple(dict.fromkeys(m[0] for m in _LABEL.finditer(clean))),
        periods=periods_in(matching_form(stripped), day) or periods_in(folded, day),
    )


def without_function_words(folded: str) -> str:
    """Return text in matching form with a blank for each word that only asks or joins."""
    return _FUNCTION_WORDS.sub(" ", folded)


def _numberless(text: str, instead: str = "") -> str:
    """Return ``text`` with ``instead`` for each of its document numbers."""
    kept, at = [], 0
    for _, start, end in find_folded(text):
        kept += [text[at:start], instead]
        at = max(at, end)
    return "".join([*kept, text[at:]])
