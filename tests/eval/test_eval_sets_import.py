"""Sets of the SQuAD shape and of the BEIR layout become question sets that pass the check."""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.questions import load
from eval.sets import beir, squad
from eval.sets.checking import check
from eval.sets.language import language
from eval.sets.writing import line, write_set
from eval.sources import Sources
from rag.errors import QuestionSetInvalid, SourceMissing, SourceUnreadable

CONTEXT = "云泽图书馆一九八七年开馆。馆里有藏书三十万册；每周一闭馆。读者凭证借书，每次十册。"
CORPORA = ("cmrc_dev", "cmrc_trial", "drcd_dev", "xquad_en", "xquad_zh")


def asked(identifier: object, question: str, *answers: tuple[str, int], **more: Any) -> dict:
    given = [{"text": text, "answer_start": start} for text, start in answers]
    return {"id": identifier, "question": question, "answers": given, **more}


def squad_file(folder: Path, *qas: dict, context: str = CONTEXT, title: str = "云泽图书馆") -> Path:
    path = folder / "library.json"
    data = [{"title": title, "paragraphs": [{"context": context, "qas": list(qas)}]}]
    path.write_text(json.dumps({"version": "1.1", "data": data}), encoding="utf-8")
    return path


def test_a_question_of_the_squad_shape(tmp_path):
    path = squad_file(tmp_path, asked("q1", "藏书多少？", ("三十万册", 18), ("三十万", 18)))
    (found,) = squad.load(path).questions
    assert (found.id, found.question, found.abstain) == ("q1", "藏书多少？", False)
    assert (found.lang, found.facts, found.answer) == (
        "zh-Hans",
        (("三十万册", "三十万"),),
        "三十万册",
    )
    (gold,) = found.gold
    assert (gold.title, gold.evidence) == ("云泽图书馆", "馆里有藏书三十万册；")
    assert gold.file == "library-00001.txt"


def test_an_impossible_question_is_unanswerable(tmp_path):
    qas = asked("q1", "馆长是谁？", is_impossible=True, plausible_answers=[{"text": "无"}])
    (found,) = squad.load(squad_file(tmp_path, qas)).questions
    assert (found.abstain, found.gold, found.facts, found.type) == (True, (), (), "unanswerable")


@pytest.mark.parametrize(
    ("answer", "start", "evidence"),
    [
        ("三十万册", 0, "馆里有藏书三十万册；"),
        ("三十万册", -1, "馆里有藏书三十万册；"),
        ("三十万册", 10**9, "馆里有藏书三十万册；"),
        (" 三十万册 ", 18, "馆里有藏书三十万册；"),
        ("館里有藏書", 0, "馆里有藏书三十万册；"),
        ("馆", 4, "云泽图书馆一九八七年开馆。"),
        ("馆", 13, "馆里有藏书三十万册；"),
        ("开馆。馆里", 10, "云泽图书馆一九八七年开馆。馆里有藏书三十万册；"),
    ],
)
def test_an_answer_is_looked_up_where_the_file_is_wrong(tmp_path, answer, start, evidence):
    imported = squad.load(squad_file(tmp_path, asked(1, "问？", (answer, start))))
    assert imported.questions[0].gold[0].evidence == evidence
    there = CONTEXT[max(0, start) :].startswith(answer.strip())
    assert imported.repaired == (0 if there else 1)


def test_what_cannot_be_taken_over_is_named(tmp_path):
    path = squad_file(
        tmp_path,
        asked("none", "问？"),
        asked("blank", "问？", ("。", 12)),
        asked("absent", "问？", ("四十万册", 18)),
        asked("mute", " ", ("三十万册", 18)),
        asked("twice", "问？", ("三十万册", 18)),
        asked("twice", "问？", ("十册", 35)),
    )
    imported = squad.load(path)
    assert [it.id for it in imported.questions] == ["twice"]
    assert [(it.where, it.key) for it in imported.left_out] == [
        ("none", "no_answer"),
        ("blank", "answer_blank"),
        ("absent", "answer_absent"),
        ("mute", "question_blank"),
        ("twice", "twice"),
    ]
    assert all(it.say("zh-Hans") != it.say("en") for it in imported.left_out)


def test_the_title_is_no_part_of_a_path(tmp_path):
    path = squad_file(tmp_path, asked(1, "问？", ("十册", 0)), title="../../etc/passwd")
    (text,) = squad.load(path).texts
    assert text == ("library-00001.txt", f"../../etc/passwd\n\n{CONTEXT}\n\n")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "JSON"),
        (b"\0", "JSON"),
        (b"\xff\xfe", "UTF-8"),
        (b"[]", "JSON 对象"),
        (b"[" * 100_000, "JSON"),
        (b"{}", "data"),
        (b'{"data": 3}', "data"),
        (b'{"data": [3]}', "data[0]"),
        (b'{"data": [{"paragraphs": [{"qas": []}]}]}', "data[0].paragraphs[0].context"),
        (b'{"data": [{"paragraphs": [{"context": "x", "qas": [{}]}]}]}', "qas[0].id"),
        (
            b'{"data": [{"paragraphs": [{"context": "x", "qas": '
            b'[{"id": 1, "question": "q", "answers": [{"text": "x", "answer_start": "0"}]}]}]}]}',
            "answers[0].answer_start",
        ),
        (b'{"data": "\\ud800"}', "无法书写"),
    ],
)
def test_a_file_of_another_shape_is_refused_with_the_place(tmp_path, content, said):
    path = tmp_path / "bad.json"
    path.write_bytes(content)
    with pytest.raises(QuestionSetInvalid) as caught:
        squad.load(path)
    assert said in str(caught.value.params["reason"])


def test_files_that_cannot_be_read(tmp_path):
    with pytest.raises(SourceMissing):
        squad.load(tmp_path / "none.json")
    with pytest.raises(SourceUnreadable):
        squad.load(tmp_path)
    with pytest.raises(SourceMissing):
        beir.load(tmp_path)


def beir_folder(
    folder: Path,
    corpus: Iterable[object],
    queries: Iterable[object],
    qrels: str,
) -> Path:
    (folder / "qrels").mkdir()
    for name, rows in (("corpus", corpus), ("queries", queries)):
        texts = [it if isinstance(it, str) else json.dumps(it) for it in rows]
        (folder / f"{name}.jsonl").write_text("\n".join(texts), encoding="utf-8")
    (folder / "qrels" / "test.tsv").write_text(qrels, encoding="utf-8")
    return folder


HEAD = "query-id\tcorpus-id\tscore\n"
DOCUMENTS = [
    {"_id": "d1", "title": "图书馆", "text": "藏书三十万册。"},
    {"_id": "../d2", "text": "周一闭馆。"},
    {"_id": "d3", "title": "", "text": "无关。"},
]


def test_a_folder_of_the_beir_layout(tmp_path):
    folder = beir_folder(
        tmp_path,
        DOCUMENTS,
        [
            {"_id": "q1", "text": "藏書多少？"},
            {"_id": "q2", "text": "nothing relevant"},
            {"_id": "q3", "text": "unjudged"},
            {"_id": "q4", "text": " "},
        ],
        f"{HEAD}q1\td1\t2\nq1\t../d2\t1\nq1\td3\t0\nq1\tgone\t1\nq2\td1\t0\nq4\td1\t1\nq9\td1\t1\n",
    )
    imported = beir.load(folder)
    (found,) = imported.questions
    assert (found.id, found.split, found.lang, found.facts) == ("q1", "test", "zh-Hant", ())
    assert [(it.title, it.file, it.evidence) for it in found.gold] == [
        ("图书馆", "d1.txt", ""),
        ("", "%2E%2E%2Fd2.txt", ""),
    ]
    assert [it.key for it in imported.left_out] == [
        "no_document",
        "no_relevant",
        "no_relevant",
        "question_blank",
        "no_query",
    ]
    assert list(imported.texts) == [
        ("d1.txt", "图书馆\n\n藏书三十万册。\n\n"),
        ("%2E%2E%2Fd2.txt", "周一闭馆。\n\n"),
        ("d3.txt", "无关。\n\n"),
    ]


@pytest.mark.parametrize(
    ("corpus", "queries", "qrels", "where"),
    [
        (["{"], [], HEAD, "corpus.jsonl:1"),
        ([{"text": "x"}], [], HEAD, "corpus.jsonl:1"),
        ([], [{"_id": "q", "text": 3}], HEAD, "queries.jsonl:1"),
        ([], [], f"{HEAD}q1 d1 1\n", "test.tsv:2"),
        ([], [], f"{HEAD}q1\td1\thigh\n", "test.tsv:2"),
        ([], [], f"{HEAD}q1\td1\n", "test.tsv:2"),
        ([], [], "q1\t0\td1\t1\n", "test.tsv:1"),
    ],
)
def test_a_bad_line_of_the_beir_layout_is_named(tmp_path, corpus, queries, qrels, where):
    with pytest.raises(QuestionSetInvalid) as caught:
        beir.load(beir_folder(tmp_path, corpus, queries, qrels))
    assert str(caught.value.params["where"]).endswith(where)


@given(st.lists(st.text(min_size=1, max_size=300).filter(lambda it: it.isprintable()), unique=True))
def test_every_document_has_a_file_of_its_own_in_the_folder(names):
    files = [beir.file_name(name) for name in names]
    assert len(set(files)) == len(files)
    for file in files:
        assert len(file.encode()) <= 255
        assert Path(file).name == file
        assert not set(file) & set('/\\:*?"<>|\0')


@pytest.mark.parametrize("name", ["..", ".", "/etc/passwd", "a\0b", "C:\\x", "CON ", "x" * 9999])
def test_odd_document_ids_make_plain_names(tmp_path, name):
    file = beir.file_name(name)
    (tmp_path / file).write_text("x")
    assert (tmp_path / file).resolve().parent == tmp_path.resolve()


@pytest.mark.parametrize(
    ("text", "beside", "wanted"),
    [
        ("開館時間", "", "zh-Hant"),
        ("开馆时间", "", "zh-Hans"),
        ("十三", "開館時間", "zh-Hant"),
        ("十三", "", "zh-Hans"),
        ("3 books", "开馆", "en"),
        ("", "", "en"),
    ],
)
def test_the_language_of_a_question(text, beside, wanted):
    assert language(text, beside) == wanted


def test_what_is_written_is_read_again(tmp_path):
    imported = squad.load(squad_file(tmp_path, asked(1, "前\u2028后\x85？", ("十册", 35))))
    path = tmp_path / "set.jsonl"
    write_set(imported.questions, path)
    assert load(path) == list(imported.questions)
    assert len(line(imported.questions[0]).splitlines()) == 1


@pytest.mark.shared
@pytest.mark.parametrize("name", CORPORA)
def test_public_sets_are_imported_whole(shared, tmp_path, name):
    """At least 99.5 % of the questions, each with evidence that stands in its text."""
    path = tmp_path / f"{name}.json"
    with lzma.open(shared / "corpora" / f"{name}.json.xz") as packed:
        path.write_bytes(packed.read())
    imported = squad.load(path)
    (tmp_path / "texts").mkdir()
    for file, text in imported.texts:
        (tmp_path / "texts" / file).write_text(text, encoding="utf-8")
    write_set(imported.questions, tmp_path / "set.jsonl")
    count, found = check([tmp_path / "set.jsonl"], Sources(tmp_path / "texts"))
    assert [it for it in found if it.is_error] == []
    assert len(imported.left_out) <= 0.005 * count
    assert imported.repaired <= 0.01 * count
    script = {"drcd_dev": "zh-Hant", "xquad_en": "en"}.get(name, "zh-Hans")
    assert {it.lang for it in imported.questions} == {script}


def sets(python, *args: object):
    return python("-m", "eval.sets", *args)


def test_the_commands_write_a_set_and_its_sources_that_pass_the_check(python, tmp_path):
    path = squad_file(tmp_path, asked("q1", "藏书多少？", ("三十万册", 0)), asked("q2", "问？"))
    done = sets(python, "squad", path, "--out", "set.jsonl", "--sources", "texts")
    assert done.returncode == 0
    assert done.stderr == "略去 q2：没有答案\n"
    assert done.stdout == "转换了 1 道题，写入 set.jsonl；略去 1 处，按文字找回答案位置 1 处\n"
    done = sets(python, "check", "set.jsonl", "--sources", "texts")
    assert (done.returncode, done.stdout) == (0, "检查了 1 道题：错误 0 处，提醒 0 处\n")


def test_the_beir_command(python, tmp_path):
    folder = tmp_path / "beir"
    folder.mkdir()
    beir_folder(folder, DOCUMENTS, [{"_id": 1, "text": "藏书多少？"}], f"{HEAD}1\td1\t1\n")
    done = sets(python, "beir", folder, "--out", "set.jsonl", "--sources", "texts", "--json")
    assert json.loads(done.stdout) == {
        "questions": 1,
        "left_out": 0,
        "repaired": 0,
        "path": "set.jsonl",
    }
    assert sorted(it.name for it in (tmp_path / "texts").iterdir()) == [
        "%2E%2E%2Fd2.txt",
        "d1.txt",
        "d3.txt",
    ]
    assert sets(python, "check", "set.jsonl", "--sources", "texts").returncode == 0
    assert sets(python, "beir", folder, "--out", "x.jsonl", "--split", "dev").returncode == 1


def test_files_of_others_are_not_written_over(python, tmp_path):
    path = squad_file(tmp_path, asked("q1", "藏书多少？", ("三十万册", 18)))
    for _ in range(2):  # the same text again is no harm
        assert sets(python, "squad", path, "--out", "s.jsonl", "--sources", "t").returncode == 0
    (tmp_path / "t" / "library-00001.txt").write_text("别人的", encoding="utf-8")
    done = sets(python, "squad", path, "--out", "s.jsonl", "--sources", "t")
    assert (done.returncode, done.stdout) == (1, "")
    assert "library-00001.txt" in done.stderr
    assert (tmp_path / "t" / "library-00001.txt").read_text(encoding="utf-8") == "别人的"


def test_nothing_to_import_and_nowhere_to_write(python, tmp_path):
    empty = squad_file(tmp_path)
    done = sets(python, "squad", empty, "--out", "s.jsonl")
    assert (done.returncode, "没有可用的题目" in done.stderr) == (1, True)
    full = squad_file(tmp_path, asked("q1", "藏书多少？", ("三十万册", 18)))
    done = sets(python, "squad", full, "--out", "none/s.jsonl")
    assert (done.returncode, "无法写入" in done.stderr) == (1, True)
    done = sets(python, "squad", full, "--out", "s.jsonl", "--sources", full)
    assert (done.returncode, "无法写入" in done.stderr) == (1, True)
