"""What a pronoun may stand for that earlier turns name: a document, a body, a person.

Of an answer nothing else is ever taken over, so that no other text of it can steer the search.
"""

from __future__ import annotations

import re

from rag.notices.docnumber import find_folded
from rag.retrieval.wording import bare

_TITLE = re.compile("《[^《》\n]{1,80}》")
_BODY = re.compile(
    "(?:^|[由归是向找请为和与及])"
    "(?P<name>(?!由|归|是|向|找|请|为|和|与|及)[\u3400-\u9fff]{1,18}?(?:委员会|办公室|人民政府|管委会|指挥部|中心"
    "|集团|公司|[局厅部委院办处站所会]))"
    "(?=牵头|负责|主管|管理|组织|配合|协同|会同|承办|审批|审核|受理|起草|制定|印发|等|和|与|及|的|$)"
)
_RUN = re.compile("[\u3400-\u9fff]+")
# Surnames (姓氏), the hundred or so that nearly all bear; compound ones first.
_SURNAME = (
    "欧阳|上官|司马|诸葛|皇甫|[王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于"
    "蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚"
    "邵万钱严覃武戴莫孔向汤温康葛霍乔赖樊兰殷施洪翟安颜倪牛乌包齐巴云]"
)
_PERSON = re.compile(
    "(?:[长席任员师理记监人]|是|由|为)"
    f"(?P<name>(?:{_SURNAME})[\u3400-\u9fff]{{1,2}})"
    "(?=担任|同志|兼任?|出任|负责|牵头|主持|[^\u3400-\u9fff]|$)"
)


def document_in(text: str) -> str | None:
    """Return the first document number in ``text``, else its first 《title》, else None."""
    for _, start, end in find_folded(text):
        return text[start:end]
    title = _TITLE.search(text)
    return title[0] if title else None


def body_in(text: str) -> str | None:
    """Return the body that ``text`` names first, one that leads before others; None: none."""
    found = [
        (match["name"], run[0][match.end() :])
        for run in _RUN.finditer(bare(text))
        for match in _BODY.finditer(run[0])
    ]
    leads = [name for name, behind in found if behind.startswith("牵头")]
    return next(iter(leads or [name for name, _ in found]), None)


def person_in(text: str) -> str | None:
    """Return the person that ``text`` names first by post or deed, None where it names none."""
    found = _PERSON.search(bare(text))
    return found["name"] if found else None
