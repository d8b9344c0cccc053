"""Questions on posts, numbers and validity of two invented places, half of them traps."""

from __future__ import annotations

from datetime import date

import pytest
from notice_index import find, index_of

from rag.answering.known.about import about
from rag.answering.known.posts import held
from rag.answering.known.unnamed import unnamed

DAY = date(2026, 6, 1)


def _page(issuer: str, what: str, number: str, text: str) -> str:
    return f"{issuer}关于{what}的通知\n{number}\n\n各有关单位：\n{text}\n"


CITY, OFFICE = "临岚市人民政府", "临岚市人民政府办公室"
COUNTY, COUNTY_OFFICE = "松野县人民政府", "松野县人民政府办公室"


def _signed(issuer: str, what: str, number: str, day: str, text: str) -> str:
    return _page(issuer, what, number, f"{text}\n{issuer}\n{day}")


def _issued(issuer: str, name: str, number: str, day: str, text: str) -> str:
    intro = f"现将《{name}》印发给你们，请认真组织实施。\n\n{issuer}\n{day}\n\n{name}\n\n{text}"
    return _page(issuer, f"印发{name}", number, intro)


PAGES = {
    "posts-1.txt": _signed(
        CITY,
        "宁致远等职务任免",
        "临政任〔2024〕2号",
        "2024年1月20日",
        "根据工作需要，决定：\n宁致远任市财政局局长，免去其市审计局副局长职务；\n"
        "裴若水任市审计局副局长（试用期一年）；\n贺兰舟任市大数据中心主任；\n"
        "顾长青任临岚经济技术开发区管理委员会副主任。",
    ),
    "posts-2.txt": _signed(
        CITY,
        "贺兰舟等职务任免",
        "临政任〔2025〕7号",
        "2025年7月2日",
        "根据工作需要，决定：\n贺兰舟任市政务服务局局长，免去其市大数据中心主任职务；\n"
        "钟意任市大数据中心主任（试用期一年）；\n"
        "顾长青任临岚经济技术开发区管理委员会主任；\n"
        "辛禾挂职任市林业局副局长（挂职时间为一年）；\n免去宁致远市财政局局长职务。",
    ),
    "heating.txt": _signed(
        OFFICE,
        "成立供热保障指挥部",
        "临政办发〔2024〕30号",
        "2024年9月10日",
        "一、成立临岚市供热保障指挥部，组成人员如下：\n总指挥：祝南星 副市长\n"
        "副总指挥：裴松 市住房和城乡建设局局长\n"
        "二、指挥部办公室设在市住房和城乡建设局，办公室主任由市住房和城乡建设局分管副局长兼任。\n"
        "三、供热期停课由市教育局局长提请指挥部研究。",
    ),
    "division.txt": _signed(
        OFFICE,
        "市政府领导工作分工",
        "临政办发〔2025〕14号",
        "2025年8月1日",
        "祝南星 副市长\n协助市长负责住房城乡建设、交通运输工作。\n分管市住房和城乡建设局。\n\n"
        "柏舟 副市长\n协助市长负责教育、卫生健康工作。",
    ),
    "saving.txt": _issued(
        CITY,
        "临岚市节能改造实施方案",
        "临政发〔2025〕3号",
        "2025年3月12日",
        "一、设备更新\n更换水泵时对照《泵类产品能效限定值目录（2023年版）》（工节函〔2023〕88号）执行，"
        "每台补助5000元。以热泵替代燃煤锅炉，替代老旧风机、水泵、空压机三类设备。\n"
        "二、公共机构\n按照《公共机构用能管理暂行办法》（临政办发〔2021〕19号）开展用能审计，"
        "由市机关事务管理局牵头。\n三、附则\n本方案有效期至2027年12月31日。\n",
    ),
    "snow.txt": _issued(
        COUNTY,
        "松野县雪灾应急预案",
        "松政发〔2024〕11号",
        "2024年11月1日",
        "一、指挥部\n县雪灾应急指挥部指挥长由分管副县长担任，副指挥长由县应急管理局局长、县气象局局长"
        "担任。\n二、响应\nⅢ级响应由副指挥长签发。停课由县教育体育局决定。\n三、附则\n"
        "本预案自印发之日起施行，《松野县雪灾应急预案》（松政发〔2019〕6号）同时废止。\n",
    ),
    "care-1.txt": _issued(
        COUNTY_OFFICE,
        "松野县养老服务补贴办法",
        "松政办发〔2023〕8号",
        "2023年6月5日",
        "一、标准\n每人每月补贴200元，每月15日前发放。\n二、附则\n"
        "本办法自2023年7月1日起施行，有效期三年。\n",
    ),
    "care-2.txt": _issued(
        COUNTY_OFFICE,
        "松野县养老服务补贴实施办法",
        "松政办发〔2026〕2号",
        "2026年2月1日",
        "一、标准\n每人每月补贴260元，每月10日前发放。\n二、附则\n本办法自2026年5月1日起施行。"
        "《松野县养老服务补贴办法》（松政办发〔2023〕8号）同时废止。\n",
    ),
}


@pytest.fixture(scope="module")
def reader(tmp_path_factory, encoder):
    return index_of(PAGES, tmp_path_factory.mktemp("asked"), encoder)


@pytest.fixture
def tell(reader):
    def told(question: str):
        findings = find(reader, question)
        found = about(reader, findings, DAY) or held(reader, reader.posts, findings, DAY)
        assert not (found and unnamed(reader.posts, findings))
        return found

    return told


@pytest.mark.parametrize(
    ("question", "facts"),
    [
        ("宁致远从审计局副局长任上调任何职？他原来的位子由谁接？", ["市财政局局长", "裴若水"]),
        ("贺兰舟调到哪个单位去了，空出来的大数据中心主任谁接手？", ["政务服务局局长", "钟意"]),
        ("Who replaced 贺兰舟 as director of 市大数据中心?", ["钟意"]),
        ("市财政局局长是谁，现在还在任吗？", ["宁致远任", "免去宁致远"]),
        ("顾长青在临岚经开区先后担任过哪些职务？", ["委员会副主任", "委员会主任"]),
        ("临岚经开区管委会主任是谁？上任前在那里是什么职务？", ["委员会主任", "委员会副主任"]),
        ("供热保障指挥部总指挥由谁担任？", ["祝南星"]),
        ("住建局由哪位副市长分管？", ["祝南星"]),
        ("辛禾在林业局是挂职吗？挂多长时间？", ["挂职", "一年"]),
        ("临政任〔2025〕7号里挂职的是哪位？", ["辛禾"]),
        ("市审计局副局长是谁，试用期多久？", ["裴若水", "一年"]),
        ("2024年任命的大数据中心主任是谁，后来还在任吗？", ["贺兰舟", "免去"]),
        ("节能改造实施方案的文号是多少？", ["临政发〔2025〕3号"]),
        ("松政发〔2019〕6号现在还管用吗？", ["松政发〔2019〕6号已被"]),
        ("2019年6号文印发的那份雪灾应急预案还在执行吗？", ["松政发〔2019〕6号已被"]),
        ("养老服务补贴办法（松政办发〔2023〕8号）还有效吗？", ["已被", "同时废止"]),
        ("养老服务补贴实施办法哪天起施行，废止了哪个旧办法？", ["2026年5月1日", "〔2023〕8号"]),
        ("节能改造方案有效期到什么时候？", ["2027年12月31日"]),
        ("Does 松政发〔2024〕11号 replace an earlier document?", ["松政发〔2019〕6号"]),
        ("宁致远现在还是财政局局长吗？", ["宁致远任市财政局局长", "免去宁致远"]),
        ("钟意什么时候上任的？", ["2025年7月2日", "钟意任"]),
        ("教育由哪位副市长分管，供热保障指挥部总指挥是谁？", ["柏舟", "祝南星"]),
        ("开发区管委会副主任现在是谁？", ["顾长青任临岚经济技术开发区管理委员会主任"]),
        ("谁接替贺兰舟当大数据中心主任？", ["钟意"]),
        ("养老服务补贴办法被哪个文件取代了？", ["松政办发〔2026〕2号"]),
        ("临政办发〔2025〕14号是谁印发的，哪天印发？", ["人民政府办公室", "2025年8月1日"]),
    ],
)
def test_what_is_known_is_told_whole(tell, question, facts):
    found = tell(question)
    assert found is not None
    text = "\n".join(said.text for said in found.said)
    assert [fact for fact in facts if fact not in text] == []
    assert found.whole


@pytest.mark.parametrize(
    "question",
    [
        "更换水泵时对照的2023年版能效限定值目录，文号是多少？",
        "公共机构用能管理的那个暂行办法是几号文？",
        "What equipment does the 节能改造方案 replace?",
        "节能改造替代了哪些老旧设备？",
        "节能改造方案依据的公共机构用能管理暂行办法现在还有效吗？",
        "Who is the deputy director of 市大数据中心?",
        "松野县大数据中心主任是谁？",
        "停课由谁决定，教育体育局局长还是气象局局长？",
        "市财政局局长可以审批哪些事项？",
        "养老补贴每月什么时候发放？",
        "指挥部办公室设在哪个局？",
        "松野县雪灾应急预案（2019年版）现在还有效吗？",
        "市教育局局长不在时由谁主持？",
        "燃煤锅炉被什么替代？",
    ],
)
def test_what_is_asked_of_something_else_is_not_told(tell, question):
    assert tell(question) is None


@pytest.mark.parametrize(
    "question",
    [
        "大数据中心主任由谁担任，节能改造每台补助多少钱？",
        "顾长青现在任什么职务，公共机构用能审计由谁牵头？",
        "节能改造方案的文号是什么，水泵每台补多少？",
        "雪灾应急预案什么时候印发的，由谁签发Ⅲ级响应？",
        "贺兰舟接替了谁？",
    ],
)
def test_half_an_answer_is_not_the_whole(tell, question):
    assert not tell(question).whole


@pytest.mark.parametrize(
    ("question", "refused"),
    [
        ("市教育局局长是谁？", True),
        ("现任县应急管理局局长是哪位？", True),
        ("Who is the director of 市应急管理局?", True),
        ("市审计局局长是谁？", True),
        ("谁是市林业局局长？", True),
        ("请问现任市卫健委主任是哪一位", True),
        ("县雪灾应急指挥部指挥长姓名是什么？", True),
        ("市教育局局长的职责是什么？", False),
        ("县雪灾应急指挥部指挥长由谁担任？", False),
        ("供热保障指挥部办公室主任由谁兼任？", False),
        ("Ⅲ级响应由谁签发？", False),
    ],
)
def test_a_post_that_nobody_is_named_for_is_not_answered(reader, tell, question, refused):
    assert tell(question) is None
    assert unnamed(reader.posts, find(reader, question)) is refused
