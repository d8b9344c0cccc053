"""Reading takes time in proportion to length, whatever is written."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from growth import SLOWER, TIMES, grows
from notice_texts import head

from rag.notices.parse import parse_page

HEAD = head()
SHORT = 3_000  # characters of the shorter text
REPEATED = {
    "open brackets": "（",
    "close brackets": "）",
    "title marks": "《",
    "titles": "《甲》",
    "no punctuation": "推进造林工作落实",
    "first chapters in a row": "一、",
    "first chapters apart": " 一、",
    "first chapters on lines": "\n一、",
    "first items": "。（一）",
    "circled": "。①",
    "decimals": " 1.1.1.1",
    "first articles": "\n第一条\n",
    "chapters": "第一章 ",
    "one of each level": "\n一、\n（一）\n1.\n(1)\n①\n",
    "runs": "。一是",
    "signs": "\n㈠⒈⑴",
    "spaced markers": "\n第 一 条 ( 一 ) 1 . 一 、",
    "bare chapters": "\n1 总则\n1.1 目的\n2 职责",
    "numbers that stick": "\n1.100万元\n2.5G基站",
    "opening quotation marks": "修改为:“",
    "opening quotation marks on lines": "\n“甲。",
    "quotations": "“甲。”",
    "quotations of articles": "修改为:“第三条 甲:\n（一）乙。\n“丙。”\n",
    "straight quotation marks": ':"',
    "page numbers": "。\n- 2 -\n",
    "contents": "目录\n第一章 总则\n",
    "attachments": "附件",
    "attachments on lines": "\n附件\n",
    "attachments in brackets": "\n(附件1)甲",
    "attachments with titles": "\n甲局\n2024年5月1日\n附件1:甲\n乙丙丁戊\n",
    "attachments to nothing": "\n附",
    "attachment lists": "\n附件:1.表 ",
    "attachment lists and signatures": "\n附件:1.表\n甲市人民政府\n2024年5月1日\n",
    "matters": "关于",
    "matters of agencies": " 局关于",
    "titles of notices": " 甲局关于乙的通知",
    "heads on one line": " 甲局关于乙的通知 甲发〔2024〕1号 各局:",
    "teasers": "关于甲...\n",
    "validity": "有效期",
    "validity in sentences": "有效期三年。",
    "repeals": "甲发〔2024〕1号废止,",
    "numbers": "甲发〔2024〕1号 ",
    "orders": "政府令第1号",
    "order without number": "令",
    "digits": "2024",
    "dates": "2024年5月1日 ",
    "signatures": "\n甲市人民政府\n2024年5月1日\n",
    "agencies": "局 ",
    "agencies apart": "\n甲 乙 丙 局 2024年5月1日\n",
    "seals": "局(盖章)",
    "persons": "\n市长 王某\n2024年5月1日\n",
    "dates alone": "。\n2024年5月1日\n",
    "blanks": " ",
    "tabs": "\t",
    "rows": "甲\t乙\n",
    "rows in rows": "甲\t1.\t乙\n\n",
    "newlines": "\n",
    "carriage returns": "\r",
    "separators": "\x1f",
    "closing sentences": "。 本办法自",
    "links": "\n相关链接:",
    "lost characters": "\ue000",
    "question marks": "字?字",
    "pinyin": "發(fā)",
    "open pinyin": "發(fā",
    "unseen": "\u200b字",
    "short lines": "甲\n",
    "items of a list": "甲;\n",
    "headings over long lines": "标题\n" + "很长的一行文字" * 12 + "\n",
}


def growth(make: Callable[[int], str]) -> float:
    """Return how much longer the longer page takes."""
    return grows(lambda text: parse_page(text, "page.txt"), make, SHORT)


@pytest.mark.parametrize("pattern", REPEATED.values(), ids=REPEATED.keys())
def test_a_repeated_pattern(pattern):
    assert growth(lambda size: HEAD + (pattern * size)[:size]) < SLOWER


@pytest.mark.parametrize(("opened", "closed"), ["（）", "《》", "“”", "〔〕"])
def test_nested_brackets(opened, closed):
    assert growth(lambda size: HEAD + opened * (size // 2) + closed * (size // 2)) < SLOWER


def test_many_clauses_in_one_notice():
    assert (
        growth(lambda size: HEAD + "".join(f"{n}.做好工作。\n" for n in range(1, size // 8)))
        < SLOWER
    )


def test_many_notices_on_a_page():
    def page(size: int) -> str:
        return "".join(
            head(number=f"云府发〔2024〕{n}号") + "一、甲。\n二、乙。\n"
            for n in range(1, size // 80)
        )

    assert len(parse_page(page(SHORT), "p")) == SHORT // 80 - 1
    assert growth(page) < SLOWER


def test_the_scale_tells_linear_from_quadratic():
    """A reader that compared every line with every other would be caught."""

    def quadratic(text: str) -> None:
        lines = text.split("\n")
        for line in lines:
            lines.count(line)

    def took(size: int) -> float:
        begun = time.process_time()
        quadratic("甲乙\n" * size)
        return time.process_time() - begun

    assert took(SHORT * TIMES // 4) / took(SHORT // 4) > SLOWER
