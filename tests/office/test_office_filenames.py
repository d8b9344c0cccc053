"""A name from a browser becomes one harmless step of a path, and stays readable."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rag.office.filenames import safe_name


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("关于停车收费的通知.docx", "关于停车收费的通知.docx"),
        ("云政发〔2024〕19号 (1).PDF", "云政发〔2024〕19号 (1).PDF"),
        ("../../../etc/passwd.txt", "passwd.txt"),
        ("..\\..\\windows\\通知.txt", "通知.txt"),
        ("/abs/通知.txt", "通知.txt"),
        ("C:\\通知.txt", "通知.txt"),
        ("..", "file"),
        (".", "file"),
        ("", "file"),
        ("...txt", "txt"),
        (".htaccess.txt", "htaccess.txt"),
        (".part-0123.txt", "part-0123.txt"),
        ("通知.txt.", "通知.txt"),
        ("通知\x00.exe.txt", "通知.exe.txt"),
        ("通知\u202etxt.docx", "通知txt.docx"),  # would read as 通知xcod.txt
        ("\u2066通\u200b知\ufeff.txt", "通知.txt"),
        ("通知\r\nX: y.txt", "通知 X_ y.txt"),
        ("<img src=x onerror=alert(1)>.txt", "_img src=x onerror=alert(1)_.txt"),
        ("通\ud800知.txt", "通知.txt"),
        ("CON.txt", "_CON.txt"),
        ("nul", "_nul"),
        ("e\u0301.txt", "\u00e9.txt"),
        ("通知", "通知"),
    ],
)
def test_what_becomes_of_a_name(name, kept):
    assert safe_name(name) == kept


@given(st.text(st.characters(), max_size=400))
@example("文" * 300 + ".docx")
@example("x." + "文" * 300)
@example("." * 300)
def test_any_name_is_one_short_visible_step(name):
    kept = safe_name(name)
    assert 0 < len(kept.encode()) <= 201
    assert not set(kept) & set('/\\<>:"|?*')
    assert not kept.startswith((".", " "))
    assert not kept.endswith((".", " "))
    assert all(unicodedata.category(c) not in ("Cc", "Cf", "Cs") for c in kept)
    assert safe_name(kept) == kept


def test_a_long_name_keeps_its_suffix():
    assert safe_name("文" * 300 + ".docx").endswith("文.docx")
