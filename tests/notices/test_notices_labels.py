"""Clause labels: what people type is what notices print."""

from __future__ import annotations

import pytest

from rag.notices.labels import clauses_labelled, marker_keys
from rag.notices.model import Clause, Span


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("第12条", "第十二条"),
        ("第十二條", "第十二条"),
        ("三、(二)", "三、（二）"),
        ("附件 1", "附件1"),
        ("8.2.3条", "8.2.3"),
        ("第１２条", "第十二条"),
        ("附件一", "附件1"),
        ("附表 2", "附表2"),
        ("附件1-1", "附件1-1"),
        ("附录A", "附录A"),
        ("附件一、", "附件 一、"),
        ("第12条第2款", "第十二条 第二款"),
        ("第三条第一款第（二）项", "第三条（二）"),
        ("第三条第二项", "第三条（二）"),
        ("第三条第２款第1项第2目", "第三条 第二款（一）2."),
    ],
)
def test_one_clause_however_it_is_typed(typed, printed):
    assert marker_keys(typed) == marker_keys(printed) != ()


@pytest.mark.parametrize("text", ["", "怎么收费", "2024年", "十二条建议"])
def test_what_is_no_label(text):
    assert marker_keys(text) == ()


def clause(*path: str) -> Clause:
    return Clause(path, Span(0, 1), Span(0, 1), "")


CLAUSES = [
    clause("第三章", "第六条"),
    clause("第三章", "第六条", "（一）"),
    clause("第三章", "第六条", "第二款"),
    clause("第三章", "第六条", "第二款", "（一）"),
    clause("第三章", "第十六条"),
    clause("三、", "（二）"),
    clause("一、", "（二）"),
]


@pytest.mark.parametrize(
    ("label", "found"),
    [
        ("第六条", [("第三章", "第六条")]),
        ("第16条", [("第三章", "第十六条")]),
        ("三、（二）", [("三、", "（二）")]),
        ("第六条（一）", [("第三章", "第六条", "（一）")]),
        ("第七条", []),
        ("第六条第二款", [("第三章", "第六条", "第二款")]),
        ("第六条第一款", [("第三章", "第六条")]),
        ("第六条第二款第一项", [("第三章", "第六条", "第二款", "（一）")]),
    ],
)
def test_a_label_names_the_clauses_whose_path_ends_in_it(label, found):
    assert [c.path for c in clauses_labelled(CLAUSES, [label])] == found
