"""Furniture of a web page around a notice (页面附属信息): bars, counters, buttons, links."""

from __future__ import annotations

import re

_LABELS = (
    r"发布时间|发布日期|发文时间|更新时间|成文日期|公开日期|信息来源|来源|作者|浏览次数|浏览量|阅读次数|访问量|点击数|"
    r"点击次数|点击率|阅读量|字体大小|字体|字号|保护视力色|责任编辑|编辑|打印|分享|分享到|收藏|签发人|打印本页|关闭窗口|朗读|"
    r"文字大小|视力保护色|公开方式|公开形式|有效性|效力状态"
)
_VALUE = (
    r"(?:\[[^\[\]\n]{0,24}\]|\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s\d{1,2}:\d\d(?::\d\d)?)?"
    r"|[^\s:]{1,30})"
)
# What may stand between the parts of a head: counters with their values, urgency, secrecy, rules.
_BETWEEN = re.compile(
    rf"[\s,、|]*(?:(?:(?:{_LABELS})\s?:\s?{_VALUE}?|特\s?急|加\s?急|急\s?件|[机秘绝]密(?:★\S{{0,6}})?"
    r"|[—\-_=─━]{4,}|(?:\[?[大中小]\]?\s){2,}\[?[大中小]\]?|\[?(?:打印|关闭|收藏|分享)\]?(?=\s))[\s,、|]*)*"
)
# Behind a notice: links to explanations, share buttons, closing bars, breadcrumbs.
_BEHIND = re.compile(
    r"相关链接|相关解读|相关附件下载|附件下载|相关政策|相关文[件章]|政策解读|图解|一图读懂|扫一扫|打印本页|打印\s?关闭|"
    r"关闭窗口|分享到|责任编辑|上一篇|下一篇|当前位置|您的位置|您所在的位置|首页\s?>|新闻中心|版权所有|点击阅读|"
    r"阅读全文|查看全文|【打印|[—-]\s\d{1,3}\s[—-]"
)
_BULLETS = " \n•·●▪■◆"
_LINE = 160  # characters that such a line can have


def skip_between(text: str, at: int) -> int:
    """Return where what follows ``at`` in a head begins, behind blanks and counters."""
    match = _BETWEEN.match(text, at)
    return match.end() if match else at


def trim(text: str, start: int, end: int) -> int:
    """Return where ``text[start:end]`` ends without the furniture and bullets behind it."""
    furniture = [
        match.start()
        for match in _BEHIND.finditer(text, start, end)
        if match.start() == start or text[match.start() - 1] in " \n。"
    ]
    while furniture:
        at = furniture.pop()
        line = text.find("\n", at, end)
        rest = text[at : end if line < 0 else line]
        if len(rest) > _LINE or "。" in rest or text[at + len(rest) : end].strip(_BULLETS):
            break
        end = at
    return start + len(text[start:end].rstrip(_BULLETS))
