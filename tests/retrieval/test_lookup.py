"""A number is looked up exactly: a near one is another document, and is only offered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.index.catalogue import open_catalogue
from rag.notices.docnumber import DocNumber
from rag.retrieval.lookup import NumberBook
from rag.retrieval.question import understand


@pytest.fixture(scope="module")
def records(sample_index):
    return open_catalogue(sample_index).records()


@pytest.fixture(scope="module")
def book(records):
    return NumberBook(records)


def named(book, records, text):
    """Return what a question names: held numbers, unknown ones, candidates."""
    numbers = {record.id: record.doc_number for record in records}
    found = book.find(understand(text))
    return (
        [numbers[key] for key in found.notices],
        [str(number) for number in found.unknown],
        list(found.candidates),
    )


def test_the_same_serial_of_another_code_is_another_document(book, records):
    assert named(book, records, "云政发〔2025〕12号") == (["云政发〔2025〕12号"], [], [])
    assert named(book, records, "云政办发〔2025〕12号") == (["云政办发〔2025〕12号"], [], [])
    both = named(book, records, "云政办发〔2025〕12号和云政发〔2025〕12号")
    assert both == (["云政办发〔2025〕12号", "云政发〔2025〕12号"], [], [])


@pytest.mark.parametrize(
    ("asked", "candidates"),
    [
        ("云政发〔2024〕12号", ["云政发〔2025〕12号"]),  # another year
        ("云政任字〔2024〕19号", ["云政发〔2024〕19号"]),  # another code
        ("云政办发〔2025〕88号", []),
        ("天政发〔2001〕3号", []),
    ],
)
def test_an_unknown_number_is_unknown_and_near_ones_are_candidates(
    book, records, asked, candidates
):
    held, unknown, offered = named(book, records, f"{asked}讲什么？")
    assert (held, unknown) == ([], [asked])
    assert offered == candidates


def test_a_number_that_a_notice_cites_is_neither_held_nor_unknown(book, records):
    assert named(book, records, "云政办发〔2020〕45号还有用吗？") == ([], [], [])


def test_words_that_run_into_a_number_do_not_hide_it(book, records):
    assert named(book, records, "市里云政发〔2024〕19号怎么说")[0] == ["云政发〔2024〕19号"]


def test_a_bare_serial_names_a_notice_only_where_there_is_one(book, records):
    assert named(book, records, "41号文还有效吗")[0] == ["云政办发〔2024〕41号"]


def test_a_bare_serial_of_several_notices_offers_them_all(book, records):
    held, unknown, offered = named(book, records, "12号文讲什么")
    assert (held, unknown) == ([], [])
    assert set(offered) == {"云政办发〔2025〕12号", "云政发〔2025〕12号"}
    found = book.find(understand("12号文讲什么"))
    of = {record.id: record.doc_number for record in records}
    assert {of[key] for key in found.offered} == set(offered)
    assert not found.nothing_held


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2025年20号文讲什么", "云政办发〔2025〕20号"),
        ("云政办发12号讲什么", "云政办发〔2025〕12号"),
        ("云政發第12號講什麼", "云政发〔2025〕12号"),
        ("云政发2025年12号文", "云政发〔2025〕12号"),
        ("云政发2025-12讲什么", "云政发〔2025〕12号"),
        ("云政发〔2025〕12讲什么", "云政发〔2025〕12号"),
        ("看看云政任字6号", "云政任字〔2025〕6号"),
    ],
)
def test_a_shortened_number_that_fits_one_notice_names_it(book, records, text, number):
    assert named(book, records, text) == ([number], [], [])


@pytest.mark.parametrize(
    "text", ["77号文讲什么", "2019年20号文", "云政发999号", "云政发2019年12号", "178号令讲什么"]
)
def test_a_shortened_number_that_is_not_held_is_known_as_such(book, text):
    found = book.find(understand(text))
    assert (found.notices, found.offered, len(found.missing)) == ((), (), 1)
    assert found.nothing_held


@pytest.mark.parametrize(
    "text",
    [
        "77号通知了没有",
        "88号楼怎么走",
        "95号汽油多少钱",
        "云政发的文件",
        "云政发2025年的文件",
        "45号文",
    ],
)
def test_what_may_be_something_else_is_not_missed(book, text):
    found = book.find(understand(text))  # 45号文 is cited by a notice
    assert (found.notices, found.missing, found.nothing_held) == ((), (), False)


def test_an_order_is_told_from_a_document_of_the_same_serial(records):
    order = replace(records[0], id="order", doc_number="某省人民政府令第12号")
    book = NumberBook([*records, order])
    assert book.find(understand("12号令怎么规定？")).notices == ("order",)
    assert len(book.find(understand("12号文怎么规定？")).offered) == 3


def test_notices_of_one_number_are_all_named(records):
    twin = replace(records[0], id="twin")
    book = NumberBook([*records, twin])
    found = book.find(understand(f"{records[0].doc_number}讲什么？"))
    assert set(found.notices) == {records[0].id, "twin"}


def test_a_collection_without_numbers(records):
    book = NumberBook([replace(record, doc_number=None, cites=()) for record in records])
    found = book.find(understand("云政发〔2024〕19号和12号文"))
    assert (found.notices, found.candidates) == ((), ())
    assert [str(number) for number in found.unknown] == ["云政发〔2024〕19号"]
    assert book.resolve(DocNumber("云政发", 2024, 19)) is None
