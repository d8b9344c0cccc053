"""Questions about a notice itself, and the sentence that answers them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from notice_pages import page

from rag.answering.about import asks_about_notice, say_of
from rag.index.rows import record_of
from rag.notices.parse import parse_page


@pytest.mark.parametrize(
    "question",
    [
        "停车办法的文号是什么",
        "这个办法什么时候印发的",
        "停车办法哪年出台",
        "停车办法是谁发布的",
        "成文日期是哪天",
        "what is its document number",
        "who issued it",
    ],
)
def test_asks_about_the_notice(question):
    assert asks_about_notice(question)


@pytest.mark.parametrize(
    "question",
    [
        "停车怎么收费",
        "补贴什么时候发放",
        "根据哪个文号制定",
        "废止的文件文号是什么",
        "how much is it",
    ],
)
def test_asks_about_what_is_in_it(question):
    assert not asks_about_notice(question)


@pytest.fixture(scope="module")
def record():
    [notice] = parse_page(page(), "a.txt")
    return record_of(notice, "key")


def test_the_sentence_says_what_is_stated(record):
    assert say_of(record) == (
        "《青禾市人民政府关于印发青禾市河道保洁办法的通知》的文号是青政发〔2025〕1号，"
        "由青禾市人民政府印发，成文日期为2025年3月1日。"
    )


def test_the_sentence_leaves_out_what_is_not_stated(record):
    bare = replace(record, doc_number=None, issuer=None)
    title = "《青禾市人民政府关于印发青禾市河道保洁办法的通知》"
    assert say_of(bare) == f"{title}成文日期为2025年3月1日。"
    assert say_of(replace(record, doc_number=None, issued_on=None)) == (
        f"{title}由青禾市人民政府印发。"
    )
    assert say_of(replace(bare, issued_on=None)) == f"{title}。"
