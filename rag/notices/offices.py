"""Offices (职务) and the names of who holds them, as patterns for folded text.

An office is known by its last word: 局长, 主任, 书记 (公务员职务与职级并行规定, 地方组织法, and
what associations and companies call their heads). A name has no such mark; where it ends is told
by what follows it.
"""

from __future__ import annotations

import re

_HAN = r"\u3400-\u9fff"

OFFICE = (
    r"(?:局|厅|部|署|司|处|科|股|院|所|校|园|馆|站|台|社|市|省|县|区|旗|州|盟|镇|乡|村|会|理事|监事|董事|组|队|"
    r"支队|总队|大队|庭|行|关|秘书|检察|审判|指挥|参谋|督察|护士|团|营|连|班)长|"
    r"主任(?!科员)|主席|书记|总指挥|召集人|总?经理|政委|政治委员|司令员|总编辑?|主编|委员|常委|专员|参事|"
    r"(?:总|主任)?(?:工程|经济|会计|审计|统计|规划|农艺|畜牧|兽医|药|检验|建筑|飞行|督学)师|总督学|督学|"
    r"[一二三四]级(?:主任科员|调研员|巡视员|科员)|(?:主任)?科员|调研员|巡视员|监察专员|[监检]察官|法官|审判员|检察员|监事|董事|"
    r"助理|顾问|负责人|联络员|秘书长"
)
"""The last word of an office."""
RANK = r"(?:\s?\((?!试用|挂职|任职)[^()]{1,12}\))?"
"""What may stand behind an office in brackets: (正处级), (兼)."""
NAME = rf"[{_HAN}](?:[ ·]?[{_HAN}]){{1,9}}?"
"""A person's name, two-character names possibly spread; lazy, so that what follows ends it."""
ENDS_IN_OFFICE = re.compile(rf"(?:{OFFICE}){RANK}$")
# What can not be a person although it stands where one would: pronouns, bodies, offices.
_NOBODY = re.compile(
    rf"^[由其该各由以经请将自在因根按对拟现因本]|单位|部门|人员|干部|同志们|负责|{OFFICE}|委员会|政府|办公|"
    r"[局厅署]$|中心$|公司$|会议|决定|根据|研究|任命|免去|职务|期满|以下|如下|通知|成员|工作|兼职|专职"
)
SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤"
    "花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄"
    "米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万"
    "支柯昝管卢莫经房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉钮龚程嵇邢裴陆荣翁荀羊惠甄曲封储靳汲邴糜松井段富巫乌焦"
    "巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓"
    "蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍璩桑桂牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾"
    "鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧沃利蔚越隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙养鞠须"
    "丰巢关蒯相查后荆红游竺权逯盖益桓公肖付邸闫佟涂迟仝冼练朴奇訾崔代区覃岳帅逢修苟牟佘佴哈晋丛"
)
"""First characters of Chinese names (百家姓 and some it leaves out)."""


def is_name(text: str) -> bool:
    """Return whether folded ``text`` without blanks may be a person's name.

    Two to four characters, or up to nine where it is no Han name (呼格吉乐图) or has a dot.
    """
    return 2 <= len(text) <= 10 and not _NOBODY.search(text)


def posts_in(text: str) -> list[str]:
    """Return the posts of a list such as 市水利局副局长、市河长办副主任, [] where it is none.

    A part that does not end in an office goes with what follows it, the last one with nothing.
    """
    posts: list[str] = []
    open_part = ""
    for part in re.split("、", re.sub(r"\s+", "", text)):
        part = open_part + part
        if ENDS_IN_OFFICE.search(part):
            posts.append(part)
            open_part = ""
        else:
            open_part = part + "、"
    return posts
