"""The grounding check on what is altered besides facts: subject, scope, reference, rate, list."""

from __future__ import annotations

import pytest

from rag.answering.grounding import check

ALARM = "市气象台发布大风红色预警后，栖霞区、望潮区的小学停课，港口停止作业。"
PASSES = "下列人员凭证件免费乘坐渡轮：（一）儿童；（二）老年人；（三）现役军人。"
MEALS = "社区食堂每天供应午餐和晚餐，午餐每份补贴3元。"
FINE = "对未备案的销售者，由市场监督管理部门责令改正。聘任沈若谷为望潮港务集团总会计师。"
TERM = "申请人应当自竣工验收之日起60日内，向区财政局提出申请。"
AWARD = "对首次认定的市级名店奖励20万元；经营者年度奖励总额不超过40万元。"
TWICE = "已获得省级奖励的，不再重复给予市级奖励。"
NIGHT = "施工单位夜间施工的，应当取得许可并提前3日公告；抢险抢修除外。"
GRANT = "对在望潮市注册并投产满1年的食品企业，按照设备投资额的12%给予补助。"
SPREAD = "研发费用占比达到5%以上的企业，按照新增额的8%奖励；占比低于5%的企业，应当提交说明。"
PERIODS = "缴费每月一次，缴费后由窗口发放凭证。"

CASES = [
    (ALARM, "发布大风红色预警后，栖霞区的小学停课。", "发布大风橙色预警后，栖霞区的小学停课。"),
    (PASSES, "老人凭证件可以免费乘坐渡轮。", "教师凭证件免费乘坐渡轮。"),
    (PASSES, "儿童、老年人和现役军人免费乘坐渡轮。", "儿童、记者和现役军人免费乘坐渡轮。"),
    (MEALS, "食堂供应午餐、晚餐。", "食堂供应早餐、午餐和晚餐。"),
    (FINE, "由市场监管部门责令改正。", "由公安机关责令改正。"),
    (FINE, "由市场监督管理部门责令改正。", "由交通管理部门责令改正。"),
    (FINE, "沈若谷被聘任为望潮港务集团总会计师。", "沈若谷任望潮港务集团总经理。"),
    (TERM, "从验收之日起60日内向区财政局申请。", "自项目开工之日起60日内提出申请。"),
    (AWARD, "经营者每年最多可获40万元奖励。", "市级名店每月奖励20万元。"),
    (AWARD, "经营者一年最多获得40万元奖励。", "市级名店每季度奖励20万元。"),
    (PERIODS, "每个月缴费一次。", "每年缴费一次。"),
    (TWICE, "得到省级奖励的，不能重复获得市级奖励。", "可以同时领取省级和市级奖励。"),
    (NIGHT, "除抢险抢修外，夜间施工一律要取得许可。", "任何夜间施工都应当取得许可。"),
    (NIGHT, "夜间施工应当取得许可，抢险抢修例外。", "夜间施工都要取得许可，抢险抢修也不例外。"),
    (
        GRANT,
        "所有在望潮市注册并投产满1年的食品企业都能获得补助。",
        "所有在望潮市注册的企业都能获得补助。",
    ),
    (
        GRANT,
        "只要在望潮市注册并投产满1年，食品企业就能获得补助。",
        "企业只要在望潮市注册就能获得补助。",
    ),
    (
        SPREAD,
        "研发费用占比不低于5%的企业，按照新增额的8%奖励。",
        "研发费用占比低于5%的企业，按照新增额的8%奖励。",
    ),
]


@pytest.mark.parametrize(("source", "true", "false"), CASES, ids=[false for *_, false in CASES])
def test_what_is_altered_is_found_and_what_is_not_passes(source, true, false):
    assert check(true, [source]) == ()
    assert check(false, [source])


@pytest.mark.parametrize(
    ("source", "statement"),
    [
        ("分为红、橙、黄、蓝四色预警。", "分为红色、橙色、黄色和蓝色预警。"),
        ("只对老年人免费。", "只对老年人免费，没有说教师免费。"),
        ("区财政局在10个工作日后公布。自公布之日起施行。", "10个工作日后公布，自公布之日起施行。"),
        ("各有关部门、主管部门和用人单位配合。", "有关部门和主管部门配合。"),
        ("由市水务局牵头。", "牵头部门是市水务局，其他部门配合。"),
        ("任命方知远为市水务局副局长。", "方知远任市水务局副局长。"),
        ("一切船舶进港应当报告。", "所有船舶进港都应当报告。"),
    ],
)
def test_words_of_the_kind_that_alter_nothing_pass(source, statement):
    assert not {it.text for it in check(statement, [source])} & {"教师", "所有", "工作日"}
    assert not {it.kind for it in check(statement, [source])} & {"body", "date", "number"}
