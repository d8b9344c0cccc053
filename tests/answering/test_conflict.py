"""Two sources that say the same with another value."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from notice_pages import page

from rag.answering.conflict import conflicts, differing
from rag.answering.extractive.sentences import Sentence
from rag.index.rows import record_of
from rag.messages import LANGUAGES
from rag.notices.model import Clause, Span
from rag.notices.parse import parse_page

DAY = date(2026, 6, 1)


@pytest.fixture(scope="module")
def record():
    [notice] = parse_page(page(), "a.txt")
    return record_of(notice, "a")


@pytest.fixture
def says(record):
    """Return a function that gives a sentence of notice ``key``."""

    def sentence(text, key="a", at=0, heading="补助标准", **changes):
        clause = Clause((f"{at}、",), Span(at, at + 100), Span(at, at + 100), heading)
        mine = replace(record, id=key, **changes)
        return Sentence(mine, clause, Span(at, at + len(text)), text)

    return sentence


@pytest.mark.parametrize(
    ("one", "other", "values"),
    [
        (
            "对验收合格的河道保洁项目，每处给予一次性补助3000元。",
            "对验收合格的河道保洁项目，每处给予一次性补助5000元。",
            ("3000元", "5000元"),
        ),
        (
            "各区应当于2025年6月30日前完成河道保洁设施的安装和验收工作。",
            "各区应当于2025年9月30日前完成河道保洁设施的安装和验收工作。",
            ("2025年6月30日", "2025年9月30日"),
        ),
        (
            "建立河道保洁信息平台，汇总巡查记录并向社会公开。（牵头单位：市水务局）",
            "建立河道保洁信息平台，汇总巡查记录并向社会公开。（牵头单位：市大数据中心）",
            ("市水务局", "市大数据中心"),
        ),
    ],
)
def test_the_same_said_with_another_value(says, one, other, values):
    assert differing(says(one), says(other, "b")) == values


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "对验收合格的河道保洁项目，每处给予一次性补助3000元。",
            "对验收合格的河道保洁项目，每处给予一次性补助３０００元。",
        ),
        (
            "对验收合格的河道保洁项目，每处给予一次性补助3000元。",
            "对逾期未完成的停车设施改造，每个泊位扣减5000元。",
        ),
        (
            "一级河道每公里每年补助3000元，二级河道每公里每年补助2000元。",
            "一级河道每公里每年补助4000元，二级河道每公里每年补助1000元。",
        ),
        ("青禾市人民政府办公室 2025年3月1日", "青禾市人民政府办公室 2025年6月9日"),
        (
            "（牵头单位：市水务局，配合单位：市财政局、市审计局）",
            "（牵头单位：市教育局，配合单位：市财政局、市审计局）",
        ),
        ("每处补助3000元。", "每处补助5000元。"),
    ],
)
def test_nothing_that_differs(says, one, other):
    assert differing(says(one), says(other, "b")) is None


def test_plans_of_other_years_set_other_goals(says):
    text = "到期末全市河道保洁覆盖率和巡查到位率明显提高，覆盖率达到{}%以上。"
    one = says(text.format(80), title="青禾市河道保洁计划（2021-2023年）")
    other = says(text.format(90), "b", title="青禾市河道保洁计划（2024-2026年）")
    assert differing(one, other) is None


def test_clauses_under_other_headings_of_a_notice_are_other_cases(says):
    text = "对验收合格的保洁项目，每处给予一次性补助{}元。"
    one = says(text.format(3000), heading="城区")
    assert conflicts([one], [says(text.format(5000), at=200, heading="乡镇")]) == []
    assert len(conflicts([one], [says(text.format(5000), at=200, heading="城区")])) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_are_given_and_none_is_preferred(says, language):
    text = "对验收合格的河道保洁项目，每处给予一次性补助{}元。"
    late = says(text.format(5000), "b", issued_on=date(2026, 1, 9), doc_number="青政发〔2026〕2号")
    [found] = conflicts([late], [says(text.format(3000)), late])
    line = found.warning(DAY, language)
    assert line.index("3000元") < line.index("5000元")
    assert line.index("青政发〔2025〕1号") < line.index("青政发〔2026〕2号")
    assert line.count("青政发〔2026〕2号") == 2  # it is the later one


def test_one_no_longer_in_force_is_said_to_be(says):
    text = "对验收合格的河道保洁项目，每处给予一次性补助{}元。"
    late = says(text.format(5000), "b", issued_on=date(2026, 1, 9), valid_until=date(2026, 2, 1))
    [found] = conflicts([says(text.format(3000))], [late])
    assert "已不再有效" in found.warning(DAY, "zh-Hans")


def test_what_neighbours_decide_or_say_of_other_matters_is_no_contradiction(says):
    here, there = {"issuer": "甲山市人民政府"}, {"issuer": "乙水市人民政府"}
    titled = {"enclosed_title": "河道保洁补助办法"}
    days = [f"受理单位自收到补助申请之日起{days}个工作日内办结。" for days in (10, 20)]
    one = says(days[0], **here, **titled)
    assert differing(one, says(days[1], key="b", **here, **titled))
    assert not differing(one, says(days[1], key="b", **there, **titled))
    unlike = {"enclosed_title": "古树养护资金管理规定"}
    assert not differing(one, says(days[1], key="b", **here, **unlike))
    yuan = [f"河道保洁的补助标准为每处{yuan}元，按年发放。" for yuan in (3000, 5000)]
    planned = {"enclosed_title": "河道保洁工作方案"}
    assert differing(says(yuan[0], **here, **titled), says(yuan[1], key="b", **here, **planned))
