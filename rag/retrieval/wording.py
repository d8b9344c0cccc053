"""Closed classes of Chinese words that questions are made of, beside what they are about.

Patterns are for text in simplified script and plain width (``bare``). What a question asks of
anything whatever (时间, 条件) and what is done in any procedure (申请, 验收) count with them: alone
they name no topic.
"""

from __future__ import annotations

import re

from rag.notices.fold import simplify
from rag.retrieval.language import plain

QUESTION_WORD = re.compile(
    "为什么|什么时候|什么|怎么样|怎么|怎样|如何|为何|何时|何地|哪些|哪里|哪儿"
    "|(?:哪几?|几)[个天年月日次人元种类级项家份条位批届步]?|多少钱?|多久|多长|多大|多高|多远|多快|谁|啥|咋"
    "|是否|能否|可否|有没有|是不是|能不能|可不可以|会不会|要不要|该不该|吗|么(?=[?？。!！\\s]*$)"
)
# Courtesies, and what joins a question to the turn before it. 那个, 那些 … point instead.
_COURTESY = (
    "您好|你好|请教一下|请教|请问一下|请问|劳驾|麻烦问一下|麻烦问下|麻烦|谢谢您?|感谢"
    "|(?:我们?)?(?:还|再|就)?想(?:再)?(?:请)?(?:问|知道|了解|咨询)(?:一下|下)?"
    "|(?:再|顺便|顺带)?问(?:一下|一个|下)|好的?(?=[,，。;；、!！\\s])|好吧|嗯+|哦+|噢+"
    "|明白了?(?=[,，。!！\\s])|知道了|了解了|对了|这个(?=[,，、…\\s])|那个(?=[,，、…\\s])"
)
JOINING = (
    "那么|那(?![个些项笔份部条类种名位家里边儿时年天样次])|另外(?!的)|还有(?!哪|什么|多少|别|其|没|几)"
    "|然后|以及|此外|接着|再者|就是|所以"
)
OPENING = re.compile(rf"(?:(?P<joins>{JOINING})|{_COURTESY}|[,，、。.;；:：!！…·\s])+")
WANTS_TO_KNOW = re.compile("想(?:再)?(?:请)?(?:知道|了解|咨询)|介绍|说说|讲讲|列出|列一下|告诉")
CLOSING = re.compile(r"(?:谢谢您?|多谢您?|麻烦您?了|感谢|拜托了?|[,，。.;；!！?？…\s]){1,80}$")
TAIL = re.compile("(?<![呢啊呀吧嘛哦])[呢啊呀吧嘛哦]+$")

# What may be asked of anything (问的方面) and steps of any procedure (办事动作).
ASPECT = re.compile(
    "有效期限?|截止日期|截止时间|时间|日期|期限|时限|年限|地点|地址|电话|联系方式|联系人|条件|要求"
    "|标准|额度|金额|数额|上限|下限|比例|范围|对象|资格|材料|手续|流程|程序|步骤|方式|办法|依据|原因"
    "|结果|部门|单位|机构|负责人|牵头人|组长|数量|名额|情况|内容|规定|文件|通知|政策|东西|事情?"
)
ACT = re.compile(
    "申请|申报|报名|办理|办|领取|领|受理|提交|交给|上交|缴纳|缴|交|携带|带|准备|提供|填写|填|联系|咨询|找"
    "|负责|牵头|主管|管理|管|监督|审核|审批|评审|审议|验收|公示|公布|发布|印发|发放|发|兑付|退还|退"
    "|施行|实施|执行|生效|失效|到期|截止|截至|开始|结束|完成|享受|参加|符合|满足|取消|变更|延期|续期"
    "|处罚|罚|处理|规定|补|给|拿|算|用|做|出|说|讲|写|看|问|当|任命|任|减免|起"
)
# 减免期, 申请人, 受理点: what belongs to a step.
_LONG_ACTS = "|".join(act for act in ACT.pattern.split("|") if len(act) > 1)
_ACT_NOUN = re.compile(f"(?:{_LONG_ACTS})[期人日额率表书点处]")
FUNCTION = re.compile(
    "如果|要是|万一|假如|中途|不|没有?|具体|大概|大约|至少|至多|一般|分别|一共|总共|现在|目前|以后|之后|之前|以前|期间|最[高低大小长短多少早晚快后]"
    "|必须|需要|需|应当|应该|应|可以|可|能够|能|会|要|得|进行|够|行|对|向|按照|按|从|到|由|归|为|及|或|等"
    "|再|又|才|只|先|后|已经?|正在|当|所|以|其|它们?|他们?|她们?|自己|咱们?|我们?|你们?|您"
    "|第?[一二三四五六七八九十两\\d]+[个次年月天日元块项条款名位份岁级类批期届档种步轮周]?"
    "|多少|请问|的话|的|了|是|在|有|吗|呢|吧|呀|啊|嘛|么|这|那|个|些|都|还|就|也|和|与|跟|把|被|让|想|该|着|过|去|来|里|中|上|下"
)
RESTRICTS = re.compile("如果|要是|万一|假如|若|没有?|不|未|逾期|超过|超期")
PERSON = re.compile("[人者员户生工民口老]$|企业$|公司$|家庭$|机构$|单位$|孩子?$|子女$")


def bare(text: str) -> str:
    """Return ``text`` in simplified script and plain width, character by character."""
    return simplify(plain(text))


def own_words(text: str) -> str:
    """Return what a question in bare form is about by itself, a blank for each of the rest."""
    for words in (QUESTION_WORD, ASPECT, _ACT_NOUN, ACT, FUNCTION):
        text = words.sub(lambda m: " " * len(m[0]), text)
    return re.sub("[^\u3400-\u9fffA-Za-z0-9Ⅰ-Ⅻ]", " ", text)


def size(words: str) -> int:
    """Return how much text with blanks holds: characters, a Latin word as two."""
    return len(re.findall("[\u3400-\u9fffⅠ-Ⅻ]", words)) + 2 * len(re.findall("[A-Za-z0-9]+", words))
