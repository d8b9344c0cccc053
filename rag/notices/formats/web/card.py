"""The card that sites print above a document (文件信息): its number often stands nowhere else.

Whatever it is made of, a table, a list or boxes, it becomes a line a field, name and value:
发文字号：甲发〔2024〕1号.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

# Names of fields; those of the first group stand in no other table.
_SURE = frozenset({
    "索引号", "信息索引", "发文字号", "文号", "文件编号", "统一编号", "规范性文件编号",
    "发文机关", "发文机构", "发文单位", "发布机构", "成文日期", "发文日期", "发布日期",
    "发布时间", "生成日期", "公开日期", "印发日期", "主题分类", "公文种类", "信息分类",
    "组配分类", "体裁分类", "服务对象分类", "公开方式", "公开范围", "公开时限", "信息来源",
    "有效性", "时效性", "文件状态", "效力状态",
})  # fmt: skip
_FIELDS = _SURE | {
    "标题", "名称", "信息名称", "文件名称", "关键词", "主题词", "内容概述", "内容摘要", "摘要",
    "来源", "分类", "公开类别", "生效日期", "失效日期", "废止日期", "实施日期", "施行日期",
    "有效期", "备注", "语种", "状态",
}  # fmt: skip
_LABEL = re.compile(r"([^:：]{2,16})[:：]")
_LONGEST_NAME = 24  # with blanks between its characters
_LONGEST = 60  # characters of a value that stands below its label
_ALTERNATIVES = "|".join(sorted(_SURE, key=len, reverse=True))
_RUN_ON = re.compile(rf"(?<!规范性)(?<!信息)(?<!公)(?=(?:{_ALTERNATIVES})\s?[:：])")


def is_card(rows: Iterable[Sequence[str]]) -> bool:
    """Return whether the rows of a table say nothing but fields and their values."""
    names: set[str] = set()
    for row in rows:
        cells = [cell for cell in row if cell.strip()]
        found = fields(row)
        if cells and not found:
            return False
        names.update(_name(field.partition("：")[0]) for field in found)
    return not names.isdisjoint(_SURE)


def fields(row: Sequence[str]) -> list[str]:
    """Return the fields of one row as lines, none where a cell is neither field nor value.

    >>> fields(["索 引 号：", "0001", "文号", "甲发〔2024〕1号"])
    ['索引号：0001', '文号：甲发〔2024〕1号']
    >>> fields(["文号", "名称", "发布日期"])
    []
    """
    lines: list[str] = []
    cells = iter(row)
    for cell in cells:
        label = _LABEL.match(cell.strip())
        if _name(cell) in _FIELDS:
            value = next(cells, "").strip()
            if _name(value) in _FIELDS:
                return []
            lines.append(f"{_name(cell)}：{value}")
        elif label and _name(label[1]) in _FIELDS:
            lines.append(f"{_name(label[1])}：{cell.strip()[label.end() :].strip()}")
        elif cell.strip():
            return []
    return lines


def with_fields(lines: Sequence[str]) -> list[str]:
    """Return the lines of a page with a line a field, where its name is sure."""
    out: list[str] = []
    before = ""  # the name that stands alone in the line above, if it is one
    for line in lines:
        name = _name(line)
        if before in _SURE and name not in _FIELDS and len(line) <= _LONGEST:
            out[-1] = f"{before}：{line.strip()}"
            before = ""
            continue
        before = name
        if "。" in line or not (":" in line or "：" in line):
            out.append(line)
            continue
        for part in _RUN_ON.split(line):
            label = _LABEL.match(part)
            if label is not None and _name(label[1]) in _SURE:
                out += fields([part])
            elif part.strip():
                out.append(part.rstrip())
    return out


def _name(cell: str) -> str:
    """Return what may be the name of a field, without blanks and the colon."""
    return "".join(cell.split()).rstrip(":：") if 2 <= len(cell) <= _LONGEST_NAME else ""
