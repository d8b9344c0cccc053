"""What holds for any notice: line breaks, widths, scripts and boilerplate mean nothing to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import opencc
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from notice_texts import AGENCY
from test_notices_tiling import check_tiling

from rag.notices.fold import CleanText
from rag.notices.model import Notice
from rag.notices.parse import parse_page

CHINESE = [*"一二三四五六七八九十", "十一", "十二", "十三"]
WORDS = [
    "加强组织领导",
    "完善工作机制",
    "落实经费保障",
    "推进绿色发展",
    "优化营商环境",
    "开展宣传培训",
    "建立项目清单",
    "加快数据共享",
    "保护生态环境",
]
ENDS = [
    "。",
    "，确保2025年底前完成85%以上。",
    "（牵头单位：市林业局，责任单位：市财政局）。",
    "，按照《造林办法》（山政发〔2021〕15号）执行。",
    "，每亩补助1.5万元，细颗粒物PM2.5下降3.4%。",
]
PRINTED = [  # the same markers, each level in other print
    str,
    lambda marker: marker.replace("（", "（ ").replace("）", " ）").replace("、", " 、"),
    lambda marker: marker.replace("、", "．").replace("（", "(").replace("）", ")"),
    lambda marker: SIGNS.get(marker, marker),
]
SIGNS = {f"（{numeral}）": chr(ord("㈠") + at) for at, numeral in enumerate(CHINESE[:10])}
SIGNS |= {f"（{at}）": chr(ord("⑴") + at - 1) for at in range(1, 13)}
SIGNS |= {f"{at}.": chr(ord("⒈") + at - 1) for at in range(1, 13)}
LEVELS = [
    [f"{numeral}、" for numeral in CHINESE],
    [f"（{numeral}）" for numeral in CHINESE],
    [f"{number}." for number in range(1, 13)],
    [f"（{number}）" for number in range(1, 13)],
    [chr(ord("①") + at) for at in range(12)],
]
GAPS = ["\n", "\n\n", "\r\n", " ", "   ", "\u3000\u3000", "\n\n\n\n", " \n ", "\t\t\t"]
quick = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@st.composite
def trees(draw: st.DrawFn, level: int = 0) -> list[tuple[list[str], str]]:
    """Return units in reading order: path, and the line as printed."""
    lines = []
    for marker in LEVELS[level][: draw(st.integers(2, 4 if level else 6))]:
        words = draw(st.sampled_from(WORDS))
        below = draw(trees(level + 1)) if level < 4 and draw(st.integers(0, 3)) == 0 else []
        end = "。" if below else draw(st.sampled_from(ENDS))
        lines.append(([marker], f"{marker}{words}{end}"))
        lines += [([marker, *path], line) for path, line in below]
    return lines


@st.composite
def pages(draw: st.DrawFn) -> tuple[list[str], list[list[str]]]:
    """Return the lines of a notice and the paths of its units."""
    tree = draw(trees())
    number = f"云府办发〔{draw(st.integers(2000, 2026))}〕{draw(st.integers(1, 999))}号"
    title = draw(st.sampled_from(WORDS))
    lines = [f"{AGENCY}办公室关于印发{title}方案的通知", number, "各县区人民政府，市直各部门："]
    lines.append(f"现将《云岭市{title}方案》印发给你们，请认真落实。")
    day = draw(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
    lines += [f"{AGENCY}办公室", f"{day.year}年{day.month}月{day.day}日"]
    lines += [f"云岭市{title}方案", "为做好有关工作，制定本方案。"]
    lines += [line for _, line in tree]
    if draw(st.booleans()):
        lines.append(
            "本方案自印发之日起施行，有效期三年。《旧方案》（云府发〔2019〕8号）同时废止。"
        )
    return lines, [path for path, _ in tree]


def meaning(notice: Notice) -> dict[str, Any]:
    """Return all that the shape of the page must not change."""
    return {
        "number": notice.doc_number,
        "title": notice.title,
        "enclosed": CleanText(notice.enclosed_title or "").text,
        "issuer": notice.issuer,
        "day": notice.issued_on,
        "addressees": CleanText(notice.addressees or "").text,
        "valid": notice.valid_until,
        "abolishes": notice.abolishes,
        "cites": notice.cites,
        "truncated": notice.truncated,
        "units": [list(clause.path) for clause in notice.clauses if clause.kind == "unit"],
    }


def only(text: str) -> Notice:
    (notice,) = parse_page(text, "page.txt")
    check_tiling(notice)
    return notice


@quick
@given(pages())
def test_units_are_those_that_were_printed(page):
    lines, paths = page
    notice = only("\n".join(lines))
    assert meaning(notice)["units"] == paths
    for clause in notice.clauses:
        if clause.kind == "unit":
            printed = CleanText(notice.read(clause.span)).text
            marker = CleanText(clause.path[-1]).text
            assert printed.startswith(marker)


def printed(lines: list[str], form: Callable[[str], str]) -> list[str]:
    """Return the lines with the marker that each begins with printed as ``form`` prints it."""
    markers = sorted((marker for level in LEVELS for marker in level), key=len, reverse=True)
    out = []
    for line in lines:
        marker = next((marker for marker in markers if line.startswith(marker)), "")
        out.append(form(marker) + line[len(marker) :])
    return out


@quick
@given(pages(), st.sampled_from(PRINTED), st.sampled_from(["\n", "   ", "\r\n"]))
def test_the_print_of_markers_means_nothing(page, form, gap):
    lines, paths = page
    assert meaning(only(gap.join(printed(lines, form))))["units"] == paths


@quick
@given(pages(), st.data())
def test_what_is_quoted_adds_no_units(page, data):
    lines, paths = page
    at = data.draw(st.integers(8, len(lines)))
    quoted = ["将第三条修改为：“第三条 应当：", "（一）整地；", "（二）备苗。", "“第四条 甲。”"]
    assert meaning(only("\n".join([*lines[:at], *quoted, *lines[at:]])))["units"] == paths


@quick
@given(pages(), st.sampled_from(GAPS))
def test_line_breaks_and_blanks_mean_the_same(page, gap):
    lines, _ = page
    assert meaning(only(gap.join(lines))) == meaning(only("\n".join(lines)))


@quick
@given(pages(), st.lists(st.sampled_from(GAPS), min_size=1, max_size=7))
def test_mixed_line_breaks_and_blanks(page, gaps):
    lines, _ = page
    mixed = "".join(line + gaps[at % len(gaps)] for at, line in enumerate(lines))
    assert meaning(only(mixed)) == meaning(only("\n".join(lines)))


HALF = str.maketrans("，。：；（）！？．", ",。:;()!?.")
FULL = str.maketrans(",:;()!?0123456789%", "，：；（）！？０１２３４５６７８９％")


@quick
@given(pages(), st.sampled_from([HALF, FULL]))
def test_width_means_nothing(page, table):
    text = "\n".join(page[0])
    assert meaning(only(text.translate(table))) == meaning(only(text))


TO_TRADITIONAL = opencc.OpenCC("s2t").convert
PINYIN = ["fā", "zhì", "ér", "shí", "lǜ", "yè"]


@quick
@given(pages(), st.booleans(), st.sampled_from(["()", "（）"]))
def test_script_and_pinyin_mean_nothing(page, pinyin, brackets):
    text = "\n".join(page[0])
    other = TO_TRADITIONAL(text)
    assert other != text and len(other) == len(text)
    if pinyin:
        pairs = enumerate(zip(text, other, strict=True))
        other = "".join(
            new if new == old else f"{new}{brackets[0]}{PINYIN[at % len(PINYIN)]}{brackets[1]}"
            for at, (old, new) in pairs
        )
    notice = only(other)
    assert meaning(notice) == meaning(only(text))
    assert notice.language == "zh-Hant"


BEFORE = [
    "当前位置: 首页\xa0> 政策文件\n\n",
    "新闻中心News\n",
    "打印 关闭\n2024-05-08\n",
    f"  • {AGENCY}办公室关于印发加强组...\n\n    2024-05-08 朗读\n\n",
    "\ufeff\n",
]
AFTER = [
    "\n相关链接:一图读懂造林方案\n",
    "\n扫一扫在手机打开\n",
    "\n\n  • \n",
    "\n上一篇:无\n下一篇:无\n",
]


@quick
@given(pages(), pages(), st.sampled_from(BEFORE), st.sampled_from(AFTER))
def test_boilerplate_means_nothing(one, two, before, after):
    first, second = "\n".join(one[0]), "\n".join(two[0])
    found = parse_page(before + first + after + before + second + after, "page.txt")
    assert [meaning(notice) for notice in found] == [meaning(only(first)), meaning(only(second))]
    for notice in found:
        check_tiling(notice)
        assert "相关链接" not in notice.text and "扫一扫" not in notice.text
