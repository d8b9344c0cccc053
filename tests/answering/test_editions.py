"""Another year's edition of a notice: told from the years that a notice speaks of."""

from __future__ import annotations

import pytest

from rag.answering.assistant import Assistant
from rag.answering.editions import other_edition
from rag.index.model import Record


def record(title: str, enclosed: str | None = None) -> Record:
    return Record(
        **{
            **dict.fromkeys(Record.__dataclass_fields__),
            "id": title,
            "title": title,
            "enclosed_title": enclosed,
        }
    )


RULES = [record("2024年旧衣回收实施细则"), record("2025年旧衣回收实施细则")]
PLAN = record("关于印发驿道修缮行动方案(2024—2026年)的通知", "驿道修缮行动方案(2024—2026年)")
PEOPLE = record("关于做好2024年渔业技师培训工作的通知")
PLAIN = record("灯塔管理办法")


@pytest.mark.parametrize(
    ("question", "first", "other"),
    [
        ("2027年的旧衣回收实施细则从哪天起执行?", RULES[1], True),
        ("2027年旧衣回收细则怎么补?", RULES[0], True),
        ("2024年的旧衣回收实施细则怎么补?", RULES[1], False),
        ("旧衣回收实施细则2027年还有效吗?", RULES[1], False),
        ("2027年旧衣能卖多少钱?", RULES[1], False),
        ("2023年的驿道修缮行动方案要修几条?", PLAN, True),
        ("2025年的驿道修缮行动方案要修几条?", PLAN, False),
        ("到2030年驿道修缮要完成多少?", PLAN, False),
        # Said of people: whether they are meant is what the notice has to say.
        ("2023年渔业技师能参加吗?", PEOPLE, False),
        ("2027年灯塔管理办法会改吗?", PLAIN, False),
    ],
)
def test_a_year_is_an_edition_where_titles_bear_years(question, first, other):
    assert other_edition(question, first, [*RULES, PLAN, PEOPLE, PLAIN]) is other


def test_the_assistant_refuses_it(assistant: Assistant):
    asked = assistant.ask("2027年的家电以旧换新补贴实施细则从哪天开始执行？")
    assert asked.abstained
    assert "那一年" in asked.answer
    held = assistant.ask("2025年的家电以旧换新补贴实施细则从哪天开始执行？")
    assert not held.abstained
    assert "2025年7月10日" in held.answer
