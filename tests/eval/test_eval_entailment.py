"""Tests of entailment: the rules and their agreement with labels, memory, choice by settings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from eval_builders import NUMBER, citation, retrieved

from eval.entailment import Memo, load_entailment
from eval.entailment.agreement import Agreement, Labelled, agreement, load, total
from eval.entailment.cli import command
from eval.entailment.premise import premise
from eval.entailment.rules import Rules
from rag.errors import QuestionSetInvalid, SettingsInvalid
from rag.settings import Settings

LABELLED = Path(__file__).with_name("entailment.jsonl")
METRICS = Path(__file__).parents[2] / "docs" / "metrics.md"
CLAUSE = "二孩每月补助500元，由市财政局拨付。"


def test_the_labels_are_balanced_and_of_many_kinds():
    labelled = load(LABELLED)
    entailed = sum(it.entailed for it in labelled)
    assert len(labelled) >= 120
    assert 0.4 < entailed / len(labelled) < 0.6
    assert len({it.kind for it in labelled}) >= 20
    assert len({(it.premise, it.hypothesis) for it in labelled}) == len(labelled)


def test_the_rules_agree_with_the_labels_as_far_as_the_documents_say():
    found = total(agreement(load(LABELLED), Rules()))
    assert found.precision > 0.95
    assert found.recall > 0.85
    assert found.unjudged == 7  # those in English
    page = METRICS.read_text(encoding="utf-8")
    for figure in (found.precision, found.recall, found.accuracy):
        assert f" {figure:.3f}" in page, "what the documents say of the rules has changed"


def test_the_rules_see_changed_facts_and_grant_what_is_quoted():
    kinds = agreement(load(LABELLED), Rules())
    for kind in (
        "verbatim",
        "number changed",
        "unit changed",
        "document swapped",
        "person swapped",
    ):
        assert kinds[kind].accuracy == 1, kind


def test_the_rules_judge_no_other_language_than_chinese():
    said = [
        "The bureau pays.",
        "Бюро платит.",
        "二孩每月补助500元。",
        "二孩每月補助500元。",
        "500元",
    ]
    assert Rules().entails([(CLAUSE, it) for it in said]) == [None, None, True, True, True]


@pytest.mark.parametrize("blank", ["", " \n\n "])
def test_a_blank_premise_entails_nothing(blank):
    assert Rules().entails([(blank, "二孩每月补助500元。"), (blank, "可以。")]) == [False, False]


def test_no_pairs_no_verdicts():
    assert Rules().entails([]) == Memo(Rules()).entails([]) == []


class Once:
    """Grants every second pair, and remembers what it was asked."""

    name = "once"

    def __init__(self):
        self.calls = []

    def entails(self, pairs):
        self.calls.append(list(pairs))
        return [place % 2 == 0 for place in range(len(pairs))]


def test_a_memo_asks_about_each_pair_once():
    inner = Once()
    memo = Memo(inner)
    a, b, c = ("甲", "一"), ("乙", "一"), ("丙", "一")
    assert memo.entails([a, b, a]) == [True, False, True]
    assert memo.entails([b, c]) == [False, True]
    assert inner.calls == [[a, b], [c]]
    assert memo.name == "once"


def test_a_premise_says_where_the_quote_stands():
    cited = citation(
        "一段。\n \n又一段。\n",
        "二、（一）",
        title="《补助办法》",
        issuer="云泽市人民政府",
        issued_on="2025-03-02",
    )
    whence = f"《补助办法》（{NUMBER}），云泽市人民政府，2025年3月2日，二、（一）"
    assert premise([cited]) == f"{whence}\n\n一段。\n又一段。"
    assert premise([citation("甲。", number=None), citation("", number=None)]) == "甲。"
    assert premise(retrieved("乙。")) == f"（{NUMBER}）\n\n乙。"


def test_settings_name_the_test_of_entailment():
    assert load_entailment(Settings()).name == "rules"
    nli = load_entailment(Settings(evaluation={"entailment": "nli", "nli_model": "some/model"}))
    assert nli.name == "nli: some/model"
    judge = Settings(evaluation={"entailment": "judge"}, judge={"model": "qwen3:32b"})
    assert load_entailment(judge).name == "judge: qwen3:32b"


def test_a_judge_without_a_model_is_refused_by_name():
    with pytest.raises(SettingsInvalid) as refused:
        load_entailment(Settings(evaluation={"entailment": "judge"}))
    assert refused.value.params["where"] == "judge.model"


def test_choosing_imports_nothing_heavy(python):
    code = (
        "import sys; from rag.settings import Settings;"
        "from eval.entailment import load_entailment;"
        "load_entailment(Settings(evaluation={'entailment': 'nli'}));"
        "load_entailment(Settings(evaluation={'entailment': 'judge'}, judge={'model': 'm'}));"
        "print([n for n in ('torch', 'transformers', 'langchain_openai') if n in sys.modules])"
    )
    assert python("-c", code).stdout.strip() == "[]"


# ---- agreement -----------------------------------------------------------------------------


def test_agreement_against_counts_made_by_hand():
    class Fixed:
        name = "fixed"

        def entails(self, pairs):
            return [{"yes": True, "no": False}.get(said) for _, said in pairs]

    labelled = [
        Labelled("", "yes", True, "a"),
        Labelled("", "yes", True, "a"),
        Labelled("", "no", True, "a"),
        Labelled("", "yes", False, "b"),
        Labelled("", "no", False, "b"),
        Labelled("", "?", True, "b"),
    ]
    kinds = agreement(labelled, Fixed())
    assert kinds == {"a": Agreement(2, 1, 0, 0, 0), "b": Agreement(0, 0, 1, 1, 1)}
    whole = total(kinds)
    assert (whole.pairs, whole.right) == (6, 3)
    assert (whole.precision, whole.recall, whole.accuracy) == (2 / 3, 2 / 3, 3 / 5)
    assert (Agreement().precision, Agreement().recall, Agreement().accuracy) == (None, None, None)


@pytest.mark.parametrize(
    "line",
    ['{"premise": "a", "hypothesis": "b"}', '{"premise": 1, "hypothesis": "b", "entailed": true}'],
)
def test_pairs_that_break_the_schema_are_refused_with_their_line(tmp_path, line):
    path = tmp_path / "pairs.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(QuestionSetInvalid) as refused:
        load(path)
    assert refused.value.params["where"] == f"{path}:1"


def test_the_command_prints_the_table_and_the_figures():
    done = CliRunner().invoke(command, [str(LABELLED)])
    assert done.exit_code == 0
    assert "rules：准确率 0.9" in done.stdout
    found = json.loads(CliRunner().invoke(command, [str(LABELLED), "--json"]).stdout)
    assert found["name"] == "rules"
    assert found["kinds"]["verbatim"]["recall"] == 1
    assert 0.7 < found["all"]["accuracy"] < 1


def test_the_command_fails_in_one_line(tmp_path):
    done = CliRunner().invoke(command, [str(tmp_path / "none.jsonl")])
    assert done.exit_code == 1
    assert done.stderr.startswith("wence: ")
    assert done.stderr.count("\n") == 1
