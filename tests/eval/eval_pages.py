"""Evaluations to make pages of: ordinary ones, and one whose every text attacks the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from eval_builders import NUMBER, REFUSAL, answer, citation, gold, question
from lxml import html

from eval.answers import Answers
from eval.questions import Gold, Question
from eval.report import Evaluation
from eval.run import measure
from rag.answering.model import Answer, Retrieved, Turn

CLAUSE = "在城区建设充电站160余个"
OTHER = "本通知自印发之日起施行"
# Ends every kind of surroundings that it could stand in; hides and turns round what follows.
EVIL = (
    "</details></script></style></svg></textarea>--><script>alert(1)</script>"
    "<img src=x onerror=alert(2)><a href='javascript:alert(3)'>\"' onfocus=alert(4) autofocus "
    "\x00\x07\x1b[31m\u202e\u2066 {{ 7*7 }} {% raw %} $x ${x} $\\frac{1}{0}$ ]]> &lt;b&gt;"
)


def passage(text: str, paragraph: str = "三、", score: float = 1.5) -> Retrieved:
    return Retrieved(NUMBER, "", paragraph, text, score, "a.txt", 0, len(text))


def right(seconds: float = 0.5, confidence: float | None = 0.9) -> Answer:
    made = answer("建160余个[1]。", citation(CLAUSE, "三、"), seconds=seconds, confidence=0.5)
    return replace(made, retrieved=(passage(CLAUSE),), confidence=confidence)


def wrong(seconds: float = 0.5, confidence: float | None = 0.4) -> Answer:
    made = answer("建60个[1]。", citation(OTHER, "四、"), seconds=seconds)
    found = (passage(OTHER, "四、"), passage(CLAUSE))
    return replace(made, retrieved=found, confidence=confidence)


def asked(count: int = 12) -> list[Question]:
    """Questions of several types, languages and audiences; every sixth cannot be answered."""
    return [
        question(
            *([] if place % 6 == 5 else [gold(CLAUSE, "三、")]),
            facts=[] if place % 6 == 5 else [["160"]],
            abstain=place % 6 == 5,
            id=f"q{place:02}",
            type="unanswerable" if place % 6 == 5 else ("number", "list", "fact")[place % 3],
            lang=("zh-Hans", "en")[place % 2],
            audience=("citizen", "staff")[place % 2],
        )
        for place in range(count)
    ]


def evaluation(count: int = 12) -> Evaluation:
    """One system with two misses of its twelve questions, another that is always wrong."""
    questions = asked(count)
    ours = {
        q.id: REFUSAL if q.abstain else (wrong if place % 4 == 3 else right)(0.01 * 2**place)
        for place, q in enumerate(questions)
    }
    theirs = {q.id: wrong(0.02) for q in questions}
    return of(questions, ours, theirs)


def of(
    questions: list[Question], ours: dict[str, Answer], *others: dict[str, Answer]
) -> Evaluation:
    """The evaluation of ``ours`` with ``others`` beside."""
    about = {"questions": [{"file": "set.jsonl", "sha256": "0" * 64}], "as_of": "2026-06-01"}
    return Evaluation(
        measure(questions, Answers("本系统", ours)),
        tuple(
            measure(questions, Answers(f"系统{place}", it))
            for place, it in enumerate(others, start=1)
        ),
        about,
    )


def hostile() -> Evaluation:
    """An evaluation in which every text that others write is ``EVIL``."""
    questions = [
        Question(
            f"{EVIL}{place}",
            EVIL,
            abstain=False,
            lang=EVIL,
            audience=f"{EVIL}{place}",
            type=f"{EVIL}{place}",
            history=(Turn("user", EVIL),),
            gold=(Gold(EVIL, EVIL, EVIL, EVIL, EVIL),),
            facts=((EVIL,), ("缺",)),
            answer=EVIL,
        )
        for place in range(2)
    ]
    cited = citation(EVIL, EVIL, EVIL, title=EVIL, source=EVIL)
    found = Retrieved(EVIL, EVIL, EVIL, EVIL, 1.0, EVIL, 0, 1)
    given = replace(answer(EVIL, cited), retrieved=(found,), warnings=(EVIL,))
    by_id = {q.id: given for q in questions}
    report = measure(questions, Answers(EVIL, by_id))
    about = {EVIL: EVIL, "settings": {EVIL: [EVIL, {EVIL: None}], "a": 1, "b": True, "c": ""}}
    return Evaluation(report, (replace(report, name=f"{EVIL}2"),), about)


def parsed(page: str) -> html.HtmlElement:
    return html.document_fromstring(page)


def texts(element: html.HtmlElement, path: str) -> list[str]:
    """The texts of the elements at ``path``, blanks run together."""
    return [" ".join(found.text_content().split()) for found in element.xpath(path)]


def addresses(document: html.HtmlElement) -> Iterator[str]:
    """Every address that a page could ask for or lead to."""
    for name in ("src", "href", "action", "srcset", "data", "poster", "formaction", "background"):
        yield from document.xpath(f"//@{name}")
