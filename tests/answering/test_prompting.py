"""Prompt files: complete in every language, and never silently wrong."""

from __future__ import annotations

from importlib import resources

import pytest

from rag.answering.prompting import NO_BASIS, Prompt, load
from rag.errors import PromptInvalid
from rag.messages import LANGUAGES

VALUES = {"no_basis": NO_BASIS, "passages": "[1] 甲", "question": "乙？"}
FILES = sorted(p.name for p in resources.files("prompts").iterdir() if p.name.endswith(".txt"))


def prompt(text):
    return Prompt.parse("trial.txt", text)


def test_every_task_has_every_language():
    tasks = {name.split(".")[0] for name in FILES}
    assert tasks
    assert set(FILES) == {f"{task}.{language}.txt" for task in tasks for language in LANGUAGES}


@pytest.mark.parametrize("name", FILES)
def test_languages_of_a_task_agree(name):
    task, language, _ = name.split(".")
    here, chinese = load(task, language), load(task, "zh-Hans")
    assert (here.names, here.version) == (chinese.names, chinese.version)
    assert [role for role, _ in here.parts] == ["system", "user"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_rules_stand_apart_from_passages(language):
    (_, system), (_, user) = load("answer", language).fill(**VALUES)
    assert NO_BASIS in system
    assert "[1] 甲" not in system
    assert user.endswith("乙？")


def test_what_is_filled_in_is_not_a_template():
    passages = "[1] $question ${no_basis} {question} $"
    messages = load("answer", "zh-Hans").fill(**{**VALUES, "passages": passages})
    assert passages in messages[1][1]


@pytest.mark.parametrize("missing", sorted(VALUES))
def test_a_missing_value_is_an_error_that_names_it(missing):
    with pytest.raises(PromptInvalid, match=rf"\${missing}"):
        load("answer", "en").fill(**{k: v for k, v in VALUES.items() if k != missing})


def test_a_value_too_many_is_an_error_that_names_it():
    with pytest.raises(PromptInvalid, match=r"\$history"):
        load("answer", "en").fill(**VALUES, history="")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "version"),
        ("version: 1\n=== user\n$a\n", "names"),
        ("version: one\nnames: a\n=== user\n$a\n", "version"),
        ("version: 1\nnames: a\n$a\n", "=== system"),
        ("version: 1\nnames: a\n=== user\n$a $b\n", r"\$b"),
        ("version: 1\nnames: a b\n=== user\n$a\n", r"\$b"),
        ("version: 1\nnames: a\n=== user\n$a costs 5$\n", r"\$"),
        ("version: 1\nnames: a\n=== assistant\n$a\n", r"\$a"),
    ],
)
def test_a_file_that_is_no_prompt_is_refused(text, reason):
    with pytest.raises(PromptInvalid, match=reason):
        prompt(text)


@pytest.mark.parametrize(("task", "language"), [("answer", "fr"), ("sing", "en"), ("../rag", "en")])
def test_a_prompt_that_is_not_there_is_an_error(task, language):
    with pytest.raises(PromptInvalid):
        load(task, language)
