"""Tables of contents (目录): told by their word or by chapters that come again."""

from __future__ import annotations

import pytest
from notice_texts import issuing, units

TEXT = (
    "第一章　总　则\n第一条 甲。\n第二条 乙。\n第二章　管　理\n第三条 丙。\n"
    "第三章　附　则\n第四条 丁。\n"
)
UNITS = [
    *("第一章", "第一章 第一条", "第一章 第二条", "第二章", "第二章 第三条"),
    *("第三章", "第三章 第四条"),
]


@pytest.mark.parametrize("gap", ["\n", "   ", " "])
@pytest.mark.parametrize(
    "contents",
    [
        "目　录\n第一章　总则\n第二章　管理\n第三章　附则\n",
        "目录\n第一章 总则……1\n第二章 管理……2\n第三章 附则……9\n",
        "目 次\n第一章 总则 1\n第二章 管理 - 2 -\n第三章 附则 9\n",
        "第一章　总　则\n第二章　管　理\n第三章　附　则\n",
        "第一章总则\n第二章管理\n第三章附则\n",
        "",
    ],
)
def test_chapters_listed_first_are_clauses_once(contents, gap):
    assert units(issuing((contents + TEXT).replace("\n", gap))) == UNITS


@pytest.mark.parametrize("gap", ["\n", "   ", " "])
@pytest.mark.parametrize("page", ["", " 1", "......1", " …… 12"])
def test_contents_of_a_plan(page, gap):
    headings = ["1 总则", "1.1 目的", "2 职责", "3 响应", "3.1 分级"]
    contents = ["目 录", *(f"{heading}{page}" for heading in headings)]
    text = ["1 总则", "1.1 目的", "甲。", "2 职责", "乙。", "3 响应", "3.1 分级", "丙。"]
    expected = ["1.", "1. 1.1", "2.", "3.", "3. 3.1"]
    assert units(issuing(gap.join([*contents, *text]))) == expected
