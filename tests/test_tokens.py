"""Token counts: offline, exact where the encoding is there, never too low where it is not."""

from __future__ import annotations

import base64
import hashlib
import logging
import subprocess
import sys
import time

import pytest
import pytest_socket
from hypothesis import given, settings
from hypothesis import strategies as st

from rag import tokens
from rag.errors import SettingsInvalid

HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)
MIXED = st.text(
    st.one_of(HAN, st.characters(max_codepoint=0x7F), st.sampled_from("，。；：、（）〔〕％①Ⅳ \n")),
    max_size=300,
)
SENTENCE = "对符合条件的企业，给予不超过200万元的一次性补助（2024年）。Up to 30% of the cost.\n"


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    """Load anew, with every socket refused."""
    tokens.counter.cache_clear()
    pytest_socket.disable_socket()
    yield
    pytest_socket.enable_socket()
    tokens.counter.cache_clear()


@pytest.fixture(scope="module")
def bound():
    return tokens._Pieces("bound", False, tokens._bytes)


@pytest.fixture(scope="module")
def qwen():
    tokens.counter.cache_clear()
    return tokens.counter("qwen")


def test_qwen_loads_without_a_network_and_counts_exactly():
    qwen = tokens.counter("qwen")
    assert (qwen.name, qwen.exact) == ("qwen", True)
    # By the published vocabulary: each of these is one token.
    assert [qwen.count(text) for text in ("", "政策", "a", " the", "2", "。")] == [0, 1, 1, 1, 1, 1]
    assert qwen.count("2024") == 4  # Qwen reads digit by digit
    assert tokens.counter("qwen") is qwen


def test_counts_agree_with_the_tokenizer_of_the_package_that_ships_the_ranks():
    code = (
        "from dashscope.tokenizers.qwen_tokenizer import QwenTokenizer\n"
        "from rag import tokens\n"
        f"text = {SENTENCE!r} * 3 + 'don\\'t 12,345 鄂爾多斯\\n\\n  x'\n"
        "theirs = QwenTokenizer(str(tokens._in_dashscope())).encode(text)\n"
        "raise SystemExit(0 if tokens.counter('qwen').count(text) == len(theirs) else 3)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-500:]


def test_counting_imports_neither_dashscope_nor_tiktoken_before_it_must():
    code = (
        "import sys, rag.tokens\n"
        "assert 'tiktoken' not in sys.modules\n"
        "rag.tokens.counter('qwen')\n"
        "raise SystemExit('dashscope' in sys.modules)\n"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_special_tokens_in_a_notice_are_plain_text():
    assert tokens.counter("qwen").count("<|endoftext|>") > 1


def test_a_missing_encoding_is_replaced_by_a_bound_with_one_warning(tmp_path, monkeypatch, caplog):
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    with caplog.at_level(logging.WARNING):
        counts = [tokens.counter("o200k_base").count("政策a") for _ in range(3)]
    assert counts == [7, 7, 7]
    assert not tokens.counter("o200k_base").exact
    assert len(caplog.records) == 1


@pytest.mark.parametrize("variable", ["TIKTOKEN_CACHE_DIR", "DATA_GYM_CACHE_DIR"])
def test_o200k_is_read_from_the_cache_only_with_the_right_checksum(tmp_path, monkeypatch, variable):
    ranks = b"\n".join(base64.b64encode(bytes([b])) + b" %d" % b for b in range(256))
    monkeypatch.delenv("TIKTOKEN_CACHE_DIR", raising=False)
    monkeypatch.delenv("DATA_GYM_CACHE_DIR", raising=False)
    monkeypatch.setenv(variable, str(tmp_path))
    tokens._in_cache().write_bytes(ranks)
    assert not tokens.counter("o200k_base").exact

    known = tokens.ENCODINGS["o200k_base"]
    right = tokens._Ranks(known.find, known.pattern, 256, hashlib.sha256(ranks).hexdigest())
    monkeypatch.setitem(tokens.ENCODINGS, "o200k_base", right)
    tokens.counter.cache_clear()
    assert tokens.counter("o200k_base").exact
    assert tokens.counter("o200k_base").count("政a") == 4


def test_an_empty_cache_setting_means_no_cache(monkeypatch):
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", "")
    assert not tokens.counter("o200k_base").exact


@pytest.mark.parametrize("damage", [b"", b"not base64 at all!\n", b"YQ== 0\n", b"\xff\xfe"])
def test_damaged_ranks_fall_back(tmp_path, monkeypatch, damage):
    path = tmp_path / "qwen.tiktoken"
    path.write_bytes(damage)
    known = tokens.ENCODINGS["qwen"]
    monkeypatch.setitem(
        tokens.ENCODINGS, "qwen", tokens._Ranks(lambda: path, known.pattern, known.size)
    )
    assert not tokens.counter("qwen").exact


def test_an_unknown_encoding_is_a_settings_error():
    with pytest.raises(SettingsInvalid) as caught:
        tokens.counter("latin")
    assert "latin" in str(caught.value)


@settings(max_examples=200, deadline=None)
@given(text=MIXED)
def test_the_bound_never_counts_too_few(qwen, bound, text):
    assert qwen.count(text) <= bound.count(text)


@settings(max_examples=100, deadline=None)
@given(texts=st.lists(MIXED.filter(lambda t: t[:1].strip()), min_size=1, max_size=5))
def test_lines_add_up(qwen, texts):
    """Counts of lines are independent of each other, so a longer text never counts less."""
    lines = [text.rstrip() + "\n" for text in texts]
    assert qwen.count("".join(lines)) == sum(qwen.count(line) for line in lines)


@settings(max_examples=100, deadline=None)
@given(text=st.text(max_size=400), limit=st.integers(0, 120))
def test_truncate_keeps_a_beginning_within_the_limit(qwen, bound, text, limit):
    for counter in (qwen, bound):
        cut = counter.truncate(text, limit)
        assert text.startswith(cut)
        assert counter.count(cut) <= limit
        assert cut == text or counter.count(text) > limit


def test_truncate_keeps_as_much_as_fits(qwen):
    text = SENTENCE * 400
    cut = qwen.truncate(text, 5000)
    assert 4995 <= qwen.count(cut) <= 5000


def test_pieces_do_not_change_the_count(qwen, monkeypatch):
    text = "".join(f"{n}、" + SENTENCE for n in range(60))
    monkeypatch.setattr(tokens, "PIECE", len(text))
    whole = qwen.count(text)
    monkeypatch.setattr(tokens, "PIECE", 90)
    assert len(list(tokens._pieces(text))) > 40
    assert qwen.count(text) == whole


@pytest.mark.parametrize(
    "unit", ["a", " ", "\n", "政", "1", "。", "'", "\u0300\u0316", "👍", "\ud800"]
)
def test_long_hostile_input_is_counted_in_linear_time(qwen, bound, unit):
    start = time.perf_counter()
    count = qwen.count(unit * (1_000_000 // len(unit)))
    assert time.perf_counter() - start < 10
    assert 0 < count <= bound.count(unit * (1_000_000 // len(unit)))
    assert len(qwen.truncate(unit * 100_000, 10)) < 1500
