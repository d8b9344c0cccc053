"""Anchors are readable, the same every time, and each names one clause."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.anchors import anchor_of, anchors_of


@pytest.mark.parametrize(
    ("label", "anchor"),
    [
        ("三、（二）1.", "三（二）1"),
        ("三、(二)1.", "三（二）1"),
        ("三、（二）1.（1）", "三（二）1（1）"),
        ("第三章 第七条（四）", "第三章-第七条（四）"),
        ("附件1 二、（三）", "附件1-二（三）"),
        ("附件1 第1段", "附件1-第1段"),
        ("附件1-2 一、", "附件1-2-一"),
        ("第2段", "第2段"),
        ("8.2.3（4）", "8.2.3（4）"),
        ("1.1.", "1.1"),
        ('"><script>\0\u202e', "script"),
        ("、.", ""),
    ],
)
def test_an_anchor_is_the_label_without_what_sets_markers_apart(label: str, anchor: str):
    assert anchor_of(label) == anchor


def test_labels_used_twice_are_told_apart():
    assert anchors_of(["一、", "二、", "一、", "一、"]) == ["一", "二", "一~2", "一~3"]
    assert anchors_of(["", "、"]) == ["条", "条~2"]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), max_size=20))
def test_anchors_are_unique_whole_and_travel_in_an_address(labels: list[str]):
    anchors = anchors_of(labels)
    assert len(set(anchors)) == len(labels)
    for anchor in anchors:
        assert anchor
        assert not re.search(r"[\s\"'<>&#\0]", anchor)
        assert unquote(quote(anchor, safe="")) == anchor
