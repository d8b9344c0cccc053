"""Departments and posts that a statement names: 公安机关, 交通管理部门, 总经理.

They are no proper names, so their beginnings are not sought in the sources as those of bodies are;
but what tells one from another has to stand there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.answering.grounding.plain import HAN

_DEPARTMENT = re.compile(f"(?P<name>[{HAN}]{{2,12}}?)(?P<kind>部门|机关(?![事干单])|机构(?!改))")
_KIND = re.compile("部门|机关|机构")
# What all departments are called: 交通(运输)(主管)部门; names have 12 characters at most.
_COMMON = re.compile(
    "(?:行政|主管|管理|监督|监管|执法|职能|业务|工作|综合|服务|审批|负责|等|类|的){1,12}$"
)
_ANY = re.compile(
    "(?:有关|相关|各|各级|当地|所在|所在地|上级|下级|同级|本级|该|本|其他|其它|主要|责任|牵头|配合|"
    "政府|单位|两个|多个|多|几个|哪个|用人|用工|原|专门|具体|党政|国家|地方|组织|市|区|县|旗|省|发文|制定|签发|印发|"
    "受理|审核|审批|申请|备案|主办|承办|经办|登记|发证|征收|许可|评审|评估|管辖|决定|批准)$"
)
_POST = re.compile(
    r"(?P<deputy>副)?(?P<post>总会计师|总工程师|总经济师|总经理|董事长|监事长|秘书长|局长|主任|市长|区长|县长|旗长|镇长|"
    r"院长|校长|所长|处长|科长|部长|厅长|馆长|台长|站长|行长|党组书记|书记|组长|总指挥|召集人|监事|董事)(?!办公|会)"
)


def unknown(text: str, source: str) -> Iterator[str]:
    """Yield departments and posts of plain ``text`` that plain ``source`` does not have.

    >>> list(unknown("由公安机关责令改正", "由市场监督管理部门责令改正"))
    ['公安机关']
    >>> list(unknown("任港务集团总经理", "任港务集团总会计师"))
    ['总经理']
    """
    for match in _DEPARTMENT.finditer(text) if _KIND.search(text) else ():
        core = _COMMON.sub("", match["name"])
        if len(core) >= 2 and not _ANY.search(core) and core[-2:] not in source:
            yield core[-2:] + match["name"][len(core) :] + match["kind"]
    for match in _POST.finditer(text):
        if match["deputy"] and "副" in source:
            missing = match[0] not in source
        else:
            missing = match["post"] not in source and _POST.search(source) is not None
        if missing:
            yield match[0]
