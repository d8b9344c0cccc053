"""Furniture of a web page around a notice (页面附属信息): bars, counters, buttons, links."""

from __future__ import annotations

import re

_LABELS = (
    r"发布时间|发布日期|发文时间|发文日期|更新时间|更新日期|成文日期|公开日期|公布日期|生效日期|施行日期|日期|时间|"
    r"信息来源|文章来源|来源|作者|撰稿|浏览次数|浏览量|浏览|阅读次数|阅读量|阅读|访问量|点击数|点击次数|点击率|点击|"
    r"字体大小|文字大小|字体|字号|视力保护色|保护视力色|责任编辑|编辑|审核|打印|分享到|分享|收藏|签发人|朗读|"
    r"公开方式|公开形式|有效性|时效性|效力状态|效力位阶|索引号|索取号|发布机构|发布单位|发文机关|分类|主题词"
)
_DAY = r"\d{4}[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}日?(?:\s\d{1,2}:\d\d(?::\d\d)?)?"
_VALUE = (
    rf"(?:\[[^\[\]\n]{{0,24}}\]|{_DAY}|[大中小](?:\s[大中小]){{2}}"
    r"|(?![^\s:]{1,30}〔)[^\s:]{1,30})"
)
# What may stand between the parts of a head: counters with their values, urgency, secrecy, rules.
_BETWEEN = re.compile(
    rf"[\s,、|]*(?:(?:[【\[(]?(?:{_LABELS})\s?:\s?{_VALUE}?[】\])]?|{_DAY}(?=\s)|(?:发文字号|文号)\s?:"
    r"|特\s?急|加\s?急|急\s?件|[机秘绝]密(?:★\S{0,6})?|[—\-_=─━]{4,}"
    r"|\[?[大中小]\]?(?:\s\[?[大中小]\]?){1,2}|[\[【(]?(?:打印|关闭|收藏|分享|有效|现行有效)[\]】)]?(?=\s))[\s,、|]*)*"
)
# Behind a notice: links to explanations, share buttons, closing bars, breadcrumbs.
_BEHIND = re.compile(
    r"相关链接|相关解读|相关附件下载|附件下载|文件下载|相关政策|相关文[件章]|相关信息|政策解读|政策问答|解读链接|图解|"
    r"一图读懂|扫一扫|打印本页|打印\s?关闭|【?打印|收藏|纠错|关闭窗口|分享|【?字体|责任编辑|来源\s?:|信息来源|编辑\s?:|"
    r"上一篇|下一篇|当前位置|您的位置|您所在的位置|首页\s?>|新闻中心|网站地图|您访问的链接|主办\s?[:单]|承办\s?[:单]|版权所有|"
    r"网站标识码|[^\s。]{0,4}ICP备|©|Copyright|点击阅读|文件原文下载|[\u3400-\u9fff]{0,6}无障碍|字号\s?:|阅读全文|查看全文|[—-]\s?\d{1,3}\s?[—-]"
)
# A document about the notice that a page prints below it.
_ABOUT = re.compile(
    r"^[ \t]*(?:《[^》\n]{2,80}》|关于[^。\n]{2,80}|\S{2,40}(?:办法|方案|通知|意见|规定|条例))的?"
    r"(?:政策)?(?:解读|解读材料|问答|图解|起草说明)[ \t]*$",
    re.MULTILINE,
)
_SIGNED = re.compile(r"\d{4}年\s?\d{1,2}月\s?\d{1,2}日\s*(?:\n|$)")
_BULLETS = " \n•·●▪■◆"
_LINE = 160  # characters that such a line can have
_MOST = 1_000  # characters that all of it can have


def skip_between(text: str, at: int) -> int:
    """Return where what follows ``at`` in a head begins, behind blanks and counters."""
    match = _BETWEEN.match(text, at)
    return match.end() if match else at


def trim(text: str, start: int, end: int) -> int:
    """Return where ``text[start:end]`` ends without the furniture and bullets behind it."""
    about = _ABOUT.search(text, start, end)
    end = about.start() if about else end
    furniture = [
        match.start()
        for match in _BEHIND.finditer(text, max(start, end - _MOST), end)
        if match.start() == start or text[match.start() - 1] in " \n。"
    ]
    while furniture:
        at = furniture.pop()
        rest = text[at:end]
        long = max(map(len, rest.split("\n"))) > _LINE
        if long or "。" in rest or _SIGNED.search(rest):
            break
        end = at
    return start + len(text[start:end].rstrip(_BULLETS))
