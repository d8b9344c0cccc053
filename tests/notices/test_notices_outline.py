"""The clause tree: every way of numbering, every trouble with it, every false marker."""

import pytest
from notice_texts import issuing, notice, paragraphs, read, units

from rag.notices.model import label


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("一、整地。\n二、备苗。\n", ["一、", "二、"]),
        (
            "一、整地\n(一)清理。\n(二)翻耕。\n二、备苗。\n",
            ["一、", "一、 （一）", "一、 （二）", "二、"],
        ),
        (
            "一、整地\n(一)清理\n1.割草。\n(1)用镰。\n①早间。\n②晚间。\n(2)用机。\n2.清运。\n",
            [
                "一、",
                "一、 （一）",
                "一、 （一） 1.",
                "一、 （一） 1. （1）",
                "一、 （一） 1. （1） ①",
                "一、 （一） 1. （1） ②",
                "一、 （一） 1. （2）",
                "一、 （一） 2.",
            ],
        ),
        (
            "第一条 甲。\n第二条 乙:\n(一)子;\n(二)丑。\n第三条 丙。\n",
            ["第一条", "第二条", "第二条 （一）", "第二条 （二）", "第三条"],
        ),
        (
            "1.总则 1.1目的 为了造林。 1.2依据 依据法律。"
            " 2.职责 2.1市级 组织。 2.1.1林业局 牵头。 2.2县级 落实。\n",
            ["1.", "1. 1.1", "1. 1.2", "2.", "2. 2.1", "2. 2.1 2.1.1", "2. 2.2"],
        ),
        ("1.总则\n1.1Ⅳ级响应 启动。\n1.2Ⅲ级响应 启动。\n", ["1.", "1. 1.1", "1. 1.2"]),
        (
            "一、目标\n实现:一是面积增加;二是质量提高;三是管护到位。\n二、措施。\n",
            ["一、", "一、 一是", "一、 二是", "一、 三是", "二、"],
        ),
        (
            "一、目标\n一是面积增加。二是管护到位。\n二、措施。\n",
            ["一、", "一、 一是", "一、 二是", "二、"],
        ),
        # （一） runs on through all chapters
        (
            "一、甲\n(一)子。\n(二)丑。\n二、乙\n(三)寅。\n(四)卯。\n三、丙\n(五)辰。\n",
            [
                "一、",
                "一、 （一）",
                "一、 （二）",
                "二、",
                "二、 （三）",
                "二、 （四）",
                "三、",
                "三、 （五）",
            ],
        ),
        # 一、 again inside 三、
        (
            "一、甲。\n二、乙。\n三、时间表\n一、春季。\n二、秋季。\n",
            ["一、", "二、", "三、", "三、 一、", "三、 二、"],
        ),
        # a year behind an item's number
        (
            "(一)计划\n1.2023年完成三成。\n2.2024年完成七成。\n",
            ["（一）", "（一） 1.", "（一） 2."],
        ),
        # a number missed and a number twice, as printed
        ("一、甲。\n二、乙。\n四、丁。\n五、戊。\n", ["一、", "二、", "四、", "五、"]),
        ("一、甲。\n二、乙。\n二、丙。\n三、丁。\n", ["一、", "二、", "二、", "三、"]),
        # items start again below a heading that has no number
        (
            "一、职责\n牵头单位\n1.计划。\n2.检查。\n配合单位\n1.供苗。\n2.供水。\n二、要求。\n",
            ["一、", "一、 1.", "一、 2.", "一、 1.", "一、 2.", "二、"],
        ),
        # more than ten, more than twenty
        (
            "".join(
                f"{c}、甲。\n"
                for c in [
                    "一",
                    "二",
                    "三",
                    "四",
                    "五",
                    "六",
                    "七",
                    "八",
                    "九",
                    "十",
                    "十一",
                    "十二",
                ]
            ),
            [
                f"{c}、"
                for c in [
                    "一",
                    "二",
                    "三",
                    "四",
                    "五",
                    "六",
                    "七",
                    "八",
                    "九",
                    "十",
                    "十一",
                    "十二",
                ]
            ],
        ),
        ("一、甲\n（一）子。\n（二）丑。\n", ["一、", "一、 （一）", "一、 （二）"]),
        ("１．甲。\n２．乙。\n", ["1.", "2."]),
        ("1、甲。\n2、乙。\n", ["1.", "2."]),
    ],
)
def test_numbering(body, expected):
    assert units(notice(body)) == expected


FALSE = [
    "森林覆盖率达到16.5%,人均绿地3.4平方米。",
    "启用2.0版平台,细颗粒物PM2.5下降,二氧化碳CO2减少。",
    "停电不超过1.6小时/户,汇率0.05元/美元。",
    "获得前三名或一、二、三等奖的,给予奖励。",
    "推进农村一、二、三产业融合。",
    "各单位职责见附件1。(各成员单位职责见附件1)",
    "采用3+2+1模式。电话0477-8588123,邮编017000。",
    "按照本方案第(一)项和第二条规定办理。",
    "分级标准见附则8.2。",
    "时间为2024.05.06,编号12.3.4。",
    "一级、二级响应由市级启动。",
    "这是一项工作,不是一是二非。",
    "比例为1:1,得分9.5分,气温-3.2℃。",
    "每户2吨/年,亩产1.2吨。",
    "10万元以上、20万元以下。",
]


@pytest.mark.parametrize("sentence", FALSE)
@pytest.mark.parametrize("gap", ["\n", " ", "   "])
def test_false_markers(sentence, gap):
    body = f"一、甲{gap}(一)子。{sentence}{gap}(二)丑。{sentence}{gap}二、乙。{sentence}{gap}"
    assert units(notice(body)) == ["一、", "一、 （一）", "一、 （二）", "二、"]


@pytest.mark.parametrize(
    "row", ["序号 项目 单位 1 造林 林业局 2 抚育 林业局 3 管护 乡镇", "1\n造林\n2\n抚育\n3\n管护"]
)
def test_rows_of_a_flattened_table_stay_with_their_lead_in(row):
    text = notice(f"一、任务\n(一)项目清单\n{row}\n(二)要求。\n")
    assert units(text) == ["一、", "一、 （一）", "一、 （二）"]
    (table,) = [c for c in read(text).clauses if c.path[-1] == "（一）"]
    assert row in read(text).read(table.own)


def test_a_run_needs_its_second_member():
    assert units(notice("一、甲。一是抓整地,很重要。\n二、乙。\n")) == ["一、", "二、"]


def test_a_page_that_lost_all_blanks():
    body = "现通知如下:一、整地。(一)清理。1.浅翻。2.深翻。(二)平整。二、备苗。三、栽植。"
    expected = [
        "一、",
        "一、 （一）",
        "一、 （一） 1.",
        "一、 （一） 2.",
        "一、 （二）",
        "二、",
        "三、",
    ]
    assert units(notice(body)) == expected
    assert units(notice("现通知如下:一、整地很重要。请落实。")) == []


@pytest.mark.parametrize("gap", ["\n", " ", "   "])
def test_a_plan_that_prints_no_points_behind_its_first_numbers(gap):
    lines = [
        "1 总则",
        "1.1 目的",
        "为了造林。",
        "1.2 依据",
        "2 职责",
        "2.1 市级",
        "2.1.1 林业局",
        "负责组织。",
        "3 附则",
    ]
    expected = ["1.", "1. 1.1", "1. 1.2", "2.", "2. 2.1", "2. 2.1 2.1.1", "3."]
    assert units(notice(gap.join(lines))) == expected


def test_headings_name_their_units():
    found = read(
        notice(
            "一、整地 \n(一)清理。割草清运。\n(二)没有标题的一项内容"
            + "很长" * 20
            + "。\n二、修改《造林 办法》计划 表\n"
        )
    )
    assert [clause.heading for clause in found.clauses if clause.kind == "unit"] == [
        "整地",
        "清理",
        "",
        "修改《造林 办法》计划",
    ]


def test_spans_hold_what_is_below_and_own_what_is_not():
    found = read(notice("一、甲\n(一)子。\n(二)丑。\n二、乙。\n"))
    by_path = {clause.path: clause for clause in found.clauses}
    assert found.read(by_path[("一、",)].span) == "一、甲\n(一)子。\n(二)丑。\n"
    assert found.read(by_path[("一、",)].own) == "一、甲\n"
    assert found.read(by_path[("一、", "（二）")].span) == "(二)丑。\n"
    assert by_path[("一、", "（一）")].span in by_path[("一、",)].span


def test_closing_sentences_are_no_part_of_the_last_unit():
    text = notice("一、甲。\n二、乙。\n本办法自印发之日起施行。\n")
    assert units(text) == ["一、", "二、"]
    assert paragraphs(text)[-1] == ("第2段", "本办法自印发之日起施行。")


def test_a_list_inside_the_closing_sentences():
    text = notice(
        "一、甲。\n二、乙。\n本政策所称苗木是指:(1)乔木;(2)灌木。\n本政策由市林业局解释。\n"
    )
    assert units(text) == ["一、", "二、", "（1）", "（2）"]
    assert [words for _, words in paragraphs(text)][1:] == [
        "本政策所称苗木是指:",
        "本政策由市林业局解释。",
    ]


def test_units_go_on_behind_sentences_that_only_seem_to_close():
    text = notice("一、甲\n1.子。\n本办法自印发之日起分步实施。\n2.丑。\n二、乙。\n")
    assert units(text) == ["一、", "一、 1.", "一、 2.", "二、"]


def test_numbering_starts_again_in_the_enclosed_plan():
    text = issuing("一、甲。\n二、乙。\n").replace(
        "请认真组织实施。", "要求如下。\n一、重视。\n二、落实。"
    )
    assert units(text) == ["一、", "二、", "一、", "二、"]


@pytest.mark.parametrize(
    ("path", "printed"),
    [
        (("三、", "（二）", "1."), "三、（二）1."),
        (("附件1", "二、", "（三）"), "附件1 二、（三）"),
        (("附件", "第2段"), "附件 第2段"),
        (("8.", "8.2", "8.2.3", "（4）"), "8.2.3（4）"),
        (("1.", "1.1"), "1.1"),
        (("第一章", "第三条", "（二）"), "第一章 第三条（二）"),
        (("第3段",), "第3段"),
    ],
)
def test_labels(path, printed):
    assert label(path) == printed
