"""One notice of our own in every format, and the bytes of files that mean harm."""

from __future__ import annotations

import html
import io
import zipfile
import zlib
from pathlib import Path

from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, Table

from rag.notices.formats import Extract, extract
from rag.notices.parse import parse_page
from rag.settings import Reading

TITLE = "云泽市人民政府办公室关于印发云泽市夜间公交管理办法的通知"
LINES = [
    TITLE,
    "云政办发〔2025〕41号",
    "各区县人民政府，市人民政府各部门，各直属单位：",
    "《云泽市夜间公交管理办法》已经市人民政府同意，现印发给你们，请认真贯彻执行。",
    "云泽市人民政府办公室",
    "2025年6月9日",
    "云泽市夜间公交管理办法",
    "为方便市民夜间出行，根据城市公共交通的有关规定，结合本市实际，制定本办法。",
    "一、线路设置",
    "（一）夜间线路不少于12条，应当连接火车站、医院和大型居住区，发车间隔不超过30分钟，"
    "末班车不早于次日1时。",
    "1.连接医院的线路每晚不少于16班；",
    "2.连接火车站的线路应当与末班列车衔接。",
    "（二）线路调整应当提前10日公布。",
    "二、票价与补贴",
    "（一）票价为每人次2元，65周岁以上老年人免费。",
    "（二）每车公里补贴3.5元，按季度拨付。",
    "三、附则",
    "本办法自2025年7月1日起施行，有效期至2028年6月30日。",
]
TEXT = "\n".join(LINES) + "\n"
ROWS = [
    ["序号", "责任单位", "任务"],
    ["1", "市交通运输局", "统筹线路"],
    ["2", "市财政局", "拨付补贴"],
]


def read(data: bytes, name: str, **limits: float) -> Extract:
    return extract(data, Path(name), Reading(**limits))


def shape(text: str) -> list[tuple]:
    """Return what a format must not change: number, title, days and clause paths."""
    return [
        (str(n.doc_number), n.title, n.issued_on, n.valid_until, [c.path for c in n.clauses])
        for n in parse_page(text, "x")
    ]


def packed(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return out.getvalue()


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx_of(body: str, **parts: str) -> bytes:
    """Return a docx with the inside of its body and further parts by name."""
    named = {f"word/{name}.xml": text for name, text in parts.items()}
    document = f"<w:document {W}><w:body>{body}</w:body></w:document>"
    return packed({"[Content_Types].xml": "<Types/>", "word/document.xml": document, **named})


def paragraph(text: str, properties: str = "") -> str:
    run = f'<w:r><w:t xml:space="preserve">{html.escape(text)}</w:t></w:r>'
    return f"<w:p><w:pPr>{properties}</w:pPr>{run}</w:p>"


def ofd_of(lines: list[str], per_page: int = 30, extra: str = "") -> bytes:
    """Return an OFD that places ``lines`` on A4 pages, 5 mm characters."""
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    parts = {
        "OFD.xml": f"<ofd:OFD {space}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>"
        "</ofd:DocBody></ofd:OFD>"
    }
    pages = []
    for n in range(0, len(lines), per_page):
        where = f"Pages/Page_{n}/Content.xml"
        pages.append(f'<ofd:Page ID="{n + 1}" BaseLoc="{where}"/>')
        objects = "".join(
            f'<ofd:TextObject Boundary="40 {20 + 8 * i} 170 6" Size="5">'
            f'<ofd:TextCode X="0" Y="5" DeltaX="g {len(line) - 1} 5">{html.escape(line)}'
            "</ofd:TextCode></ofd:TextObject>"
            for i, line in enumerate(lines[n : n + per_page])
        )
        parts[f"Doc_0/{where}"] = (
            f'<ofd:Page {space}><ofd:Content><ofd:Layer ID="1">{objects}{extra}</ofd:Layer>'
            "</ofd:Content></ofd:Page>"
        )
    parts["Doc_0/Document.xml"] = (
        f"<ofd:Document {space}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297"
        "</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData>"
        f"<ofd:Pages>{''.join(pages)}</ofd:Pages></ofd:Document>"
    )
    return packed(parts)


def raw_pdf(content: bytes, font: bytes = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            pages: int = 1) -> bytes:  # fmt: skip
    """Return a PDF whose pages all draw ``content``."""
    stream = zlib.compress(content, 9)
    kids = b" ".join(b"%d 0 R" % (5 + i) for i in range(pages))
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 3 0 R >> >> >>"
    )
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, pages),
        font,
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(stream), stream),
        *[page] * pages,
    ]
    out, places = b"%PDF-1.4\n", []
    for number, item in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%s"
        b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF"
        % (size, table, size, len(out))
    )


FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
BODY = ParagraphStyle("body", fontName=FONT, fontSize=16, leading=28, firstLineIndent=32,
                      wordWrap="CJK", alignment=4)  # fmt: skip
HEAD = ParagraphStyle("head", fontName=FONT, fontSize=22, leading=32, wordWrap="CJK", alignment=1)
CELL = ParagraphStyle("cell", fontName=FONT, fontSize=12, leading=16, wordWrap="CJK")


def furnish(canvas, document):
    canvas.setFont(FONT, 10)
    canvas.drawCentredString(297, 810, "云泽市人民政府公报 2025年第6期")
    canvas.drawCentredString(297, 30, f"— {document.page} —")


def pdf_of(lines, rows=(), style=(), after=(), **options) -> bytes:
    """Return a PDF of ``lines``, a table with the commands of ``style``, and lines ``after`` it."""
    story = [Paragraph(line, HEAD if line == TITLE else BODY) for line in lines]
    if rows:
        cells = [[Paragraph(cell, CELL) for cell in row] for row in rows]
        widths = [40, 150, *[200 / (len(rows[0]) - 2)] * (len(rows[0]) - 2)]
        story.append(Table(cells, colWidths=widths, style=style, repeatRows=1))
    story += [Paragraph(line, BODY) for line in after]
    out = io.BytesIO()
    document = BaseDocTemplate(out, pagesize=(595, 842), **options)
    frame = Frame(79, 99, 442, 480, 0, 0, 0, 0)
    document.addPageTemplates(PageTemplate("page", [frame], onPage=furnish))
    document.build(story)
    return out.getvalue()


def canvas_of(draw) -> bytes:
    """Return a PDF of the page, or the pages, that ``draw`` puts on a canvas."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    canvas.setFont(FONT, 16)
    draw(canvas)
    canvas.save()
    return out.getvalue()
