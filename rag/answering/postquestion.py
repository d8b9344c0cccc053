"""What a question asks of persons and posts: who, which post, which of before."""

from __future__ import annotations

import re
from collections.abc import Container
from functools import cached_property

from rag.answering import mentions

_WHO = re.compile(
    r"谁|哪一?[位名](?!置)|哪几[位名]|什么人|何人|有(?:哪些?|几[个位]?)副?(?:局|部|厅|主|书|县|区|市|院|校)|哪些人|哪个人|叫什么|姓名|名字|一把手|那位|"
    r"\bwho\b|\bwhom\b|\bwhose\b"
)
_POST = re.compile(
    r"职务|什么职|[任当做]什么|(?:在|去|到|调)了?哪|哪[个家]?(?:局|单位|部门|处|院|中心|办|委)|现任|原任|曾任|任职|"
    r"挂职|试用|什么官|什么位|职位|岗位|干什么|\bposts?\b|position|\boffice\b|appointed|\brole\b"
)
_EARLIER = re.compile(
    r"原来|原先|此前|之前|以前|早先|曾|调任前|任前|原任|former|before|previous|used to"
)
_PREDECESSOR = re.compile(
    r"前任|上一?任|原(?:来的?|先的?)?(?:主任|局长|院长|书记|负责人|一把手|\w{0,3}长)|换|接替|接谁|"
    r"predecessor|replaced"
)
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
_SENTENCE = re.compile(r"[?？。;；!！]")
_ASKS = re.compile(
    r"什么|哪|谁|几[个项家]|怎|如何|吗|是否|多少|\b(?:what|who|which|how|where|when)\b"
)


class Inquiry:
    """A question in matching form, read for persons and posts."""

    def __init__(self, question: str) -> None:
        self.text = question
        self.who = bool(_WHO.search(question))
        self.post = bool(_POST.search(question))
        self.earlier = bool(_EARLIER.search(question))
        self.predecessor = bool(_PREDECESSOR.search(question))
        self.same_person = bool(_SAME_PERSON.search(question))
        self.went = bool(_WENT.search(question))
        self.head = bool(mentions.HEAD.search(question))
        self.leader = bool(_LEADER.search(question) and _DUTY.search(question))
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
        """The sentences that ask who is in charge, without the others."""
        parts = [part for part in _SENTENCE.split(self.text) if _LEADER.search(part)]
        return "?".join(parts)

    @property
    def nothing_else(self) -> bool:
        """Whether each sentence asks for a person or a post."""
        return all(
            not _ASKS.search(part)
            or any(asks.search(part) for asks in (_WHO, _POST, _WENT, _LEADER, mentions.HEAD))
            for part in _SENTENCE.split(self.text)
        )
