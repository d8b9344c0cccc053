"""列举: what belongs to something, in one sentence or one clause each."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eval.sets.drafting.asked import Asked, ask, quoted
from eval.sets.drafting.clause import Clause

_ITEM = r"[^、，,。；;：:]{2,16}"
# Before the items, the items, and what may follow them in the segment; 等 would leave some unsaid.
_INLINE = re.compile(
    rf"(?P<before>.*?(?:包括|分为|设有|涵盖|包含|主要有|具备|配备|下设|划分为))"
    rf"(?P<items>(?:{_ITEM}、){{2,}}{_ITEM}?)(?P<after>(?:\d+[个类项种级].*)?)$"
)
_COUNTED = re.compile(
    rf"(?P<before>(?:完成|提供|推进|建设|开展|实施|打造|构建|突出|设|设立|成立|形成|围绕|聚焦|发展|做好)?)(?P<items>(?:{_ITEM}、){{2,}}{_ITEM}?)(?:共计?)?"
    r"(?P<after>(?P<count>[\d两三四五六七八九十]+)(?:大?[类项个种处]).{0,12})$"
)
_BELOW = re.compile(r"(?P<before>.*?)(?:[下以]列|以下|如下)(?P<after>[^：:]*)[：:]?\s*$")
# Headings whose parts somebody might ask for, and parts that nobody asks for.
_WORTH = re.compile(
    r"任务|措施|政策|支持|补贴|奖励|优惠|重点|行动|工程|模式|服务|对象|条件|类别|分级|级别"
)
_DULL = re.compile(r"指导思想|总体|原则|编制|附则|[局部委办厅]$|委员会$|第.阶段|组织|目标|《")
_LEAST, _MOST = 2, 8  # clauses below, as many as an answer would name
_LONGEST = 40  # characters of an item


def lists(clause: Clause) -> Iterator[Asked]:
    """Yield questions after the items that ``clause`` lists."""
    yield from _below(clause)
    yield from _headings(clause)
    for segments in clause.sentences():
        for segment in segments:
            found = _INLINE.match(segment.text) or _COUNTED.match(segment.text)
            items = found and _items(found["items"])
            if not found or not items:
                continue
            question = _question(clause, found["before"], found["after"])
            if question:
                quote = clause.quote(segment.start, segment.end)
                facts = tuple((item,) for item in items)
                yield Asked("list", question, ((clause, quote),), facts, f"{found['items']}。")


def _question(clause: Clause, before: str, after: str) -> str | None:
    which = f"哪{after}" if after else "哪些"
    if before:
        return ask(clause, before + which)
    return f"{clause.notice.name}的{quoted(clause.heading)}是{which}？" if clause.heading else None


def _items(text: str) -> list[str]:
    *first, last = text.split("、")
    items = [*first, *re.split(r"(?<=.)(?:和|以及|及)(?=.{2})", last, maxsplit=1)]
    whole = all(re.fullmatch(r"[^\s（）()“”]{2,16}|[^\s]+[)）”]", it) for it in items)
    if re.match(r"针对|以|对|将", first[0]) or re.search(r"\d+[个所家项]", text):
        return []
    return items if whole and not re.search(r"等(?:$|[^级])", text) else []


def _below(clause: Clause) -> Iterator[Asked]:
    """Ask for what stands in the clauses below one that announces them: 符合下列条件的……"""
    head = clause.text.strip() or clause.heading
    announced = _BELOW.match(head.rpartition("。")[2])
    told = [(it, _words(it)) for it in clause.below]
    if not announced or not _LEAST <= len(told) <= _MOST or not all(words for _, words in told):
        return
    noun = announced["after"]
    words = f"{announced['before']}哪些{noun}" if noun else f"{announced['before']}有哪些"
    question = ask(clause, words)
    if question:
        facts = tuple((words,) for _, words in told)
        evidence = tuple((it, it.quote(0, len(words))) for it, words in told)
        yield Asked("list", question, evidence, facts, "；".join(it for _, it in told) + "。")


def _words(clause: Clause) -> str:
    """Return the first words of a clause, as short as a list item is; "" where they are long."""
    words = re.split(r"[；;。]", clause.text.strip())[0]
    return words if clause.text.startswith(words) and 0 < len(words) <= _LONGEST else ""


def _headings(clause: Clause) -> Iterator[Asked]:
    """Ask for the headings of the clauses below: tasks, stages, measures."""
    names = [it.heading for it in clause.below]
    if not _WORTH.search(clause.heading) or any(_DULL.search(name) for name in names):
        return
    if not _LEAST < len(names) <= _MOST or not all(names):
        return
    if len(set(names)) < len(names) or any(len(name) > _LONGEST // 2 for name in names):
        return
    question = f"{clause.notice.name}的{quoted(clause.heading)}包括哪几个方面？"
    evidence = tuple((it, it.opening()) for it in clause.below)
    facts = tuple((name,) for name in names)
    yield Asked("list", question, evidence, facts, "、".join(names) + "。")
