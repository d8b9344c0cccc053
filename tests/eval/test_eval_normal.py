"""Normal forms: what counts as the same text and what must not."""

from __future__ import annotations

import pytest
from eval_builders import NUMBER, OTHER_NUMBER

from eval.normal import containment, grams, holds, normal, states
from eval.numbers import numbers, value
from eval.places import document_key, paragraph_key, within


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("科技型企業(yè)達到1200家", "科技型企业达到1200家"),
        ("發（fā）展", "发展"),
        ("发(fa\u0304)展", "发展"),
        ("充电站１６０余个", "充电站160余个"),
        ("资金1,200万元", "资金1200万元"),
        ("资金１，２００万元", "资金1200万元"),
        ("增长５％", "增长5%"),
        ("到２．５公里", "到2.5公里"),
        ("高 智　同志", "高智同志"),
        ("（一）加强领导；", "一加强领导"),
        ("PM2.5", "pm2.5"),
    ],
)
def test_differences_of_form_vanish(one, other):
    assert normal(one) == normal(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1.6", "16"),
        ("5%", "5"),
        ("5‰", "5%"),
        ("1.6%", "16%"),
        ("二级", "三级"),
        ("重量（t）", "重量"),
        ("单位（GDP）", "单位"),
        ("产业（产业园）", "产业"),
    ],
)
def test_differences_of_substance_stay(one, other):
    assert normal(one) != normal(other)


def test_a_gloss_needs_a_han_character_before_it():
    assert normal("A(fā)") == "afā"


def test_a_full_stop_that_is_no_decimal_point_is_dropped():
    assert normal("1.总则") == "1总则"


def test_grams_are_counted_once():
    assert grams("一二三四五六") == {"一二三四五", "二三四五六"}
    assert grams("哈哈哈哈哈哈哈") == {"哈哈哈哈哈"}
    assert grams("一年") == {"一年"}
    assert grams("。；") == frozenset()


def test_containment_is_the_share_of_grams_found():
    # Grams of 甲乙丙丁戊己庚: 甲乙丙丁戊, 乙丙丁戊己, 丙丁戊己庚; the passage ends before 庚.
    assert containment("前甲乙丙丁戊己后", "甲乙丙丁戊己庚") == pytest.approx(2 / 3)
    assert containment("无关文字", "甲乙丙丁戊己庚") == 0
    assert containment("任何文字", "，。") == 0


def test_holds_at_the_threshold():
    # 14 characters have 10 grams; dropping the last two leaves 8 of 10.
    sought = "甲乙丙丁戊己庚辛壬癸子丑寅卯"
    assert holds(sought[:12], sought, 0.8)
    assert not holds(sought[:11], sought, 0.8)


def test_a_short_text_is_held_only_whole():
    assert holds("挂职一年", "一年")
    assert not holds("挂职一个年头", "一年")


def test_states_takes_any_form_but_no_empty_one():
    assert states("挂职期限為1年", ("一年", "1年"))
    assert not states("挂职两年", ("一年", "1年"))
    assert not states("任何回答", ("。",))


def test_numbers_are_read_as_a_reader_does():
    text = "２０２５年建成1,200座[1][12]，增长1.6％，按[2024]18号文；2024,2025两年5‰。"
    assert numbers(text) == ["2025", "1200", "1.6%", "2024", "18", "2024", "2025", "5‰"]
    assert numbers("没有数字") == []
    assert [value(n) for n in ("05", "0", "0.5%", "100")] == ["5", "0", "0.5%", "100"]


@pytest.mark.parametrize(
    "written",
    [
        "鄂府办发[2024]34号",
        "鄂府办发【2024】34号",
        "鄂府辦發（2024） 34 號",
        "鄂府办发〔２０２４〕34号",
    ],
)
def test_a_document_number_is_known_in_any_dress(written):
    assert document_key(written) == document_key(NUMBER)


def test_the_number_of_another_office_is_another_number():
    assert document_key(OTHER_NUMBER) != document_key(NUMBER)
    assert document_key(None) == ""


@pytest.mark.parametrize(
    ("paragraph", "key"),
    [
        ("三、（二）1.", ("三", "二", "1")),
        ("三、(二)1．", ("三", "二", "1")),
        ("附件1 二、（三）", ("附件1", "二", "三")),
        ("附件一、（四）", ("附件", "一", "四")),
        ("8.2.3（4）", ("8.2.3", "4")),
        ("第六条", ("第六条",)),
        ("第3段", ("第3段",)),
        ("附件2 ②", ("附件2", "②")),
        ("十七、", ("十七",)),
        ("", ()),
    ],
)
def test_paragraphs_are_chains_of_markers(paragraph, key):
    assert paragraph_key(paragraph) == key


@pytest.mark.parametrize(
    ("paragraph", "gold", "right"),
    [
        ("三、（二）1.", "三、（二）", True),
        ("三、（二）", "三、（二）", True),
        ("三、", "三、（二）", False),
        ("三、（三）", "三、（二）", False),
        ("二、（二）", "三、（二）", False),
        ("十三、", "十、", False),
        ("任意", "", True),
        ("②", "2.", False),
    ],
)
def test_a_clause_below_the_gold_is_within_it(paragraph, gold, right):
    assert within(paragraph, gold) is right
