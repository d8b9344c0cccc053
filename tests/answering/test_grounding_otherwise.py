"""The grounding check on what is said otherwise: units, words, exceptions, cases, the rest."""

from __future__ import annotations

import time

import pytest

from rag.answering.grounding import check

PAYING = "企业可以分期缴纳，期限不超过18个月，首期应当在2026年4月30日前缴纳，逾期不予受理。"
TRIPS = "鼓励船社开设海岛航线。对年运送学生超过3000人次的船社，给予每人次8元奖励。"
NIGHT = "夜间施工的，应当取得夜间施工许可，并提前3日公告；抢险抢修除外。"
POSTS = "免去方知远的望潮市水务局局长职务；聘任沈若谷为望潮港务集团总会计师。"
SHARES = "科研投入占收入比例达到6%以上的，给予奖励，最高90万元；低于6%的，不予奖励。"
LICENCE = "符合条件的，准予登记并发放渔船牌照；船龄超标的，不予登记并书面说明理由。"
BERTHS = "全市新建泊位80个，其中栖霞区50个、望潮区20个，其余各县10个。"
TRUCKS = (
    "（一）购买电动货车并在本市上牌的个人，每辆补贴1.5万元。\n"
    "（二）购买电动客车并在本市上牌的企业，每辆补贴4万元。"
)
HOUSES = "2人以下家庭不超过45平方米，3人以上家庭不超过60平方米。8周岁以下儿童免票。"

CASES = [
    (PAYING, "分期缴纳的期限不能超过一年半。", "分期缴纳的期限不能超过半年。"),
    (PAYING, "首期在2026年4月底前缴纳。", "首期在2026年3月底前缴纳。"),
    (PAYING, "首期缴纳超过期限的，不受理。", "首期缴纳超过期限的，照常受理。"),
    (TRIPS, "运送学生3000人次以下的船社得不到奖励。", "运送学生3000人次以下的船社给予奖励。"),
    (TRIPS, "学生不足3000人次的船社不能获得奖励。", "学生超过3000人次的船社拿不到奖励。"),
    (NIGHT, "抢险抢修的，不需要取得夜间施工许可。", "夜间施工不需要取得夜间施工许可。"),
    (NIGHT, "除抢险抢修外，应当提前3日公告。", "抢险抢修应当取得夜间施工许可。"),
    (POSTS, "方知远不再担任望潮市水务局局长。", "沈若谷不再担任望潮市水务局局长。"),
    (POSTS, "沈若谷被聘任为望潮港务集团总会计师。", "方知远被聘任为望潮港务集团总会计师。"),
    (SHARES, "科研投入占收入比例不到6%的得不到奖励。", "科研投入占比低于6%的也可以获得奖励。"),
    (SHARES, "占收入比例达到6%以上的给予奖励。", "占收入比例达到6%以上的不予奖励。"),
    (LICENCE, "船龄超标的不予登记。", "船龄超标的渔船，可以登记并书面说明理由。"),
    (LICENCE, "符合条件的，予以登记。", "符合条件的，不予登记，不发放渔船牌照。"),
    (BERTHS, "栖霞区要新建泊位50个。", "全市新建泊位50个。"),
    (BERTHS, "望潮区新建20个泊位。", "望潮区新建50个泊位。"),
    (TRUCKS, "个人购买电动货车，每辆补贴1.5万元。", "个人购买电动客车，每辆补贴4万元。"),
    (TRUCKS, "电动货车每辆1.5万元，电动客车每辆4万元。", "电动货车每辆补贴4万元。"),
    (HOUSES, "两口之家不超过45平方米。", "四口之家不超过45平方米。"),
    (HOUSES, "八周岁以下儿童免票。", "八周岁以上儿童免票。"),
]


@pytest.mark.parametrize(("source", "true", "false"), CASES, ids=[false for *_, false in CASES])
def test_other_words_pass_and_other_matters_do_not(source, true, false):
    assert check(true, [source]) == ()
    assert check(false, [source])


def test_a_bound_that_both_sides_include_leaves_nothing_to_deny():
    source = "对年运送学生3000人次以上的船社，给予每人次8元奖励。"
    assert check("年运送学生3000人次以下的船社得不到奖励。", [source])


def test_february_ends_when_its_year_is_known():
    assert check("2028年2月底前完成检修。", ["2028年2月29日前完成检修。"]) == ()
    assert check("2月底前完成检修。", ["2月28日前完成检修。"])
    assert check("2027年底前完成检修。", ["2027年12月31日前完成检修。"]) == ()


@pytest.mark.parametrize(
    "unit",
    [
        *("除外", "，除抢险外", "每年", "之日起", "自开工之日起", "红、", "副局长", "部门", "只要"),
        *("不予奖励", "低于5%", "半年", "其中", "可以同时", "甲乙、", "所有企业的，"),
    ],
)
def test_long_input_takes_time_in_proportion_here_too(unit):
    def seconds(length):
        text = unit * (length // len(unit))
        start = time.perf_counter()
        check(text, [NIGHT + SHARES, text[:2000] + "。"])
        return time.perf_counter() - start

    seconds(1000)
    short, long = seconds(4_000), seconds(16_000)
    assert long < 1.5 + 12 * short


MORE = [
    ("23时至次日5时加收20%夜间费。", "23时到次日5时加收20%。", "5时至23时加收20%夜间费。"),
    ("本细则有效期5年，由市园林局解释。", "本细则有效期5年。", "本细则长期有效，由市园林局解释。"),
    (
        "申请人提交收入证明和住房证明；逾期不补正的，视为放弃。",
        "逾期不补正的，可以视为放弃。",
        "逾期不补正的，可以延期。",
    ),
    (
        "申请人提交收入证明、住房证明和身份证明。",
        "申请人提交身份证明、收入证明和住房证明。",
        "申请人提交收入证明、学历证明和住房证明。",
    ),
    (
        "区财政局每年3月31日前报送上年度使用情况。",
        "区财政局每年3月底前报送上一年使用情况。",
        "区财政局每年4月底前报送上一年使用情况。",
    ),
    (
        "司机不得拒载，乘客醉酒无人陪同的除外。",
        "无人陪同的醉酒乘客，司机可以拒载。",
        "司机可以拒载乘客。",
    ),
    ("省级示范民宿另奖励10万元。", "省级示范的另奖励10万元。", "市级示范民宿另奖励10万元。"),
]


@pytest.mark.parametrize(("source", "true", "false"), MORE, ids=[false for *_, false in MORE])
def test_more_that_is_said_otherwise(source, true, false):
    assert check(true, [source]) == ()
    assert check(false, [source])
