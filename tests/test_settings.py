"""Settings: file, then environment, then options; anything unknown is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.errors import SettingsInvalid
from rag.settings import Settings


def toml(text: str) -> None:
    Path("wence.toml").write_text(text, encoding="utf-8")


def test_defaults_need_nothing():
    settings = Settings.load()
    assert settings.index == Path("index")
    assert (settings.language, settings.embedding.model, settings.chat.model) == (
        "zh-Hans",
        "bundled",
        "",
    )


def test_later_wins_and_what_is_not_named_stays(monkeypatch):
    toml('index = "of file"\nlanguage = "en"\n[chunking]\nmax_tokens = 200\nmerge_tokens = 90\n')
    assert Settings.load().index == Path("of file")
    monkeypatch.setenv("WENCE_INDEX", "of environment")
    monkeypatch.setenv("WENCE_CHUNKING_MAX_TOKENS", "150")
    settings = Settings.load()
    assert settings.index == Path("of environment")
    assert (settings.chunking.max_tokens, settings.chunking.merge_tokens) == (150, 90)
    settings = Settings.load(index=Path("of option"))
    assert (settings.index, settings.language) == (Path("of option"), "en")


def test_an_option_that_is_not_given_leaves_it_to_the_rest(monkeypatch):
    monkeypatch.setenv("WENCE_INDEX", "of environment")
    assert Settings.load(index=None).index == Path("of environment")


def test_one_field_of_a_section_by_option_leaves_the_others_to_file_and_environment(monkeypatch):
    toml('[server]\ntitle = "问"\nport = 1\n')
    monkeypatch.setenv("WENCE_SERVER_HOST", "::1")
    server = Settings.load(server={"port": 7}).server
    assert (server.title, server.host, server.port) == ("问", "::1", 7)


@pytest.mark.parametrize(
    ("variable", "section", "field", "value"),
    [
        ("WENCE_CHAT_BASE_URL", "chat", "base_url", "http://127.0.0.1:1/v1"),
        ("WENCE_EMBEDDING_QUERY_PREFIX", "embedding", "query_prefix", "query: "),
        ("WENCE_READING_MAX_MIB", "reading", "max_mib", 3.5),
        ("WENCE_RETRIEVAL_MAX_QUESTION_CHARS", "retrieval", "max_question_chars", 77),
    ],
)
def test_a_name_of_several_words_in_the_environment(monkeypatch, variable, section, field, value):
    monkeypatch.setenv(variable, str(value))
    assert getattr(getattr(Settings.load(), section), field) == value


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("index = ", "wence.toml"),
        ("nonsense = 1", "nonsense"),
        ("[nonsense]\na = 1", "nonsense"),
        ("[chat]\nmodle = 'x'", "chat.modle"),
        ("[chunking]\nmax_tokens = 0", "chunking.max_tokens"),
        ("[retrieval]\nlexical_weight = 1.01", "retrieval.lexical_weight"),
        ("language = 'fr'", "language"),
        ("[server]\nport = 70000", "server.port"),
    ],
)
def test_a_bad_file_is_refused_by_name(text, where):
    toml(text)
    with pytest.raises(SettingsInvalid) as refused:
        Settings.load()
    assert refused.value.params["where"] == where
    assert "\n" not in refused.value.say("zh-Hans")


def test_a_file_that_is_no_text_is_refused():
    Path("wence.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsInvalid, match=r"wence\.toml"):
        Settings.load()


@pytest.mark.parametrize(
    ("variable", "value"),
    [("WENCE_LANGUAGE", "fr"), ("WENCE_SERVER_PORT", "many"), ("WENCE_CHUNKING_MAX_TOKENS", "3")],
)
def test_a_bad_variable_is_refused(monkeypatch, variable, value):
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsInvalid):
        Settings.load()


def test_settings_cannot_be_changed_and_do_not_show_the_key(monkeypatch):
    monkeypatch.setenv("WENCE_CHAT_API_KEY", "very-secret")
    settings = Settings.load()
    assert settings.chat.api_key.get_secret_value() == "very-secret"
    assert "very-secret" not in repr(settings) + str(settings) + settings.model_dump_json()
    with pytest.raises(ValueError, match="frozen"):
        settings.index = Path("other")
    with pytest.raises(ValueError, match="frozen"):
        settings.chat.model = "other"


def test_nothing_reads_the_environment_after_that(monkeypatch):
    settings = Settings.load()
    monkeypatch.setenv("WENCE_INDEX", "later")
    assert settings.index == Path("index")


def test_the_order_holds_for_commands(python, sample_index, tmp_path):
    """File < environment < option, seen from outside."""
    toml('index = "of file"\nlanguage = "en"\n')
    said = python("-m", "rag", "list").stderr
    assert said.startswith("wence: No index at of file")
    said = python("-m", "rag", "list", WENCE_INDEX="of environment").stderr
    assert "of environment" in said
    done = python("-m", "rag", "list", "--index", sample_index, WENCE_INDEX="of environment")
    assert (done.returncode, len(done.stdout.splitlines())) == (0, 10)
    assert "in force" in done.stdout
