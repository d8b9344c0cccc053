"""The lexicon: stems, learning by alignment, the file, scores, and the one that is bundled."""

from __future__ import annotations

import doctest
import math
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from safetensors.numpy import load_file, save_file

import embeddings.lexicon
from embeddings.alignment import KEPT, Sighting, align
from embeddings.evaluate import Texts
from embeddings.lexicon import FILE, Lexicon, content_words, main, stem, translated_scores
from rag.errors import ModelUnavailable

SMALL = Lexicon({"school": (("学校", 0.75), ("校", 0.25)), "rain": (("雨", 1.0),)})


def test_examples_in_the_docstrings_hold():
    assert doctest.testmod(embeddings.lexicon).failed == 0


@pytest.mark.parametrize(
    "forms",
    [
        ("subsidy", "subsidies", "subsidy"),
        ("apply", "applied", "applies", "applying"),
        ("notice", "notices", "noticed", "noticing"),
        ("plan", "plans", "planned", "planning"),
        ("class", "classes"),
        ("heat", "heated", "heating"),
    ],
)
def test_forms_of_one_word_meet(forms):
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize("word", ["is", "gas", "bus", "red", "sing", "a", ""])
def test_short_words_are_left_alone_or_stay_apart(word):
    assert len(stem(word)) >= min(len(word), 2)


def test_content_words_leave_out_what_only_asks():
    assert content_words("What are the subsidies for THE subsidy of 2024?") == ["subsidi"]


def test_alignment_finds_the_word_that_pairs_have_in_common():
    table = align(
        [
            Sighting(("wind", "power"), "风电", 1),
            Sighting(("wind",), "风", 1),
            Sighting(("electric", "power"), "电力", 1),
            Sighting(("power",), "电力", 1),
        ]
    )
    assert table["power"][0][0] == "电力"
    assert table["wind"][0][0] == "风"
    # "electric" is needed for nothing: "power" explains 电力 elsewhere too.
    for found in table.values():
        chances = [p for _, p in found]
        assert chances == sorted(chances, reverse=True)
        assert sum(chances) <= 1 + 1e-9


def test_alignment_keeps_few_and_drops_the_improbable():
    many = [Sighting(("thing",), chr(0x4E00 + n), 1) for n in range(20)]
    assert len(align(many)["thing"]) == KEPT
    rare = [Sighting(("thing",), "物", 1000), Sighting(("thing",), "东西", 1)]
    assert [word for word, _ in align(rare)["thing"]] == ["物"]
    assert align([]) == {}


def test_lexicon_survives_saving(tmp_path: Path):
    SMALL.save(tmp_path)
    again = Lexicon.load(tmp_path)
    assert again is not None
    assert len(again) == 2
    assert again.translations("SCHOOLS") == (("学校", 0.75), ("校", 0.25))
    assert again.translations("unheard-of") == ()


def test_model_without_lexicon_has_none(tmp_path: Path):
    assert Lexicon.load(tmp_path) is None
    assert Lexicon.load(tmp_path / "nowhere") is None


@pytest.mark.parametrize("damage", ["bytes", "missing", "short", "number", "text"])
def test_damaged_lexicon_is_told(damage: str, tmp_path: Path):
    SMALL.save(tmp_path)
    path = tmp_path / FILE
    arrays = load_file(path)
    if damage == "bytes":
        path.write_bytes(b"broken")
    else:
        if damage == "missing":
            del arrays["word"]
        elif damage == "short":
            arrays["probability"] = arrays["probability"][:1]
        elif damage == "number":
            arrays["word"] = arrays["word"] + 99
        else:
            arrays["chinese"] = arrays["chinese"][1:]
        save_file(arrays, path)
    with pytest.raises(ModelUnavailable, match=FILE):
        Lexicon.load(tmp_path)


def test_score_is_the_best_translation_summed_over_words():
    held = Texts(["学校停课", "校园", "下雨，学校停课", "办事"])
    scores = translated_scores(SMALL, "do schools close in the rain?", held)
    assert scores.shape == (4,)
    assert scores[2] > scores[0] > scores[1] > scores[3] == 0
    rows, full = held.rows_with("雨")
    alone = translated_scores(SMALL, "rain", held)
    assert rows.tolist() == [2]
    assert alone[2] == pytest.approx(math.log(1 + 3.5 / 1.5) * float(full[0]))


def test_what_stands_in_both_languages_counts_as_it_stands():
    held = Texts(["5g基站", "4g基站", "云政发文件"])
    assert translated_scores(SMALL, "5g", held).tolist()[1:] == [0, 0]
    assert np.argmax(translated_scores(SMALL, "what is 云政 about", held)) == 2
    assert not translated_scores(SMALL, "what is the", held).any()


def test_latin_word_is_not_found_inside_another():
    assert Texts(["focus", "gis 系统"]).rows_with("gi")[0].tolist() == []


def test_bundled_lexicon_knows_the_words_of_notices(bundled_folder: Path):
    lexicon = Lexicon.load(bundled_folder)
    assert lexicon is not None
    assert len(lexicon) > 10_000
    wanted = {"subsidies": "补贴", "mayor": "市长", "school": "学校", "rainfall": "降雨"}
    for word, chinese in wanted.items():
        assert chinese in [found for found, _ in lexicon.translations(word)]
    assert (bundled_folder / FILE).stat().st_size < 1_600_000


def test_card_names_the_lexicon(bundled_folder: Path):
    card = (bundled_folder / "README.md").read_text(encoding="utf-8")
    assert "IBM Model 1" in card
    assert "| CC-CEDICT | glosses, synonyms, lexicon |" in card


def test_command_without_corpora_or_extra_is_one_line(tmp_path: Path, monkeypatch):
    options = ["--corpora", str(tmp_path), "--out", str(tmp_path)]
    result = CliRunner().invoke(main, options)
    assert (result.exit_code, result.output.count("\n")) == (1, 1)
    monkeypatch.setattr(embeddings.lexicon, "find_spec", lambda name: None)
    result = CliRunner().invoke(main, options)
    assert result.exit_code == 1
    assert "pip install 'wence[train]'" in result.output
