"""Training from end to end on a tiny corpus made up here."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import embeddings
import embeddings.train
from embeddings.card import describe
from embeddings.corpora import Corpora
from embeddings.evaluate import Task, recall
from embeddings.evaluate import main as evaluate
from embeddings.recipe import Recipe
from embeddings.train import main as train

for needed in embeddings.train.NEEDED:
    pytest.importorskip(needed, reason="needs the train extra")

SUBJECTS = [
    ("工资", "用人单位", "wages"),
    ("补贴", "失业人员", "subsidy"),
    ("报名", "适龄儿童", "enrolment"),
    ("消防", "物业企业", "fire control"),
    ("停车", "经营者", "parking"),
    ("医疗", "参保职工", "medical treatment"),
]
SMALL = ["--dimension", "16", "--vocabulary", "400", "--characters", "120", "--english-words", "40"]
QUICK = [*SMALL, "--steps", "8", "--batch", "32"]


def write(folder: Path, name: str, text: str) -> None:
    with lzma.open(folder / f"{name}.xz", "wt", encoding="utf-8") as file:
        file.write(text)


def reading(questions: list[tuple[str, str, str]]) -> str:
    """Return a reading-comprehension set of (title, question, paragraph)."""
    return json.dumps(
        {
            "data": [
                {
                    "title": title,
                    "paragraphs": [{"context": text, "qas": [{"id": title, "question": question}]}],
                }
                for title, question, text in questions
            ]
        }
    )


@pytest.fixture(scope="module")
def corpora(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpora")
    laws, news, lay, asked, english = [], [], [], [], []
    for number in range(12):
        thing, who, gloss = SUBJECTS[number % len(SUBJECTS)]
        title = f"城市{number}{thing}管理条例"
        for article in range(4):
            text = (
                f"{who}办理{thing}应当在{number + article + 1}日内申请。"
                f"主管部门审核{thing}材料，符合条件的予以批准。"
            )
            laws.append({"path": title, "title": title, "heads": ["第一章 总则"], "text": text})
        news.append(f"{thing}新闻：{who}昨日咨询{thing}。工作人员答复可以申请。" * 4)
        law = f"{title}第一条"
        passage = f"{who}的{thing}由主管部门第{number}科负责。"
        lay.append(
            {"question": f"{thing}找谁办{number}？", "passages": [{"name": law, "text": passage}]}
        )
        asked.append((f"题{number}", f"{thing}由谁负责{number}？", passage))
        english.append((f"题{number}", f"Who handles {gloss} {number}?", f"{gloss} department"))
    write(folder, "laws.jsonl", "\n".join(json.dumps(law, ensure_ascii=False) for law in laws))
    write(folder, "news.txt", "\n".join(news))
    write(folder, "lay-questions.jsonl", "\n".join(json.dumps(q, ensure_ascii=False) for q in lay))
    for name in ("cmrc_dev", "cmrc_trial", "drcd_dev", "xquad_zh"):
        write(folder, f"{name}.json", reading(asked))
    write(folder, "xquad_en.json", reading(english))
    entries = "\n".join(f"{t} {t} [x1] /{g}/to apply for {g}/CL:個/" for t, _, g in SUBJECTS)
    write(folder, "cedict.u8", f"# a dictionary\n{entries}\n")
    return folder


def trained(corpora: Path, out: Path, *options: str) -> Path:
    result = CliRunner().invoke(
        train, ["--corpora", str(corpora), "--out", str(out), *QUICK, *options]
    )
    assert result.exit_code == 0, result.output
    return out


@pytest.fixture(scope="module")
def model(corpora: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return trained(corpora, tmp_path_factory.mktemp("trained") / "model")


def test_model_loads_both_ways(model: Path):
    from sentence_transformers import SentenceTransformer

    encoder = embeddings.load(str(model))
    assert encoder.dimension == 16
    texts = ["用人单位办理工资", "wages"]
    expected = SentenceTransformer(str(model), device="cpu").encode(
        texts, normalize_embeddings=True, show_progress_bar=False
    )
    assert np.allclose(encoder.encode_passages(texts), expected.astype(np.float32), atol=2e-3)


def test_training_moves_words_of_one_subject_together(corpora: Path, tmp_path: Path):
    encoder = embeddings.load(str(trained(corpora, tmp_path / "longer", "--steps", "150")))
    passages = encoder.encode_passages([f"{who}办理{thing}" for thing, who, _ in SUBJECTS])
    nearest = [int(np.argmax(passages @ encoder.encode_query(gloss))) for _, _, gloss in SUBJECTS]
    assert nearest == list(range(len(SUBJECTS)))


def test_same_seed_gives_the_same_bytes(corpora: Path, model: Path, tmp_path: Path):
    again = trained(corpora, tmp_path / "again")
    names = sorted(path.name for path in model.iterdir())
    assert names == sorted(path.name for path in again.iterdir())
    for name in names:
        assert (model / name).read_bytes() == (again / name).read_bytes(), name


def test_another_seed_gives_another_model(corpora: Path, model: Path, tmp_path: Path):
    other = trained(corpora, tmp_path / "other", "--seed", "1")
    assert (
        embeddings.load(str(other)).identity.split("@")[1]
        != (embeddings.load(str(model)).identity.split("@")[1])
    )


def test_card_names_command_sources_and_scores(model: Path):
    card = (model / "README.md").read_text(encoding="utf-8")
    assert "python -m embeddings.train --corpora DIR --out DIR --dimension 16" in card
    assert "CC-CEDICT" in card
    assert "STARD" in card
    assert "| English to Chinese |" in card
    assert "| English to Chinese, with the lexicon |" in card
    assert "$" not in card


def test_card_of_a_model_that_saw_every_question_has_no_scores():
    card = describe(Recipe(everything=True), 10, [])
    assert "--everything" in card
    assert "R@" not in card


def test_weights_are_half_precision_and_unknown_tokens_weigh_nothing(model: Path):
    from safetensors.numpy import load_file

    rows = load_file(model / "model.safetensors")["embedding.weight"]
    assert rows.dtype == np.float16
    assert not rows[0].any()
    assert rows[1:].any()


def test_evaluation_prints_a_line_for_each_task(corpora: Path, model: Path):
    result = CliRunner().invoke(evaluate, [str(model), "--corpora", str(corpora)])
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert lines[0].startswith("task\tquestions\tpassages\trecall@1")
    assert [line.split("\t")[0] for line in lines[1:]] == [
        "encyclopedia, Chinese",
        "English to Chinese",
        "English to Chinese, with the lexicon",
        "lay questions, statutes",
    ]


def test_recall_counts_the_share_of_gold_passages(static_folder: Path):
    encoder = embeddings.load(str(static_folder))
    task = Task("toy", {"东": {"东", "北"}}, ["东", "北"] + ["东东东东北"] * 12)
    assert recall(encoder, task) == {1: 0.5, 5: 0.5, 10: 0.5}


def test_held_out_passages_are_never_trained_on(corpora: Path):
    read = Corpora(corpora)
    for questions in (read.wiki_questions(), read.parallel_questions(), read.lay_questions()):
        held = {question.passage for question in questions if question.held_out}
        kept = {question.passage for question in questions if not question.held_out}
        assert held
        assert kept
        assert not held & kept


def test_lay_questions_that_share_an_article_stay_together(tmp_path: Path):
    rows = [
        {"question": "甲", "passages": [{"name": "一", "text": "a"}, {"name": "二", "text": "b"}]},
        {"question": "乙", "passages": [{"name": "二", "text": "b"}, {"name": "三", "text": "c"}]},
        {"question": "丙", "passages": [{"name": "四", "text": "d"}]},
    ]
    write(tmp_path, "lay-questions.jsonl", "\n".join(json.dumps(row) for row in rows))
    groups = {q.text: q.group for q in Corpora(tmp_path).lay_questions()}
    assert groups["甲"] == groups["乙"] != groups["丙"]


def test_dictionary_keeps_short_glosses(tmp_path: Path):
    lines = [
        "# comment",
        "領取 领取 [ling3 qu3] /to receive/to draw (one's pay)/variant of 領|领[ling3]/",
        "長 长 [chang2] /one gloss that is far too long to be one/",
        "補貼 补贴 [bu3 tie1] /subsidy/to subsidize/day/CL:項|项[xiang4]/",
    ]
    write(tmp_path, "cedict.u8", "\n".join(lines))
    entries = Corpora(tmp_path).dictionary()
    assert [(entry.word, entry.glosses) for entry in entries] == [
        ("领取", ("receive", "receiving", "draw")),
        ("补贴", ("subsidy", "subsidies", "subsidize", "subsidizing", "day")),
    ]


def test_texts_of_ones_own_bring_their_words(corpora: Path, model: Path, tmp_path: Path):
    own = tmp_path / "own" / "below"
    own.mkdir(parents=True)
    (own / "a.txt").write_text("搅拌站应当洒水降尘。搅拌站不得夜间施工。\n" * 30, encoding="utf-8")
    out = trained(corpora, tmp_path / "mine", "--texts", str(own.parent))
    before, after = (embeddings.load(str(folder)).encode_query("搅拌站") for folder in (model, out))
    assert (np.linalg.norm(before), round(float(np.linalg.norm(after)), 3)) == (0, 1)
    assert "1 texts of whoever trained it" in (out / "README.md").read_text(encoding="utf-8")


def test_a_folder_without_texts_is_one_line(corpora: Path, tmp_path: Path):
    result = CliRunner().invoke(
        train,
        ["--corpora", str(corpora), "--out", str(tmp_path / "out"), "--texts", str(tmp_path)],
    )
    assert result.exit_code == 1
    assert result.output.splitlines()[-1] == f"Error: no .txt file in {tmp_path}"


def test_missing_corpus_is_one_line(tmp_path: Path):
    result = CliRunner().invoke(
        train, ["--corpora", str(tmp_path), "--out", str(tmp_path / "out"), *QUICK]
    )
    assert result.exit_code == 1
    assert "laws.jsonl.xz" in result.output
    assert len(result.output.splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_vocabulary_without_room_for_words_is_refused(corpora: Path, tmp_path: Path):
    result = CliRunner().invoke(
        train, ["--corpora", str(corpora), "--out", str(tmp_path / "out"), "--vocabulary", "30"]
    )
    assert result.exit_code == 1
    assert "leave no room" in result.output


def test_missing_extra_is_named(corpora: Path, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(embeddings.train, "find_spec", lambda name: None)
    result = CliRunner().invoke(train, ["--corpora", str(corpora), "--out", str(tmp_path / "out")])
    assert result.exit_code == 1
    assert "pip install 'wence[train]'" in result.output
