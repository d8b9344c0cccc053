"""Names in a text: bodies, persons, titles.

Chinese sets no blank before a name, so where one begins is not in the text. What is certain is its
end: a body ends in what it is (局, 委员会, 公司 …), a person stands before or after a post. The
beginning is found with the help of the sources: the longest tail that a source has. It is the whole
name when nothing but a joining word stands before it in the statement, and when it is not itself
the tail of a longer name in the source: 投资集团 is not 市创业投资集团.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.answering.grounding.plain import HAN

LONGEST = 30  # characters; the longest registered names of bodies stay below

# What bodies are called by the laws that found them: 国务院组织法 and 地方组织法 (governments and
# their parts), 公司法 (companies), the rules on associations and institutions. One-character words
# are limited by what stands beside them in ordinary words: 布局, 局面, 全部, 部门, 中心城区, 委员.
_SUFFIX = re.compile(
    r"管?委员会|管委会|党委会|居委会|村委会|办公[室厅]|人民政府|(?<!人民)政府|"
    r"(?<![副布格全大结开破时当变危僵残定局])局(?![面势部限域])|(?:安|保)全局|(?<=总)局|"
    r"厅(?![堂级])|总?署(?![名])|"
    r"(?<![副全内外干东西南北中局总底顶头上下一各两三四五六七八九十支本])部(?![分门署位件队落委长类内])|"
    r"(?<![以为])中心(?![城镇区工任点思环小线])|有限公司|公司|集团|合作社|银行|信用社|交易所|事务所|派出所|"
    r"(?:医|法|检察|研究|学|科学|设计|国务)院|大学|学校|中学|小学|幼儿园|"
    r"(?:协|学|商|工|联合|基金|理事)会(?![议员])|联盟|工商联|"
    r"指挥部|领导小组|工作小?组|专班|联席会议|总队|支队|大队|"
    r"(?:发改|卫健|国资|纪|监|政法|编|党工|党|省|市|区|县|旗|州|盟)委(?![员托派任组宣统政网机办社直])|"
    r"(?:政府|网信|外事|信访|编)办(?![理法公事])"
)
# What may stand before a name without being part of it: prepositions, conjunctions, copulas, the
# verbs of assigning and asking, and words for "the one concerned".
_JOINING = re.compile(
    r"(?:由|和|与|及|或|向|到|在|是|为|的|了|给|报|经|对|从|以|同|请|让|交|至|将|把|被|属|即|并|则|也|均|都|含|按|据|找|去|"
    r"归|受|于|有|该|各|本|其|另|再|先|时|可|应|须|需|要|任|原|现|起|后|前|包括|负责|牵头|配合|单位|部门|机构|主体|联系|会同|协同|"
    r"联合|商请|协调|指导|组织|其中|例如|成立|设立|组建|新任|转任|调任|免去|根据|依据|通过|抄送|印发|当地|各级|有关|相关|本级|"
    r"上级|下级|同级|所在|主管|不再|分管|协助|新增|隶属|名为|加挂|具体|共同|统一|分别|主要|就是|目前|仍由|改由|咨询|公布|发布|"
    r"作为|应当|可以|必须|不得|需要|支持|依托|鼓励|推动|要求|提交|报送|报告|备案|审批|批准|审核|出台|制定|贯彻|写明|明确|规定|载明|提到)$"
)
_AND = re.compile(r"(?:和|与|及|以及|或|或者)$")
_LINK = re.compile("为|任")
_ASSIGNING = re.compile(r"(?:任|单位|部门|牵头|配合|负责|会同|(?<!自)由|是|向)$")
_SUFFIX_END = re.compile(f"(?:{_SUFFIX.pattern})$")
# A name may begin in the middle of a longer one after its level: 财政局 of 市财政局.
_LEVEL = re.compile(
    r"(?:国家|中国|全国|中央|自治区|自治州|自治县|省|市|区|县|旗|州|盟|镇|乡|苏木|街道|村)$"
)
_POST = (
    r"(?:局长|主任|市长|区长|旗长|县长|省长|镇长|乡长|州长|盟长|书记|组长|院长|校长|所长|处长|科长|部长|厅长|署长|主席|"
    r"总经理|董事长|队长|站长|秘书长|联系人|负责人|总指挥|召集人|委员|常委|专员|参事|调研员|巡视员)"
)
_POST_END = re.compile(_POST + "$")
_BEFORE_POST = re.compile(
    rf"(?:^|(?<=[^{HAN}]))(?P<name>[{HAN}·]{{2,12}}?)"
    r"(?:(?:不再|不|已|已经|将|拟|仍|继续|同时|后来?|现)?(?:同志|现任|担任|兼任|出任|接任|继任|转任|调任|挂职|"
    r"[被受获](?:任命|聘任|聘用|聘|推选|选举)(?:为|任|担任)|(?:任命|聘任)为|试用期)|"
    r"(?<![主责信委就离担历兼出接继转调现前连留新])任(?![务何期意职免命凭由教课用字]))"
)
_AFTER_POST = re.compile(
    rf"{_POST}(?P<link>[:是为由])?(?P<name>[{HAN}·]{{2,8}}?)"
    rf"(?=[^{HAN}·]|$|同志|[担兼转调现出]任|挂职|负责|分管|牵头|协助|主持|任(?!务))"
)
_REMOVED = re.compile(rf"免去(?P<name>[{HAN}·]{{2,12}}?)的")
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟"
    "谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安"
    "齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单裴霍涂成苗谷盛曲翁冉骆蓝路游辛"
    "靳欧阳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟"
    "应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝云乌巴那额敖包宝"
)
# Who is meant without being named.
_NOBODY = re.compile(
    r"(?:其|他|她|此人|本人|不再?|仍|继续|目前|现在?|现由|由|已|曾|新|原|前|后来?|此前|最新|同时|该同志|上述人员|以上人员|均|可|不得|"
    r"[年月日]|之后|以后|单位|部门|人员|同志|负责人|专家|代表|企业|领导|成员|干部|法人|主要|会议|办公会|签字|批准|同意|审批)+"
)
_TITLE = re.compile(
    r"《([^《》]{1,200}(?:《[^《》]{1,100}》[^《》]{0,100})?)》|[“「『]([^“”「」『』]{2,200})[”」』]"
)
_ENGLISH_BODY = re.compile(
    r"\b(?:[A-Z][\w&'’-]{0,40},? (?:(?:of|and|for|the|on) ){0,3}){1,16}"
    r"(?:Bureau|Commission|Committee|Office|Department|Ministry|Group|Company|Cent(?:er|re)|"
    r"Administration|Government|Council|University|Hospital|Bank|Association|Court)\b"
    r"(?P<chinese> ?[(（])?"
)
_ENGLISH_KIND = re.compile(
    r"(?:The|This|That|Each|Every|All|Any|Local|Relevant|Competent|Your) ?(?:[A-Z]\w+)?"
)


@dataclass(frozen=True, slots=True)
class Run:
    """Text that ends in a name; ``kernel`` counts the characters that alone are no name."""

    text: str
    kernel: int
    start: int = 0


def bodies(text: str) -> Iterator[Run]:
    """Yield what ends in a body's name in plain ``text``, from as far left as a name may begin."""
    for match in _SUFFIX.finditer(text):
        end = match.end()
        start = end
        while start > max(0, end - LONGEST) and "\u3400" <= text[start - 1] <= "\u9fff":
            start -= 1
        yield Run(text[start:end], len(match[0]), start)


def persons(text: str) -> Iterator[Run]:
    """Yield what ends in a person's name: before 任, 担任, 同志; after 免去; after a post."""
    for pattern in (_BEFORE_POST, _REMOVED):
        for match in pattern.finditer(text):
            if not _NOBODY.fullmatch(match["name"]) and not _SUFFIX.search(match["name"]):
                yield Run(match["name"], 1, match.start("name"))
    for match in _AFTER_POST.finditer(text):
        name = match["name"]
        named = match["link"] or (name[0] in _SURNAMES and len(name) <= 4)
        if named and not _NOBODY.search(name) and not _SUFFIX.search(name):
            yield Run(name, 1, match.start("name"))


def titles(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield what stands in 《》 or in quotation marks in plain ``text``, with its span."""
    for match in _TITLE.finditer(text):
        yield match[1] or match[2], match.start(), match.end()


def untranslated(text: str) -> Iterator[str]:
    """Yield English names of bodies in ``text`` that no Chinese name in brackets follows.

    A translation cannot be compared with a Chinese source; the name printed there can.
    """
    for match in _ENGLISH_BODY.finditer(text):
        name, following = match[0].strip(" (（"), text[match.end() : match.end() + 1]
        glossed = match["chinese"] and "\u3400" <= following <= "\u9fff"
        if not glossed and not _ENGLISH_KIND.fullmatch(name):
            yield name


# Short names that bodies go by everywhere; notices and answers use either.
_SHORT = {
    "管委会": "管理委员会",
    "发改委": "发展和改革委员会",
    "国资委": "国有资产监督管理委员会",
    "卫健委": "卫生健康委员会",
    "工商联": "工商业联合会",
    "工信局": "工业和信息化局",
    "人社局": "人力资源和社会保障局",
    "住建局": "住房和城乡建设局",
    "文旅局": "文化和旅游局",
    "科技局": "科学技术局",
    "医保局": "医疗保障局",
    "应急局": "应急管理局",
    "市监局": "市场监督管理局",
}
_SHORT_NAME = re.compile("|".join(_SHORT))


def in_full(text: str) -> str:
    """Return plain ``text`` with the short names of bodies written out."""
    return _SHORT_NAME.sub(lambda match: _SHORT[match[0]], text)


def _tail(text: str, source: str) -> int:
    """Return where the longest tail of ``text`` that ``source`` has begins."""
    low, high = 0, len(text)  # every tail of a tail that stands in the source stands there too
    while low < high:
        middle = (low + high) // 2
        if text[middle:] in source:
            high = middle
        else:
            low = middle + 1
    return low


def printed(run: Run, source: str) -> str | None:
    """Return the name that ``run`` ends in as ``source`` has it, None where it has only its kind.

    A joining word that the source has before the name too goes with it: what is compared with this
    is where the name stands, and there it stands.
    """
    low = _tail(run.text, source)
    if low >= len(run.text) - run.kernel:
        return None
    return run.text[low:]


def bears(wanted: Run, source: str, *, person: bool = False) -> bool:
    """Return whether ``source``, plain text ``in_full``, has the name that ``wanted`` ends in."""
    text = wanted.text
    low = _tail(text, source)
    if low == 0:
        return True
    last = len(text) - wanted.kernel
    if low >= last:
        # 政府, 公司 alone: not a name but a kind, as long as nothing names it.
        return low == last and not person and bool(_JOINING.search(text[:low]))
    for cut in range(low, last):
        tail, before = text[cut:], text[:cut]
        if person:
            if _JOINING.search(before) or _POST_END.search(before):
                return True
        # 聘任为甲局 beside 任甲局 or 某人为甲局: the link is in both, the name is what follows it.
        else:
            whole = cut == low or bool(_LINK.fullmatch(text[low:cut]))
            if _apart(before, whole) and _begins(tail, source):
                return True
    return not person and _with_place(text[low:], text[:low], source)


def _apart(before: str, whole: bool) -> bool:
    """Return whether ``before`` ends in a word that is no part of the name after it.

    ``whole``: nothing more of it stands in the source, so any joining word will do. Otherwise the
    word is in the source too, and may be part of a name: 和 in 工业和信息化局, 经 in 经济开发区.
    """
    if whole:
        return _JOINING.search(before) is not None
    pair = _AND.search(before)
    return bool(_ASSIGNING.search(before) or (pair and _SUFFIX_END.search(before[: pair.start()])))


def _begins(tail: str, source: str) -> bool:
    """Return whether ``tail`` begins a name somewhere in ``source``."""
    at = source.find(tail)
    while at >= 0:
        head = source[max(0, at - 4) : at]
        if not head or not "\u3400" <= head[-1] <= "\u9fff":
            return True
        if _JOINING.search(head) or _LEVEL.search(head) or _LEVEL.match(tail[:1]):
            return True
        at = source.find(tail, at + 1)
    return False


def _with_place(tail: str, before: str, source: str) -> bool:
    """Return whether ``before`` only adds the place that the source has elsewhere.

    A city's notice writes 市财政局 under a head that names the city; an answer writes both.
    """
    level = _LEVEL.match(tail[:1])
    return bool(level) and any(
        before[-n:] + tail[0] in source and (n == len(before) or _JOINING.search(before[:-n]))
        for n in range(2, min(len(before), 8) + 1)
    )
