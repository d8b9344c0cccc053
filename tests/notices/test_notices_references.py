"""Repeals: subjects, objects and lists of the words for them, and what they do not repeal."""

import pytest

from rag.notices.docnumber import DocNumber, find_folded
from rag.notices.fold import CleanText
from rag.notices.references import references

ONE, TWO, THREE = "《甲》(云发〔2018〕1号)", "《乙》(云发〔2018〕2号)", "《丙》(云发〔2018〕3号)"


def repealed(sentence: str) -> list[int]:
    """Return the serials that ``sentence`` repeals."""
    text = CleanText(sentence).text
    found, cited = references(text, find_folded(text), None)
    assert set(found) <= set(cited)
    return [number.serial for number in found]


@pytest.mark.parametrize(
    ("sentence", "serials"),
    [
        (f"原{ONE}、{TWO}同时废止,{THREE}继续执行。", [1, 2]),
        (f"{ONE},{TWO},自2024年5月1日起,同时废止。", [1, 2]),
        (f"{ONE};{TWO}自本办法施行之日起自动失效。", [1, 2]),
        (f"{ONE}\n{TWO}\n同时\n废止。", [1, 2]),
        (f"{ONE}文件同步废止。", [1]),
        (f"{ONE}即行废除,{TWO}予以撤销,{THREE}不再施行。", [1, 2, 3]),
        ("云发〔2018〕1号、2号文件同时作废。", [1, 2]),
        (f"{ONE}已不适应发展需要,现予废止。", [1]),
        (f"对{ONE}等2件文件予以废止。", [1]),
        ("2009年5月6日云岭省政府令第8号公布的《云岭省造林办法》同时废止。", [8]),
        (f"一、{ONE}。\n二、{TWO}。\n以上文件自印发之日起一并废止。", [1, 2]),
        ("《云岭省税务局关于甲的公告》(2019年第15号)同时废止。", [15]),
        (f"({ONE[:-1]})同时废止)", [1]),
    ],
)
def test_subjects(sentence, serials):
    assert repealed(sentence) == serials


@pytest.mark.parametrize(
    ("sentence", "serials"),
    [
        (f"废止{ONE}、{TWO}和云发〔2018〕3号。", [1, 2, 3]),
        (f"停止执行{ONE}。按照{TWO}执行。", [1]),
        (f"宣布失效{ONE};{TWO}。", [1, 2]),
        (f"废止{ONE} {TWO}继续有效。", [1]),
        (f"停止执行{ONE}有关规定。", []),
        (f"修改、废止{ONE}程序。", []),
        (f"废止了一批文件,{ONE}除外。", []),
    ],
)
def test_objects(sentence, serials):
    assert repealed(sentence) == serials


@pytest.mark.parametrize(
    ("text", "serials"),
    [
        (f"决定废止下列文件:\n1.{ONE}\n2.{TWO}\n本决定自公布之日起施行。落实{THREE}。", [1, 2]),
        (f"下列文件同时废止:\n(一){ONE};\n(二){TWO}。\n根据{THREE}办理。", [1, 2]),
        (f"以下文件不再执行:{ONE}、{TWO}。", [1, 2]),
        (f"废止以下文件\n1.{ONE}\n2.{TWO}", [1, 2]),
        (f"废止以下文件:1.{ONE} 2.{TWO} 本决定自印发之日起施行。落实{THREE}。", [1, 2]),
        (
            "下列文件自印发之日起废止:\n序号 名称 文号\n1 关于甲的通知 云发〔2018〕1号\n"
            "2 关于乙的通知 云发〔2018〕2号\n下列文件继续有效:\n1 关于丙的通知 云发〔2018〕3号",
            [1, 2],
        ),
        (
            "废止的文件目录\n1.关于甲的通知\n云发〔2018〕1号\n2.关于乙的通知\n云发〔2018〕2号",
            [1, 2],
        ),
        (
            "附件1 宣布失效的文件目录(共1件) 1.甲 云发〔2018〕1号 附件2 名单 1.丙 云发〔2018〕3号",
            [1],
        ),
        ("附件:1.废止的文件目录\n云岭市\n附件1\n保留的文件目录\n1.甲 云发〔2018〕1号", []),
        ("决定废止的规章\n一、《甲》(云岭市政府令第1号发布,云岭市政府令第2号修正)", [1]),
        (f"宣布废止、失效下列文件:\n1.{ONE}\n2.{TWO}", [1, 2]),
        (f"予以废止的文件:1.{ONE}\n" + "说明" * 200 + f"\n2.{TWO}", [1]),
        (f"拟废止的文件目录\n1.{ONE}", []),
        (f"保留、废止的文件目录\n1.{ONE}", []),
        (f"废止、修改下列文件:保留的文件:{ONE}", []),
    ],
)
def test_lists(text, serials):
    assert repealed(text) == serials


@pytest.mark.parametrize(
    "sentence",
    [
        f"{ONE}继续有效,不予废止。",
        f"在新规定出台前,{ONE}暂不废止。",
        f"{ONE}尚未废止。",
        f"{ONE}已于2020年5月1日废止。",
        f"{ONE}第三条同时废止。",
        f"{ONE}规定的许可事项同时撤销。",
        f"{ONE}与本办法不一致的,停止执行。",
        f"凡与{ONE}不符的文件一律废止。",
        f"{ONE}在有效期届满后自动失效。",
        f"{ONE}废止前已受理的,按原规定办理。",
        f"依据《关于废止{ONE}的决定》制定,原有做法同时废止。",
        f"根据{ONE}有关规定,原有做法同时废止。",
        f"根据{ONE}原有做法废止。",
        f"{ONE}由市林业局解释:原有做法废止。",
        "撤销市造林办(云发〔2018〕1号设立)。",
        f"{ONE}印发实施。原有做法同时废止。",
    ],
)
def test_what_is_not_repealed(sentence):
    assert repealed(sentence) == []


@pytest.mark.parametrize(
    "basis",
    [f"根据{ONE}有关规定,", f"按照{ONE}执行,本办法自印发之日起施行,", f"根据{ONE}规定"],
)
def test_the_basis_stays_in_force(basis):
    assert repealed(f"{basis}{TWO}同时废止。") == [2]


def test_its_own_number_is_neither_cited_nor_repealed():
    text = f"{ONE}、{TWO}同时废止。"
    own = DocNumber("云发", 2018, 1)
    assert references(text, find_folded(text), own) == ((DocNumber("云发", 2018, 2),),) * 2
    assert references(text, [], own) == ((), ())
