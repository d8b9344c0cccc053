"""The parts of a question, and which document it speaks of."""

from __future__ import annotations

import pytest

from rag.answering.known.parts import parts_of
from rag.answering.known.spoken import short_numbers


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("停车办法的文号是什么", 1),
        ("停车办法,2025年那份,文号是什么", 1),
        ("文号是什么,由谁组织实施", 2),
        ("主任是谁?原来的主任去了哪里?", 2),
        ("请问,如果没有营业执照,怎么申请?", 1),
        ("who took over in june, and whom did they replace?", 2),
        ("who heads the group and which portfolio is theirs?", 2),
    ],
)
def test_a_part_asks_for_one_thing(question, count):
    assert len(parts_of(question)) == count


@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        ("2020年97号文还执行吗", {(2020, 97)}),
        ("2020年第97号文件还执行吗", {(2020, 97)}),
        ("2020年3号楼怎么改造", set()),
        ("97号文还执行吗", set()),
    ],
)
def test_a_number_without_its_agency(question, numbers):
    assert short_numbers(question) == numbers
