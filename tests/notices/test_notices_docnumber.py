"""Document numbers (发文字号): parsed, compared, printed, found in sentences and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
        "云 府 办 发 〔 2 0 2 4 〕 3 6 号",
        "云府办发〔二〇二四〕三十六号",
        "云府办发〔二O二四〕36号",
        "云府办发〖2024〗36号",
        "云府办发<2024>36号",
        "云府办发{2024}36号",
        "云府办发「2024」36号",
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
    ("written", "printed"),
    [
        ("云岭省税务局公告2024年第3号", "云岭省税务局公告2024年第3号"),
        ("云岭省税务局2024年第3号公告", "云岭省税务局公告2024年第3号"),
        ("云岭省税务局公告〔2024〕第3号", "云岭省税务局公告2024年第3号"),
        ("云岭省税务局公告(2024年第3号)", "云岭省税务局公告2024年第3号"),
        ("云岭省税务局〔2024〕3号公告", "云岭省税务局公告2024年第3号"),
        ("云岭省税务局\n公告\n二〇二四年第三号", "云岭省税务局公告2024年第3号"),
        ("云岭省财政厅 云岭省税务局公告2024年第12号", "云岭省财政厅 云岭省税务局公告2024年第12号"),
        ("云岭省财政厅、云岭省税务局公告2024年第12号", "云岭省财政厅 云岭省税务局公告2024年第12号"),
        ("云岭市公安局通告2024年第2号", "云岭市公安局通告2024年第2号"),
        ("云岭省人民代表大会常务委员会公告\n(第35号)", "云岭省人民代表大会常务委员会公告第35号"),
        ("造林部令2024年第6号", "造林部令2024年第6号"),
        ("造林部令\n2024年第6号", "造林部令2024年第6号"),
        ("云岭市人民政府2019年第5号令", "云岭市人民政府令2019年第5号"),
        ("云岭市人民政府令\n\n第95号", "云岭市人民政府令第95号"),
        ("云政公告〔2024〕5号", "云政公告〔2024〕5号"),
        ("云政发〔2024〕12-1号", "云政发〔2024〕12-1号"),
        ("云政发〔2024〕12—1号", "云政发〔2024〕12-1号"),
        ("(云财税(2018)54号)", None),
        ("云财社(2017)8号", "云财社〔2017〕8号"),
        ("云岭市人民政府常务会议纪要〔2024〕8号", "云岭市人民政府常务会议纪要〔2024〕8号"),
    ],
)
def test_numbers_are_printed_in_the_form_of_their_kind(written, printed):
    number = DocNumber.parse(written)
    assert (str(number) if number else None) == printed
    if number:
        assert number.year in (None, 2017, 2019, 2024)


PLACES = ["云", "云岭", "原", "将", "和", "即", "同", "呼和", "太原", "大同", "国", "原阳县"]
BODIES = ["政发", "政办发", "府规", "市监规", "数据发", "党办发", "财税", "教基", "政公告", "任字"]
OFFICES = ["人民政府", "财政局", "工业和信息化厅", "发展和改革委员会", "数据管理局", "税务局"]
codes = st.one_of(
    st.tuples(st.sampled_from(PLACES), st.sampled_from(BODIES)).map("".join),
    st.tuples(
        st.sampled_from(["云岭省", "原平市", "太原市", "和县", "同江市", "将乐县"]),
        st.sampled_from(OFFICES),
        st.sampled_from(["令", "公告", "通告"]),
    ).map("".join),
)


@given(codes, st.integers(1900, 2099), st.integers(1, 9999), st.none() | st.integers(1, 99))
def test_what_is_printed_is_read_back(code, year, serial, part):
    number = DocNumber(code, year, serial, part)
    assert DocNumber.parse(str(number)) == number
    assert str(DocNumber.parse(str(number))) == str(number)
    if code.endswith(("令", "公告", "通告")) and "政公告" not in code:
        without = DocNumber(code, None, serial, part)
        assert DocNumber.parse(str(without)) == without != number


def test_joint_agencies_are_the_same_whatever_stands_between_them():
    spaced, glued = "云岭省财政厅 云岭省税务局公告", "云岭省财政厅云岭省税务局公告"
    assert DocNumber(spaced, 2024, 12) == DocNumber(glued, 2024, 12)
    assert hash(DocNumber(spaced, 2024, 12)) == hash(DocNumber(glued, 2024, 12))


def test_a_suffix_makes_another_document():
    whole, part = DocNumber("云政发", 2024, 12), DocNumber("云政发", 2024, 12, 1)
    assert whole != part and whole.is_near(part)
    assert whole != "云政发〔2024〕12号"


def test_a_number_without_the_word_for_it_ends_with_its_figures():
    text = "标题\n云府发〔2024〕36\n各局:"
    ((number, start, end),) = DocNumber.find_all(text)
    assert (str(number), text[start:end]) == ("云府发〔2024〕36号", "云府发〔2024〕36")


@pytest.mark.parametrize("text", ["规划[2024]12月", "比例〔2024〕3.5%", "造林[2024]12年"])
def test_figures_that_go_on_are_no_serial(text):
    assert DocNumber.find_all(text) == []


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
        (
            "(云财税(2018)54号)和《乙》(山财社(2017)8号)",
            ["云财税〔2018〕54号", "山财社〔2017〕8号"],
        ),
        ("2009年5月6日云岭省人民政府令第188号公布", ["云岭省人民政府令第188号"]),
        ("二〇〇九年五月六日云岭省人民政府令第188号", ["云岭省人民政府令第188号"]),
        ("该办法由云岭省政府令第5号公布", ["云岭省政府令第5号"]),
        ("根据工业造林和信息化部令第5号", ["工业造林和信息化部令第5号"]),
        ("省政府令第201号和云岭市政府令第5号", ["省政府令第201号", "云岭市政府令第5号"]),
        ("(原造林部令第158号)施行", ["造林部令第158号"]),
        ("根据对外造林部令第5号", ["对外造林部令第5号"]),
        ("山西省太原市人民政府令第8号", ["山西省太原市人民政府令第8号"]),
        ("根据原政发〔2024〕1号和将政办〔2024〕2号", ["原政发〔2024〕1号", "将政办〔2024〕2号"]),
        ("按照造林部、税务局〔2021〕12号公告执行", ["造林部 税务局公告2021年第12号"]),
        ("首页 财政局 税务局公告2024年第3号 各县", ["税务局公告2024年第3号"]),
    ],
)
def test_words_that_run_into_a_number_are_left_out(sentence, numbers):
    found = DocNumber.find_all(sentence)
    assert [str(number) for number, _, _ in found] == numbers
    for number, start, end in found:
        assert DocNumber.parse(sentence[start:end]) == number


@pytest.mark.parametrize(
    ("sentence", "numbers"),
    [
        (
            "云财〔2023〕5号、6号、7号文件",
            ["云财〔2023〕5号", "云财〔2023〕6号", "云财〔2023〕7号"],
        ),
        ("云财局令第5号、第6号、第7号", [f"云财局令第{n}号" for n in (5, 6, 7)]),
        ("云财〔2023〕5号和〔2024〕6号", ["云财〔2023〕5号", "云财〔2024〕6号"]),
        ("造林部令第1号、第2号同时废止", ["造林部令第1号", "造林部令第2号"]),
        ("云府发〔2024〕1号、2号楼", ["云府发〔2024〕1号"]),
        ("云府发〔2024〕1号和12号文说了什么", ["云府发〔2024〕1号"]),
        ("造林部令第1号、2号文件", ["造林部令第1号"]),
        ("云府发〔2024〕1、2号文件", ["云府发〔2024〕1号"]),
        ("云府发〔2024〕1号、〔3024〕2号文件", ["云府发〔2024〕1号"]),
    ],
)
def test_one_code_for_a_series(sentence, numbers):
    found = DocNumber.find_all(sentence)
    assert [str(number) for number, _, _ in found] == numbers
    assert [sentence[end - 1] for _, _, end in found[1:]] == ["号"] * (len(numbers) - 1)


@pytest.mark.parametrize(
    ("sentence", "numbers"),
    [
        ("《云岭省税务局关于甲的公告》(2019年第15号)废止", ["云岭省税务局公告2019年第15号"]),
        ("《财政厅 税务局关于甲的公告》(2019年第15号)", ["财政厅 税务局公告2019年第15号"]),
        ("《云岭市公安局通告》(2019年第15号)", ["云岭市公安局通告2019年第15号"]),
        ("《关于甲的公告》(2019年第15号)", []),
        ("《云岭省税务局关于甲的公告》(2199年第15号)", []),
        ("关于甲的公告》(2019年第15号)", []),
    ],
)
def test_a_title_tells_whose_announcement_it_is(sentence, numbers):
    assert [str(number) for number, _, _ in DocNumber.find_all(sentence)] == numbers


@pytest.mark.parametrize(
    "code",
    [
        "呼和浩特市政发",
        "太原市政发",
        "大同市政发",
        "三原县政发",
        "和政发",
        "即政发",
        "同政办发",
        "原政发",
        "将政办",
        "云数据发",
    ],
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
        "向社会公告第3号",
        "通过公告2024年第3号",
        "云岭市财政局公告3号",
        "云岭市财政局公告2199年第3号",
        "云府发〔2024〕0号",
        "云府发〔2124〕5号",
        "(建设方案(2024)12号)",
        "根据〔2024〕5号文件",
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


@pytest.mark.parametrize(
    "text",
    ["青政办发〔2025〕12号", "鄂府发〔2024〕36-1号", "国办函〔2000〕1号", "甲乙〔1999〕12345号"],
)
def test_a_printed_number_is_read_back_as_parsing_reads_it(text):
    assert DocNumber.printed(text) == DocNumber.parse(text)
    assert str(DocNumber.printed(text)) == text


@pytest.mark.parametrize(
    "text",
    ["", "青政办发[2025]12号", "某省人民政府令第178号", "甲府发〔2024〕012号", "〔2024〕1号"],
)
def test_what_is_not_printed_as_numbers_are_is_left_to_parsing(text):
    assert DocNumber.printed(text) is None
