"""Titles named in a question: quoted, in part, or by chance."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.index.catalogue import open_catalogue
from rag.index.terms import matching_form
from rag.retrieval.question import understand
from rag.retrieval.recognised import Recogniser
from rag.retrieval.titles import TitleBook


@pytest.fixture(scope="module")
def records(sample_index):
    return open_catalogue(sample_index).records()


@pytest.fixture(scope="module")
def book(records):
    return TitleBook(records, lambda _: 5.0)


def found(book, text):
    return book.find(matching_form(text))


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("《云泽市防汛应急预案》里谁签发", "防汛应急预案"),
        ("《防汛應急預案》裡誰簽發", "防汛应急预案"),
        ("《机动车停车管理办法》怎么说", "机动车停车管理办法"),
    ],
)
def test_a_quoted_title_is_named_in_whole(book, text, title):
    best = found(book, text)[0]
    assert title in best.title
    assert best.share == 1


def test_a_part_of_a_title_is_worth_less_than_the_whole(book):
    part, whole = found(book, "停车管理办法怎么说")[0], found(book, "《机动车停车管理办法》")[0]
    assert part.notice == whole.notice
    assert 0 < part.share < whole.share == 1
    assert 0 < part.worth <= whole.worth <= 1


def test_words_that_many_titles_share_are_worth_less(book, records):
    rare = found(book, "生活圈怎么说")[0]
    common = found(book, "以旧换怎么说")
    assert {m.title.count("以旧换新") for m in common} == {1}
    assert len(common) == 2
    assert rare.worth > max(m.worth for m in common)


@pytest.mark.parametrize(
    "text", ["", "？", "人才", "停车", "2025年", "红烧肉怎么做", "《》", "《一》"]
)
def test_two_characters_and_years_name_no_title(book, text):
    assert found(book, text) == []


def test_a_common_title_of_a_large_collection_does_not_crowd_out_a_rare_one(records):
    many = [
        replace(records[0], id=f"n{i}", title="某市人民政府关于职务任免的通知", enclosed_title=None)
        for i in range(500)
    ]
    book = TitleBook([*many, records[0]], lambda _: 5.0)
    assert found(book, f"职务任免和{records[0].shown_title}")[0].notice == records[0].id


def test_a_collection_without_titles(records):
    book = TitleBook([replace(records[0], title=None, enclosed_title=None)], lambda _: 1.0)
    assert found(book, "停车管理办法") == []


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("《机动车停车管理办法》规定免费多久", "规定免费多久"),
        ("根据机动车停车管理办法，免费多久", "根据,免费多久"),
        ("《机动车停车管理办法》的文号和日期", "《机动车停车管理办法》的文号和日期"),
        ("停车管理免费多久", "停车管理免费多久"),
        ("《机动车停车管理办法》？", "《机动车停车管理办法》?"),
        ("《道路交通安全法》规定免费多久", "《道路交通安全法》规定免费多久"),
    ],
)
def test_a_whole_title_says_which_notice_and_not_what_is_asked(records, text, asked):
    question = Recogniser(records, lambda _: 5.0).recognise(understand(text)).question
    assert question.asked.replace(" ", "") == asked
