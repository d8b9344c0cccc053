"""Fragments whose characters are lost for good, and what merely looks like them."""

import pytest

from rag.notices.damage import damaged_spans


@pytest.mark.parametrize(
    "lost",
    [
        "资金\ue001万元",
        "资金\ufffd万元",
        "资金???万元",
        "对??以上的林地",
        "由锟斤拷锟斤拷负责",
        "由烫烫烫负责",
        "由Ã¥Â¸Â‚æ°´å\x88©å±\x80负责",
        "由å¸‚æž—ä¸šå±€负责",
    ],
)
def test_a_fragment_around_lost_characters(lost):
    raw = f"做好造林，{lost}。落实责任。"
    assert [raw[span.start : span.end] for span in damaged_spans(raw)] == [lost]
    assert damaged_spans(raw, 7)[0].start == raw.index(lost) + 7


@pytest.mark.parametrize(
    "raw",
    [
        "谁来管?怎么管?各地要明确。",
        "行吗??各地要明确。",
        "□是□否 ■已造林",
        "發(fā)展，CAFÉ Ünlü",
        "锟铻大桥，热烫烫的水",
    ],
)
def test_what_is_not_lost(raw):
    assert damaged_spans(raw) == ()
