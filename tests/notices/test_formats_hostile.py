"""Files made to take all memory or time, or to break a reader: each was found once to do so."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest
from format_files import LINES, TEXT, docx_of, packed, paragraph, raw_pdf, read
from hostile_reading import bounded, outcomes

from rag.errors import ArchiveTooMany, SourceBroken, SourceEncrypted, SourceTooHeavy, WenceError

MIB = 1 << 20


def lying(method: int, size: int = 128 * MIB) -> bytes:
    """Return an archive with a member of ``size`` that says it has 100 bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as package, package.open("a.txt", "w") as member:
        for _ in range(size // MIB):
            member.write(bytes(MIB))
    return out.getvalue().replace(struct.pack("<I", size), struct.pack("<I", 100))


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
def test_a_size_that_lies_costs_no_memory(method, tmp_path):
    data = lying(method)
    with bounded(memory=96 * MIB):
        assert outcomes("zip", data, tmp_path) == {"source_broken": 1}


ENTRY = struct.pack("<4s4B4HL2L5H2L", b"PK\x01\x02", 20, 0, 20, *[0] * 8, 1, *[0] * 6) + b"a"


def directory(entries: int, stated: int, comment: bytes = b"") -> bytes:
    """Return an archive of nothing but a directory, which states another number of entries."""
    end = struct.pack(
        "<4s4H2LH", b"PK\x05\x06", 0, 0, stated, stated, len(ENTRY) * entries, 0, len(comment)
    )
    return ENTRY * entries + end + comment


@pytest.mark.parametrize("comment", [b"", b"x" * 60_000])
def test_a_directory_without_end_is_not_read(comment, tmp_path):
    data = directory(200_000, 1, comment)
    assert outcomes("zip", data, tmp_path) == {"archive_too_many": 1}
    with pytest.raises(ArchiveTooMany):
        read(data, "a.docx")


def test_a_large_directory_behind_the_larger_end_is_not_read(tmp_path):
    plain, entries = directory(0, 0), ENTRY * 30_000
    end64 = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, len(entries), 0)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, len(entries), 1)
    last = plain[:12] + b"\xff" * 8 + plain[20:]
    assert outcomes("zip", entries + end64 + locator + last, tmp_path) == {"archive_too_many": 1}


def test_members_in_one_place_are_told_by_their_sizes(tmp_path):
    """Entries that overlap (a bomb without nesting) count with what each of them unpacks to."""
    body = zlib.compress(bytes(MIB))[2:-4]
    local = struct.pack(
        "<4s2B4HL2L2H",
        b"PK\x03\x04",
        20,
        0,
        0,
        8,
        0,
        0,
        zlib.crc32(bytes(MIB)),
        len(body),
        MIB,
        5,
        0,
    )
    data, count = local + b"a.txt" + body, 100
    place = len(data)
    for n in range(count):
        data += struct.pack(
            "<4s4B4HL2L5H2L",
            b"PK\x01\x02",
            20,
            0,
            20,
            0,
            0,
            8,
            0,
            0,
            zlib.crc32(bytes(MIB)),
            len(body),
            MIB,
            7,
            0,
            0,
            0,
            0,
            0,
            0,
        )
        data += b"%03d.txt" % n
    data += struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(data) - place, place, 0)
    assert outcomes("zip", data, tmp_path) == {"archive_expands": 1}


@pytest.mark.parametrize("place", [1, 9, 2**31])
def test_a_member_that_begins_nowhere(place, tmp_path):
    data = bytearray(packed({"a.txt": TEXT}))
    at = data.index(b"PK\x01\x02") + 42
    data[at : at + 4] = struct.pack("<I", place + len(data) - 10 if place == 9 else place)
    assert set(outcomes("zip", bytes(data), tmp_path)) == {"source_broken"}


@pytest.mark.parametrize(
    "name", ["../a.txt", "/a.txt", "C:\\a.txt", "a\x1b[2J.txt", "\\\\server\\a.txt"]
)
def test_names_that_lead_elsewhere_or_nowhere(name, tmp_path):
    assert outcomes("zip", packed({name: TEXT}), tmp_path) == {"archive_unsafe": 1}


def test_a_member_without_a_name(tmp_path):
    data = packed({"a": TEXT})
    at = data.index(b"PK\x01\x02")
    nameless = data[: at + 28] + b"\0\0" + data[at + 30 : at + 46] + data[at + 47 :]
    end = nameless.index(b"PK\x05\x06") + 12
    (size,) = struct.unpack_from("<L", nameless, end)
    shorter = nameless[:end] + struct.pack("<L", size - 1) + nameless[end + 4 :]
    assert outcomes("zip", shorter, tmp_path) == {"archive_unsafe": 1}


@pytest.mark.parametrize(
    "charset",
    [
        "base64",
        "hex",
        "rot13",
        "zlib",
        "undefined",
        "raw_unicode_escape",
        "unicode_escape",
        "utf-7",
        "punycode",
        "idna",
        "cp037",
        "mbcs",
        "x" * 40,
    ],
)
def test_an_encoding_that_no_browser_knows_is_not_tried(charset):
    page = f"<meta charset={charset}><p>甲市关于乙的通知 \\ud800 +2AA-</p>"
    assert "甲市关于乙的通知 \\ud800 +2AA-" in read(page.encode("gb18030"), "a.html").text


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32"])
def test_wide_characters_without_their_mark_are_refused(codec):
    for suffix in ("txt", "html"):
        with pytest.raises(WenceError):
            read(TEXT.encode(codec), f"a.{suffix}")


@pytest.mark.parametrize("cut", [b"\x81", b"\xff\xff", b"\x80", b"\xfe\x39"])
def test_broken_gbk_is_refused_rather_than_guessed(cut):
    data = TEXT.encode("gb18030")
    with pytest.raises(WenceError):
        read(data[:101] + cut + b"\n" + data[101:], "a.txt")


MAIL = b"MIME-Version: 1.0\r\n"
HTML = b"Content-Type: text/html\r\n\r\n<p>x</p>"


@pytest.mark.parametrize(
    "parts",
    [
        b"".join(
            b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n)
            for n in range(2000)
        ),
        b"Content-Type: message/rfc822\r\n\r\n" * 2000,
        b"Content-Type:\r\n multipart/digest\r\n\r\n" * 2000,
        b'Content-Type: text/html; a="' + b';\\"' * 100_000 + b"\r\n",
        b"Content-Type: text/html;" + b"\r\n charset*1*=a;" * 100_000 + b"\r\n",
    ],
    ids=["parts in parts", "messages in messages", "folded", "quotes", "parameters"],
)
def test_a_saved_page_that_no_browser_saves(parts):
    with pytest.raises(SourceBroken), bounded(seconds=3):
        read(MAIL + parts + HTML, "a.mht")


def test_cells_that_span_rows_are_not_said_again_without_end():
    cell = "<td rowspan=999 colspan=2>" + "甲" * 100
    table = "<table><tr>" + cell * 316 + "<tr><td>x<td>y" * 316 + "</table>"
    assert len(read((table * 8).encode(), "a.html").text) < 3_000_000


ENTITIES = "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 20))
OUTSIDE = "<!ENTITY e SYSTEM 'file:///etc/passwd'>"


@pytest.mark.parametrize("entities", [f"<!ENTITY e0 'x'>{ENTITIES}", OUTSIDE])
def test_entities_are_refused(entities):
    with zipfile.ZipFile(io.BytesIO(docx_of(paragraph("&e;")))) as package:
        body = package.read("word/document.xml").decode()
    doctype = f"<!DOCTYPE w [{entities}]>"
    for parts in (
        {"[Content_Types].xml": "<Types/>", "word/document.xml": doctype + body},
        {"OFD.xml": f"{doctype}<OFD><DocBody><DocRoot>&e19;&e;</DocRoot></DocBody></OFD>"},
    ):
        with pytest.raises(SourceBroken):
            read(packed(parts), "a.docx" if len(parts) > 1 else "a.ofd")


def test_a_page_with_entities_shows_none_of_them():
    page = f"<!DOCTYPE html [{OUTSIDE}]><p>甲&e;乙&e19;</p>"
    assert "root:" not in read(page.encode(), "a.html").text


@pytest.mark.parametrize("depth", [200, 5_000, 20_000])
def test_what_is_nested_too_deep_is_refused(depth):
    body = "<w:tbl><w:tr><w:tc>" * depth + paragraph("甲") + "</w:tc></w:tr></w:tbl>" * depth
    with pytest.raises(SourceBroken):
        read(docx_of(body), "a.docx", max_ratio=1e6)
    with pytest.raises(SourceTooHeavy):
        read(("<div>" * depth * 3 + "甲").encode(), "a.html")


def test_styles_based_on_each_other():
    style = '<w:style w:styleId="{}" w:type="paragraph"><w:basedOn w:val="{}"/></w:style>'
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    styles = f"<w:styles {space}>{style.format('a', 'b')}{style.format('b', 'a')}</w:styles>"
    body = paragraph(LINES[0], '<w:pStyle w:val="a"/>')
    assert read(docx_of(body, styles=styles), "a.docx").text == LINES[0]


DRAWN = b"BT /F1 12 Tf 50 700 Td (Notice) Tj ET"
FLAT = raw_pdf(DRAWN)
LOOPS = {
    "a tree of pages in itself": FLAT.replace(b"/Kids [5 0 R]", b"/Kids [2 0 R]"),
    "a parent in itself": FLAT.replace(b"/Parent 2 0 R", b"/Parent 5 0 R"),
    "a table of places in itself": FLAT.replace(b"trailer << ", b"trailer << /Prev 9 "),
    "a huge object number": FLAT.replace(b"/Size 6", b"/Size 2147483647"),
    "a huge count": FLAT.replace(b"/Count 1", b"/Count 2147483647"),
    "a form in itself": FLAT.replace(b"/Resources << ", b"/Resources << /XObject << /F 4 0 R >> "),
    "arrays in arrays": FLAT.replace(b"/Kids [5 0 R]", b"/Kids " + b"[" * 50_000),
    "an unknown lock": FLAT.replace(b"trailer << ", b"trailer << /Encrypt << /Filter /X >> "),
}


@pytest.mark.parametrize("data", LOOPS.values(), ids=LOOPS.keys())
def test_a_pdf_that_leads_in_circles(data):
    try:
        assert len(read(data, "a.pdf", pdf_seconds=10).text) < 100
    except WenceError as error:
        assert not isinstance(error, SourceTooHeavy)


def test_locked_packages_are_told():
    data = bytearray(packed({"[Content_Types].xml": "<Types/>", "word/document.xml": "<a/>"}))
    at = data.rindex(b"PK\x01\x02") + 8
    data[at] |= 1
    with pytest.raises(SourceEncrypted):
        read(bytes(data), "a.docx")
