"""The grounding check on what facts are said of: swapped, turned round, or as the source has it."""

from __future__ import annotations

import pytest

from rag.answering.grounding import check

PRIZES = (
    "（二）设一等奖1名、奖金70万元，二等奖3名、奖金30万元，三等奖5名、奖金10万元。获奖团队一年内落户的，"
    "另给予50万元启动资金。"
)
CARE = (
    "（一）入托补贴 1.全日托：一孩每月300元，二孩每月500元，三孩及以上每月800元。"
    "2.半日托：按照全日托标准的60%发放。"
)
GRADES = (
    "运营补贴按照年度等级评定结果发放：（1）评定为优秀的，每人每月200元；（2）评定为合格的，每人每月120元；"
    "（3）评定为不合格的，当年不予发放，并限期3个月整改。"
)
DUTIES = (
    "第三条 市公安局负责道路停车泊位的设置和停车秩序管理；市城市管理局负责公共停车场备案；"
    "市发展和改革委员会负责停车收费标准的制定；市自然资源局负责停车专项规划。"
)
APPROVAL = (
    "申请人向区财政局提出申请，区财政局在10日内初审，报市财政局审批。审批结果由市财政局通报市审计局，"
    "由区审计局开展绩效评价。"
)
POSTS = (
    "决定：闻景舟任市水务局局长，免去其市商务局副局长职务；桑若禾任市商务局副局长（试用期一年）；"
    "岑晚晴任市卫生健康委员会副主任；免去鲍临川市停车服务中心主任职务。"
)
RULES = (
    "参与门店不得先涨价后补贴。逾期申请的，不再受理。申请人可以申请延期，延期最长不超过3个月。"
    "公共停车场应当在入口公示收费标准，未公示的，停车人有权拒绝付费。残疾人专用车辆免收停车费。"
    "毕业生落户无需提交报到证。连续空置6个月以上的，收回住房，5年内不得再次申请。市级财政提高补贴标准。"
)
TERMS = (
    "2025年6月底前完成申报，2025年12月底前完成验收。24小时内报告，距离高速公路3公里以外设置。"
    "婴幼儿未满3周岁的，每年补贴2000元；耕地每亩补贴150元。自2024年5月1日起施行，有效期至2027年12月31日。"
    "降雨50毫米以上的停课。单笔补贴不得超过20万元。"
)
TASKS = (
    "1.推进老旧管网改造。（牵头单位：市水务局；配合单位：市财政局）2.加快充电设施建设。（牵头单位：市能源局；"
    "配合单位：市城市管理局）"
)

TRUE = [
    (PRIZES, "一等奖70万元，二等奖30万元。"),
    (PRIZES, "二等奖奖金为30万元。"),
    (PRIZES, "三等奖共5名，每名奖金10万元。"),
    (PRIZES, "获奖团队落户的另给50万元启动资金。"),
    (PRIZES, "一等奖、二等奖、三等奖的奖金分别是70万元、30万元和10万元。"),
    (PRIZES, "奖金从10万元到70万元不等，二等奖为30万元。"),
    (CARE, "全日托二孩家庭每月可领500元。"),
    (CARE, "全日托的补贴：一孩300元、二孩500元、三孩及以上800元（每月）。"),
    (CARE, "半日托按全日托标准的60%发放。"),
    (GRADES, "评定为优秀的每人每月200元，合格的120元。"),
    (GRADES, "不合格的当年不发放，限期3个月整改。"),
    (DUTIES, "停车秩序由市公安局管理，收费标准由市发展和改革委员会制定。"),
    (DUTIES, "公共停车场备案归市城市管理局负责。"),
    (DUTIES, "停车泊位设置和专项规划分别由市公安局、市自然资源局负责。"),
    (APPROVAL, "由区财政局初审，市财政局审批。"),
    (APPROVAL, "区财政局初审后报市财政局审批。"),
    (APPROVAL, "申请人应当向区财政局提出申请。"),
    (APPROVAL, "绩效评价由区审计局开展。"),
    (POSTS, "闻景舟现任市水务局局长，不再担任市商务局副局长。"),
    (POSTS, "市商务局副局长是桑若禾，试用期一年。"),
    (POSTS, "鲍临川的市停车服务中心主任职务已被免去。"),
    (POSTS, "闻景舟任市水务局局长；岑晚晴任市卫健委副主任。"),
    (RULES, "逾期申请的不予受理。"),
    (RULES, "门店禁止先涨价后补贴。"),
    (RULES, "可以申请延期，最长3个月。"),
    (RULES, "公共停车场要在入口公示收费标准。"),
    (RULES, "没有公示收费标准的停车场，停车人可以拒绝付费。"),
    (RULES, "残疾人专用车辆不收停车费。"),
    (RULES, "毕业生落户不需要提交报到证。"),
    (RULES, "连续空置6个月以上的收回住房，5年内不能再次申请。"),
    (TERMS, "2025年6月底前申报，12月底前验收。"),
    (TERMS, "24小时之内报告。"),
    (TERMS, "有效期自2024年5月1日至2027年12月31日。"),
    (TERMS, "2024年5月1日起施行，到2027年12月31日为止。"),
    (TERMS, "每亩耕地补贴150元。"),
    (TERMS, "未满3周岁的婴幼儿每年补贴2000元。"),
    (TERMS, "单笔补贴最高20万元，不超过20万元。"),
    (TASKS, "老旧管网改造由市水务局牵头，市财政局配合。"),
    (TASKS, "充电设施建设的牵头单位是市能源局。"),
]

LIES = [
    # amounts of one clause changed between their objects
    (PRIZES, "一等奖奖金30万元。"),
    (PRIZES, "一等奖30万元，二等奖70万元。"),
    (PRIZES, "一等奖、二等奖的奖金分别是30万元、70万元。"),
    (PRIZES, "三等奖奖金50万元。"),
    (PRIZES, "获奖团队一年内落户的，另给予10万元启动资金。"),
    (PRIZES, "设一等奖5名、三等奖1名。"),
    (CARE, "二孩每月800元。"),
    (CARE, "全日托一孩每月500元。"),
    (CARE, "三孩及以上每月300元。"),
    (GRADES, "评定为合格的，每人每月200元。"),
    (GRADES, "评定为优秀的，每人每月120元。"),
    # bodies of one clause changed between their tasks
    (DUTIES, "市城市管理局负责停车秩序管理。"),
    (DUTIES, "停车收费标准由市公安局制定。"),
    (DUTIES, "市自然资源局负责公共停车场备案，市城市管理局负责停车专项规划。"),
    (APPROVAL, "由市财政局初审，报区财政局审批。"),
    (APPROVAL, "区财政局负责审批。"),
    (APPROVAL, "由市审计局开展绩效评价。"),
    (APPROVAL, "审批结果由市审计局通报市财政局。"),
    (TASKS, "老旧管网改造由市能源局牵头。"),
    (TASKS, "充电设施建设的牵头单位是市水务局。"),
    # persons changed between their posts, and out of them
    (POSTS, "桑若禾任市水务局局长。"),
    (POSTS, "闻景舟任市卫生健康委员会副主任。"),
    (POSTS, "岑晚晴任市水务局局长，闻景舟任市卫生健康委员会副主任。"),
    (POSTS, "鲍临川任市停车服务中心主任。"),
    (POSTS, "免去桑若禾的市商务局副局长职务。"),
    # what is forbidden, allowed, demanded
    (RULES, "门店可以先涨价后补贴。"),
    (RULES, "参与门店先涨价后补贴。"),
    (RULES, "逾期申请的，照常受理。"),
    (RULES, "申请人应当申请延期。"),
    (RULES, "申请人不得申请延期。"),
    (RULES, "公共停车场可以在入口公示收费标准。"),
    (RULES, "公共停车场无需在入口公示收费标准。"),
    (RULES, "未公示的，停车人不得拒绝付费。"),
    (RULES, "残疾人专用车辆收取停车费。"),
    (RULES, "毕业生落户应当提交报到证。"),
    (RULES, "连续空置6个月以上的，收回住房，5年内可以再次申请。"),
    (RULES, "市级财政降低补贴标准。"),
    # bounds, periods, terms
    (TERMS, "24小时后报告。"),
    (TERMS, "距离高速公路3公里以内设置。"),
    (TERMS, "婴幼儿已满3周岁的，每年补贴2000元。"),
    (TERMS, "婴幼儿未满3周岁的，每月补贴2000元。"),
    (TERMS, "耕地每公顷补贴150元。"),
    (TERMS, "2025年12月底前完成申报，2025年6月底前完成验收。"),
    (TERMS, "2025年6月底后完成申报。"),
    (TERMS, "自2027年12月31日起施行。"),
    (TERMS, "降雨50毫米以下的停课。"),
    (TERMS, "单笔补贴不得低于20万元。"),
    # one part true, one part of no source
    (TERMS, "耕地每亩补贴150元，农户同时免缴全部水费并优先获得低息贷款。"),
]


@pytest.mark.parametrize(("source", "statement"), TRUE, ids=[s for _, s in TRUE])
def test_what_the_source_says_in_other_words_passes(source, statement):
    assert check(statement, [source]) == ()


@pytest.mark.parametrize(("source", "statement"), LIES, ids=[s for _, s in LIES])
def test_what_the_source_says_of_something_else_is_found(source, statement):
    assert check(statement, [source])


@pytest.mark.parametrize("source", [PRIZES, CARE, GRADES, DUTIES, APPROVAL, POSTS, RULES, TERMS])
def test_a_source_bears_itself_out(source):
    assert check(source, [source]) == ()
