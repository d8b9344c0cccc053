"""Document numbers (发文字号): parsed, compared, printed, found in sentences and nowhere else."""

import pytest

from rag.notices.docnumber import DocNumber

ONE = DocNumber("云府办发", 2024, 36)


@pytest.mark.parametrize(
    "written",
    [
        "云府办发〔2024〕36号",
        "云府办发[2024]36号",
        "云府办发【2024】36号",
        "云府办发(2024)36号",
        "云府办发（2024）36号",
        "云府办发﹝2024﹞36号",
        "云府办发〈2024〉36号",
        "云府办发［2024］36号",
        "云府办发(2024〕36号",
        "云府办发〔2024)36号",
        "雲府辦發〔2024〕36號",
        "雲府辦發(fā)〔2024〕36號",
        "云府办发〔２０２４〕３６号",
        "云府办发〔2024〕36",
        "云府办发〔2024〕第36号",
        "云府办发 〔2024〕 36 号",
        "云府办发〔 2024 〕36号",
        "云府办发\u3000〔2024〕36号",
        "云 府 办 发 〔2024〕36号",
        "\ufeff云府办发\u200b〔2024〕36号",
        "  云府办发〔2024〕36号\n",
    ],
)
def test_every_way_of_writing_is_the_same_number(written):
    assert DocNumber.parse(written) == ONE
    assert str(DocNumber.parse(written)) == "云府办发〔2024〕36号"


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("云岭省人民政府令第178号", "云岭省人民政府令第178号"),
        ("云岭省人民政府令 第178号", "云岭省人民政府令第178号"),
        ("云岭省人民政府第178号令", "云岭省人民政府令第178号"),
        ("云岭省政府令第12号", "云岭省政府令第12号"),
        ("国务院令第五百六十三号", "国务院令第563号"),
        ("中华人民共和国主席令第六十九号", "中华人民共和国主席令第69号"),
        ("应急管理部令第2号", "应急管理部令第2号"),
        ("中国人民银行令第3号", "中国人民银行令第3号"),
    ],
)
def test_orders_have_no_year(written, printed):
    number = DocNumber.parse(written)
    assert number is not None and number.year is None
    assert str(number) == printed


@pytest.mark.parametrize(
    ("other", "differs"),
    [
        ("云府发〔2024〕36号", "code"),
        ("云府办发〔2023〕36号", "year"),
        ("云府办发〔2024〕3号", "serial"),
    ],
)
def test_another_code_year_or_serial_is_another_document(other, differs):
    number = DocNumber.parse(other)
    assert number is not None and number != ONE
    assert getattr(number, differs) != getattr(ONE, differs)
    assert len({number, ONE}) == 2


@pytest.mark.parametrize(
    ("sentence", "numbers"),
    [
        (
            "根据云府发〔2024〕1号和山政办〔2023〕22号制定",
            ["云府发〔2024〕1号", "山政办〔2023〕22号"],
        ),
        ("(原云府发〔2020〕1号)同时废止", ["云府发〔2020〕1号"]),
        ("本办法与云府发〔2024〕36号不一致的", ["云府发〔2024〕36号"]),
        ("修订后的云政规〔2020〕3号", ["云政规〔2020〕3号"]),
        ("将《办法》云府规〔2024〕1号印发", ["云府规〔2024〕1号"]),
        ("现将云府发〔2024〕1号转发", ["云府发〔2024〕1号"]),
        ("请问云府发〔2024〕36号何时废止", ["云府发〔2024〕36号"]),
        ("查云府发〔2024〕36号", ["云府发〔2024〕36号"]),
        ("云府发〔2024〕1号、云府发〔2024〕2号", ["云府发〔2024〕1号", "云府发〔2024〕2号"]),
        ("见《规定》(国发(2023〕18号)", ["国发〔2023〕18号"]),
    ],
)
def test_words_that_run_into_a_number_are_left_out(sentence, numbers):
    found = DocNumber.find_all(sentence)
    assert [str(number) for number, _, _ in found] == numbers
    for number, start, end in found:
        assert DocNumber.parse(sentence[start:end]) == number


@pytest.mark.parametrize(
    "code",
    ["呼和浩特市政发", "太原市政发", "大同市政发", "三原县政发", "和政发", "即政发", "同政办发"],
)
def test_names_keep_characters_that_also_join(code):
    assert DocNumber.parse(f"{code}〔2024〕3号") == DocNumber(code, 2024, 3)


@pytest.mark.parametrize(
    "text",
    [
        "方案(2024)12号楼",
        "规划(2021—2025年)",
        "电话(0477)8588123",
        "2024年第3号",
        "〔2024〕5号",
        "第(2024)12号",
        "造林工作方案(2024年)",
        "令第3号",
        "命令第3号",
        "云府发〔2024〕号",
        "云府发〔24〕5号",
        "云府发〔2024〕1234567号",
        "",
        "号",
        "。。。",
    ],
)
def test_what_is_no_number(text):
    assert DocNumber.find_all(text) == []
    assert DocNumber.parse(text) is None


@pytest.mark.parametrize(
    "text",
    ["云府发〔2024〕1号文件", "见云府发〔2024〕1号", "云府发〔2024〕1号、山政办〔2023〕22号"],
)
def test_parse_takes_the_whole_text_or_nothing(text):
    assert DocNumber.find_all(text)
    assert DocNumber.parse(text) is None
