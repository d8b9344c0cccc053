"""Models that cannot be loaded: one named error, one line of reason."""

from __future__ import annotations

import json
import time
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

import embeddings
import embeddings.loading
from rag.errors import ModelUnavailable


def refused(name: str, **options: object) -> str:
    """Return the reason for which ``name`` cannot be loaded."""
    with pytest.raises(ModelUnavailable) as caught:
        embeddings.load(name, **options)
    assert caught.value.params["model"] == name
    reason = str(caught.value.params["reason"])
    assert reason
    assert "\n" not in reason
    assert len(reason) <= 200
    return reason


@pytest.mark.parametrize("name", ["", "/no/such/folder", "./none", "~/none/at/all", "a/b/c"])
def test_missing_folder(name: str):
    assert refused(name) == "no such folder"


def test_bundled_model_not_installed(monkeypatch, tmp_path: Path):
    monkeypatch.setattr(embeddings.loading, "BUNDLED_FOLDER", tmp_path / "model")
    assert refused("bundled") == "no such folder"
    (tmp_path / "model").mkdir()
    assert refused("bundled") == "its files are not installed"


def test_folder_without_a_model(tmp_path: Path):
    (tmp_path / "notes.txt").write_text("nothing here", encoding="utf-8")
    refused(str(tmp_path))


@pytest.mark.parametrize("text", ["{", "{}", "[1]", "[]", '[{"type": "x"}]', '"Static"'])
def test_garbage_list_of_modules(static_folder: Path, text: str):
    (static_folder / "modules.json").write_text(text, encoding="utf-8")
    refused(str(static_folder))


@pytest.mark.parametrize("data", [b"", b"\x00" * 64, b"not tensors", b"\xff" * 9])
def test_broken_weights_of_a_static_model(static_folder: Path, data: bytes):
    (static_folder / "model.safetensors").write_bytes(data)
    refused(str(static_folder))


def test_truncated_weights(static_folder: Path):
    weights = static_folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-4])
    refused(str(static_folder))


@pytest.mark.parametrize(
    "tensors",
    [
        {"other": np.ones((3, 2), np.float32)},
        {"embedding.weight": np.ones((2, 2), np.float32)},
        {"embedding.weight": np.ones(3, np.float32)},
        {"embedding.weight": np.ones((3, 2), np.int8)},
        {"embedding.weight": np.full((3, 2), np.nan, np.float32)},
    ],
    ids=["no matrix", "too few rows", "one row", "integers", "not numbers"],
)
def test_unusable_weights(static_folder: Path, tensors):
    save_file(tensors, static_folder / "model.safetensors")
    refused(str(static_folder))


@pytest.mark.parametrize("text", ["", "{}", "[", '{"model": {"type": "Unigram"}}'])
def test_broken_tokenizer(static_folder: Path, text: str):
    (static_folder / "tokenizer.json").write_text(text, encoding="utf-8")
    refused(str(static_folder))


def test_broken_weights_of_a_transformer(transformer_folder: Path, tmp_path: Path):
    folder = tmp_path / "broken"
    folder.mkdir()
    for path in transformer_folder.rglob("*"):
        target = folder / path.relative_to(transformer_folder)
        if path.is_dir():
            target.mkdir(exist_ok=True)
        elif path.suffix != ".safetensors":
            target.write_bytes(path.read_bytes())
    (folder / "model.safetensors").write_bytes(b"broken")
    refused(str(folder))
    (folder / "config.json").write_text(json.dumps({"model_type": "no such kind"}))
    refused(str(folder))


def test_unknown_device(transformer_folder: Path):
    refused(str(transformer_folder), device="no-such-device")


def test_hub_out_of_reach_is_said_at_once(monkeypatch, tmp_path: Path):
    from huggingface_hub import HfApi

    def unreachable(*_: object, **__: object) -> None:
        raise ConnectionError("no network\nsecond line")

    monkeypatch.setattr(HfApi, "model_info", unreachable)
    start = time.monotonic()
    reason = refused("some-owner/no-such-model-here")
    assert reason.endswith("the model hub: no network")
    assert time.monotonic() - start < 60


def test_batch_size_is_checked_at_the_door():
    with pytest.raises(ValueError, match="got 0"):
        embeddings.load("bundled", batch_size=0)
