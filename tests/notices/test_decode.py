"""Bytes to characters: exact for every encoding, refused by name otherwise."""

import codecs
import random
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rag.errors import SourceBinary, SourceEmpty, SourceEncoding
from rag.notices.decode import decode

PATH = Path("通知.txt")
NOTICE = "云泽市人民政府关于夜间公交的通知\r\n\r\n云政发〔2025〕3号\n（一）每人次2元。\r"
texts = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"], include_characters="\n\r\t"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_text_comes_back_as_python_itself_reads_it(encoding, tmp_path):
    file = tmp_path / "a.txt"
    file.write_bytes(NOTICE.encode(encoding))
    plain = encoding.removesuffix("-sig")
    with file.open(encoding=plain, newline="") as opened:
        assert decode(file.read_bytes(), file) == opened.read()


@given(texts)
def test_every_text_is_exact_in_every_encoding(text):
    text = "云泽市人民政府办公室关于印发办法的通知，各区县人民政府。" + text
    assert decode(text.encode("utf-8"), PATH) == text
    assert decode(codecs.BOM_UTF8 + text.encode("utf-8"), PATH) == "\ufeff" + text
    assert decode(text.encode("gb18030"), PATH) == text
    assert decode(codecs.BOM_UTF16_LE + text.encode("utf-16-le"), PATH) == text
    assert decode(codecs.BOM_UTF16_BE + text.encode("utf-16-be"), PATH) == text


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_refused_by_name(data):
    try:
        text = decode(data, PATH)
    except (SourceEmpty, SourceBinary, SourceEncoding):
        return
    assume(text)
    assert text.encode("utf-8")


@pytest.mark.parametrize("data", [b"", b" \r\n\t", codecs.BOM_UTF8, codecs.BOM_UTF16_LE + b"\n\0"])
def test_nothing_but_blanks_is_empty(data):
    with pytest.raises(SourceEmpty):
        decode(data, PATH)


def test_binary_data_is_no_text():
    for data in (b"\x89PNG\r\n\x1a\n\x00\x00", random.Random(1).randbytes(50_000), b"\x01\x02abc"):
        with pytest.raises((SourceBinary, SourceEncoding)):
            decode(data, PATH)


def test_utf8_with_a_broken_character_is_not_taken_for_gb18030():
    data = NOTICE.encode("utf-8")
    for damaged in (
        data[:-2] + "号".encode()[:2],
        data[:7] + data[8:],
        data[:20] + b"\xff" + data[20:],
    ):
        with pytest.raises(SourceEncoding):
            decode(damaged, PATH)


def test_odd_utf16_is_refused():
    with pytest.raises(SourceEncoding):
        decode(codecs.BOM_UTF16_LE + b"\x00\xd8a", PATH)
