"""The inference model: a real classifier of two small layers, its weights drawn at random."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_model import classifier

from eval.entailment.errors import EntailmentUnavailable
from eval.entailment.loading import load_entailment
from eval.entailment.nli import Nli
from rag.errors import ModelUnavailable
from rag.settings import Settings

READS = 32  # tokens of a pair
LABELS = ("entailment", "neutral", "contradiction")
TEXT = "二孩每月补助五百元由市财政局拨付逾期不予受理"
PAIRS = [("二孩每月补助五百元", "补助五百元"), ("由市财政局拨付", "逾期不予受理"), ("补助", "二孩")]


def make(folder: Path, *labels: str) -> Path:
    """Save a classifier with ``labels`` as its classes."""
    names = dict(enumerate(labels))
    places = {name: place for place, name in names.items()}
    return classifier(folder, TEXT, READS, id2label=names, label2id=places)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return make(tmp_path_factory.mktemp("models") / "nli", *LABELS)


def probability(folder: Path, premise: str, hypothesis: str) -> float:
    """Return the library's probability of the first label, for a pair that fits."""
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForSequenceClassification.from_pretrained(folder).eval()
    with torch.inference_mode():
        logits = model(**tokenizer(premise, hypothesis, return_tensors="pt")).logits
    return float(torch.softmax(logits, dim=-1)[0, 0])


def judged(folder: Path, pairs, threshold: float = 0.5, batch_size: int = 2):
    return Nli(str(folder), threshold=threshold, device="cpu", batch_size=batch_size).entails(pairs)


@pytest.mark.parametrize("batch_size", [1, 2, 16])
def test_a_pair_is_entailed_from_the_threshold_on(folder, batch_size):
    for place, pair in enumerate(PAIRS):
        p = probability(folder, *pair)
        assert judged(folder, PAIRS, p - 1e-4, batch_size)[place] is True
        assert judged(folder, PAIRS, p + 1e-4, batch_size)[place] is False


def test_a_long_premise_is_read_in_windows_that_overlap(folder):
    premise, hypothesis = TEXT * 4, "补助五百元"
    room = READS - 3 - len(hypothesis)
    step = room - int(room * 0.25)
    windows = [premise[at : at + room] for at in range(0, len(premise), step)]
    # The last window that reaches the end is the last one.
    windows = windows[: next(i for i in range(len(windows)) if i * step + room >= len(premise)) + 1]
    best = max(probability(folder, window, hypothesis) for window in windows)
    pairs = [PAIRS[0], (premise, hypothesis), PAIRS[1]]
    assert judged(folder, pairs, best - 1e-4)[1] is True
    assert judged(folder, pairs, best + 1e-4)[1] is False


def test_a_hypothesis_that_leaves_no_room_for_a_premise_is_not_judged(folder):
    assert judged(folder, [("补助", TEXT * 2), PAIRS[0]])[0] is None
    assert judged(folder, [("补助", TEXT[:20])])[0] is not None


def test_nothing_asked_nothing_loaded():
    assert Nli("no/such/model").entails([]) == []


def test_the_label_is_found_by_name_wherever_it_stands(tmp_path, folder):
    shouted = make(tmp_path / "shouted", "CONTRADICTION", "NEUTRAL", "ENTAILMENT")
    p = 1 - probability(shouted, *PAIRS[0])  # of the other two together
    assert judged(shouted, PAIRS[:1], min(1.0, p + 1e-4)) == [False]
    assert judged(shouted, PAIRS[:1], 1e-6) == [True]


@pytest.mark.parametrize("labels", [("LABEL_0", "LABEL_1"), ("entailment_not", "not_entailment")])
def test_a_model_without_the_label_is_refused_by_name(tmp_path, labels):
    with pytest.raises(EntailmentUnavailable) as refused:
        judged(make(tmp_path / "other", *labels), PAIRS)
    assert all(label in refused.value.params["reason"] for label in labels)
    assert "\n" not in refused.value.say("en") + refused.value.say("zh-Hans")


@pytest.mark.parametrize("name", ["/no/such/folder", "a/b/c"])
def test_a_missing_model_is_an_error_with_one_line(name):
    with pytest.raises(EntailmentUnavailable) as refused:
        Nli(name).entails(PAIRS)
    assert refused.value.params == {"model": name, "reason": "no such folder"}
    assert name in refused.value.say("zh-Hans")
    assert isinstance(refused.value, ModelUnavailable)


def test_a_folder_without_a_model(tmp_path):
    with pytest.raises(EntailmentUnavailable):
        Nli(str(tmp_path)).entails(PAIRS)


@pytest.mark.parametrize(
    "options", [{"threshold": 0}, {"threshold": 1.1}, {"batch_size": 0}], ids=str
)
def test_numbers_are_checked_at_the_door(options):
    with pytest.raises(ValueError, match="got"):
        Nli("x", **options)


def test_the_settings_name_it(folder):
    settings = Settings(
        evaluation={"entailment": "nli", "nli_model": str(folder), "nli_device": "cpu"}
    )
    assert load_entailment(settings).entails(PAIRS) == judged(folder, PAIRS)


def test_nothing_is_written_to_the_terminal(folder, capfd):
    judged(folder, PAIRS)
    captured = capfd.readouterr()
    assert captured.out == captured.err == ""
