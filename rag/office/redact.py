"""What could tell who somebody is goes out of a text before it is kept.

Numbers of telephones, identity cards (居民身份证), bank cards and passports, e-mail addresses, car
plates (号牌) and whatever else is a long row of digits. Names and addresses (地址) cannot be told
from other words and stay. Document numbers (发文字号), dates, amounts and clause labels are what
questions are about, and stay, too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

MARK = "［隐去］"
"""Stands for what was taken out."""

_CN = "〇○零一二三四五六七八九幺两"
_PLACES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼滬雲遼魯蘇贛陝閩貴粵寧瓊晉"
_SEP = r"[ .·_\u2010-\u2015-]"
_SUM = "(?:[万萬亿億圆圓]|[美欧歐日港澳]?元(?![旦宵]))"  # 150-20000000元 is no telephone
_SAID = (
    "电话|手机|座机|热线|号码|联系方式|致电|拨打|身份证|护照|卡号|账号|帐号|学号|工号|qq|微信"
    "|電話|手機|座機|熱線|號碼|聯絡方式|致電|撥打|身份證|護照|卡號|賬號|帳號"
    "|tel|phone|mobile|wechat|vx"
)
# Each is told by its own form, whatever stands around it. None looks further than a few tokens, so
# that no text makes them slow.
_FORMS = tuple(
    re.compile(pattern, re.IGNORECASE | re.ASCII)
    for pattern in (
        # E-mail.
        r"(?<![a-z0-9_.+%-])[a-z0-9_.+%-]{1,64} ?@ ?[a-z0-9-]{1,64}(?:\.[a-z0-9-]{1,64}){1,6}",
        # Mobiles in groups (138 1234 5678), or figure by figure.
        rf"(?<!\d)(?:\+?86{_SEP}?)?1[3-9]\d(?:{_SEP}\d{{4}}{_SEP}\d{{4}}"
        rf"|{_SEP}?\d{{4}}{_SEP}?\d{{4}}(?<!\d{{11}})(?! ?{_SUM}))(?!\d)",
        rf"(?:\+86{_SEP}?|(?<!\d)86{_SEP})1[3-9]\d{{9}}(?!\d)",
        r"(?<!\d)1(?P<each>[ .,、-])[3-9](?:(?P=each)\d){9}(?!\d)",
        # Landlines: area code (区号), number, extension (分机); numbers abroad.
        r"(?<!\d)\(?(?:\+?86[ -]?)?0(?:10|2\d|[3-9]\d\d) ?\)?[ \u2010-\u2015-]{0,2}"
        r"[2-9]\d{2,3}[ -]?\d{4}(?:[ -]?(?:转|轉|分机|分機|ext\.?) ?\d{1,6}|-\d{1,5})?(?!\d)",
        r"\+\d{1,3}(?:[ -]\(?\d{1,4}\)?){2,5}(?!\d)",
        # Cards in groups: 6-8-4 of an identity, 4-4-4-4 of a bank; years in a row are neither.
        r"(?<!\d)\d{6}[ -]\d{8}[ -]\d{3}[\dx](?![a-z0-9])",
        r"(?<!\d)(?!(?:(?:19|20)\d\d[ -]){2,4}(?:19|20)\d\d(?!\d))"
        r"\d{4}(?P<sep>[ -])(?:\d{4}(?P=sep)){2,3}\d{1,4}(?!\d)",
        # Plates (GA 36): five signs, or six for new energy; three of them figures at least.
        rf"[{_PLACES}] ?[a-hj-np-z] ?[·•.-]? ?(?=(?:[a-z]{{0,3}}\d){{3}})"
        r"[a-hj-np-z0-9]{4,5}[a-hj-np-z0-9学學警挂掛港澳领領](?![a-z0-9年])",
        # Figures as they are read aloud: 幺三八零零…
        rf"[{_CN}]{{7,}}|(?<![{_CN}])[{_CN}]{{3,4}}(?:[ -][{_CN}]{{3,4}}){{1,4}}(?![{_CN}])",
        # Behind a word that says so, even a short number is somebody's.
        rf"(?:{_SAID})(?P<link>[\s:是为為号號码碼的,(]{{0,4}})"
        r"(?:[a-z]{0,2}\d(?:[ -]?\d){5,18}[a-z]?"
        r"|(?<=[q信tx:号號 是])(?=[a-z_-]{0,12}\d)[a-z][a-z0-9_-]{4,19})(?![a-z0-9])",
    )
)
_TOKEN = re.compile(r"[a-z0-9]+", re.IGNORECASE)
_SEVEN = re.compile(r"\d{7}")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")
# A row of digits is an amount by what it counts; eleven and more by a currency alone.
_CURRENCY = re.compile(r"(?:[¥$€£]|人民币|人民幣|rmb|cny|usd) ?$", re.IGNORECASE)
_DECIMALS = r"(?:\.\d{1,6})?(?: ?[~至到\u2010-\u2015-] ?\d{1,12}(?:\.\d{1,6})?)? ?"
_MONEY = re.compile(rf"{_DECIMALS}(?:[美欧歐日港澳]?元(?![旦宵])|[圆圓]|rmb|cny|usd|yuan)", re.I)
_COUNT = re.compile(
    rf"{_DECIMALS}[多余餘]?(?:[万萬亿億人户戶亩畝米吨噸斤辆輛件套台头頭株棵册份次%]"
    r"|公顷|公頃|平方|立方|公里|千米|公斤|千克|千瓦)"
)
_LONGEST_COUNT, _LONGEST_AMOUNT = 10, 13
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")


def redact(text: str) -> str:
    """Return ``text`` with ``MARK`` in place of what could identify a person.

    >>> redact("鄂府发〔2024〕36号的补贴，2024年5月1日前打13800138000能问到吗")
    '鄂府发〔2024〕36号的补贴，2024年5月1日前打［隐去］能问到吗'
    """
    text = _UNSEEN.sub("", text)  # within a number they would hide it
    plain = "".join(map(_plain, text))
    out, at = [], 0
    for start, end in sorted(_found(plain)):
        if start >= at:
            out += [text[at:start], MARK]
        at = max(at, end)
    return "".join([*out, text[at:]])


def _plain(char: str) -> str:
    """Return a digit of any script, or a full-width sign, as ASCII has it; ① stays what it is."""
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    if "！" <= char <= "～":
        return chr(ord(char) - 0xFEE0)
    return " " if char in "\u00a0\u3000\t" or "\u2000" <= char <= "\u200a" else char


def _found(plain: str) -> Iterator[tuple[int, int]]:
    for form in _FORMS:
        for match in form.finditer(plain):
            link = match.end("link") if "link" in form.groupindex else match.start()
            yield link, match.end()
    for token in _TOKEN.finditer(plain):
        if _SEVEN.search(token[0]) and not _kept(plain, token):
            yield token.span()


def _kept(plain: str, token: re.Match[str]) -> bool:
    """Return whether a token with a long row of digits is a date (20240514) or an amount."""
    digits = re.match(r"\d*", token[0])
    size = len(digits[0]) if digits else 0
    if size != len(token[0]):
        return size <= _LONGEST_AMOUNT and bool(_MONEY.match(plain, token.start() + size))
    day = _COMPACT.fullmatch(token[0])
    if day and "1900" <= day[1] < "2100" and _is_day(*map(int, day.groups())):
        return True
    before = plain[max(0, token.start() - 12) : token.start()]
    money = _CURRENCY.search(before) or _MONEY.match(plain, token.end())
    if size <= _LONGEST_AMOUNT and money:
        return True
    return size <= _LONGEST_COUNT and bool(_COUNT.match(plain, token.end()))


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
