"""What a question asks of a notice itself: its number, issuer, days, validity, repeals.

Told narrowly from questions about things that a notice speaks of: when a grant is paid out, until
when a licence is valid, when a warning is issued.
"""

from __future__ import annotations

import re
from enum import Flag, auto

from rag.answering.known.parts import parts_of


class Asked(Flag):
    """What is asked of a notice; a question may ask for several."""

    NOTHING = 0
    TITLE = auto()
    NUMBER = auto()
    ISSUER = auto()
    ISSUED = auto()
    ADDRESSEES = auto()
    VALIDITY = auto()
    EFFECT = auto()
    REPEALS = auto()
    PERIOD = auto()


_ISSUE = "(?:印发|发布|发出|发的|发文|出台|下发|颁布|公布|签发|制定|成文)"
_WHEN = "(?:什么时候|什么时间|何时|哪一?[天日年月]|几月几[号日]|几[号时](?!文)|多会儿)"
_PAPER = (
    "文件|办法|通知|政策|规定|意见|细则|预案|措施|方案|计划|规划|行动|公告|通告|条例|制度|决定|令|标准|号文|"
    r"〕\s?\d+\s?号|》|这份|那份|该文|此文|本文|\bit\b|notice|policy|document|polic|measure|plan|rule"
)
_KIND = "文件|办法|通知|政策|规定|意见|细则|预案|措施|方案"  # of a document
_ASKS = {
    Asked.TITLE: re.compile(
        r"(?:文件|公文|通知)?的?全称|(?:文件|公文|通知)的?(?:标题|题目)|full title"
    ),
    Asked.NUMBER: re.compile(
        r"(?:发文字号|文号|文件号)|几号文|document number|reference number|\bdoc(?:ument)? no\b"
    ),
    Asked.ISSUER: re.compile(
        rf"(?:由|是)?(?:谁|哪[个家]?(?:部门|单位|机关|机构|政府)?){_ISSUE}(?:的)?|(?:发文|印发|发布)(?:机关|单位|部门)"
        r"|落款(?:单位|机关)|issued by|(?:who|which \w+) (?:issued|published|released)"
    ),
    Asked.ISSUED: re.compile(
        r"(?:成文|发文|印发|发布|签发|落款|颁布)的?(?:日期|时间|日子|年份)"
        rf"|{_WHEN}{_ISSUE}的?|{_ISSUE}于{_WHEN}"
        r"|date of issue|issue date"
        r"|when (?:was|were) [^?]{0,80}?(?:issued|published|released|dated)"
    ),
    Asked.ADDRESSEES: re.compile(
        r"主送(?:机关|单位|给?谁|哪些\w{0,4})?|(?:印?发|下发)给(?:谁|哪[些个几]\w{0,4})"
        r"|addressees?|addressed to"
    ),
    Asked.VALIDITY: re.compile(
        r"有效期(?!内|满)(?:限)?(?:到|至|是|有|为)?(?:什么时候|何时|哪[天年一]\w?|多久|多长\w{0,2}|几[年个月]+)?"
        r"|(?:还|仍然?|是否|是不是|有没有|目前|现在)(?:还|仍然?|继续)?(?:有效|管用|算数|适用)"
        rf"|{_WHEN}(?:到期|失效|过期|作废|废止|截止执行)|(?:到期|失效|过期|作废)了?(?:没有?|吗|日期|时间)"
        r"|(?:已经?|是否|有没有|是不是)被?(?:到期|失效|过期|作废|废止|取代)了?"
        r"|废止了?(?:吗|没有?)|被(?:哪|什么|谁)\w{0,8}?废止了?"
        rf"|被(?:哪|什么)[个份些]?新?的?(?:{_KIND})\w{{0,4}}?(?:取代|替代|代替)了?"
        rf"|(?:{_KIND})(?:后来|已经|现在)?被(?:谁|什么|哪个)(?:取代|替代|代替)了?"
        r"|被(?:废止|取代|替代)了?(?:吗|没有?)|(?:还|仍)(?:能|可以|在)(?:用|执行|适用|沿用)吗?"
        r"|(?:还|仍)执行(?:吗|不)"
        r"|still (?:valid|in force|in effect|effective|apply|applies)|\bexpires?d?\b"
        r"|valid until|validity"
        r"|(?:repealed|superseded|replaced|abolished)(?: by)?"
    ),
    Asked.EFFECT: re.compile(
        rf"(?:从|自)?{_WHEN}(?:起|开始|正式)*(?:施行|实施|生效|执行|起效)(?!完)"
        r"|(?:施行|生效|起?实施|起?执行)(?:日期|的?时间)|生效了?(?:吗|没有?)"
        r"|takes? effect|com(?:e|es|ing)? into (?:force|effect)|came into|effective date"
        r"|in force yet"
    ),
    Asked.REPEALS: re.compile(
        r"废止了?(?:的)?(?:哪|什么|几)[些个份几]?(?:旧|老)?(?:文件|规定|办法|通知)?"
        rf"|(?:取代|替代|代替)了?(?:的)?(?:是)?(?:哪|什么|几)[些个份几]?(?:旧|老|原来|以前)?的?(?:{_KIND})"
        r"|同时废止|(?:废止|取代)的是\w{0,4}?(?:哪|什么)\w?"
        r"|(?:does|did) [^?]{0,60}(?:repeal|replace|supersede)(?: which \w+| what)?"
        r"|(?:repeals?|replaces?|supersedes?) (?:which|what)"
    ),
    Asked.PERIOD: re.compile(
        r"(?:还|仍|是否|是不是)(?:还)?在?(?:规划|计划|行动|实施|方案)?期(?:限)?之?内吗?"
        r"|在(?:规划|计划|行动|实施|方案)?期(?:限)?之?内吗"
        r"|(?:规划|计划|行动|方案)期(?:限)?(?:是|到|为)?(?:什么|哪|几|多)\w{0,4}"
        r"|(?:管|覆盖|做)到哪一?年|still running|still within its|planning period"
    ),
}
# Documents that a notice goes back to, and things that are valid, issued or begun themselves.
_CITED = re.compile(r"根据|依据|落实|批复|引用的|提到的|废止的|上位|上级")
_THING_ISSUED = re.compile(
    r"(?:预警|信号|警报|信息|结果|名单|榜单|清单|通报|成绩|数据|响应|报告|新闻|指南|招聘|榜)"
    rf"\w{{0,4}}(?:{_WHEN}|由?谁|{_ISSUE})|"
    rf"{_ISSUE}(?:预警|信号|警报|信息|结果|名单|榜单|清单|成绩|数据|响应)"
)
# What is issued, named behind the verb: 由谁签发Ⅲ级响应.
_OBJECT = re.compile(
    r"(?![的了呢吗啊吧过来于和与及或、还]|以及|机关|单位|部门|日期|时间)[\u3400-\u9fffa-z0-9Ⅰ-ⅻ]"
)
_THING_VALID = re.compile(
    r"(?:许可|执照|证书?|合同|协议|资格|资质|报告|卡|券|保险|证明|承诺|名单|标识|牌照|贷款|租约|租期|"
    r"保单|认定|身份|年票)"
    r"\w{0,6}?(?:有效|到期|过期|失效|作废|续)|licen[cs]e|permit|contract|certificate"
)
# Persons and things are replaced, too.
_REPLACED = re.compile(r"replaced?s?\b|supersede|取代|替代|代替")
_OF_PERSONS = re.compile(
    r"谁(?!废止)|哪位|接任|[局主市县区院厅处科校馆站书][长任记]|"
    r"\b(?:who|whom|whose|he|she|they|him|her|them|person|director|mayor|head|chief|secretary|"
    r"official|predecessor|successor|post)\b"
)
_OF_THINGS = re.compile(
    r"\b(?:what|which) "
    r"(?!(?:\w+ )?(?:document|notice|polic|rule|measure|plan|regulation|provision))"
    r"(?!(?:does|did|do|is|was|has)\b)\w+"
)
_THING_BEGUN = re.compile(
    r"(?:项目|工程|活动|比赛|大赛|演练|收费|征收|普查|改造|建设|申报|报名|评选)(?:(?!办法|方案|细则|政策|规定|通知|预案)\w){0,6}$"
)
_AGE = re.compile(
    r"试用|挂职|任期|聘期|保修期|质保期|工期|学期|施工期|孕期|防火期|汛期|采暖期|供暖期|假期"
)
# What asks on behalf of a word before it: 文号和成文日期分别是什么.
_WHAT = "(?:什么|哪[个天年一份些]?|多少|几号|谁|何时)"
_TAIL = rf"(?:分别|各|具体)?(?:是|为|叫|写的?|的是)?{_WHAT}?(?:来着|呢|吗|的)?"
_FRONT = rf"(?:是|为)?{_WHAT}?"
_BEHIND_NAME = re.compile(rf"(?:[的是为]|{_WHAT}|现在|目前|如今){{1,30}}$")
_ELSE = re.compile(
    r"什么|哪|谁|多少|多久|多长|几|怎|如何|为何|为什么|吗|呢|是否|能不能|是不是|有没有|"
    r"说说|讲讲|列出|介绍|概括|简述|总结|"
    r"\b(?:what|who|whom|which|how|why|when|where|does|is|are|can|list|describe|explain)\b"
)
# Words that ask for nothing by themselves, and titles.
_FORMS = re.compile(
    r"^(?:what|which|when) (?:is|was|are|were|does|did)\b|^(?:is|are|was|were|does|did|has|have)\b"
    r"|哪[份个一]+(?=文件|通知|政策)|《[^》]{0,300}》"
)
_NAME = re.compile(
    r"(?P<name>[\u3400-\u9fff]{2,16}(?:办法|规定|意见|细则|预案|措施|方案|计划|规划|条例|制度|决定))$"
)
_SHORT = 14  # characters of a question that can only be about the notice spoken of


def asked(question: str, *, named: bool = False) -> Asked:
    """Return what ``question`` (matching form) asks of a notice itself.

    :param named: whether it names a notice, by number or title.
    """
    kinds = Asked.NOTHING
    for kind, pattern in _ASKS.items():
        match = pattern.search(question)
        if match and _of_notice(kind, match, question, named):
            kinds |= kind
    return kinds


def document_spoken_of(question: str) -> str:
    """Return the name by which ``question`` speaks of the document it asks about, "" for none.

    What stands before the first thing asked of it: 再生水试点方案 in 再生水试点方案是什么文号.
    """
    starts = [match.start() for pattern in _ASKS.values() if (match := pattern.search(question))]
    before = question[: min(starts, default=0)]
    match = _NAME.search(_BEHIND_NAME.sub("", before))
    return match["name"] if match else ""


def described(question: str) -> str:
    """Return what ``question`` says of the document before it asks something of it."""
    starts = [match.start() for pattern in _ASKS.values() if (match := pattern.search(question))]
    return re.split(r"[?。;!]", question[: min(starts, default=0)])[-1]


def nothing_else(question: str, kinds: Asked) -> bool:
    """Return whether ``question`` asks for nothing besides ``kinds``."""
    rest = question
    for kind in kinds:
        rest = re.sub(f"(?:{_ASKS[kind].pattern})", "\0", rest)
    rest = re.sub(f"{_FRONT}\0(?:[和与及、,\\s]|以及|还有|\0)*{_TAIL}", "", rest)
    rest = _FORMS.sub("", rest)
    return not _ELSE.search(rest)


def _of_notice(kind: Asked, match: re.Match[str], question: str, named: bool) -> bool:
    """Return whether it is the notice that is asked for, not something it speaks of."""
    if kind in Asked.VALIDITY | Asked.REPEALS and _REPLACED.search(match[0]):
        part = next((it for it in parts_of(question) if _REPLACED.search(it)), question)
        if _OF_PERSONS.search(part) or _OF_THINGS.search(part):
            return False
    if kind in Asked.NUMBER | Asked.ISSUER | Asked.ISSUED and _CITED.search(question):
        return False
    if kind in Asked.ISSUER | Asked.ISSUED:
        after = question[match.end() :]
        is_verb = re.search(f"{_ISSUE}$", match[0])
        if is_verb and _OBJECT.match(after) and not re.match(rf"\w{{0,16}}?(?:{_PAPER})", after):
            return False
        return not _THING_ISSUED.search(question)
    if kind in Asked.VALIDITY | Asked.EFFECT | Asked.PERIOD:
        if _THING_VALID.search(question) or _AGE.search(question):
            return False
        if kind is Asked.EFFECT and _THING_BEGUN.search(question[: match.start()]):
            return False
        before = question[max(0, match.start() - 30) : match.start()]
        return named or bool(re.search(_PAPER, before)) or len(question) <= _SHORT
    return True
