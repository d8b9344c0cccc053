"""The grounding check on what is turned round: bounds, duties, denials, what is in force."""

from __future__ import annotations

import pytest

from rag.answering.grounding import check

ENTRY = "下列人员免费乘坐渡轮：（一）8周岁以下儿童；（二）70周岁以上老年人。"
STEEL = "按照不超过设备投资额的15%给予补助。仓储面积不到500平方米的，不列入名录。"
STUDY = "鼓励船厂设立学徒岗位，支持高校共建实训基地。船厂应当每年公布学徒名单。"
RULES = (
    "《栖霞湾渔港停泊办法》（栖政发〔2020〕3号）同时废止。申请人可以申请延期。缴费期限最长不得超过18个月。"
    "年用电量低于50万千瓦时的，不予奖励。"
)

CASES = [
    (ENTRY, "8岁以下的儿童免费乘坐渡轮。", "70周岁以下老年人免费乘坐渡轮。"),
    (ENTRY, "70周岁及以上的老年人免费乘坐渡轮。", "8周岁以上儿童免费乘坐渡轮。"),
    (STEEL, "补助最高为设备投资额的15%。", "按照不低于设备投资额的15%给予补助。"),
    (STEEL, "仓储面积低于500平方米的不列入名录。", "仓储面积超过500平方米的不列入名录。"),
    (STUDY, "船厂可以设立学徒岗位。", "船厂必须设立学徒岗位。"),
    (STUDY, "船厂要每年公布学徒名单。", "船厂无需公布学徒名单。"),
    (STUDY, "鼓励船厂设立学徒岗位。", "禁止船厂设立学徒岗位。"),
    (RULES, "《栖霞湾渔港停泊办法》已经废止。", "《栖霞湾渔港停泊办法》继续有效。"),
    (RULES, "缴费期限不能超过18个月。", "缴费期限不得少于18个月。"),
    (RULES, "年用电量低于50万千瓦时的得不到奖励。", "年用电量低于50万千瓦时的给予奖励。"),
]


@pytest.mark.parametrize(("source", "true", "false"), CASES, ids=[false for *_, false in CASES])
def test_what_is_turned_round_is_found_and_what_is_not_passes(source, true, false):
    assert check(true, [source]) == ()
    assert check(false, [source])
