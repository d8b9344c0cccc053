"""Parts of a notice: signature, enclosed text, attachments and their lists; 第N段; damage."""

from datetime import date

import pytest
from notice_texts import AGENCY, DAY, issuing, notice, paragraphs, read, signed, units

from rag.notices.damage import damaged_spans
from rag.notices.paragraphs import split_paragraphs
from rag.notices.signatures import find_signatures

LONG = "各县区要结合本地实际制定年度计划,明确责任分工,落实工作经费,确保按期完成任务"


@pytest.mark.parametrize("gap", [" ", "\n", "   ", "\n\n"])
def test_signature_names_issuer_and_day(gap):
    text = notice(f"请认真落实。{gap}{AGENCY}{gap}{DAY}{gap}")
    assert (read(text).issuer, read(text).issued_on) == (AGENCY, date(2024, 5, 6))


@pytest.mark.parametrize(
    ("tail", "issuer", "day"),
    [
        (
            "云岭市林业局 云岭市财政局\n2024年5月6日\n",
            "云岭市林业局 云岭市财政局",
            date(2024, 5, 6),
        ),
        (f"{AGENCY}\n二〇二四年五月六日\n", AGENCY, date(2024, 5, 6)),
        (f"{AGENCY}\n2024年5月6\n", AGENCY, date(2024, 5, 6)),
        # the day of printing (印发) stands in the block of copies (抄送)
        (
            f"{signed()}抄送:市委各部门。\n云岭市人民政府办公室 2024年5月9日印发\n",
            AGENCY,
            date(2024, 5, 6),
        ),
        # without a signature the title says who issues
        ("", AGENCY, None),
        ("本通知自2024年6月1日起施行。\n", AGENCY, None),
        (f"根据{AGENCY}2024年5月6日常务会议精神办理。\n", AGENCY, None),
    ],
)
def test_signatures(tail, issuer, day):
    found = read(notice("请认真落实。\n" + tail))
    assert (found.issuer, found.issued_on) == (issuer, day)


def test_a_date_inside_a_sentence_signs_nothing():
    text = "请于云岭市人民政府 2024年5月6日会议前办结。"
    assert list(find_signatures(text, 0, len(text))) == []


def test_the_enclosed_text_is_a_part_of_its_own():
    text = issuing("为加快造林,制定本方案。\n一、目标。\n二、任务。\n")
    first, second = paragraphs(text)
    assert first[0] == "第1段" and first[1].endswith(DAY)
    assert second == ("第2段", "云岭市秋季造林方案\n为加快造林,制定本方案。")
    assert read(text).enclosed_title == "云岭市秋季造林方案"


@pytest.mark.parametrize(
    ("list_", "labels"),
    [
        ("附件:1.任务分解表\n2.联络员名单\n", ["附件1", "附件2"]),
        ("附件:任务分解表\n", ["附件"]),
        ("附件：1.任务分解表 2.联络员名单\n", ["附件1", "附件2"]),
    ],
)
@pytest.mark.parametrize("gap", ["\n", "   ", " "])
def test_attachment_lists_are_no_clauses_and_attachments_are(list_, labels, gap):
    body = "".join(f"{label}{gap}任务分解表{gap}一、甲。{gap}二、乙。{gap}" for label in labels)
    text = notice("一、整地。\n二、备苗。\n" + list_ + signed() + body)
    expected = ["一、", "二、"]
    for label in labels:
        expected += [f"{label} 一、", f"{label} 二、"]
    assert units(text) == expected
    assert [a.label for a in read(text).attachments] == labels
    assert read(text).attachments[0].title == "任务分解表"


def test_an_attachment_counts_to_thirty_four():
    tens = ["", "十", "二十", "三十"]
    numerals = [tens[n // 10] + " 一二三四五六七八九"[n % 10].strip() for n in range(1, 35)]
    body = "".join(
        f"{numeral}、第{n}单位\n做好相关工作。\n" for n, numeral in enumerate(numerals, 1)
    )
    text = notice("一、整地。\n附件:各单位职责\n" + signed() + "附件\n各单位职责\n" + body)
    assert units(text) == ["一、", *(f"附件 {numeral}、" for numeral in numerals)]


def test_units_behind_an_attachment_list_are_read():
    text = notice("请认真落实。\n附件:造林方案\n一、目标。\n二、任务。\n")
    assert units(text) == ["一、", "二、"]


@pytest.mark.parametrize(
    "words", ["详见附件1。", "按照附件2的要求", "(见附件)", "将附件1 和附件2 报送"]
)
def test_a_mention_is_no_attachment(words):
    text = notice(f"一、填报{words}\n二、汇总。\n")
    assert read(text).attachments == ()
    assert units(text) == ["一、", "二、"]


def test_a_title_may_follow_the_colon_of_a_label_behind_the_signature():
    plan = f"附件1:造林方案\n一、整地。{LONG}。\n二、备苗。{LONG}。\n"
    text = notice("一、甲。\n二、乙。\n" + signed() + plan)
    assert units(text) == ["一、", "二、", "附件1 一、", "附件1 二、"]
    assert [(a.label, a.title) for a in read(text).attachments] == [("附件1", "造林方案")]
    links = "附件1:造林方案.doc\n附件2:名单.xls\n"
    assert read(notice("一、甲。\n二、乙。\n" + signed() + links)).attachments == ()


def test_attachments_without_text_have_no_title():
    text = notice("一、甲。\n附件:1.流程图\n2.样表\n" + signed() + "附件1\n流程图\n附件2\n附件3\n")
    assert [(a.label, a.title) for a in read(text).attachments] == [("附件1", "流程图")]
    assert [c.path for c in read(text).clauses][-3:] == [
        ("附件1", "第1段"),
        ("附件2", "第1段"),
        ("附件3", "第1段"),
    ]


def test_appointments_are_one_paragraph_a_person():
    items = [
        "甲某任市林业局局长;",
        "乙某任市水利局局长,免去市林业局副局长职务;",
        "免去丙某市水利局局长职务。",
    ]
    for gap in (" ", "   ", "\n"):
        text = notice(f"根据工作需要,决定:{gap}{gap.join(items)}{gap}{AGENCY}{gap}{DAY}")
        found = [words for _, words in paragraphs(text)]
        assert found[0].endswith("决定:")
        assert found[1:4] == items
        assert found[4].split() == [AGENCY, DAY]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        (f"{LONG}。\n{LONG}。\n", 2),
        (f"{LONG}。 {LONG}。 ", 2),
        (f"{LONG}。   {LONG}。   ", 2),
        (f"总体要求\n{LONG}。\n{LONG}。\n", 1),  # a heading takes in what follows
        ("张某 市林业局局长\n李某 市水利局局长\n王某 市财政局局长\n", 1),  # rows stay together
        ("名单\n组 长:张某\n副组长:" + "李某 局长\n" * 3 + "成 员:" + "王某 镇长\n" * 90, 3),
        ("名单\n" + "李某 市林业局局长\n" * 4 + LONG + "。\n", 2),  # a sentence behind rows
        ("", 1),
        ("\n\n\n", 1),
    ],
)
def test_split_paragraphs_covers_the_text(text, pieces):
    spans = split_paragraphs(text, 0, len(text))
    assert len(spans) == pieces
    assert "".join(text[start:end] for start, end in spans) == text


def test_paragraphs_are_counted_within_their_part():
    text = notice(f"{LONG}。\n{LONG}。\n" * 8 + signed() + f"附件\n名单\n{LONG}。\n{LONG}。\n")
    labels = [label for label, _ in paragraphs(text)]
    own = [label for label in labels if not label.startswith("附件")]
    assert own == [f"第{n}段" for n in range(1, len(own) + 1)]
    assert labels[len(own)] == "附件 第1段"


def test_page_numbers_part_no_paragraphs():
    text = f"{LONG}。\n- 2 -\n{LONG}。\n— 3 —\n{LONG}。\n"
    spans = split_paragraphs(text, 0, len(text))
    assert [text[start:end].split("\n")[0] for start, end in spans] == [f"{LONG}。"] * 3


def test_the_imprint_is_one_paragraph():
    tail = f"抄送:市委各部门,市人大常委会办公室。\n{AGENCY}办公室\n2024年5月8日印发\n共印50份\n"
    found = paragraphs(issuing("第一条 甲。\n第二条 乙。\n" + tail))
    assert found[-2][1].startswith("抄送:") and found[-2][1].endswith("日印发")
    assert found[-1][1] == "共印50份"


@pytest.mark.parametrize("gap", [" ", "   ", "\n"])
def test_who_gets_copies_belongs_to_no_unit(gap):
    lines = ["一、甲。", "二、乙。", "抄送:市委各部门。", f"{AGENCY}办公室 {DAY}印发"]
    found = read(notice(gap.join(lines)))
    assert [c.kind for c in found.clauses[:4]] == ["paragraph", "unit", "unit", "paragraph"]
    assert found.read(found.clauses[2].own).strip() == "二、乙。"
    assert found.read(found.clauses[3].own).startswith("抄送:")


@pytest.mark.parametrize(
    ("text", "fragments"),
    [
        ("推動生\ue863產業,發展。", ["推動生\ue863產業"]),
        ("甲。步入\ufffd\ufffd新階段。乙。", ["步入\ufffd\ufffd新階段"]),
        ("治理規?；l展,很好。建設?zhàn)地。", ["治理規?；l展", "建設?zhàn)地"]),
        ("办得好?当然。怎么办?", []),
        ("没有问题。", []),
        ("", []),
    ],
)
def test_damage(text, fragments):
    assert [text[span.start : span.end] for span in damaged_spans(text)] == fragments


def test_damage_is_told_in_offsets_of_the_page():
    found = read("前言\n" + notice("一、推进林\ue863业发展。\n"))
    (span,) = found.damaged
    assert "\ue863" in found.read(span)
