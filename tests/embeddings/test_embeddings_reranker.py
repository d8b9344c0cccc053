"""The reranker: a real cross-encoder of two small layers, its weights drawn at random."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from tiny_model import classifier

from embeddings import CrossEncoderReranker, Reranker
from rag.answering.assistant import Assistant
from rag.answering.models import load_reranker
from rag.errors import ModelUnavailable, RerankerUnavailable
from rag.settings import Settings

QUESTION = "停车怎么收费"
PASSAGES = ["首小时五元", "本办法自发布之日起施行", "停车收费标准", "收费", "停车怎么收费怎么收费"]


def make(folder: Path, labels: int = 1) -> Path:
    """Save a cross-encoder."""
    return classifier(folder, "".join([QUESTION, *PASSAGES]), 64, num_labels=labels)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return make(tmp_path_factory.mktemp("models") / "reranker")


@pytest.fixture(scope="module")
def reranker(folder: Path) -> CrossEncoderReranker:
    return CrossEncoderReranker(str(folder), top=4, device="cpu", batch_size=2)


class Longest(Reranker):
    """Finds longer passages better; remembers what it was asked."""

    def __init__(self, top: int = 30) -> None:
        super().__init__(top)
        self.asked: list[str] = []

    def scores(self, question, passages):
        self.asked += passages
        return np.array([len(passage) for passage in passages], dtype=np.float32)


def test_scores_are_the_librarys_logits(reranker, folder):
    from sentence_transformers import CrossEncoder
    from torch.nn import Identity

    scores = reranker.scores(QUESTION, PASSAGES)
    pairs = [(QUESTION, passage) for passage in PASSAGES]
    expected = CrossEncoder(str(folder), device="cpu").predict(pairs, activation_fn=Identity())
    assert (scores.dtype, scores.shape) == (np.float32, (5,))
    assert np.allclose(scores, expected, atol=1e-5)
    assert len(set(scores.round(4).tolist())) == 5
    assert reranker.scores(QUESTION, []).shape == (0,)


def test_order_is_that_of_the_scores_for_the_first_and_as_it_was_beyond(reranker):
    order = reranker.order(QUESTION, PASSAGES)
    scores = reranker.scores(QUESTION, PASSAGES[:4])
    assert order.tolist() == [*np.argsort(-scores).tolist(), 4]


def test_sixteen_threads_load_it_once_and_get_the_same(folder):
    fresh = CrossEncoderReranker(str(folder), device="cpu")
    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(lambda _: fresh.scores(QUESTION, PASSAGES), range(16)))
    assert all(np.array_equal(found[0], scores) for scores in found)


def test_nothing_is_loaded_before_it_is_needed(python):
    code = (
        "import sys; from embeddings import CrossEncoderReranker as R; R('no/such');"
        "print('torch' in sys.modules, 'transformers' in sys.modules)"
    )
    assert python("-c", code).stdout.split() == ["False", "False"]


def test_nothing_is_drawn_on_the_terminal(folder, capfd):
    CrossEncoderReranker(str(folder), device="cpu").load()
    captured = capfd.readouterr()
    assert captured.out == captured.err == ""


def test_only_the_first_are_scored():
    fake = Longest(top=2)
    assert fake.order("?", ["a", "bb", "ccc"]).tolist() == [1, 0, 2]
    assert fake.asked == ["a", "bb"]
    assert fake.order("?", []).tolist() == []


def test_equal_scores_stay_as_they_were():
    assert Longest().order("?", ["aa", "bb", "c", "dd"]).tolist() == [0, 1, 3, 2]


def test_a_tier_stays_above_the_next_whatever_the_scores():
    order = Longest().order("?", ["a", "bb", "ccc", "dddd"], tiers=[200, 200, 0, 0])
    assert order.tolist() == [1, 0, 3, 2]
    with pytest.raises(ValueError, match="1 tiers for 2 passages"):
        Longest().order("?", ["a", "b"], tiers=[1.0])


@pytest.mark.parametrize("name", ["", "/no/such/folder", "a/b/c"])
def test_a_missing_model(name):
    with pytest.raises(RerankerUnavailable) as refused:
        CrossEncoderReranker(name).load()
    assert refused.value.params == {"model": name, "reason": "no such folder"}


def test_a_model_that_is_no_reranker(tmp_path):
    with pytest.raises(RerankerUnavailable, match="no reranker"):
        CrossEncoderReranker(str(make(tmp_path / "three", labels=3)), device="cpu").load()


def test_a_folder_without_a_model(tmp_path):
    with pytest.raises(RerankerUnavailable) as refused:
        CrossEncoderReranker(str(tmp_path)).scores(QUESTION, PASSAGES)
    assert "\n" not in refused.value.say("en")
    assert isinstance(refused.value, ModelUnavailable)


def test_what_torch_raises_is_named(reranker, monkeypatch):
    def full(*_, **__):
        raise RuntimeError("out of memory\nlong story")

    monkeypatch.setattr(reranker._model, "predict", full)
    with pytest.raises(RerankerUnavailable) as refused:
        reranker.scores(QUESTION, PASSAGES)
    assert refused.value.params["reason"] == "out of memory"


def test_scores_that_are_no_numbers(reranker, monkeypatch):
    monkeypatch.setattr(reranker._model, "predict", lambda *_, **__: [np.nan])
    with pytest.raises(RerankerUnavailable, match="not finite"):
        reranker.scores(QUESTION, ["x"])


@pytest.mark.parametrize("options", [{"top": 0}, {"batch_size": 0}])
def test_numbers_are_checked_at_the_door(options):
    with pytest.raises(ValueError, match="got 0"):
        CrossEncoderReranker("x", **options)


def test_the_settings_name_it_or_none(folder):
    assert load_reranker(Settings()) is None
    made = load_reranker(Settings(reranker={"model": str(folder), "top": 7, "device": "cpu"}))
    assert isinstance(made, CrossEncoderReranker)
    assert (made.top, made.scores(QUESTION, ["收费"]).shape) == (7, (1,))


def test_an_assistant_opens_with_it_or_says_why_not(sample_settings, folder):
    def opened(name: str) -> Assistant:
        section = sample_settings.reranker.model_copy(update={"model": name, "device": "cpu"})
        return Assistant.open(sample_settings.model_copy(update={"reranker": section}))

    assert opened(str(folder)).ask("停车怎么收费？").citations
    with pytest.raises(RerankerUnavailable, match="no such folder"):
        opened("/no/such/folder")
