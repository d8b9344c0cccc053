"""An assistant that says what it is told: one invented notice, answers that fit on a screen."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from rag.answering.library import Place, Record, Span
from rag.answering.model import Answer, Citation, Context, Filters, Retrieved, SearchResult, Turn
from rag.errors import ChatUnavailable

SOURCE = (
    "各中小学校：\n二、保障运动时间\n（一）中小学生在校期间每天参加体育活动的时间不少于2小时。"
    "遇到雨雪天气，可以改在室内进行。\n（二）本通知自2024年9月1日起施行，有效期至2025年8月31日。\n"
    "三、丰富活动\n（一）各学校每学期至少组织一次校运动会，运动会的经费从学校公用经费中列支。"
    "鼓励学校之间组织联赛。（二）各学校应当公布每周的体育活动安排，接受家长监督。\n"
)
QUOTE = "中小学生在校期间每天参加体育活动的时间不少于2小时。"
ELSEWHERE = SOURCE[SOURCE.index("各学校每学期") : SOURCE.index("（二）各学校应当")]
VALIDITY = "本通知自2024年9月1日起施行，有效期至2025年8月31日。"
ANSWER = "在校期间每天不少于2小时[1]。自2024年9月1日起施行[2]。"
WARNING = "这份通知的有效期已于2025年8月31日届满。"
REFUSAL = "已收录的通知中没有找到可以回答这个问题的内容。"
EXAMPLE = "学生每天运动多久？"

# Everything a page could be made to run, fetch or restyle; as text it must simply be read.
HOSTILE = (
    "<script>window.hacked=1</script><img src=x onerror='window.hacked=1'>"
    "![图](http://evil.example/a.png) [链接](javascript:window.hacked=1) **粗** `码` $$x^2$$ "
    "</mark></details>&lt;b&gt; http://evil.example/b\n\n# 标题\n- 条目\n"
    "<style>body{display:none}</style>"
)


def cite(mark: int, quote: str, paragraph: str, **changes: object) -> Citation:
    """Return a citation of the invented notice; ``changes`` replace fields."""
    start = SOURCE.index(quote) if quote in SOURCE else 0
    fields: dict[str, object] = {
        "mark": mark,
        "doc_number": "某府办发〔2024〕12号",
        "title": "某市人民政府办公室关于印发《学校体育工作办法》的通知",
        "issuer": "某市人民政府办公室",
        "issued_on": "2024-08-20",
        "paragraph": paragraph,
        "quote": quote,
        "source": "通知.txt",
        "start": start,
        "end": start + len(quote),
    }
    return Citation(**{**fields, **changes})


def found(cited: Citation, score: float) -> Retrieved:
    """Return what is cited as a passage found."""
    return Retrieved(
        cited.doc_number,
        cited.title,
        cited.paragraph,
        cited.quote,
        score,
        cited.source,
        cited.start,
        cited.end,
    )


RECORD = Record(
    id="0123456789",
    doc_number="某府办发〔2024〕12号",
    title="某市人民政府办公室关于印发《学校体育工作办法》的通知",
    enclosed_title="学校体育工作办法",
    issuer="某市人民政府办公室",
    issued_on=date(2024, 8, 20),
    addressees="各中小学校",
    valid_until=date(2025, 8, 31),
    validity_text=VALIDITY,
    abolishes=(),
    abolished_by=None,
    cites=(),
    attachments=(),
    truncated=False,
    damaged=(),
    language="zh-Hans",
    source="通知.txt",
    span=Span(0, len(SOURCE)),
    clauses=6,
)


class Shelf:
    """Knows where most of the invented notice would be read; has no page of it."""

    def locate(self, found: Citation | Retrieved) -> Place | None:
        if isinstance(found, Retrieved) and found.title == HOSTILE:
            return Place(HOSTILE, HOSTILE)
        anchors = {SOURCE.index(QUOTE): "二（一）", SOURCE.index(ELSEWHERE): "三（一）"}
        anchor = anchors.get(found.start)
        return Place(RECORD.id, anchor) if anchor else None

    def get(self, notice: str) -> Record:
        """Return the one notice, whatever it is called."""
        return RECORD


class Scripted:
    """Answers by the first word it knows in the question; remembers the histories it was given."""

    def __init__(self) -> None:
        self.notice_count = 3
        self.library = Shelf()
        self.today = date(2026, 6, 1)
        self.histories: list[tuple[Turn, ...]] = []
        self.filters: list[Filters | None] = []
        self.most_at_once = 0
        self.streams_open = 0
        self._working = 0
        self._count = threading.Lock()

    def verify(self) -> None:
        """Find no damage."""

    def ask(
        self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None
    ) -> Answer:
        self.histories.append(tuple(history))
        self.filters.append(filters)
        if "等候" in question:
            self._hold(0.3)
        if "缺陷" in question:
            raise RuntimeError("a defect of the assistant")
        if "故障" in question:
            raise ChatUnavailable(model="secret-model", reason="http://10.0.0.1 refused")
        if "攻击" in question:
            return self._answer(
                question,
                HOSTILE + "[1]",
                cite(1, HOSTILE, HOSTILE, title=HOSTILE, issuer=HOSTILE, source=HOSTILE),
                warnings=(HOSTILE,),
            )
        if "生成" in question:
            return self._answer(question, ANSWER, *self._both(), mode="generative")
        if "运动" in question:
            return self._answer(question, ANSWER, *self._both(), warnings=(WARNING,))
        return self._answer(question, REFUSAL, abstained=True)

    def stream(
        self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None
    ) -> Iterator[str | Answer]:
        answer = self.ask(question, history, filters)
        self.streams_open += 1
        try:
            for start in range(0, len(answer.answer), 5):
                yield answer.answer[start : start + 5]
                if "中断" in question:
                    raise ChatUnavailable(model="secret-model", reason="reset")
                if "慢" in question:
                    time.sleep(0.2)
                while "无尽" in question:
                    yield "。"
                    time.sleep(0.02)
            yield answer
        finally:
            self.streams_open -= 1

    def search(
        self,
        question: str,
        history: Sequence[Turn] = (),
        k: int = 10,
        filters: Filters | None = None,
    ) -> SearchResult:
        self.histories.append(tuple(history))
        self.filters.append(filters)
        return SearchResult(question, (self._retrieved(),)[:k], 0.001)

    def examples(self, language: str | None = None) -> list[str]:
        return [EXAMPLE, "<b>生成</b>式回答？"]

    def context(self, citation: Citation, chars: int = 120) -> Context:
        if citation.quote not in SOURCE:
            return Context(HOSTILE[:chars], citation.quote, HOSTILE[:chars])
        before, after = SOURCE[: citation.start], SOURCE[citation.end :]
        return Context(before[-chars:], citation.quote, after[:chars])

    def _hold(self, seconds: float) -> None:
        """Stay at work for a while and record how many do so together."""
        with self._count:
            self._working += 1
            self.most_at_once = max(self.most_at_once, self._working)
        time.sleep(seconds)
        with self._count:
            self._working -= 1

    def _both(self) -> tuple[Citation, Citation]:
        second = cite(2, VALIDITY, "二、（二）", doc_number=None, issued_on=None, page=3)
        return cite(1, QUOTE, "二、（一）"), second

    def _retrieved(self) -> Retrieved:
        return found(cite(1, QUOTE, "二、（一）"), 0.9)

    def _answer(
        self,
        question: str,
        text: str,
        *citations: Citation,
        abstained: bool = False,
        warnings: tuple[str, ...] = (),
        mode: str = "extractive",
    ) -> Answer:
        other = found(cite(0, ELSEWHERE, "三、（一）"), 0.4)
        if HOSTILE in text:
            other = replace(other, title=HOSTILE, paragraph=HOSTILE, text=HOSTILE)
        passages = (self._retrieved(), other)
        return Answer(question, text, abstained, citations, warnings, passages, mode, 0.002)
