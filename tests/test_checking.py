"""The check report of a collection."""

from __future__ import annotations

import json
from datetime import date

from click.testing import CliRunner

from rag.checking import problems
from rag.cli import main
from rag.index.rows import record_of
from rag.notices.parse import parse_page

DAY = date(2026, 6, 1)


def records(page: str):
    return [record_of(n, f"id{i}") for i, n in enumerate(parse_page(page, "a.txt"))]


def page(number: str, agency: str, tail: str = "", day: str = "2025年3月1日") -> str:
    return (
        f"{agency}关于做好河道保洁工作的通知\n{number}\n各区人民政府:\n"
        f"一、清理河道。\n{tail}\n{agency}\n{day}\n"
    )


def kinds(page_text: str) -> list[tuple[str, str]]:
    return [(it.kind, it.detail) for it in problems(records(page_text), DAY)]


def test_a_sound_notice_has_no_problem():
    assert kinds(page("青政发〔2025〕1号", "青禾市人民政府")) == []


def test_no_number_is_said():
    assert ("no_number", "") in kinds(page("", "青禾市人民政府"))


def test_one_number_on_two_notices_is_said_of_both():
    text = page("青政发〔2025〕1号", "青禾市人民政府") + page("青政发〔2025〕1号", "白石市人民政府")
    assert kinds(text) == [("duplicate_number", "id1"), ("duplicate_number", "id0")]


def test_an_expired_notice_is_said_with_its_day():
    tail = "本通知有效期至2025年12月31日。"
    found = kinds(page("青政发〔2025〕1号", "青禾市人民政府", tail))
    assert found == [("expired", "2025-12-31")]


def test_the_samples_report_what_is_in_them(sample_index):
    result = CliRunner().invoke(
        main,
        ["list", "--check", "--json", "--as-of", "2026-06-01", "--index", str(sample_index)],
    )
    assert result.exit_code == 0
    found = {(it["doc_number"], it["problem"]) for it in json.loads(result.stdout)["problems"]}
    assert ("云政办发〔2024〕41号", "abolished") in found
    assert ("云政发〔2024〕5号", "expired") in found


def test_the_report_in_words(sample_index):
    arguments = ["list", "--check", "--as-of", "2026-06-01", "--index", str(sample_index)]
    result = CliRunner().invoke(main, arguments)
    assert "云政办发〔2024〕41号：已被云政办发〔2025〕33号废止" in result.stdout


def test_check_and_clauses_do_not_go_together(sample_index):
    result = CliRunner().invoke(
        main, ["list", "--check", "--clauses", "--index", str(sample_index)]
    )
    assert result.exit_code == 2
