"""Names of those who issue documents (发文机关): how such a name ends.

The kinds of bodies that may issue an official document are few (党政机关公文处理工作条例): their
names end in one of these words, whatever place or field stands before it.
"""

from __future__ import annotations

import re

_LONG = (
    "人民政府|政府|委员会|常委会|管委会|党委|党组|[市省区县州旗盟]委|国务院|办公厅|办公室|总局|"
    "办事处|管理处|指挥部|领导小组|联席会议|组委会|街道|海关|总队|支队|大队|银行|分行|支行|"
    "法院|检察院|总工会|联合会|行政公署|大学|学院|学校|中学|小学|医院|集团|公司|中心|"
    "教育工委|安委会|防指|发展改革委|发改委|卫生健康委|卫健委|国资委|建委|编委|团省委|团市委|[党团]工委|"
    "等(?:[一二三四五六七八九十\\d]{1,3}个?)?(?:部门|单位)"
)
# One character that ends the name of a department has a name before it.
_SHORT = "(?<=[\u3400-\u9fff])[局厅部署院会社]"
_SHORTER = "(?<=[\u3400-\u9fff])[委办站所馆镇乡]"
_PLACE = "(?<=[\u3400-\u9fff])[省市县区州盟旗]"

AGENCY = re.compile(rf"(?:{_LONG}|{_SHORT}|{_SHORTER})$")
"""Matches the end of an agency's name, at the end of a run of Han characters."""

STARTS = re.compile(rf"[\u3400-\u9fff]{{0,24}}?(?:{_LONG}|{_SHORT}|{_PLACE})")
"""Matches the name of an agency or a place, at the beginning of a title."""

NAMED = re.compile(
    rf"([\u3400-\u9fff]{{0,24}}?(?:{_LONG}|{_SHORT}))"
    r"(?=[\u3400-\u9fff]{0,8}?(?:公告|通告|通知|决定|纪要|任免)[\u3400-\u9fff]{0,6}$)"
)
"""Matches whoever issues it at the beginning of a title without 关于, whose matter is short."""
