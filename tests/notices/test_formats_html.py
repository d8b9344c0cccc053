"""Saved web pages: all of the notice, nothing that frames or hides."""

import html
from email.message import EmailMessage

import pytest
from format_files import LINES, ROWS, TEXT, TITLE, read, shape

from rag.errors import SourceBinary, SourceEmpty, SourceEncoding, SourceTooHeavy

BODY = "".join(f"<p>&emsp;&emsp;{html.escape(line)}</p>\n" for line in LINES[1:])
TABLE = "<table>" + "".join(
    "<tr>" + "".join(f"<td><p>{cell}</p></td>" for cell in row) + "</tr>" for row in ROWS
) + "</table>"  # fmt: skip
FRAME = """<!DOCTYPE html><html><head><meta charset="{charset}"><title>门户</title>
<style>.gone {{display: none}} #pale {{color: #fefefe}}
@media print {{.text {{display: none}}}}</style>
<script>var a = "脚本";</script></head><body>
<div class="top-nav"><a href="/">首页</a> &gt; <a href="/1">政务公开</a></div>
<ul><li><a href="/2">要闻一</a></li><li><a href="/3">要闻二</a></li></ul>
<h1>{title}</h1><div class="text">{body}</div>
<div class="foot">版权所有：云泽市人民政府 备案号：云ICP备1号</div></body></html>"""


def page(body=BODY, charset="utf-8"):
    return FRAME.format(charset=charset, title=TITLE, body=body)


def text(body):
    return read(page(body).encode(), "a.html").text


@pytest.mark.parametrize(
    ("charset", "codec"),
    [("utf-8", "utf-8"), ("gb2312", "gb18030"), ("gbk", "gb18030"), ("big5", "big5hkscs")],
)
def test_a_page_reads_like_its_text(charset, codec):
    if codec == "big5hkscs":
        data = page("<p>雲澤市人民政府關於夜間公交的通知。</p>", charset).replace("设", "設")
        assert "關於夜間公交" in read(data.encode(codec, "xmlcharrefreplace"), "a.htm").text
        return
    found = read(page(charset=charset).encode(codec), "a.html").text
    assert found == TEXT.rstrip()
    assert shape(found) == shape(TEXT)


def test_byte_order_marks_and_pages_that_name_no_encoding():
    for data in (
        page().encode("utf-8-sig"),
        page().encode("utf-16"),
        page(charset="").encode("gbk"),
    ):
        assert read(data, "a.html").text == TEXT.rstrip()


def test_tables_keep_rows_and_cells():
    assert text("<p>分工如下：</p>" + TABLE).endswith(
        "分工如下：\n序号\t责任单位\t任务\n1\t市交通运输局\t统筹线路\n2\t市财政局\t拨付补贴"
    )


def test_a_table_that_arranges_the_page_is_no_table():
    assert text(
        f"<table><tr><td>栏目</td><td>{TABLE}<p>甲。</p><p>乙。</p></td></tr></table>"
    ).endswith("拨付补贴\n甲。\n乙。")


@pytest.mark.parametrize(
    "hidden",
    [
        '<p class="gone">密语</p>',
        '<p style="display:none">密语</p>',
        '<div style="visibility: hidden"><p>密语</p></div>',
        "<p hidden>密语</p>",
        '<p id="pale">密语</p>',
        '<p style="color:#fff">密语</p>',
        '<p><font color="white">密语</font></p>',
        '<p style="color: rgb(255, 255, 255)">密语</p>',
        '<div style="background:#000"><span style="color:black">密语</span></div>',
        '<p style="font-size:0">密语</p>',
        '<p style="opacity:0">密语</p>',
        '<p style="position:absolute;left:-9999px">密语</p>',
        '<p style="text-indent:-9999px">密语</p>',
        '<p style="height:0;overflow:hidden">密语</p>',
        "<noscript>密语</noscript>",
        "<template>密语</template>",
        "<!-- 密语 -->",
        "<nav>密语</nav>",
        "<button>密语</button>",
        "<p><del>密语</del></p>",
        "<p><s>密语</s></p>",
        '<p style="text-decoration: line-through">密语</p>',
        '<div title="header"><p>密语</p></div>',
        '<div id="sdfootnote1"><p>密语</p></div>',
        "<div style='mso-element:footnote'><p>密语</p></div>",
        "<p><a style='mso-footnote-id:ftn1' href='#_ftn1'>密语</a></p>",
    ],
)
def test_what_nobody_can_see_is_dropped(hidden):
    found = text(f"<p>前文。</p>{hidden}<p>后文。</p>")
    assert "密语" not in found
    assert "前文。\n后文。" in found


@pytest.mark.parametrize("control", ["\x0c", "&#12;", "&#26;", "&#x1f;", "&#xfffe;"], ids=ascii)
def test_a_control_after_what_is_dropped_takes_nothing_along(control):
    found = text(f"<p>前文。</p><nav>密语</nav>{control}后文。<p>末了。</p>")
    assert "密语" not in found
    assert "前文。" in found
    assert "后文。\n末了。" in found


def test_white_on_colour_can_be_seen():
    assert "白字" in text('<div style="background:#a00"><p style="color:#fff">白字</p></div>')
    assert "黑字" in text('<div style="color:#fff"><p style="color:#333">黑字</p></div>')


def test_angle_brackets_of_the_text_stay():
    found = text("<p>依据〈办法〉‹细则›《规定》&lt;突发事件应对法&gt;和<突发事件>办理，3<5。</p>")
    assert "依据〈办法〉‹细则›《规定》<突发事件应对法>和<突发事件>办理，3<5。" in found


def test_lists_get_the_numbers_a_browser_shows():
    found = text(
        '<ol><li>甲</li><li>乙</li></ol><ol type="A" start="3"><li>丙</li></ol>'
        '<ol style="list-style-type:cjk-ideographic"><li>丁</li></ol><ol><li>1.戊</li></ol>'
        '<ol style="list-style:none"><li>己</li></ol>'
    )
    assert found.endswith("1.甲\n2.乙\nC.丙\n一、丁\n1.戊\n己")


def test_an_item_has_its_number_before_the_paragraphs_in_it():
    found = text(
        "<ol><li><p>甲</p><p>乙</p></li><li><div><span>（</span><span>二）丙</span></div></li>"
        "<li><ol><li><p>丁</p></li></ol></li><li></li></ol><p>戊</p>"
    )
    assert found.endswith("\n1.甲\n乙\n（二）丙\n1.丁\n戊")


def test_links_inside_sentences_and_attachments_stay():
    found = text(
        "<p>依据<a>《办法》</a>、<a>《细则》</a>办理。</p><p>附件：<a>1.表一</a><a>2.表二</a></p>"
    )
    assert found.endswith("依据《办法》、《细则》办理。\n附件：1.表一2.表二")


def test_a_page_saved_as_one_file():
    message = EmailMessage()
    message.set_content(page(), subtype="html", charset="utf-8")
    assert shape(read(message.as_bytes(), "a.mhtml").text) == shape(TEXT)


@pytest.mark.parametrize(
    "name", ["=utf-9", "=utf\0-8", "=\ud800", "=", "*=utf-8''%C3%A4"], ids=ascii
)
def test_an_encoding_that_is_none_is_not_looked_for(name):
    data = b"Content-Type: text/html; charset" + name.encode("utf-8", "surrogatepass")
    assert shape(read(data + b"\n\n" + page(charset="").encode(), "a.mhtml").text) == shape(TEXT)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", SourceEmpty),
        (b"<html></html>", SourceEmpty),
        (b"<html><body><script>1</script></body></html>", SourceEmpty),
        (b"<html>\x00\x01\x02", SourceBinary),
        ("<meta charset='utf-8'>通知通知通知通知".encode()[:-1], SourceEncoding),
        (b"<p " + b" ".join(b"a%d=1" % i for i in range(100_000)) + b">x</p>", SourceTooHeavy),
        (b"<p>x" * 300_001, SourceTooHeavy),
        (b"<div>" * 200_000 + b"x", SourceTooHeavy),
        ("<div>" * 600 + "深" + "</div>" * 600 + "后", SourceTooHeavy),
        ("<svg>" * 600 + "</svg>" * 600 + "后", SourceTooHeavy),
    ],
)
def test_bad_pages_are_refused_by_name(data, error):
    with pytest.raises(error):
        read(data if isinstance(data, bytes) else data.encode(), "a.html")


@pytest.mark.parametrize("css", ["a{" * 200_000, "@" * 400_000, ",a" * 200_000, "/*" * 200_000])
def test_hostile_style_sheets_take_no_time(css):
    assert read(f"<style>{css}</style><p>正文。</p>".encode(), "a.html").text == "正文。"
