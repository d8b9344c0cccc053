"""PDF and OFD: paragraphs out of lines, pages for citations, no text that is not what it shows."""

from datetime import date

import pytest
from format_files import (
    LINES,
    ROWS,
    TEXT,
    TITLE,
    canvas_of,
    ofd_of,
    packed,
    pdf_of,
    raw_pdf,
    read,
    shape,
)
from reportlab.lib.pdfencrypt import StandardEncryption

from rag.answering.assistant import Assistant
from rag.errors import (
    SourceBroken,
    SourceEncrypted,
    SourceGarbled,
    SourceScanned,
    SourceTooHeavy,
    SourceTooLong,
)
from rag.index.ingest import ingest
from rag.notices.formats.glyphs import is_garbled, unified
from rag.notices.formats.model import page_at, pages_within
from rag.notices.model import Span
from rag.settings import Settings


def test_a_pdf_reads_like_its_text_without_heads_and_page_numbers():
    result = read(pdf_of(LINES), "a.pdf")
    assert result.text == TEXT.rstrip()
    assert shape(result.text) == shape(TEXT)


def test_pages_are_known_for_every_offset():
    result = read(pdf_of(LINES), "a.pdf")
    assert [page for _, page in result.pages] == [1, 2]
    assert result.pages[0][0] == 0
    assert page_at(result.pages, result.text.index(TITLE)) == 1
    assert page_at(result.pages, result.text.index("三、附则")) == 2
    assert page_at((), 5) is None
    assert (
        pages_within(result.pages, Span(result.pages[1][0], len(result.text))) == result.pages[1:]
    )


@pytest.mark.parametrize(
    ("question", "page", "word"),
    [
        ("夜间公交发车间隔不超过多少分钟？", 1, "30分钟"),
        ("夜间公交管理办法何时施行？", 2, "7月1日"),
    ],
)
def test_an_answer_from_a_pdf_cites_its_page(tmp_path, encoder, question, page, word):
    (tmp_path / "a.pdf").write_bytes(pdf_of(LINES))
    settings = Settings(index=tmp_path / "index")
    ingest([tmp_path / "a.pdf"], settings, encoder)
    answer = Assistant(settings, encoder, today=date(2026, 6, 1)).ask(question)
    assert [(c.source, c.page) for c in answer.citations if word in c.quote] == [("a.pdf", page)]
    result = read(pdf_of(LINES), "a.pdf")
    assert all(page_at(result.pages, c.start) == c.page for c in answer.citations)


def test_cells_that_wrap_stay_together():
    rows = [
        *ROWS,
        [
            "3",
            "市交通运输局、市财政局、市发展和改革委员会",
            "共同落实夜间公交线路的补贴资金，按季度核算并公布",
        ],
    ]
    found = read(pdf_of(LINES, rows), "a.pdf").text
    assert found.endswith("\n".join("\t".join(row) for row in rows))


def test_text_drawn_out_of_turn_is_read_in_place():
    def draw(canvas):
        for i in (2, 0, 1):
            canvas.drawString(80, 700 - 30 * i, f"第{'一二三'[i]}行的文字。")

    assert read(canvas_of(draw), "a.pdf").text == "第一行的文字。\n第二行的文字。\n第三行的文字。"


def test_what_nobody_can_see_is_dropped():
    def draw(canvas):
        canvas.drawString(80, 700, "可见的文字。")
        canvas.setFillColorRGB(1, 1, 1)
        canvas.drawString(80, 660, "白底白字")
        canvas.setFillColorRGB(0.6, 0, 0)
        canvas.rect(70, 600, 300, 40, stroke=0, fill=1)
        canvas.setFillColorRGB(1, 1, 1)
        canvas.drawString(80, 610, "红底白字。")
        text = canvas.beginText(80, 560)
        text.setTextRenderMode(3)
        text.textOut("隐形文字")
        canvas.drawText(text)

    assert read(canvas_of(draw), "a.pdf").text == "可见的文字。\n红底白字。"


def identity(text, mapped):
    """Return a PDF of one line whose font maps its glyphs to ``mapped``, or to nothing at all."""
    shown = text.encode("utf-16-be").hex().encode()
    return raw_pdf(
        b"BT /F1 16 Tf 80 700 Td <" + shown + b"> Tj ET",
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Lost /Encoding /Identity-H /DescendantFonts "
        b"[<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Lost /CIDSystemInfo "
        b"<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>]" + mapped + b" >>",
    )


DIGITS = b"BT /F1 12 Tf 80 700 Td (2025 6 9 12 30 45 2 65 3.5 10 16 2028) Tj ET"
MOJIBAKE = b"BT /F1 12 Tf 80 700 Td (" + "我们的公文通知办法有效期".encode("gbk") + b") Tj ET"
FLOOD = b"BT /F1 12 Tf 10 10 Td (a) Tj ET\n" * 2_000_000


@pytest.mark.parametrize(
    ("data", "limits", "error"),
    [
        (b"%PDF-1.4\n", {}, SourceBroken),
        (b"not a pdf", {}, SourceBroken),
        (pdf_of(LINES)[:300], {}, SourceBroken),
        (raw_pdf(b"0 0 m 10 10 l S"), {}, SourceScanned),
        (pdf_of(LINES, encrypt=StandardEncryption("secret")), {}, SourceEncrypted),
        (raw_pdf(DIGITS), {}, SourceGarbled),
        (raw_pdf(MOJIBAKE), {}, SourceGarbled),
        (identity(TITLE, b""), {}, SourceGarbled),
        (raw_pdf(b"BT ET", pages=30), {"max_pages": 29}, SourceTooLong),
        (raw_pdf(FLOOD), {"pdf_memory_mib": 512}, SourceTooHeavy),
        (pdf_of(LINES), {"pdf_seconds": 0.01}, SourceTooHeavy),
    ],
    # Pytest would name them by their bytes, 60 MB of them in one case.
    ids=lambda it: "pdf" if isinstance(it, bytes) else None,
)
def test_bad_files_are_refused_by_name(data, limits, error):
    with pytest.raises(error):
        read(data, "a.pdf", **limits)


def test_glyphs_that_look_alike_are_unified_and_garbled_pages_told():
    assert unified("⼀、⻓期有效，⼈⺠政府ﬁ") == "一、长期有效，人民政府fi"
    assert is_garbled("通知\ue123\ue124\ue125" + "正文" * 9)
    assert is_garbled("(cid:12)(cid:13)(cid:14)(cid:15)(cid:16)")
    assert is_garbled("驫麤鱻犇猋蟲" * 30)
    assert not is_garbled(TEXT)
    assert not is_garbled("2025年6月")


def test_an_ofd_reads_like_its_text_with_pages():
    result = read(ofd_of(LINES, 10), "a.ofd")
    assert shape(result.text) == shape(TEXT)
    assert [page for _, page in result.pages] == [1, 2]
    code = '<ofd:TextCode X="0" Y="5">密语</ofd:TextCode></ofd:TextObject>'
    hidden = '<ofd:TextObject Boundary="40 200 99 6" Size="5" Visible="false">' + code
    assert read(ofd_of(LINES, 10, hidden), "a.ofd").text == result.text


@pytest.mark.parametrize(
    ("data", "limits", "error"),
    [
        (packed({"OFD.xml": "<a/>"}), {}, SourceBroken),
        (packed({"OFD.xml": "<!DOCTYPE a><a/>"}), {}, SourceBroken),
        (ofd_of(LINES)[:-50], {}, SourceBroken),
        (ofd_of(["a"] * 40, 1), {"max_pages": 39}, SourceTooLong),
        (ofd_of([" "]), {}, SourceScanned),
        (ofd_of(["12345 67890 12345 67890 12345"]), {}, SourceGarbled),
    ],
)
def test_bad_ofd_files_are_refused_by_name(data, limits, error):
    with pytest.raises(error):
        read(data, "a.ofd", **limits)
