"""What a notice says of itself: validity, repeals, citations, titles, broken ends, language."""

from datetime import date

import pytest
from growth import SLOWER
from notice_texts import issuing, notice, read, signed
from test_notices_time import HEAD, growth


@pytest.mark.parametrize(
    ("sentence", "until"),
    [
        ("本办法自印发之日起施行,有效期至2026年12月31日。", date(2026, 12, 31)),
        ("有效期截至2026年12月31日。", date(2026, 12, 31)),
        ("本办法自2024年7月1日起施行,有效期五年。", date(2029, 7, 1)),
        ("本办法自印发之日起施行,有效期3年。", date(2027, 5, 6)),
        ("本办法自印发之日起施行,有效期为两年。", date(2026, 5, 6)),
        ("有效期限为十二个月。", date(2025, 5, 6)),
        ("本办法自2024年1月1日起施行,至2025年12月31日止,有效期两年。", date(2025, 12, 31)),
        ("本办法自印发之日起施行。", None),
        ("许可证有效期届满前应当申请延续。", None),
        ("取水许可证有效期五年。", None),
        ("按本办法发放的采伐证有效期为1年。", None),
        ("苗木供应合同有效期至2026年12月31日。", None),
    ],
)
@pytest.mark.parametrize("gap", ["\n", " ", "   "])
def test_validity(sentence, until, gap):
    found = read(notice(f"请落实。\n{signed()}一、甲。{gap}二、{sentence}{gap}"))
    assert found.valid_until == until
    assert found.validity_text == (None if until is None else "二、" + sentence)


def test_a_period_counts_from_nothing_where_no_day_is_known():
    assert read(notice("一、甲。\n二、有效期三年。\n")).valid_until is None


@pytest.mark.parametrize(
    ("sentence", "abolishes", "cites"),
    [
        ("《甲办法》(云府发〔2020〕3号)同时废止。", ["云府发〔2020〕3号"], ["云府发〔2020〕3号"]),
        ("原云府发〔2020〕3号停止执行。", ["云府发〔2020〕3号"], ["云府发〔2020〕3号"]),
        ("决定废止《甲办法》(云府发〔2020〕3号)。", ["云府发〔2020〕3号"], ["云府发〔2020〕3号"]),
        (
            "《甲》(云府发〔2020〕3号)、《乙》(云府发〔2021〕4号)同时废止。",
            ["云府发〔2020〕3号", "云府发〔2021〕4号"],
            ["云府发〔2020〕3号", "云府发〔2021〕4号"],
        ),
        (
            "《甲》(云府发〔2020〕3号)废止,按《乙》(云府发〔2021〕4号)执行。",
            ["云府发〔2020〕3号"],
            ["云府发〔2020〕3号", "云府发〔2021〕4号"],
        ),
        ("根据《甲》(云府发〔2020〕3号)制定。原有做法同时废止。", [], ["云府发〔2020〕3号"]),
        (
            "根据云岭省人民政府令第12号和山政发〔2023〕9号。",
            [],
            ["云岭省人民政府令第12号", "山政发〔2023〕9号"],
        ),
        ("见云府发〔2024〕7号、云府发〔2024〕7号和云府发〔2020〕3号。", [], ["云府发〔2020〕3号"]),
        ("没有引用。", [], []),
    ],
)
def test_repeals_and_citations(sentence, abolishes, cites):
    found = read(notice(f"一、甲。\n二、{sentence}\n"))
    assert [str(number) for number in found.abolishes] == abolishes
    assert [str(number) for number in found.cites] == cites


@pytest.mark.parametrize(
    ("body", "enclosed"),
    [
        ("现将《造林方案》印发给你们。\n", "造林方案"),
        ("《造林方案》已经常务会议审议通过,现予公布。\n", "造林方案"),
        ("现将《关于<甲>的说明》印发给你们。\n", "关于<甲>的说明"),
        ("现将《造林\n方案》印发给你们。\n", "造林方案"),
        ("现将造林方案印发给你们,请遵照执行《森林法》。\n", "造林方案"),
        ("根据《森林法》《省办法》等规定,制定了《造林方案》。现印发给你们。\n", "造林方案"),
        ("为落实《省里关于印发省造林意见的通知》,现将《造林方案》印发给你们。\n", "造林方案"),
        ("按照《甲法》要求,现将《乙计划》印发给你们。\n", "乙计划"),
        ("请认真落实。\n", None),
    ],
)
def test_enclosed_titles(body, enclosed):
    text = notice(body + signed() + "一、甲。\n", matter="印发造林方案")
    assert read(text).enclosed_title == enclosed


def test_a_notice_that_issues_nothing_encloses_nothing():
    text = notice("要落实《造林方案》,省里已经印发给各地。\n一、甲。\n")
    assert read(text).enclosed_title is None


@pytest.mark.parametrize(
    ("end", "truncated"),
    [
        ("二、乙。\n", False),
        ("二、落实责任(责任单位:市林业局)\n", False),
        ("二、乙。\n附件:名单\n", False),
        ("二、加快造林。各县区要\n", True),
        ("二、加快造林,提高质量(责任单位:市林业局、市财\n", True),
        ("二、加快造林,落实《关于造林\n", True),
        ("二、有下列情形的,应当处罚:\n(一)毁林的;\n(二)擅自\n", True),
        ("二、有下列情形的,应当处罚:\n(一)毁林的;\n(二)盗伐的。\n", False),
        ("附件:1.造林表;2.管护表\n", False),
    ],
)
def test_broken_ends(end, truncated):
    assert read(issuing("一、甲。\n" + end)).truncated is truncated


def test_language_goes_by_the_share_of_traditional_characters():
    simplified = notice("一、推进绿化发展。\n二、完善管护机制。\n")
    traditional = simplified.replace("发展", "發展").replace("机制", "機制").replace("绿", "綠")
    assert read(simplified).language == "zh-Hans"
    assert read(traditional).language == "zh-Hant"


def test_read_refuses_a_span_outside():
    found = read(notice("一、甲。\n"))
    with pytest.raises(ValueError, match="outside"):
        found.read(type(found.span)(found.span.start, found.span.end + 1))


@pytest.mark.parametrize(
    "pattern",
    [
        "本办法自2024年5月1日起施行。有效期",
        "自2024年5月1日起至",
        "试行一年,",
        "至2026年6月",
        "废止下列文件:",
        "废止的文件目录\n",
        "甲发〔2024〕1号,",
        "甲发〔2024〕1号、2号、",
        "废止下列\n甲发〔2024〕1号 ",
        "上述文件同时废止。甲发〔2024〕1号,",
        "《甲局关于乙的公告》(2024年第3号)",
        "公告》(2024年第3号)",
        "甲局、",
        "甲局公告2024年第3号",
        "2 0 ",
    ],
)
def test_time_is_linear_in_what_is_said_of_validity_and_repeals(pattern):
    assert growth(lambda size: HEAD + (pattern * size)[:size]) < SLOWER
