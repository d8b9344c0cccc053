"""What of a web page is its main text: everything but what is hidden, leads elsewhere or frames it.

Nothing is chosen, only junk is left out: a notice whose signature stands outside the box with
the text must not lose it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.notices.formats.web.css import Element, Paint, Sheet, is_hidden

_DROPPED = frozenset({
    "head", "script", "style", "noscript", "template", "nav", "aside", "footer", "button",
    "select", "option", "textarea", "input", "iframe", "object", "embed", "svg", "canvas",
    "audio", "video", "map", "dialog", "datalist", "rp", "rt", "del", "s", "strike",
})  # fmt: skip
_ROLES = frozenset({
    "navigation", "banner", "contentinfo", "search", "complementary", "menu", "menubar",
    "dialog",
})  # fmt: skip
_BLOCKS = frozenset({
    "div", "ul", "ol", "dl", "table", "td", "p", "section", "header", "center", "span", "form",
    "li", "dd", "tr",
})  # fmt: skip
_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|bread-?crumbs?|crumbs?|footer|foot|sidebar|share|"
    r"bdshare\w*|toolbar|pagination|pager|copyright|breadcrumbnav|related|recommend|comments?)"
    r"(?=$|[\s_-])",
    re.I,
)
_IMPRINT = re.compile(r"版权所有|ICP备|公网安备|网站标识码|网站地图|版權所有")
_BREADCRUMB = re.compile(
    r"(?:您?(?:现在|当前|所在)*的?位置[:：]?)?(?:(?:网站|本站)?首页|[^。:：]{0,20}?[>›»＞→])"
)
_ELSEWHERE = re.compile(
    r"(?:相关(?:文档|解读|链接|新闻|信息|阅读|政策|文件|推荐|报道|稿件)|政策解读|解读材料|[上下]一[篇条])[:：]?"
)
# Each is read in one way only: a row of them that ends in something else is not read again.
_NO_BUTTON = (
    r"(?!(?:浏览|阅读|访问|点击)(?:次数|数|量|率)[:：]|(?:字号|字体)(?:大小)?[:：]?[\[【(（]"
    r"|分享[到至][:：]|(?:(?:打印|关闭)本页|关闭窗口)(?!\w))"
)
_BUTTONS = re.compile(
    r"(?=.*\w)(?:(?:浏览|阅读|访问|点击)(?:次数|数|量|率)[:：]\d*+次?|(?:字号|字体)(?:大小)?[:：]?[\[【(（][大中小|]*+"
    r"|[\[【](?:打印|关闭|收藏|大|中|小)[\]】]|打印本页|关闭(?:窗口|本页)|分享(?:到|至)[:：]?"
    rf"|扫一扫(?:{_NO_BUTTON}\w){{0,16}}+|今天是\d(?:{_NO_BUTTON}\w)*+|[\[【(（\]】)）|])++"
)
# What the notice itself may say there: its number, or a title that is no link.
_TITLED = re.compile(r"[〔\[（(]\d{4}[〕\]）)]\d|关于.{2,99}的(?:通知|意见|决定|通告|公告|批复|函)")
_ATTACHMENT = re.compile(r"附\s*件|\.(?:docx?|xlsx?|pptx?|wps|et|pdf|ofd|zip|rar)$", re.I)
_DECORATIONS = ("text-decoration", "text-decoration-line")
_MARGINS = ("header", "footer", "footnote", "footnote-list", "endnote-list", "comment-list")
_NOTE = re.compile(r"sd(?:foot|end)note(?:anc|sym|\d+)$")
_LEAD = 30  # characters that show what a block is
_HEADING = 40  # characters of a block beside its links that leads elsewhere
_LONG = 200  # characters: a block with more text of its own than that is no mere frame


@dataclass(slots=True)
class _Tally:
    """What stands in an element so far."""

    paint: Paint
    in_link: bool
    invisible: bool
    text: int = 0
    linked: int = 0
    links: int = 0
    ends: int = 0  # ends of sentences
    imprint: bool = False
    attachments: bool = False
    dropped: bool = False
    lead: str = ""
    titled: bool = False

    def add(self, text: str | None) -> None:
        if not text or text.isspace():
            return
        bare = "".join(text.split())
        self.text += len(bare)
        self.linked += len(bare) if self.in_link else 0
        if len(bare) > 1:
            self.ends += bare.count("。")
            self.imprint |= _IMPRINT.search(bare) is not None
            self.attachments |= _ATTACHMENT.search(bare) is not None
            self.titled |= not self.in_link and _TITLED.search(bare) is not None
        elif bare == "。":
            self.ends += 1
        if len(self.lead) < _LEAD:
            self.lead += bare[:_LEAD]

    def merge(self, inner: _Tally) -> None:
        self.text += inner.text
        self.linked += inner.linked
        self.links += inner.links
        self.ends += inner.ends
        self.imprint |= inner.imprint
        self.attachments |= inner.attachments
        self.titled |= inner.titled
        if len(self.lead) < _LEAD:
            self.lead += inner.lead


class Cleaner:
    """Empties the elements of a page that are not main text; call ``start`` and ``end`` in turn."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._open: list[_Tally] = [_Tally(Paint(), False, False)]

    def start(self, element: Element) -> bool:
        """Enter an element; return whether what is in it need be looked at."""
        above, tag = self._open[-1], element.tag
        style = self._sheet.of(element)
        tally = _Tally(above.paint, above.in_link or tag == "a", above.invisible)
        self._open.append(tally)
        if style:
            tally.paint = above.paint.within(style)
            tally.invisible = tally.paint.is_invisible
        if tag == "a":
            tally.links = 1
            tally.attachments = _ATTACHMENT.search(element.get("href") or "") is not None
        tally.dropped = tag in _DROPPED or (bool(element.keys()) and _is_unread(element, style))
        tally.dropped |= bool(style) and is_hidden(style)
        if not tally.dropped and element.text:
            if tally.invisible:
                element.text = None
            else:
                tally.add(element.text)
        return not tally.dropped

    def end(self, element: Element) -> None:
        """Leave an element; what it holds goes when it turned out to be no main text."""
        tally = self._open.pop()
        above = self._open[-1]
        if tally.dropped or _is_junk(element, tally):
            # Kept and not put back: a tail may hold controls, which lxml reads and does not write.
            element.clear(keep_tail=True)
            element.tag = "span"
        else:
            above.merge(tally)
        if element.tail:
            if above.invisible:
                element.tail = None
            else:
                above.add(element.tail)


def _is_unread(element: Element, style: dict[str, str]) -> bool:
    """Return whether an element's attributes say that it is no text to read.

    Hidden, navigation, deleted, or what word processors print around the text: heads, feet and
    footnotes with the marks that refer to them, as LibreOffice and Word write them.
    """
    if element.get("hidden") is not None or (element.get("role") or "").lower() in _ROLES:
        return True
    if any("line-through" in style.get(name, "") for name in _DECORATIONS):
        return True
    if style.get("mso-element", "") in _MARGINS or "mso-footnote-id" in style:
        return True
    if element.tag == "div" and (element.get("title") or "") in ("header", "footer"):
        return True
    return _NOTE.match(f"{element.get('class') or ''}{element.get('id') or ''}") is not None


def _is_junk(element: Element, tally: _Tally) -> bool:
    """Return whether a block is navigation, a list of links, an imprint or a button of the site."""
    if element.tag not in _BLOCKS or not tally.text or tally.attachments:
        return False
    own = tally.text - tally.linked
    if own > _LONG or tally.ends > 1:
        return False
    if tally.links and _BREADCRUMB.match(tally.lead) and not tally.ends:
        return True
    if tally.titled:
        return False
    if tally.text < _LEAD and _BUTTONS.fullmatch(tally.lead):
        return True
    leads = element.tag != "span" and not tally.ends and _ELSEWHERE.match(tally.lead)
    if leads and (len(leads[0]) == tally.text or (tally.links and own <= _HEADING)):
        return True
    if tally.imprint and not tally.ends:
        return True
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    if _NAMES.search(names):
        return True
    return tally.links > 1 and tally.linked > 0.6 * tally.text and not tally.ends
