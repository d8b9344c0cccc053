"""Tables and what is like them on fixed pages: rows, cells that span, notes, columns, heads."""

import html

import pytest
from format_files import LINES, ROWS, canvas_of, docx_of, paragraph, pdf_of, read

GRID = [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
LONG = "组织夜间巡查，处理噪声投诉，核发夜间施工证明，并将结果按月报市人民政府办公室"
SPANNED = [
    ["序号", "责任单位", "任务", "时限"],
    ["1", "市住房和城乡建设局、市城市管理局", "督促降噪", "长期"],
    ["2", "", LONG, "6月底前"],
    ["3", "市生态环境局", "处理投诉", "长期"],
]
SPANNED_TEXT = [
    "序号\t责任单位\t任务\t时限",
    "1\t市住房和城乡建设局、市城市管理局\t督促降噪\t长期",
    f"2\t市住房和城乡建设局、市城市管理局\t{LONG}\t6月底前",
    "3\t市生态环境局\t处理投诉\t长期",
]


def pdf_lines(*args, **more):
    return read(pdf_of(*args, **more), "a.pdf").text.split("\n")


def drawn(*pages):
    """Return the text of pages, lists of (x, y, size, text) and lines (x0, y0, x1, y1)."""

    def draw(canvas):
        for page in pages:
            for item in page:
                if isinstance(item[-1], str):
                    x, y, size, text = item
                    canvas.setFont("STSong-Light", size)
                    canvas.drawString(x, y, text)
                else:
                    canvas.line(*item)
            canvas.showPage()

    return read(canvas_of(draw), "a.pdf").text


def test_a_ruled_table_keeps_its_cells_wherever_the_words_stand_in_them():
    style = [*GRID, ("SPAN", (1, 1), (1, 2))]
    assert pdf_lines(LINES[:3], SPANNED, style, ["特此通知。"])[-5:] == [
        *SPANNED_TEXT,
        "特此通知。",
    ]


def test_a_ruled_table_over_several_pages_is_one():
    rows = [["序号", "任务", "说明"], *([str(n), f"第{n}项任务", LONG * 2] for n in range(1, 40))]
    found = pdf_lines(LINES[:3], rows, GRID)
    assert found[-40:] == ["\t".join(row) for row in rows]


def test_a_row_that_does_not_fit_on_the_page_is_one():
    def page(*rows):
        low = 700 - 40 * len(rows)
        items = [(x, 700, x, low) for x in (80, 120, 220, 330)]
        items += [(80, y, 330, y) for y in range(low, 701, 40)]
        for n, row in enumerate(rows):
            cells = zip((85, 125, 225), row, strict=True)
            items += [(x, 680 - 40 * n, 12, text) for x, text in cells]
        return items

    first = page(("序号", "责任单位", "任务"), ("1", "市财政局", "核对补贴资金，按"))
    second = page(("序号", "责任单位", "任务"), ("", "", "季拨付"), ("2", "市审计局", "审计"))
    rows = ["序号\t责任单位\t任务", "1\t市财政局\t核对补贴资金，按季拨付", "2\t市审计局\t审计"]
    assert drawn(first, second).split("\n") == rows


def test_lines_around_text_make_no_table():
    box = [("BOX", (0, 0), (-1, -1), 0.5, "black")]
    assert pdf_lines(LINES[:3], ROWS, box)[-3:] == ["\t".join(row) for row in ROWS]


def test_cells_of_several_lines_without_lines_around_them():
    wide = "由市交通运输局会同市财政局、市发展和改革委员会共同负责落实"
    rows = [["序号", "责任单位", "任务"], ["1", wide, LONG], ["2", "市财政局", "拨付补贴"]]
    top = [("VALIGN", (0, 0), (-1, -1), "TOP")]
    assert pdf_lines(LINES[:3], rows, top)[-3:] == ["\t".join(row) for row in rows]


def test_a_number_set_apart_from_its_text_is_no_cell():
    page = [
        (80, 700, 16, "1."),
        (130, 700, 16, "甲。"),
        (80, 670, 16, "第二条"),
        (160, 670, 16, "乙。"),
    ]
    assert drawn(page) == "1.甲。\n第二条 乙。"


def test_spread_words_are_words():
    name = [(80 + 40 * n, 700, 16, char) for n, char in enumerate("松河市水务局文件")]
    line = [(80 + 24 * n, 670, 16, char) for n, char in enumerate("发现险情立即报告，见附图。")]
    assert drawn(name + line) == "松河市水务局文件\n发现险情立即报告，见附图。"


def test_attachments_at_the_top_of_their_pages_are_no_running_heads():
    pages = [
        [(80, 780, 16, f"附件{n}"), (80, 700, 16, f"第{n}张表。"), (290, 40, 10, f"— {n} —")]
        for n in (1, 2, 3)
    ]
    found = drawn([(80, 780, 16, "松水〔2024〕1号"), (80, 700, 16, "正文。")], *pages)
    assert found == "松水〔2024〕1号\n正文。\n附件1\n第1张表。\n附件2\n第2张表。\n附件3\n第3张表。"


def test_a_running_head_that_names_the_attachment_is_read_once():
    pages = [[(80, 780, 10, "附件1"), (80, 700, 16, f"第{n}页。")] for n in (1, 2, 3)]
    assert drawn(*pages) == "附件1\n第1页。\n第2页。\n第3页。"


def test_footnotes_are_left_out_with_their_marks():
    text = [(80, 700, 16, "会议审议通过"), (176, 707, 9, "1"), (181, 700, 16, "，现印发给你们。")]
    text.append((80, 660, 16, "现将有关事项通知如下。"))
    note = [(80, 70, 10, "1会议于3月召开。"), (80, 55, 10, "地点在市政府。")]
    line = (80, 90, 200, 90)
    assert drawn([*text, line, *note]) == "会议审议通过，现印发给你们。\n现将有关事项通知如下。"
    # Without the line above it small type is text, and the mark an exponent.
    found = drawn(text + note).split("\n")
    assert (found[0], found[2]) == ("会议审议通过¹，现印发给你们。", "1会议于3月召开。")


def test_exponents_are_no_digits():
    page = [
        (80, 700, 16, "库容1.2×10"),
        (158, 707, 9, "4"),
        (163, 700, 16, "m"),
        (176, 707, 9, "3"),
    ]
    assert drawn(page) == "库容1.2×10⁴m³"
    run = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>3</w:t></w:r>'
    body = f"<w:p><w:r><w:t>5m</w:t></w:r>{run}</w:p>"
    assert read(docx_of(body), "a.docx").text == "5m³"
    assert read("<p>5m<sup>3</sup>，CO<sub>2</sub></p>".encode(), "a.html").text == "5m³，CO2"


def test_two_columns_are_read_one_after_the_other():
    words = (
        "夜间施工应当避开居民休息时段，确需连续作业的，施工单位应当提前三日提出申请，并公告起止时间"
    )
    left, right = [], []
    for column, x in ((left, 60), (right, 310)):
        for n in range(10):
            indent = 24 if n % 5 == 0 else 0
            size = (228 - indent) // 12
            text = words[:size] if n % 5 < 4 else "收尾。"
            column.append((x + indent, 700 - 20 * n, 12, text))
    title = [(150, 760, 22, "松河市工地管理规定的若干说明")]
    found = drawn(title + left + right, [(84, 700, 12, words[:17]), (60, 680, 12, "末尾。")])
    whole = words[:17] + words[:19] * 3 + "收尾。"
    assert found.split("\n") == [
        "松河市工地管理规定的若干说明",
        *[whole] * 4,
        words[:17] + "末尾。",
    ]


def cell(text, more=""):
    return f"<w:tc><w:tcPr>{more}</w:tcPr>{paragraph(text)}</w:tc>"


def test_cells_that_span_rows_speak_for_each_of_them():
    begins, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    table = ""
    for n, row in enumerate(SPANNED):
        merged = {1: begins, 2: goes_on}.get(n, "")
        cells = [cell(text, merged if i == 1 else "") for i, text in enumerate(row)]
        table += f"<w:tr>{''.join(cells)}</w:tr>"
    wide = cell("合计", '<w:gridSpan w:val="3"/>') + cell("三项")
    body = f"<w:tbl>{table}<w:tr>{wide}</w:tr></w:tbl>"
    assert read(docx_of(body), "a.docx").text.split("\n") == [*SPANNED_TEXT, "合计\t三项"]

    rows = "".join(
        "<tr>"
        + "".join(
            f"<td{' rowspan=2' if (n, i) == (1, 1) else ''}>{html.escape(text)}</td>"
            for i, text in enumerate(row)
            if (n, i) != (2, 1)
        )
        + "</tr>"
        for n, row in enumerate(SPANNED)
    )
    page = f"<table>{rows}<tr><td colspan=3>合计</td><td>三项</td></tr></table>"
    assert read(page.encode(), "a.html").text.split("\n") == [*SPANNED_TEXT, "合计\t三项"]


@pytest.mark.parametrize(
    ("table", "lines"),
    [
        # the last column spans, and a row that has nothing of its own
        ("<tr><td>甲<td>乙<td rowspan=3>丙<tr><td>丁<td>戊<tr>", ["甲\t乙\t丙", "丁\t戊\t丙"]),
        ("<tr><td rowspan=2 colspan=2>甲<td>乙<tr><td>丙", ["甲\t乙", "甲\t丙"]),
        (f"<tr><td rowspan=2>{LONG * 3}<td>乙<tr><td>丙<td>丁", [f"{LONG * 3}\t乙", "\t丙\t丁"]),
        ("<tr><td rowspan=0>甲<td rowspan=x>乙<tr><td>丙<td>丁", ["甲\t乙", "丙\t丁"]),
    ],
)
def test_spans_of_web_tables(table, lines):
    assert read(f"<table>{table}</table>".encode(), "a.html").text.split("\n") == lines
