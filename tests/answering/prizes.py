"""An invented notice to be lied about, an assistant over it, and what every answer must hold."""

from __future__ import annotations

import re
from pathlib import Path

from chat_server import Behaviour, ChatServer, says

from embeddings import Encoder
from rag.answering.assistant import Assistant
from rag.answering.grounding import check
from rag.answering.model import Answer, Turn
from rag.answering.statements import marks, split_statements
from rag.settings import Chat, Settings

NOTICE = """青禾市人民政府关于印发青禾市科技创新奖励办法的通知
青政发〔2025〕34号

各区人民政府，市人民政府各部门：
现将《青禾市科技创新奖励办法》印发给你们，请遵照执行。

青禾市人民政府
2025年3月1日

青禾市科技创新奖励办法

一、奖励标准
（一）科技创新奖每年评选一次，一等奖奖金70万元，二等奖奖金30万元，三等奖奖金10万元。
（二）单个企业购置设备的，按照设备投资额的16.5%给予奖励，最高不超过200万元。
二、申报程序
（一）申报单位应当在2025年6月30日前向区科学技术局提出申请，区科学技术局在10个工作日内初审，报市科学技术局审批。
（二）申报单位不得重复申报同一奖项，逾期申报的，不予受理，可以申请延期一次，延期不超过15日。
三、评审组织
评审专家组组长陆明远，来自市科学技术局；副组长沈嘉禾，来自市财政局。评审费用每人每天500元。
四、组织实施
科技创新奖励工作纳入年度考核，考核得分80分以上的为合格。（牵头单位：市科学技术局；配合单位：市财政局）
五、附则
本办法自2025年4月1日起施行，有效期至2027年12月31日。
"""
QUESTION = "青禾市科技创新奖的一等奖奖金是多少？"
# Where the model finds each clause, by words that only it has.
CLAUSES = {
    "prize": "一等奖奖金70万元",
    "share": "单个企业购置设备",
    "apply": "10个工作日内初审",
    "rules": "不得重复申报",
    "group": "评审专家组组长",
    "work": "纳入年度考核",
    "term": "自2025年4月1日起施行",
}
TRUE = "科技创新奖一等奖奖金70万元。[{prize}]"
TRUE_TEXT = "科技创新奖一等奖奖金70万元。"
_PASSAGE = re.compile(r'<passage id="(\d+)">\n(.*?)\n</passage>', re.DOTALL)


def places(request: dict) -> dict[str, str]:
    """Return under which number a request puts each of ``CLAUSES`` before the model."""
    prompt = request["messages"][1]["content"]
    shown = {number: text for number, text in _PASSAGE.findall(prompt)}
    return {
        name: next((number for number, text in shown.items() if words in text), "0")
        for name, words in CLAUSES.items()
    }


def marked(*deltas: str, **options) -> Behaviour:
    """Say ``deltas``, with the passages' own numbers for {prize}, {apply} …"""

    def behave(handler) -> None:
        known = places(handler.server.requests[-1])
        says(*(fill(delta, known) for delta in deltas), **options)(handler)

    return behave


def fill(text: str, known: dict[str, str]) -> str:
    """Return ``text`` with the numbers of the clauses it names."""
    return re.sub(r"\{(\w+)\}", lambda match: known.get(match[1], match[0]), text)


def ask(
    settings: Settings,
    encoder: Encoder,
    *script: Behaviour,
    question: str = QUESTION,
    history: tuple[Turn, ...] = (),
    **chat,
) -> tuple[Answer, ChatServer]:
    """Ask an assistant whose chat model plays ``script``; return the server with its requests."""
    with ChatServer(*script) as server:
        options = {"timeout": 5, "max_retries": 0, "api_key": "sk-secret", **chat}
        model = Chat(model="scripted", base_url=server.url, **options)
        assistant = Assistant(settings.model_copy(update={"chat": model}), encoder)
        return assistant.ask(question, history), server


def sound(answer: Answer, folder: Path) -> None:
    """Assert what holds of every answer: its marks, its citations, and nothing beyond them."""
    by_mark = {it.mark: it for it in answer.citations}
    assert len(by_mark) == len(answer.citations)
    assert set(marks(answer.answer)) == (set() if answer.abstained else set(by_mark))
    for it in answer.citations:
        text = next(folder.rglob(it.source)).read_text(encoding="utf-8")
        assert letters(it.quote) == letters(text[it.start : it.end])
    if answer.abstained:
        assert "抱歉" in answer.answer and not answer.citations
        return
    cited: list[str] = []
    for said in reversed(split_statements(answer.answer)):  # lines may share the mark at their end
        if said.marks:
            quotes = [by_mark[mark] for mark in said.marks]
            cited = [it.quote for it in quotes]
            cited += [f"《{it.title}》{it.doc_number or ''} {it.issued_on}" for it in quotes]
        assert cited and check(said.text, cited) == ()


def letters(text: str) -> str:
    """Return the letters and figures of ``text``: cleaning takes out blanks and the invisible."""
    return "".join(char for char in text if char.isalnum())
