"""Word documents: the text as printed, with the numbers that Word makes."""

import io

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from format_files import LINES, ROWS, TEXT, W, docx_of, packed, paragraph, read, shape

from rag.errors import (
    ArchiveExpands,
    SourceBroken,
    SourceEmpty,
    SourceEncrypted,
    SourceLegacy,
    SourceTooHeavy,
)
from rag.notices.formats.counting import number


def levels(*given):
    """Return a numbering part with one list of (format, text, more) levels, as list 1."""
    items = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for i, (form, text, more) in enumerate(given)
    )
    return (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="7">{items}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="1"/></w:lvlOverride></w:num></w:numbering>'
    )


OFFICIAL = levels(
    ("chineseCounting", "%1、", ""), ("chineseCounting", "（%2）", ""), ("decimal", "%3.", "")
)


def listed(text, level=0, key=1):
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{key}"/></w:numPr>')


def lines(body, **parts):
    return read(docx_of(body, **parts), "a.docx").text.split("\n")


def test_a_document_reads_like_its_text_though_its_numbers_are_generated():
    body = ""
    for line in LINES:
        if line[1:2] == "、":
            body += listed(line[2:])
        elif line.startswith("（"):
            body += listed(line[3:], 1)
        elif line[0].isdigit() and line[1] == ".":
            body += listed(line[2:], 2)
        else:
            body += paragraph("　　" + line)
    found = read(docx_of(body, numbering=OFFICIAL), "a.docx").text
    assert found == TEXT.rstrip()
    assert shape(found) == shape(TEXT)


def test_a_document_as_python_docx_writes_it():
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "页眉"
    for line in LINES:
        document.add_paragraph(line)
    table = document.add_table(3, 3)
    for row, cells in zip(table.rows, ROWS, strict=True):
        for cell, content in zip(row.cells, cells, strict=True):
            cell.text = content
    hidden = document.add_paragraph("可见").add_run("密语")
    hidden._r.get_or_add_rPr().append(OxmlElement("w:vanish"))
    white = document.add_paragraph("可见").add_run("白字")
    colour = OxmlElement("w:color")
    colour.set(qn("w:val"), "ffffff")
    white._r.get_or_add_rPr().append(colour)
    out = io.BytesIO()
    document.save(out)
    found = read(out.getvalue(), "a.docx").text
    assert found.startswith(TEXT)
    assert found.removeprefix(TEXT) == (
        "序号\t责任单位\t任务\n1\t市交通运输局\t统筹线路\n2\t市财政局\t拨付补贴\n可见\n可见"
    )


def test_numbers_restart_below_go_on_above_and_start_anew_in_another_list():
    body = "".join(
        listed("", *at) if at is None else listed("x", *at)
        for at in [(0,), (1,), (1,), (0,), (1,), (2,), (0, 2), (1, 2)]
    )
    assert lines(body, numbering=OFFICIAL) == [
        "一、x", "（一）x", "（二）x", "二、x", "（一）x", "1.x", "一、x", "（一）x"
    ]  # fmt: skip


def test_decimal_chains_and_legal_numbering():
    part = levels(
        ("chineseCounting", "第%1章", ""),
        ("decimal", "%1.%2", "<w:isLgl/>"),
        ("decimal", "%1.%2.%3", '<w:isLgl/><w:lvlRestart w:val="1"/>'),
    )
    body = "".join(listed("x", level) for level in (0, 0, 1, 2, 1, 2, 0, 1, 2))
    assert lines(body, numbering=part) == [
        "第一章 x", "第二章 x", "2.1 x", "2.1.1 x", "2.2 x", "2.2.2 x", "第三章 x", "3.1 x",
        "3.1.1 x",
    ]  # fmt: skip


def test_numbering_by_style_and_taken_off():
    styles = (
        f'<w:styles {W}><w:style w:type="paragraph" w:styleId="A"><w:name w:val="heading 1"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="C"><w:basedOn w:val="C"/></w:style></w:styles>'
    )
    part = levels(("decimal", "%1.", ""), ("chineseCounting", "第%2条", '<w:pStyle w:val="A"/>'))
    style = '<w:pStyle w:val="{}"/>'
    body = paragraph("甲", style.format("A")) + paragraph("乙", style.format("B"))
    body += paragraph("丙", style.format("A") + '<w:numPr><w:numId w:val="0"/></w:numPr>')
    body += paragraph("丁", style.format("C"))
    assert lines(body, numbering=part, styles=styles) == ["第一条 甲", "第二条 乙", "丙", "丁"]


@pytest.mark.parametrize(
    ("form", "value", "printed"),
    [
        ("chineseCounting", 21, "二十一"),
        ("chineseCountingThousand", 110, "一百一十"),
        ("japaneseCounting", 10, "十"),
        ("ideographDigital", 12, "一二"),
        ("ideographTraditional", 3, "丙"),
        ("ideographZodiac", 12, "亥"),
        ("chineseLegalSimplified", 12, "壹拾贰"),
        ("decimalEnclosedCircle", 21, "㉑"),
        ("decimalFullWidth", 10, "１０"),
        ("lowerLetter", 28, "bb"),
        ("upperRoman", 1994, "MCMXCIV"),
        ("decimalZero", 3, "03"),
        ("unheard-of", 7, "7"),
        ("ideographTraditional", 11, "11"),
    ],
)
def test_number_formats(form, value, printed):
    assert number(value, form) == printed


def test_tracked_changes_fields_boxes_and_contents():
    run = "<w:r><w:t>{}</w:t></w:r>"
    body = (
        "<w:p><w:del><w:r><w:delText>旧</w:delText></w:r></w:del>"
        f"<w:ins>{run.format('新')}</w:ins><w:moveFrom>{run.format('旧')}</w:moveFrom>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"
        f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run.format('上')}</w:p>"
        f"<w:p>{run.format('下')}<w:r><w:br/></w:r>{run.format('行')}</w:p>"
        "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/>"
        f"</w:docPartObj></w:sdtPr><w:sdtContent><w:p>{run.format('目录')}</w:p></w:sdtContent></w:sdt>"
        f"<w:sdt><w:sdtContent><w:p>{run.format('控件')}</w:p></w:sdtContent></w:sdt>"
        f"<w:p>{run.format('锚')}<w:r><w:pict><w:txbxContent><w:p>{run.format('框')}</w:p>"
        "</w:txbxContent></w:pict></w:r></w:p>"
        "<w:p><w:r><w:rPr><w:strike/></w:rPr><w:t>旧</w:t></w:r><w:r><w:rPr><w:strike w:val='0'/>"
        "</w:rPr><w:t>留</w:t></w:r></w:p>"
        f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run.format('末')}</w:p>"
    )
    assert lines(body) == ["新", "上下", "行", "控件", "锚", "框", "留", "末"]


def entity(declared, used="&x;"):
    return packed(
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": f"<!DOCTYPE a [{declared}]><w:document {W}><w:body>"
            f"<w:p><w:r><w:t>{used}</w:t></w:r></w:p></w:body></w:document>",
        }
    )


GOOD = docx_of(paragraph("正文"))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
LAUGHS = "<!ENTITY x0 'ha'>" + "".join(
    f"<!ENTITY x{i} '{f'&x{i - 1};' * 10}'>" for i in range(1, 12)
)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", SourceBroken),
        (GOOD[:-40], SourceBroken),
        (GOOD[:200] + b"\x00" * 40 + GOOD[240:], SourceBroken),
        (entity('<!ENTITY x SYSTEM "file:///etc/hostname">'), SourceBroken),
        (entity(LAUGHS, "&x11;"), SourceBroken),
        (docx_of(""), SourceEmpty),
        (docx_of("<w:p>"), SourceBroken),
        (docx_of("<w:sdt>" * 5000 + "</w:sdt>" * 5000), SourceBroken),
        (docx_of(" " * 30_000_000), ArchiveExpands),
        (packed({"xl/workbook.xml": "<x/>"}), SourceBroken),
        (b"%!PS", SourceBroken),
        (OLE + "EncryptedPackage".encode("utf-16-le"), SourceEncrypted),
    ],
)
def test_bad_documents_are_refused_by_name(data, error):
    with pytest.raises(error):
        read(data, "a.docx")


def test_a_document_of_too_many_tags_is_refused_before_it_is_parsed():
    with pytest.raises(SourceTooHeavy, match="max_xml_tags"):
        read(docx_of(paragraph("甲") * 400), "a.docx", max_xml_tags=1000)


def test_old_formats_say_what_to_do_and_renamed_ones_are_read():
    for data, name in ((OLE, "a.doc"), (OLE, "a.wps"), (b"{\\rtf1 x}", "a.rtf")):
        with pytest.raises(SourceLegacy, match="另存为 docx 或 pdf"):
            read(data, name)
    assert read(GOOD, "a.doc").text == "正文"
    assert read("<html><body>正文</body></html>".encode(), "a.doc").text == "正文"
