"""Static models: the bundled one, and a tiny one that can be checked by eye."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from langchain_core.embeddings import Embeddings

import embeddings

WORDED = [
    "申请稳岗补贴需要提供哪些材料？",
    "第十二条 用人单位应当按月足额支付劳动者工资，不得克扣或者无故拖欠。",
    "How long is the application period?",
    "鄂府发〔2024〕36号",
    "１２３ ＡＢＣ ﬁ",
]
TEXTS = [*WORDED, "🙂 ڪ", ""]
"""The last two hold no known token: zeros here, not-a-number in half precision elsewhere."""


def test_bundled_loads_and_encodes_without_torch():
    code = (
        "import sys, embeddings\n"
        "encoder = embeddings.load('bundled')\n"
        "encoder.embed_query('补贴'), encoder.embed_documents(['工资', '报名'])\n"
        "print(sorted({'torch', 'sentence_transformers', 'transformers'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.strip() == "[]"
    assert done.stderr == ""


def test_other_static_folder_loads_without_torch(static_folder: Path):
    code = (
        "import sys, embeddings\n"
        f"embeddings.load({str(static_folder)!r})\n"
        "print('torch' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.strip() == "False"


def test_vectors_equal_those_of_sentence_transformers(
    bundled: embeddings.Encoder, bundled_folder: Path
):
    from sentence_transformers import SentenceTransformer

    reference = SentenceTransformer(str(bundled_folder), device="cpu")
    expected = reference.encode(WORDED, normalize_embeddings=True, show_progress_bar=False)
    assert np.allclose(bundled.encode_passages(WORDED), expected.astype(np.float32), atol=1e-3)
    for text, vector in zip(WORDED, expected, strict=True):
        assert np.allclose(bundled.encode_query(text), vector.astype(np.float32), atol=1e-3)


def test_vectors_by_eye(static_folder: Path):
    encoder = embeddings.load(str(static_folder))
    assert encoder.dimension == 2
    vectors = encoder.encode_passages(["东", "北", "东北", "南"])
    assert vectors.dtype == np.float32
    root = 13**0.5
    assert np.allclose(vectors, [[1, 0], [0, 1], [2 / root, 3 / root], [0, 0]])


def test_prefixes_are_put_before_the_text(static_folder: Path):
    encoder = embeddings.load(str(static_folder), query_prefix="东", passage_prefix="北")
    assert np.allclose(encoder.encode_query("南"), [1, 0])
    assert np.allclose(encoder.encode_passages(["南"]), [[0, 1]])


def test_prompts_of_the_model_itself_are_honoured(static_folder: Path):
    config = static_folder / "config_sentence_transformers.json"
    config.write_text('{"prompts": {"query": "东", "document": "北"}}', encoding="utf-8")
    encoder = embeddings.load(str(static_folder))
    assert np.allclose(encoder.encode_query("南"), [1, 0])
    assert np.allclose(encoder.encode_passages(["南"]), [[0, 1]])


def test_langchain_lists_equal_arrays(bundled: embeddings.Encoder):
    documents = bundled.embed_documents(TEXTS)
    assert isinstance(documents[0][0], float)
    assert np.allclose(documents, bundled.encode_passages(TEXTS))
    assert np.allclose(bundled.embed_query(TEXTS[0]), bundled.encode_query(TEXTS[0]))


def test_an_encoder_is_what_langchain_asks_for(bundled: embeddings.Encoder):
    assert isinstance(bundled, Embeddings)
    assert asyncio.run(bundled.aembed_query(TEXTS[0])) == bundled.embed_query(TEXTS[0])
    assert asyncio.run(bundled.aembed_documents(TEXTS[:2])) == bundled.embed_documents(TEXTS[:2])
    missing = [n for n in vars(Embeddings) if n.startswith(("embed", "aembed"))]
    assert [name for name in missing if not hasattr(bundled, name)] == []


def test_shapes_and_lengths(bundled: embeddings.Encoder):
    assert bundled.encode_passages([]).shape == (0, bundled.dimension)
    assert bundled.encode_query("补贴").shape == (bundled.dimension,)
    lengths = np.linalg.norm(bundled.encode_passages(TEXTS[:4]), axis=1)
    assert np.allclose(lengths, 1, atol=1e-5)


@pytest.mark.parametrize(
    "text", ["", " \n\t", "。！？", "\ud83d".encode("utf-8", "ignore").decode()]
)
def test_text_without_words_gives_zeros(bundled: embeddings.Encoder, text: str):
    assert not bundled.encode_query(text).any()
    assert not bundled.encode_passages([text]).any()


def test_very_long_text(bundled: embeddings.Encoder):
    start = time.monotonic()
    vector = bundled.encode_query("用人单位应当按月支付工资。" * 100_000)
    assert time.monotonic() - start < 30
    assert np.allclose(vector, bundled.encode_query("用人单位应当按月支付工资。"), atol=1e-4)


def test_progress_counts_up_by_batch(static_folder: Path):
    encoder = embeddings.load(str(static_folder), batch_size=2)
    seen: list[int] = []
    encoder.encode_passages(["东"] * 5, progress=seen.append)
    assert seen == [2, 4, 5]


def test_batch_size_does_not_change_vectors(bundled: embeddings.Encoder):
    single = embeddings.load("bundled", batch_size=1)
    assert np.array_equal(single.encode_passages(TEXTS), bundled.encode_passages(TEXTS))


def test_sixteen_threads_get_the_same_vectors(bundled: embeddings.Encoder):
    expected = bundled.encode_passages(TEXTS)
    with ThreadPoolExecutor(16) as pool:
        results = list(pool.map(lambda _: bundled.encode_passages(TEXTS), range(64)))
    assert all(np.array_equal(result, expected) for result in results)


@pytest.mark.parametrize(
    ("question", "near", "far"),
    [
        ("老板不给发工资怎么办", "用人单位拖欠劳动报酬的，劳动者可以投诉", "公园绿地应当种植乔木"),
        ("孩子上小学怎么报名", "适龄儿童入学登记办法", "船舶进港应当申报"),
        ("看病的钱能报销多少", "基本医疗保险住院费用支付比例", "建筑施工噪声排放标准"),
        ("How to apply for unemployment insurance?", "失业保险金申领条件", "桥梁设计规范"),
        ("用人单位拖欠工资", "employer unpaid wages", "forest fire prevention"),
        ("school enrolment of children", "适龄儿童入学", "矿产资源开采许可"),
    ],
)
def test_paraphrase_is_nearer_than_another_subject(
    bundled: embeddings.Encoder, question: str, near: str, far: str
):
    query = bundled.encode_query(question)
    first, second = bundled.encode_passages([near, far]) @ query
    assert first > second


def test_identity_is_stable_and_tells_models_apart(
    bundled: embeddings.Encoder, static_folder: Path
):
    assert bundled.identity == embeddings.load("bundled").identity
    assert bundled.identity.startswith("bundled@")
    tiny = embeddings.load(str(static_folder)).identity
    assert tiny != bundled.identity
    assert tiny == embeddings.load(str(static_folder), query_prefix="问：").identity
    assert tiny != embeddings.load(str(static_folder), passage_prefix="答：").identity


def test_identity_follows_weights_and_vocabulary(static_folder: Path):
    before = embeddings.load(str(static_folder)).identity
    tokenizer = static_folder / "tokenizer.json"
    text = tokenizer.read_text(encoding="utf-8")
    tokenizer.write_text(text.replace("东", "西"), encoding="utf-8")
    after = embeddings.load(str(static_folder)).identity
    assert before != after
    assert before.split("@")[0] == after.split("@")[0] == "tiny"


def test_moved_folder_keeps_its_identity(static_folder: Path, tmp_path: Path):
    before = embeddings.load(str(static_folder)).identity
    (tmp_path / "elsewhere").mkdir()
    moved = static_folder.rename(tmp_path / "elsewhere" / "tiny")
    assert embeddings.load(str(moved)).identity == before
