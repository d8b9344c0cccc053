"""Changed questions: each kind changes what it says and nothing else, the same for a seed."""

import pytest

from eval.finding import typos
from eval.finding.perturbation import KINDS, perturb, perturbed
from eval.normal import normal
from eval.questions import Question
from rag.answering.model import Turn

TEXT = "2025年，市政府对新办企业的补贴标准(贷款贴息)是多少？"


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_changes_the_text_the_same_for_a_seed(kind):
    changed = perturb(TEXT, kind)
    assert changed != TEXT
    assert changed == perturb(TEXT, kind)


@pytest.mark.parametrize("kind", ["homophone", "look-alike", "swapped", "dropped", "blanks"])
def test_another_seed_changes_another_place(kind):
    assert len({perturb(TEXT, kind, seed) for seed in range(20)}) > 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", ["", "？", "7", "a", "费", "啊啊", "How much is it?"])
def test_no_kind_fails_or_empties_a_short_question(kind, text):
    changed = perturb(text, kind)
    assert changed or text in ("", "？")


def test_the_change_is_the_same_in_another_process(python):
    code = (
        "from eval.finding.perturbation import KINDS, perturb\n"
        "print([ascii(perturb({!r}, kind)) for kind in KINDS])"
    )
    done = python("-c", code.format(TEXT), PYTHONHASHSEED=7)
    assert done.stdout.strip() == str([ascii(perturb(TEXT, kind)) for kind in KINDS])


@pytest.mark.parametrize(
    ("kind", "others"), [("homophone", typos.homophones), ("look-alike", typos.alike)]
)
def test_typos_replace_one_or_two_characters_by_others_of_their_kind(kind, others):
    for text, most in ((TEXT, 2), ("补贴标准", 1)):
        for seed in range(20):
            changed = perturb(text, kind, seed)
            differing = [(a, b) for a, b in zip(text, changed, strict=True) if a != b]
            assert 1 <= len(differing) <= most
            assert all(b in others(a) for a, b in differing)


def test_nothing_is_its_own_typo():
    for char in "的市政府补贴标准未己":
        assert char not in typos.homophones(char) + typos.alike(char)


def test_without_pypinyin_a_table_stands_in(python):
    code = (
        "import sys; sys.modules['pypinyin'] = None\n"
        "from eval.finding import typos\n"
        "print(typos.source(), ascii(typos.homophones('标')))"
    )
    done = python("-c", code)
    assert done.stdout.strip() == f"built-in table {'表'!a}"


def test_swaps_and_drops_keep_the_other_characters():
    assert sorted(perturb(TEXT, "swapped")) == sorted(TEXT)
    assert len(perturb(TEXT, "dropped")) == len(TEXT) - 1


@pytest.mark.parametrize("kind", ["no punctuation", "full width", "traditional", "blanks"])
def test_a_change_of_print_leaves_the_normal_form_alone(kind):
    assert normal(perturb(TEXT, kind)) == normal(TEXT)


def test_the_point_of_a_number_is_no_punctuation():
    assert perturb("是1.6万元吗？第2.", "no punctuation") == "是1.6万元吗第2"


def test_full_width_has_no_ascii_left():
    assert not any(char.isascii() for char in perturb(TEXT + " ok?", "full width"))


def test_politeness_is_put_around_the_question():
    assert TEXT in perturb(TEXT, "polite")
    assert perturb("How much?", "polite").isascii()


def test_the_turns_before_a_question_stay_as_they_are():
    history = (Turn("user", TEXT),)
    question = Question("q", TEXT, history=history)
    changed = perturbed(question, "dropped")
    assert (changed.id, changed.history) == ("q", history)
    assert changed.question == perturb(TEXT, "dropped")


def test_an_unknown_kind_is_a_defect():
    with pytest.raises(KeyError):
        perturb(TEXT, "reversed")
