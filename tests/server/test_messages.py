"""The three languages say the same things, with the same blanks to fill in."""

from __future__ import annotations

import tomllib
from importlib import resources
from string import Template

import pytest

from rag.messages import DEFAULT_LANGUAGE, LANGUAGES


def table(language: str) -> dict[str, str]:
    raw = resources.files("rag.messages").joinpath(f"{language}.toml").read_text(encoding="utf-8")
    return {
        f"{section}.{name}": text
        for section, texts in tomllib.loads(raw).items()
        for name, text in texts.items()
    }


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != DEFAULT_LANGUAGE])
def test_languages_have_the_same_keys_and_names(language: str):
    ours, reference = table(language), table(DEFAULT_LANGUAGE)
    assert set(ours) == set(reference)
    names = {key: set(Template(text).get_identifiers()) for key, text in ours.items()}
    expected = {key: set(Template(text).get_identifiers()) for key, text in reference.items()}
    assert names == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_a_valid_template_and_not_empty(language: str):
    bad = [
        key for key, text in table(language).items() if not text or not Template(text).is_valid()
    ]
    assert bad == []


def test_traditional_texts_hold_no_simplified_characters():
    simplified = set("这请问题过从对话误录设读编码试启没个义载检")
    assert {key for key, text in table("zh-Hant").items() if simplified & set(text)} == set()
