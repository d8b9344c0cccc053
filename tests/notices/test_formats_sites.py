"""Pages as the sites of offices print them: the card and the notice, nothing around them."""

import pytest
from format_files import read

from rag.notices.formats.web.card import fields, is_card, with_fields
from rag.notices.parse import parse_page

TITLE = "松河市水务局关于加强二次供水设施管理的通知"
FIELDS = [
    "索引号：000014349/2024-00031",
    "主题分类：水利、水务",
    f"标题：{TITLE}",
    "发文字号：松水〔2024〕3号",
    "发布日期：2024年06月05日",
    "有效性：有效",
]
CARDS = {
    "table": f"""<table class="suoyin"><tr><td><b>索 引 号：</b></td><td>000014349/2024-00031</td>
<td><b>主题分类：</b></td><td>水利、水务</td></tr><tr><td><b>标　　题：</b></td>
<td colspan="3">{TITLE}</td></tr><tr><td><b>发文字号：</b></td><td>松水〔2024〕3号</td>
<td><b>发布日期：</b></td><td>2024年06月05日</td></tr><tr><td><b>有 效 性：</b></td><td>有效</td>
<td>失效日期</td><td></td></tr></table>""",
    "cells that hold name and value": f"""<table><tr><td>索引号：000014349/2024-00031</td>
<td>主题分类：水利、水务</td></tr><tr><td colspan="2">标题：{TITLE}</td></tr><tr>
<td>发文字号：松水〔2024〕3号</td><td>发布日期：2024年06月05日</td></tr>
<tr><td>有效性：有效</td><td></td></tr></table>""",
    "list": "".join(
        f"<li><label>{name}：</label><span>{value}</span></li>"
        for name, value in (field.split("：") for field in FIELDS)
    ),
    "definitions": "<dl>"
    + "".join(
        f"<dt>{name}</dt><dd>{value}</dd>" if name != "标题" else f"<dd>标题：{value}</dd>"
        for name, value in (field.split("：") for field in FIELDS)
    )
    + "</dl>",
    "one after the other": f"""<div><span>索引号:000014349/2024-00031</span><span>
主题分类：水利、水务</span></div><div>标题：{TITLE}</div><div>发文字号：松水〔2024〕3号
发布日期：2024年06月05日 有效性：有效</div>""",
}
NOTICE = f"""<p style="text-align: center"><strong>{TITLE}</strong></p>
<p style="text-indent: 2em">各区水务局：</p>
<p style="text-indent: 2em">为规范二次供水设施管理，保障居民饮用水安全，现将有关事项
通知如下：</p><p style="text-indent: 2em"><span>一、</span><span>落实责任</span></p>
<p>&nbsp;&nbsp;&emsp;<span>（</span><span>一）</span>设施由<a href="/x">运行单位</a>管理。</p>
<table border="1"><tbody><tr><td><p>序号</p></td><td><p>项目</p></td><td><p>频次</p></td></tr>
<tr><td><p>1</p></td><td><p>余氯</p></td><td><p>每月1次</p></td></tr></tbody></table>
二、加强检测<br/>&nbsp;&emsp;检测结果应当公示。<br/><br/>
<p>附件：<a href="./P0.docx">台账样表.docx</a></p>
<p style="text-align: right">松河市水务局&emsp;</p><p style="text-align: right">2024年6月1日</p>"""
LINES = [
    TITLE,
    "各区水务局：",
    "为规范二次供水设施管理，保障居民饮用水安全，现将有关事项通知如下：",
    "一、落实责任",
    "（一）设施由运行单位管理。",
    "序号\t项目\t频次",
    "1\t余氯\t每月1次",
    "二、加强检测",
    "检测结果应当公示。",
    "附件：台账样表.docx",
    "松河市水务局",
    "2024年6月1日",
]
TOP = """<div class="header"><div class="weather">今天是2024年6月8日 星期六</div><form>
<input type="text" value="请输入"></form></div><div class="nav"><ul><li><a href="/">首页</a></li>
<li><a href="/1">政务公开</a></li><li><a href="/2">办事服务</a></li></ul></div>
<div class="position">当前位置：<a href="/">首页</a>&nbsp;&gt;&nbsp;<a href="/2">公告</a></div>"""
INFO = """<div class="info"><span>浏览次数：<script>document.write(1)</script>123</span>
<span>字号：[<a href="#">大</a> <a href="#">中</a> <a href="#">小</a>]</span>
<a href="javascript:window.print()">【打印】</a></div>"""
BOTTOM = f"""<div class="bdsharebuttonbox"><span>分享到：</span><a href="#">微信</a>
<a href="#">微博</a></div><div><img src="q.png"><p>扫一扫在手机打开当前页</p></div><div>
<a href="#">【打印本页】</a><a href="#">【关闭窗口】</a></div>
<div class="xgwd"><h3>相关文档</h3><ul><li><a href="/a">{TITLE}</a><span>2024-05-20</span></li>
<li><a href="/b">松河市水务局关于防汛的通知</a></li></ul></div>
<div><h3>相关解读</h3><p><a href="/c">《关于加强二次供水设施管理的通知》政策解读</a></p></div>
<div><p>上一篇：<a href="/d">松河市水务局关于招聘的公告</a></p></div>"""
FOOT = """<div class="footer"><p><a href="/map">网站地图</a> | <a href="/us">关于我们</a></p>
<p>主办：松河市水务局　承办：松河市水务局办公室</p><p>备案号：松ICP备00000001号-1</p></div>"""
HEAD = '<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"></head>'
PLAIN = (
    "{head}<body>{top}<div>{card}{info}<div class='TRS_Editor'>{notice}</div>{bottom}</div>{foot}"
)
NESTED = """{head}<body><table width="1000"><tr><td colspan="2">{top}</td></tr><tr><td><table><tr>
<td><a href="/1">政策法规</a></td></tr><tr><td><a href="/2">动态</a></td></tr></table></td>
<td><table><tr><td>{card}</td></tr><tr><td>{info}</td></tr><tr><td>{notice}</td></tr><tr><td>{bottom}</td></tr>
</table></td></tr><tr><td>{foot}</td></tr></table>"""


@pytest.mark.parametrize("frame", [PLAIN, NESTED], ids=["boxes", "tables"])
@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
def test_of_a_page_the_card_and_the_notice_are_left(card, frame):
    page = frame.format(
        head=HEAD, top=TOP, card=card, info=INFO, notice=NOTICE, bottom=BOTTOM, foot=FOOT
    )
    found = read(page.encode("gb18030"), "a.html").text
    assert found.split("\n") == [*FIELDS, *LINES]
    (notice,) = parse_page(found, "a.html")
    assert str(notice.doc_number) == "松水〔2024〕3号"


def test_a_small_table_around_the_notice_does_not_make_it_one_line():
    text = NOTICE.replace("<table", "<!--").replace("</table>", "-->")
    page = f"<table><tr><td>&nbsp;</td><td>{text}</td></tr><tr><td>甲</td><td>乙</td></tr></table>"
    assert read(page.encode(), "a.html").text.split("\n") == [*LINES[:5], *LINES[7:], "甲", "乙"]


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("<p>主办单位：甲局</p><p>技术支持：某公司</p>", ["主办单位：甲局", "技术支持：某公司"]),
        ("<p><span>相关政策</span><span>继续执行</span></p>", ["相关政策继续执行"]),
        ("<ul><li><a href='a.docx'>1.表一</a></li><li><a href='b.xls'>2.表二</a></li></ul>",
         ["1.表一", "2.表二"]),
        ("<ul><li><a>表一.doc</a></li><li><a>表二.xls</a></li></ul>", ["表一.doc", "表二.xls"]),
        ("<table><tr><td>风险<td>等级<tr><td>甲<td>大<tr><td>打印<td><p>中</table>",
         ["风险\t等级", "甲\t大", "打印\t中"]),
        ("<table><tr><td>名称<td>发布日期<td>文号<tr><td>甲<td>5月<td>松水〔2024〕1号</table>",
         ["名称\t发布日期\t文号", "甲\t5月\t松水〔2024〕1号"]),
        ("<div class='share'><h2>甲局关于举办活动的通知</h2></div>", ["甲局关于举办活动的通知"]),
        ("<div class='related'>松体〔2024〕5号</div>", ["松体〔2024〕5号"]),
        ("<p>位置：体育中心<a href='/map'>（地图）</a></p>", ["位置：体育中心（地图）"]),
        ("<p>网站访问量达到100万次</p><p>分享经验</p>", ["网站访问量达到100万次", "分享经验"]),
        ("<table><tr><td>联系人</td><td>李某</td></tr></table>", ["联系人", "李某"]),
        ("<zoom><p>甲</p></zoom>乙", ["甲", "乙"]),
    ],
)  # fmt: skip
def test_text_that_looks_like_the_site_stays(body, lines):
    assert read(f"<h1>甲</h1>{body}<p>尾。</p>".encode(), "a.html").text.split("\n")[1:-1] == lines


def test_cards_are_told_from_tables():
    assert is_card([["文号", "甲发〔2024〕1号"], ["", ""], ["标题", "关于乙的通知"]])
    assert not is_card([["名称", "甲"], ["备注", "乙"]])
    assert not is_card([["文号", "甲发〔2024〕1号"], ["联系人", "丙"]])
    assert fields(["名称", "文号", "发布日期"]) == []
    assert with_fields(["文号", "发布日期", "2024年", "本句提到文号：甲。索引号：1"]) == [
        "文号", "发布日期：2024年", "本句提到文号：甲。索引号：1"
    ]  # fmt: skip
