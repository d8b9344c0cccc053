"""What a question asks of persons and posts: who, which post, which of before."""

from __future__ import annotations

import re
from collections.abc import Container
from functools import cached_property

from rag.answering.known import mentions
from rag.answering.known.parts import asks, parts_of
from rag.notices.offices import OFFICE

_WHO = re.compile(
    r"谁|哪一?[位名](?!置)|哪几[位名]|什么人|何人|有(?:哪些?|几[个位]?)副?(?:局|部|厅|主|书|县|区|市|院|校)|哪些人|哪个人|叫什么|姓名|名字|一把手|那位|"
    r"\bwho\b|\bwhom\b|\bwhose\b"
)
_POST = re.compile(
    r"职务|什么职|任何职(?![业责工])|[任当做]了?什么|(?:在|去|到|调)了?哪|哪[个家]?(?:局|单位|部门|处|院|中心|办|委)|现任|原任|曾任|任职|"
    r"上任|到任|挂职|试用|什么官|什么位|职位|岗位|干什么|\bposts?\b|position|\boffice\b|appointed|\brole\b"
    rf"|(?:还是|是不是|是否|不再是|还[担在兼]任)[^,。?]{{0,20}}(?:{OFFICE})"
)
_EARLIER = re.compile(
    r"原来|原先|此前|之前|以前|早先|曾|调任前|任前|原任|former|before|previous|used to"
)
_PREDECESSOR = re.compile(
    r"前任|上一?任(?![前后时以之])|原(?:来的?|先的?)?(?:主任|局长|院长|书记|负责人|一把手|\w{0,3}长)|换|接替|接谁|"
    r"predecessor|replaced?\b|接的谁"
)
# Who came after a person that is named.
_SUCCESSOR = re.compile(
    r"接任|继任|接手|接班|谁(?:来)?接|接替(?!了?(?:的是)?谁)|谁(?:来)?(?:顶上|补上)|"
    r"took over|take over|succeed|who replaced"
)
_STILL = re.compile(
    r"后来|还是|不再|还在[任职岗位]|在不在任|还是[他她]|是否(?:仍|还)?在任|仍在任|卸任|被?免|(?:现在|目前|如今)还|"
    r"\b(?:still|removed|later|since)\b"
)
_EVERY = re.compile(r"先后|历任|哪[些几]\w{0,4}(?:职务|职位|岗位)|all the posts|posts? has")
_IN_GROUP = re.compile(r"哪(?:个|一)?\w{0,3}组|编[在入到]|分[在到]")
_DEPUTY = re.compile(r"\b(?:deputy|vice)\b")
_SAME_PERSON = re.compile(
    r"此人|这个?人|这位|该同志|他|她|其人|\b(?:he|she|they|that person|this person)\b"
)
_WENT = re.compile(r"去了?哪|去向|调[到去]|哪里去|现在在哪|转任|where")
_TRAITS = ("试用期", "挂职", "退休")
# Who leads what is asked of leaders of a government; who is responsible is asked of departments.
_LEADER = re.compile(
    r"[副正]?[市县区旗州省]长|领导|分管|主管|(?:归|由)谁管|谁(?:来|在)?管|"
    r"deputy mayor|vice.?mayor|\bmayor\b"
)
_DUTY = re.compile(
    r"分管|主管|[归由].{0,8}管|管(?!理|委)|负责|协助|联系|抓|in charge of|portfolio|"
    r"responsible|oversees?"
)
_GROUP = re.compile(r"\b(?:group|committee|task force|headquarters)\b")
_NAME = r"(?:谁|哪一?[位名]|什么人|何人|哪几[位名]|哪些人|哪个人)"
_MINISTER = r"副?(?:市|区|县|旗|州|省)?(?:领导|长)"
# Ways to ask that the statements on posts answer, cut out of a part to see what else it asks.
_ANSWERED = (
    re.compile(
        rf"{_NAME}(?=(?:来|去|曾|又|先后|正|新)?(?:担?任|当|做|兼|出任|接|是|在|还|带|有|被|叫|挂|试|退|补|顶|"
        rf"(?:常务)?副?(?:{OFFICE})|{_MINISTER}|的|呢|啊|去了|$|[?,、]))"
    ),
    re.compile(r"叫(?:什么|啥)(?:名字)?|(?:姓名|名字)(?:是|叫)?(?:什么)?"),
    re.compile(
        r"(?:担?任|当|做|兼|是|干|有|个)?(?:了|过|的)?(?:是)?(?:什么|何|哪些|哪个|啥|几个)(?:领导|行政)?"
        r"(?:职(?![业工责])务?|位[子置]|岗位|官|安排)"
        r"|(?:担任|[又新现任]任|任了|当了?|干)(?:什么|啥)(?=$|[?,、了呢])"
    ),
    re.compile(
        r"(?:(?<![设放挂])在|去|到|往)了?哪(?:里|儿|边|[个家]?\w{0,6}?(?:局|单位|部门|处|院|中心|办|委|厅|地方|组))?"
        r"|哪[个家]?(?:局|单位|部门|院|中心|委|厅)(?=\w{0,3}(?:任|当|做|工作|去))"
    ),
    re.compile(r"(?:什么时候|何时|哪[天年一]\w?|几月)\w{0,4}?(?:担?任|上任|到任|任命|免|接)\w?"),
    re.compile(
        r"(?:还是|是不是|是否|有没有)?\w{0,4}(?:挂职|在任|在职|任职|试用|正式|免|退休|转任)\w{0,4}?(?:吗|呢)"
        rf"|(?:还是|是不是|还[担在兼]任)\w{{0,20}}?(?:{OFFICE})了?吗?|是否\w{{0,20}}?(?:{OFFICE})"
        r"|(?:是不是|是否|有没有)\w{0,6}(?:挂职|在任|在职|任职|试用|免|退休)|还是[他她]吗"
    ),
    re.compile(
        r"\bwho(?:m|se)?(?: else)? (?:is|was|are|were|now|currently|heads?|headed|leads?|holds?|"
        r"held|took|replaced|succeeded|did (?:he|she|they)|served|became)\b"
        r"|\bwho (?=chairs|directs|runs)"
        r"|\b(?:which|what) (?:\w+ ){0,2}?"
        r"(?:posts?|positions?|roles?|office|portfolio|bureau|body)\b"
        r"|\bwhere (?:did|was|has|is) (?:he|she|they|the \w+ director)\b"
        r"|\bwhen (?:was|were) \w+ appointed|\bas whose\b"
    ),
)
_IN_CHARGE = re.compile(
    rf"(?:[由归]|是)?(?:{_NAME}|哪个{_MINISTER})(?=(?:{_MINISTER})?(?:来|在)?(?:分管|主管|管|负责|协助|联系|抓))"
    r"|(?:分管|主管|负责|联系|管)(?:的|了)?(?:是)?(?:什么|哪[些几]\w?)(?:工作|领域|方面|部门)?"
    r"|\b(?:who|which deputy mayor|which vice.?mayor|which leader) (?:is|was|oversees?|looks?)\b"
)
_HOW_LONG = re.compile(r"多久|多长(?:时间)?|几[年个]月?|how long")
_TERM = re.compile(r"试用期|挂职时间|任期|任职时间")


class Inquiry:
    """A question in matching form, read for persons and posts."""

    def __init__(self, question: str) -> None:
        self.text = question
        self.who = bool(_WHO.search(question))
        self.post = bool(_POST.search(question))
        self.earlier = bool(_EARLIER.search(question))
        self.predecessor = bool(_PREDECESSOR.search(question))
        self.same_person = bool(_SAME_PERSON.search(question))
        self.successor = bool(_SUCCESSOR.search(question))
        self.still = bool(_STILL.search(question))
        self.every = bool(_EVERY.search(question)) or _several(question)
        self.in_group = bool(_IN_GROUP.search(question))
        self.moved = any(_POST.search(part) and asks(part) for part in parts_of(question))
        self.english = bool(re.search(r"\b(?:who|whom|whose|which|what)\b", question))
        self.deputy = bool(_DEPUTY.search(question))
        self.went = bool(_WENT.search(question))
        self.head = bool(mentions.HEAD.search(question))
        self.leader = bool(_LEADER.search(question) and _DUTY.search(question))
        self.leader_apart = self.leader and any(
            _IN_CHARGE.search(part) and _LEADER.search(part) for part in parts_of(question)
        )
        self.duty = bool(_DUTY.search(question))
        self.group = bool(_GROUP.search(question))
        self.traits = tuple(trait for trait in _TRAITS if trait in question)
        self.offices = tuple(
            dict.fromkeys(match["office"] for match in mentions.POST.finditer(question))
        )
        self.chinese = re.findall(r"[\u3400-\u9fff]{3,}", question)

    @cached_property
    def bodies(self) -> frozenset[str]:
        """The stretches that may name a body."""
        return frozenset(mentions.bodies(self.text))

    def persons(self, known: Container[str]) -> list[str]:
        """Return the persons among ``known`` that are named, where a post is asked for."""
        return mentions.persons(self.text, known) if self.post or self.who else []

    @property
    def of_duty(self) -> str:
        """The parts that ask who is in charge, without the others."""
        parts = [part for part in parts_of(self.text) if _LEADER.search(part)]
        return "?".join([it for it in parts if _DUTY.search(it)] or parts)

    def covered_by(self, said: str, *, duty: bool) -> bool:
        """Return whether each part asks for what ``said`` (statements on posts) holds.

        :param duty: whether it holds who is in charge of what.
        """
        return all(_covered(part, said, duty) for part in parts_of(self.text))


def _several(question: str) -> bool:
    """Return whether two parts ask for a post: 年初是什么职务, 后来又任了什么."""
    return sum(bool(_POST.search(part)) and asks(part) for part in parts_of(question)) > 1


def _covered(part: str, said: str, duty: bool) -> bool:
    if not duty and _IN_CHARGE.search(part):
        return False
    rest = part
    for pattern in (*_ANSWERED, *([_IN_CHARGE] if duty else [])):
        rest = pattern.sub(" ", rest)
    if _TERM.search(said):
        rest = _HOW_LONG.sub(" ", rest)
    return not asks(rest)
