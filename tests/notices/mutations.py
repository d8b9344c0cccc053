"""Small real files of every format, and what an enemy or a bad cable makes of them.

Everything follows from a ``random.Random``: its seed is all it takes to make an input again.
"""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable
from functools import cache

from format_files import (
    LINES,
    ROWS,
    TEXT,
    canvas_of,
    docx_of,
    ofd_of,
    packed,
    paragraph,
    pdf_of,
    raw_pdf,
)
from lxml import etree
from pdf_mutations import structural

MOST = 400_000  # bytes of an input: what is longer tells about length, not about shape

NUMBERS = [
    b"0",
    b"-1",
    b"1",
    b"65536",
    b"2147483647",
    b"4294967296",
    b"99999999999999999999",
    b"-9999999",
    b"1e999",
    b"nan",
    b"0.0000001",
    b"\xef\xbc\x91",
]
BYTES = [
    b"\x00",
    b"\xff",
    b"\xff\xfe",
    b"\xfe\xff",
    b"\xef\xbb\xbf",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"\x81",
    b"\x1b",
    b"\r",
    b"\x0b",
    b"\xc2\x85",
    b"\xe2\x80\xae",
    b"\xe2\x80\x8b",
    b"\xe2\x81\xa6",
    b"\xee\x80\x80",
    b"\xf0\x9f\x91\x8d",
]
WORDS: dict[str, list[bytes]] = {
    "html": [
        b"<table>",
        b"</table>",
        b"<tr>",
        b"<td rowspan=999999 colspan=999999>",
        b"<td>",
        b"<ol start=-5>",
        b"<li value=99999>",
        b"<pre>",
        b"<sup>",
        b"<style>a{",
        b"</style>",
        b"<!--",
        b"-->",
        b"<![CDATA[",
        b"<!DOCTYPE x [<!ENTITY a 'b'>]>",
        b"&a;",
        b"&#0;",
        b"&#xD800;",
        b"&#x110000;",
        b"<svg>",
        b"<math>",
        b"<template>",
        b"<frameset>",
        b"<plaintext>",
        b"<xmp>",
        b"<a href=",
        b"style='text-indent:-9e9px'",
        b"style='opacity:0'",
        b"style='text-indent:-.'",
        b"style='color:rgba(0,0,0,0)'",
        b"bgcolor=#fff",
        b"<meta charset=utf-7>",
        b"<meta charset=base64>",
        b"<meta charset=unicode_escape>",
        b"<meta charset=punycode>",
        b"<meta charset=utf-16>",
        b"<meta charset=big5>",
        b"<?xml encoding='hz'?>",
        "文号：".encode(),
        "附件".encode(),
        "首页>".encode(),
    ],
    "mhtml": [
        b'Content-Type: text/html; charset="x',
        b"Content-Transfer-Encoding: base64\r\n",
        b"Content-Transfer-Encoding: quoted-printable\r\n",
        b"Content-Transfer-Encoding: x-uuencode\r\n",
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n",
        b"Content-Type: message/rfc822\r\n\r\n",
        b'boundary=""',
        b"charset*0*=utf-8''%FF",
        b"charset*=idna''%00",
        b"begin 666 a\r\n",
        b"=",
        b"=\r\n",
        b"charset=undefined",
        b"charset=rot13",
        b"\r\n\r\n",
        b"--",
    ],
    "xml": [
        b"<!DOCTYPE w [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>",
        b"&a;",
        b"<![CDATA[",
        b"]]>",
        b"<w:tbl>",
        b"<w:tr>",
        b"<w:tc>",
        b"<w:p>",
        b"</w:p>",
        b"<w:sdt>",
        b"<w:ins>",
        b"<w:vMerge/>",
        b"<w:txbxContent>",
        b"<w:gridSpan w:val='9999'/>",
        b"<w:vertAlign w:val='superscript'/>",
        b"<w:numPr>",
        b"<w:lvlText w:val='%0%1%9%10'/>",
        b"<w:ilvl w:val='9'/>",
        b"<w:numId w:val='1'/>",
        b"<w:ilvl w:val='\xc2\xb2'/>",
        b"DeltaX='g 999999999 9'",
        b"Size='1e308'",
        b"Size='nan'",
        b"CTM='1e308 0 0 1e308 0 0'",
        b"Boundary='1 2 3'",
        b"Boundary='-1e308 0 1e308 1e308'",
        b"BaseLoc='../../OFD.xml'",
        b"xmlns:x='y'",
        b"x:y='z'",
    ],
    "pdf": [
        b"/Kids [2 0 R]",
        b"/Parent 5 0 R",
        b"/Count 2147483647",
        b"/Length 99999999",
        b"/Type /Pages",
        b"/Encrypt << /Filter /Standard /V 9 >>",
        b"/Prev 0",
        b"/Prev 9",
        b"/Size 999999999",
        b"99999999 0 R",
        b"/Filter [/FlateDecode /FlateDecode]",
        b"/Filter /LZWDecode",
        b"/MediaBox [0 0 1e9 -1e9]",
        b"/MediaBox [0 0 0 0]",
        b"/CropBox [9 9 9 9]",
        b"/Rotate 45",
        b"/Rotate 90",
        b"<<" * 50,
        b"[" * 50,
        b"q " * 50,
        b"1e38 0 0 1e38 0 0 cm",
        b"0 0 0 0 0 0 Tm",
        b"/X1 Do",
        b"3 Tr",
        b"99999 Tf",
        b"1 0 0 RG",
        b"endstream",
        b"endobj",
        b"startxref",
        b"trailer",
        b"%%EOF",
        b"/ToUnicode 4 0 R",
        b"/Contents 1 0 R",
    ],
    "text": [
        "一、".encode(),
        "（一）".encode(),
        "附件：1.".encode(),
        "第一条 ".encode(),
        "〔2024〕5号".encode(),
        "2024年5月6日".encode(),
        "关于".encode(),
        "的通知\n".encode(),
        "有效期".encode(),
        "…".encode(),
        "通知".encode("utf-16"),
        "通知".encode("utf-16-le"),
        "通知".encode("gbk"),
        "發(fā)".encode(),
    ],
    "zip": [
        b"PK\x03\x04",
        b"PK\x01\x02",
        b"PK\x05\x06",
        b"PK\x06\x06",
        b"PK\x06\x07",
        b"\x01\x00\x10\x00",
        b"up\x05\x00\x01",
    ],
}
NAMES = [
    "../../x.txt",
    "/etc/x.txt",
    "C:\\x.txt",
    "a\x00.txt",
    "a\u202etxt.exe",
    "x" * 300 + ".txt",
    "con.txt",
    "通知.txt",
    "",
    ".",
    "..",
    "a/./b.txt",
    "//x/y.txt",
    "word/document.xml",
    "OFD.xml",
    "b.zip",
    "\\\\?\\x.txt",
    "\udcff.txt".encode("utf-8", "surrogateescape").decode("latin-1"),
]


def _page() -> str:
    rows = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in ROWS)
    body = "".join(f"<p>{line}</p>" for line in LINES)
    listed = "<ol><li>甲<li>乙</ol><ul><li>丙</ul>"
    nav = (
        "<div class=nav><a href=/>首页</a>&gt;<a href=/b>政策</a></div><p style=display:none>x</p>"
    )
    style = "<style>.a{color:#fff}/* x */ @media print{p{display:none}}</style>"
    return f"<html><head>{style}</head><body>{nav}{body}<table>{rows}</table>{listed}</body></html>"


def _mail() -> bytes:
    page = _page().replace("<head>", "<head><meta charset=utf-8>")
    return (
        'From: <x>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        f"{page}\r\n--b\r\nContent-Type: image/png\r\n\r\nx\r\n--b--\r\n"
    ).encode()


NUMBERING = """<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/>
<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl><w:lvl w:ilvl="1">
<w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/><w:lvlRestart w:val="1"/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>"""
STYLES = """<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="a"/><w:pPr><w:numPr><w:ilvl w:val="1"/>
<w:numId w:val="1"/></w:numPr></w:pPr><w:rPr><w:vanish w:val="0"/></w:rPr></w:style></w:styles>"""


def _docx() -> bytes:
    listed = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    cells = "".join(
        "<w:tr>"
        + "".join(f"<w:tc><w:tcPr><w:vMerge/></w:tcPr>{paragraph(c)}</w:tc>" for c in row)
        + "</w:tr>"
        for row in ROWS
    )
    styled = paragraph("续", '<w:pStyle w:val="b"/>')
    body = "".join(paragraph(line) for line in LINES) + paragraph("项", listed) + styled
    return docx_of(f"{body}<w:tbl>{cells}</w:tbl>", numbering=NUMBERING, styles=STYLES)


def _drawn(canvas: object) -> None:
    for at, line in enumerate(LINES[:12]):
        canvas.drawString(60, 780 - 24 * at, line[:28])  # type: ignore[attr-defined]
    canvas.grid([60, 200, 400], [300, 330, 360])  # type: ignore[attr-defined]


@cache
def seeds(form: str) -> tuple[bytes, ...]:
    """Return small real files of a format."""
    text, page = TEXT, _page()
    if form == "text":
        return tuple(text.encode(c) for c in ("utf-8", "gb18030", "utf-16", "utf-8-sig"))
    if form == "html":
        declared = page.replace("<head>", "<head><meta charset=gb2312>").encode("gb18030")
        return page.encode(), declared, page.encode("utf-16")
    if form == "mhtml":
        return (_mail(),)
    if form == "docx":
        return (_docx(),)
    if form == "ofd":
        return (ofd_of(LINES), ofd_of(LINES, 5))
    if form == "pdf":
        content = b"q BT /F1 12 Tf 50 700 Td (Notice 12) Tj ET 0 0 m 99 0 l S Q"
        flat = raw_pdf(content, pages=2)
        return flat, pdf_of(LINES[:9], pageCompression=0), canvas_of(_drawn)
    if form == "zip":
        docx, page_bytes = _docx(), page.encode()
        inner = packed({"丙.txt": text})
        return (packed({"甲.txt": text, "b/乙.docx": docx, "c.html": page_bytes, "d.zip": inner}),)
    raise ValueError(form)


def _words(form: str) -> list[bytes]:
    own = {"docx": "xml", "ofd": "xml"}.get(form, form)
    more = WORDS["html"] if form == "mhtml" else []
    return [*WORDS[own], *more, *BYTES, *NUMBERS]


def _cut(data: bytes, rng: random.Random) -> tuple[int, int]:
    start = rng.randrange(len(data) + 1)
    size = int(2 ** rng.uniform(0, 12))
    return start, min(len(data), start + size)


def _flip(data: bytes, form: str, rng: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(rng.randint(1, 8)):
        if out:
            out[rng.randrange(len(out))] ^= 1 << rng.randrange(8)
    return bytes(out)


def _drop(data: bytes, form: str, rng: random.Random) -> bytes:
    start, end = _cut(data, rng)
    return data[:start] + data[end:]


def _truncate(data: bytes, form: str, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def _repeat(data: bytes, form: str, rng: random.Random) -> bytes:
    start, end = _cut(data, rng)
    times = int(2 ** rng.uniform(1, 11))
    times = min(times, (MOST - len(data)) // max(1, end - start))
    return data[:end] + data[start:end] * times + data[end:]


def _splice(data: bytes, form: str, rng: random.Random) -> bytes:
    other = rng.choice(seeds(rng.choice([form, form, "text", "html", "zip"])))
    (a, _), (b, c) = _cut(data, rng), _cut(other, rng)
    return data[:a] + other[b:c] + data[a if rng.random() < 0.5 else min(len(data), a + c - b) :]


def _insert(data: bytes, form: str, rng: random.Random) -> bytes:
    at = rng.randrange(len(data) + 1)
    word = rng.choice(_words(form)) * (1 if rng.random() < 0.8 else int(2 ** rng.uniform(1, 12)))
    return data[:at] + word[:MOST] + data[at:]


def _number(data: bytes, form: str, rng: random.Random) -> bytes:
    """Put another number in the place of one, where the format has numbers."""
    found = list(re.finditer(rb"\d+", data[:MOST]))
    if not found:
        return _insert(data, form, rng)
    chosen = rng.choice(found)
    return data[: chosen.start()] + rng.choice(NUMBERS) + data[chosen.end() :]


def _shuffle_tags(data: bytes, form: str, rng: random.Random) -> bytes:
    """Move, repeat or drop what stands between two tags: it often still is markup."""
    marks = [m.start() for m in re.finditer(rb"<", data[:MOST])]
    if len(marks) < 3:
        return _insert(data, form, rng)
    a, b = sorted(rng.sample(marks, 2))
    piece, to = data[a:b], rng.choice(marks)
    times = int(2 ** rng.uniform(0, 9))
    times = max(1, min(times, MOST // (len(piece) + 1)))
    rest = data[:a] + data[b:] if rng.random() < 0.5 else data
    return rest[:to] + piece * times + rest[to:]


FLAT: list[Callable[[bytes, str, random.Random], bytes]] = [
    _flip,
    _drop,
    _truncate,
    _repeat,
    _splice,
    _insert,
    _insert,
    _number,
    _shuffle_tags,
]


def _inside(data: bytes, form: str, rng: random.Random) -> bytes:
    """Change what is in a package and pack it anew, so that it gets to the reader of its parts."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {info.filename: package.read(info) for info in package.infolist()}
    out = io.BytesIO()
    kinds = [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
    chosen = rng.choice(list(parts))
    with zipfile.ZipFile(out, "w") as package:
        for name, content in parts.items():
            if name == chosen:
                content = _flatly(content, form, rng)
            info = zipfile.ZipInfo(rng.choice(NAMES) if rng.random() < 0.05 else name)
            info.compress_type = zipfile.ZIP_DEFLATED if rng.random() < 0.8 else rng.choice(kinds)
            if rng.random() < 0.03:
                info.external_attr = 0o120777 << 16
            package.writestr(info, content)
    return out.getvalue()


def _flatly(data: bytes, form: str, rng: random.Random) -> bytes:
    for _ in range(rng.randint(1, 4)):
        data = rng.choice(FLAT)(data, form, rng)[:MOST]
    return _mended(data, form) if rng.random() < 0.7 else data


def _mended(data: bytes, form: str) -> bytes:
    """Make ``data`` text, or XML, again, or readers would give up at the first broken byte."""
    if form in ("docx", "ofd"):
        parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
        try:
            root = etree.fromstring(data, parser)
        except etree.XMLSyntaxError:  # there is nothing to recover
            return data
        return data if root is None else etree.tostring(root.getroottree(), encoding="utf-8")
    if form in ("text", "html", "mhtml", "zip") and data[:2] not in (
        b"\xff\xfe",
        b"\xfe\xff",
        b"PK",
    ):
        return data.decode("utf-8", "ignore").replace("\x00", "").encode()
    return data


def mutant(form: str, rng: random.Random) -> bytes:
    """Return a file that was of the format ``form`` once."""
    data = rng.choice(seeds(form))
    if form in ("docx", "ofd", "zip"):
        if rng.random() < 0.75:
            data = _inside(data, form, rng)
        if rng.random() < 0.35:
            data = _flatly(data, "zip", rng)
        return data
    if form == "pdf" and rng.random() < 0.7:
        data = structural(rng)
        if rng.random() < 0.8:
            return data
    return _flatly(data, form, rng)
