"""How long a notice is valid (有效期) and from when (施行日期): a last day, or a period.

民法典 200-203: a period of years or months ends on the corresponding day. Licences, contracts and
other documents have such periods, too: only what a sentence says of the notice itself counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from rag.notices.dates import YEAR, add_months, find_dates, find_months, year_of
from rag.notices.numerals import parse_numeral

_HAN = r"\u3400-\u9fff"
_DAY, _MONTH = "\ufff9", "\ufffa"  # stand for a character of a date, of a month or a year's end
_NOT_OURS = str.maketrans(_DAY + _MONTH, "\ufffd\ufffd")  # where the text has them, it is no date
# All of it, and from its beginning on only.
_D, _W = f"(?<!{_DAY}){_DAY}++", f"(?<![{_DAY}{_MONTH}])[{_DAY}{_MONTH}]++"
_SENTENCE = re.compile(r"[^。;!?\n]{1,600}[。;!?]?")
_HINT = re.compile(
    r"有效|[试暂]行|暂定|[行施用]期|[行施用续期][至到]|[至到][^,]{0,24}?(?:止|失效|行|施)|截[至止]|[起日][至到]"
)
_YEAR_END = re.compile(rf"(?P<y>{YEAR})\s?年\s?(?:年?[底末]|年?终)")
_SAME_YEAR = re.compile(r"(?<=[至到—~-])(\d{1,2})月(\d{1,2})日")

_KINDS = (
    "办法|通知|规定|意见|方案|细则|规则|决定|公告|通告|条例|措施|政策|预案|标准|制度|规划|计划|文件|"
    "规程|规范|导则|指引|指南|章程|准则|守则|纲要|目录|清单|批复|令"
)
_BRACKET = r"(?:\([^()]{1,8}\))?"
# 本办法, 上述政策, 《实施细则》: the notice. 本市…资格, 本次认定的…, 该许可: something else.
_ITSELF = (
    rf"(?:(?:本(?![次批市省县区州盟旗级人院校])|该)[{_HAN}]{{0,6}}?(?:{_KINDS}){_BRACKET}|"
    rf"(?:上述|以上)[{_HAN}]{{0,2}}(?:政策|措施|规定|文件|条款|意见|办法|通知)|"
    rf"本?《[{_HAN}]{{0,6}}(?:{_KINDS}){_BRACKET}》|(?:规范性)?文件|政策(?:措施)?)"
)
_MARK = (
    r"\s*+(?:第[\d一二三四五六七八九十百]{1,5}条|[一二三四五六七八九十]{1,3}、|"
    r"\([^()]{1,4}\)|\d{1,2}[.、])?\s*+"
)
_TAKES = "(?:正式|开始|起)?(?:施行|实施|实行|执行|生效|试行|适用|有效)"
_ISSUE = "(?:印发|发布|公布|下发|颁布|签发|施行|实施|执行)之?日"
_LATER = (
    r"满?\s?(?P<later>\d{1,3}|[一二三四五六七八九十]{1,3})\s?"
    r"(?P<of>个月|个?工作日|[日天])(?:之?后|起)"
)
_SINCE = rf"(?:自|从|于)?\s?(?:本?[{_HAN}]{{0,6}}?{_ISSUE}|{_D})起?(?:算|计算)?"
_SUBJECT = re.compile(rf"{_MARK}{_ITSELF}的?\s?(?:{_SINCE}(?:{_TAKES})?)?\s?")
_NO_SUBJECT = re.compile(rf"{_MARK}[其总且并]?(?:{_SINCE}(?:{_TAKES})?)?\s?")
_NAMED = re.compile(rf"{_MARK}(?:现将)?《[^《》]{{1,80}}》")
_SPOKEN = re.compile(rf"(?P<itself>{_ITSELF})|{_SINCE}{_TAKES}|{_ISSUE}起")
_PAPERS = re.compile(
    r"[证照书卡]|许可|合同|协议|资格|资质|认定|名单|材料|报告|结果|户籍|持有|登记|批准"
)
_EFFECT = re.compile(
    rf"(?P<day>{_D})起?(?:{_TAKES}|[,;。:]|$)|(?:自|从)\s?(?P<since>{_D})起|"
    rf"(?P<issue>{_ISSUE})(?:起)?(?:{_LATER})?"
)

_TO = r"(?:(?:延长|延续|顺延)?(?:至|到)|截至|截止(?:至|到)?|延至)(?:于|为)?\s?"
# Of the notice as a whole: 施行, not 施行的, 实施方案, 执行标准.
_BEGINS = re.compile(
    rf"(?:(?:自|从|于)\s?)?(?:(?P<day>{_D})起?|"
    rf"(?:(?<=[自从])本[{_HAN}]{{0,6}}?)?(?P<issue>{_ISSUE})起?(?:{_LATER})?)"
    rf",?\s?{_TAKES}(?=[,，。;)\s]|$)"
)
# A heading that its page glued to the sentence: 7.3预案实施 本预案自…
_RUNS_INTO = re.compile(rf"[\s.)]{_ITSELF}$")
_TAKES_EFFECT = re.compile(_TAKES)
_GIVEN_OUT = re.compile(r"解释|现予|现将|现印发|予以[公发]布")

_UNTIL = rf"{_TO}(?P<until>{_W})(?!\s?(?:以[上下前后内]|之?[前后]))"
_TERM = (
    r"(?P<count>\d{1,3}|[一二三四五六七八九十两]{1,3}|半)\s?(?:\([^()]{1,3}\)\s?)?"
    r"(?P<unit>周?年|个月|[天日])(?P<half>半)?"
    r"(?!\s?(?:以[上下内前后来]|之?[内前后]|行动|计划|规划|[的度]|期满|届满))"
)
_IS = r"\s?限?(?:均|一律|统一)?(?:为|是|:|定为|暂定为?)?\s?"
_PERIODS = (
    "(?:(?<![本述上该])政策)?"
    "(?P<name>有效期|(?:施行|实施|试行|执行|适用|暂行)(?:期限|期|时限|年限))"
)
_STATED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_PERIODS}{_IS}(?:{_SINCE},?\s?)?(?:{_UNTIL})",
        rf"{_PERIODS}{_IS}(?:自|从)?\s?{_W}起?\s?(?:{_TO}|[-—~]{{1,2}}\s?)(?P<until>{_W})",
        rf"(?:暂定)?(?:施行|实施|试行|执行|有效|延续|适用|延期)(?:{_UNTIL})",
        rf"(?:自|从)\s?{_D}起?,?(?:{_TAKES})?,?{_UNTIL}(?:止|为止)?(?P<verb>{_TAKES})?(?=[,。;)\s]|$)",
        rf"{_UNTIL}\s?(?:为?止(?=[,。;)\s]|$)|(?:自动)?(?:失效|废止|终止)|停止执行)",
        rf"{_PERIODS}{_IS}(?:{_SINCE},?\s?)?(?:{_TERM})",
        rf"(?:暂定|试行|暂行)(?:执行|施行|实施|试行)?(?:期限?)?为?{_TERM}(?=[,。;)\s]|$)",
    )
)
_LONGEST = {"年": 99, "周年": 99, "个月": 999, "天": 999, "日": 999}


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence with its dates filled in: ``view`` has the length of its text."""

    start: int
    end: int
    view: str
    days: dict[int, date]  # by the offset in the sentence


def validity(
    text: str, start: int, end: int, issued_on: date | None
) -> tuple[date, tuple[int, int]] | None:
    """Return the last day of validity and where the sentence stands that says so.

    A period counts from the day of effect, where this sentence or one beside it names one, else
    from the day of issue.
    """
    spans = [match.span() for match in _SENTENCE.finditer(text, start, end)]
    for at, (begin, stop) in enumerate(spans):
        if not _HINT.search(text, begin, stop):
            continue
        sentence = _read(text, begin, stop)
        before = text[slice(*spans[at - 1])] if at else ""
        found = _stated(sentence, before)
        if found is None:
            continue
        if "until" in found.groupdict():
            return sentence.days[found.start("until")], (sentence.start, sentence.end)
        beside = [spans[i] for i in (at - 1, at + 1, at - 2, at + 2) if 0 <= i < len(spans)]
        base = _base(text, sentence, found, beside, issued_on)
        day = _after(base, found) if base else None
        if day is not None:
            return day, (sentence.start, sentence.end)
    return None


def effect(
    text: str, start: int, end: int, issued_on: date | None
) -> tuple[date, tuple[int, int]] | None:
    """Return the day on which a notice takes effect and where the sentence stands that says so.

    None where the text states none, or counts it in working days. Of several sentences, one that
    names the notice as what takes effect comes first, then the last.
    """
    found: list[tuple[bool, int, date, tuple[int, int]]] = []
    for begin, stop in (match.span() for match in _SENTENCE.finditer(text, start, end)):
        if not _TAKES_EFFECT.search(text, begin, stop):
            continue
        sentence = _read(text, begin, stop)
        for match in _BEGINS.finditer(sentence.view):
            named, stated = _names_itself(sentence.view, match.start()), match["day"]
            day = sentence.days[match.start("day")] if stated else _later(match, issued_on)
            if named is not None and day is not None:
                found.append((named, sentence.start, day, (sentence.start, sentence.end)))
    return max(found)[2:] if found else None


def _names_itself(view: str, at: int) -> bool | None:
    """Return whether what takes effect at ``at`` is named as this notice; None: something else."""
    comma = view.rfind(",", 0, at) + 1
    subject, earlier = view[comma:at], view[:comma]
    if "《" in subject.replace("本《", ""):
        return None
    if _SUBJECT.fullmatch(subject) or _RUNS_INTO.search(subject):
        return True
    if not _NO_SUBJECT.fullmatch(subject):
        return None
    if not earlier.strip():
        return False
    spoken = _speaks_of_itself(earlier)
    return spoken if spoken or _GIVEN_OUT.search(earlier) else None


def _read(text: str, begin: int, stop: int) -> _Sentence:
    sentence = text[begin:stop].rstrip()
    bare = sentence.lstrip()
    begin += len(sentence) - len(bare)
    days: dict[int, date] = {}
    view = bare.translate(_NOT_OURS)
    for when, at, end in find_dates(bare):
        view = view[:at] + _DAY * (end - at) + view[end:]
        days[at] = when
    for when, at, end in [*find_months(view), *_year_ends(view)]:
        end += view[end : end + 1] in ("底", "末")
        view = view[:at] + _MONTH * (end - at) + view[end:]
        days[at] = when
    for match in _SAME_YEAR.finditer(view):
        earlier = [at for at in days if at < match.start()]
        try:
            when = days[max(earlier)].replace(month=int(match[1]), day=int(match[2]))
        except ValueError:  # no date before it, or none that a calendar has
            continue
        view = view[: match.start()] + _DAY * len(match[0]) + view[match.end() :]
        days[match.start()] = when
    return _Sentence(begin, begin + len(bare), view, days)


def _year_ends(text: str) -> Iterator[tuple[date, int, int]]:
    for match in _YEAR_END.finditer(text):
        year = year_of(match["y"])
        if year is not None:
            yield date(year, 12, 31), match.start(), match.end()


def _stated(sentence: _Sentence, before: str) -> re.Match[str] | None:
    """Return what the sentence says of the notice's own validity, a last day before a period."""
    for pattern in _STATED:
        for match in pattern.finditer(sentence.view):
            if _is_own(sentence.view, match, before):
                return match
    return None


def _is_own(view: str, match: re.Match[str], before: str) -> bool:
    """Return whether the statement that ``match`` found has the notice as its subject."""
    start = view.rfind(",", 0, match.start()) + 1
    subject, earlier = view[start : match.start()], view[:start]
    if _SUBJECT.fullmatch(subject):
        return True
    groups = match.groupdict()
    if not _NO_SUBJECT.fullmatch(subject) or ("verb" in groups and not groups["verb"]):
        return False
    if earlier.strip():
        return _speaks_of_itself(earlier)
    if _PAPERS.search(before) and not _speaks_of_itself(before):
        return False
    name = groups.get("name") or ""
    told = subject.strip() and _SPOKEN.search(subject)
    return (
        bool(told or groups.get("verb"))
        or name[:2] in ("有效", "施行", "试行", "执行")
        or _speaks_of_itself(before)
    )


def _speaks_of_itself(text: str) -> bool:
    """Return whether ``text`` has the notice as its last subject, not a licence or a contract."""
    spoken = list(_SPOKEN.finditer(text))
    if not spoken:
        return False
    last = spoken[-1]
    clause = text[text.rfind(",", 0, last.start()) + 1 : last.start()]
    return not _PAPERS.search(text, last.end()) and bool(
        last["itself"] or not _PAPERS.search(clause)
    )


def _base(
    text: str,
    sentence: _Sentence,
    stated: re.Match[str],
    beside: list[tuple[int, int]],
    issued_on: date | None,
) -> date | None:
    """Return the day from which a period counts."""
    own = list(_EFFECT.finditer(sentence.view))
    if own:
        earlier = [match for match in own if match.start() < stated.end()]
        return _effect(sentence, earlier[-1] if earlier else own[0], issued_on)
    for span in beside:
        other = _read(text, *span)
        for match in _EFFECT.finditer(other.view):
            lead = other.view[other.view.rfind(",", 0, match.start()) + 1 : match.start()]
            lead = re.sub(r"(?:自|从|于)\s?(?:本[\u3400-\u9fff]{0,6})?$", "", lead)
            if _SUBJECT.fullmatch(lead) or _NO_SUBJECT.fullmatch(lead) or _NAMED.fullmatch(lead):
                return _effect(other, match, issued_on)
    return issued_on


def _effect(sentence: _Sentence, match: re.Match[str], issued_on: date | None) -> date | None:
    """Return the day of effect; None where it lies some working days after the issue."""
    if not match["issue"]:
        return sentence.days.get(match.start("day" if match["day"] else "since"))
    return _later(match, issued_on)


def _later(match: re.Match[str], issued_on: date | None) -> date | None:
    """Return the day that ``match`` counts from the issue; None where in working days."""
    count = parse_numeral(match["later"]) if match["later"] else 0
    if issued_on is None or count is None or "工作" in (match["of"] or ""):
        return None
    if match["of"] == "个月":
        return add_months(issued_on, count)
    return issued_on + timedelta(days=count)


def _after(base: date, stated: re.Match[str]) -> date | None:
    """Return the end of the period that begins on ``base``, None where it counts nothing."""
    unit = stated["unit"]
    count = 0 if stated["count"] == "半" else parse_numeral(stated["count"])
    half = stated["count"] == "半" or stated["half"]
    if count is None or not (count or half) or count > _LONGEST[unit]:
        return None
    if unit in "天日":
        return base + timedelta(days=count)
    months = 12 * count + 6 * bool(half) if unit.endswith("年") else count
    return add_months(base, months)
