"""The command, through click's runner and as a process."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from eval_builders import ANSWER, CLAUSE, NUMBER, QUESTIONS, REFUSAL

from eval.cli import command

ROOT = Path(__file__).parents[2]


def lines(*objects):
    return "".join(json.dumps(o, ensure_ascii=False) + "\n" for o in objects)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder to work in with a question set, right answers and the source file."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "set.jsonl").write_text(lines(*QUESTIONS), encoding="utf-8")
    given = [{"id": "q1", **ANSWER.to_dict()}, {"id": "q2", **REFUSAL.to_dict()}]
    (tmp_path / "answers.txt").write_text(lines(*given), encoding="utf-8")
    (tmp_path / "notices").mkdir()
    (tmp_path / "notices" / "a.txt").write_text(f"{CLAUSE}\n{NUMBER}", encoding="utf-8")
    return tmp_path


def invoke(*arguments):
    return CliRunner().invoke(command, [str(a) for a in arguments])


def cells(output, row):
    """The cells of the first table line that starts with ``row``."""
    found = next(line for line in output.splitlines() if line.strip().startswith(row))
    return [cell.strip() for cell in re.split("[│┃]", found)]


def test_a_table_is_printed_and_a_report_written(folder):
    result = invoke("set.jsonl", "--answers", "answers.txt", "--sources", "notices")
    assert result.exit_code == 0, result.output
    assert cells(result.stdout, "指标") == ["指标", "总计"]
    assert cells(result.stdout, "题数") == ["题数", "2"]
    assert cells(result.stdout, "要点率") == ["要点率", "1.000"]
    assert cells(result.stdout, "引用原文相符率") == ["引用原文相符率", "1.000"]
    assert cells(result.stdout, "误拒率") == ["误拒率 ↓", "0.000"]
    assert str(Path("reports", "report.html")) in result.stdout
    data = json.loads((folder / "reports" / "report.json").read_text(encoding="utf-8"))
    assert data["overall"]["metrics"]["facts"] == 1


def test_groups_have_columns(folder):
    result = invoke("set.jsonl", "--answers", "answers.txt", "--by", "lang")
    assert cells(result.stdout, "指标") == ["指标", "总计", "英文", "简体"]
    assert cells(result.stdout, "要点率") == ["要点率", "1.000", "—", "1.000"]
    assert cells(result.stdout, "应拒已拒率") == ["应拒已拒率", "1.000", "1.000", "—"]


def test_json_is_one_document_and_the_same_as_the_file(folder):
    result = invoke("set.jsonl", "--answers", "answers.txt", "--json", "--misses", "--out", "o")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == json.loads(
        (folder / "o" / "report.json").read_text("utf-8")
    )
    assert result.stderr == ""


def test_misses_are_listed_when_asked_for(folder):
    (folder / "answers.txt").write_text(
        lines({"id": "q2", "answer": "[red]七座[1]。"}), encoding="utf-8"
    )
    quiet = invoke("set.jsonl", "--answers", "answers.txt")
    told = invoke("set.jsonl", "--answers", "answers.txt", "--misses")
    assert "建多少个充电站" not in quiet.stdout
    assert "没有给出答案" in told.stdout
    assert "无答案却作答" in told.stdout
    assert "[red]七座[1]。" in told.stdout
    assert "（应当拒答）" in told.stdout


def test_a_folder_and_a_comma_list_are_sets_too(folder):
    (folder / "more").mkdir()
    third = {**QUESTIONS[0], "id": "q3"}
    (folder / "more" / "b.jsonl").write_text(lines(third), encoding="utf-8")
    for names in (
        ["set.jsonl", "more"],
        ["set.jsonl,more/b.jsonl"],
        [folder / "set.jsonl", "more"],
    ):
        result = invoke(*names, "--answers", "answers.txt", "--json")
        overall = json.loads(result.stdout)["overall"]
        assert (overall["questions"], overall["missing"]) == (3, 1)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["none.jsonl"], "none.jsonl"),
        (["set.jsonl", "--answers", "none.txt"], "none.txt"),
        (["set.jsonl", "--answers", "notices/a.txt"], "notices/a.txt:1"),
        (["set.jsonl", "--answers", "answers.txt", "--sources", "nowhere"], "nowhere"),
        (["set.jsonl", "--answers", "answers.txt", "--out", "answers.txt"], "answers.txt"),
        (["answers.txt"], "answers.txt:1"),
        (["set.jsonl,set.jsonl", "set.jsonl", "bad.jsonl"], "bad.jsonl:2"),
        (["notices"], "notices"),
        (["--compare", "none", "set.jsonl"], "none"),
        (["--compare", "answers.txt", "answers.txt"], "answers.txt"),
        (["--compare", "report.json", "report.json"], "report.json"),
    ],
)
@pytest.mark.parametrize("as_json", [False, True])
def test_a_failure_is_one_line_that_says_where(folder, arguments, said, as_json):
    (folder / "report.json").write_text('{"rows": [{"id": "x"}]}')
    (folder / "bad.jsonl").write_text('{"id": "x", "question": "问", "abstain": true}\n{"id"')
    result = invoke(*arguments, *(["--json"] if as_json else []))
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith("wence: ")
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert not (folder / "reports").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["set.jsonl", "--by", "colour"],
        ["set.jsonl", "--answers"],
        ["set.jsonl", "--nonsense"],
        ["set.jsonl", "--index", "i", "--answers", "answers.txt"],
        ["--compare", "one"],
        ["set.jsonl", "--compare", "a", "b", "--answers", "answers.txt"],
        ["set.jsonl", "--answers", "answers.txt", "--baselines"],
        ["set.jsonl", "--as-of", "tomorrow"],
    ],
)
def test_a_wrong_command_line_is_status_2(folder, arguments):
    assert invoke(*arguments).exit_code == 2


def test_settings_that_are_wrong_are_named(folder, monkeypatch):
    monkeypatch.setenv("WENCE_LANGUAGE", "klingon")
    result = invoke("set.jsonl", "--answers", "answers.txt")
    assert result.exit_code == 1
    assert "language" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_the_language_is_a_setting(folder, monkeypatch):
    monkeypatch.setenv("WENCE_LANGUAGE", "en")
    result = invoke("set.jsonl", "--answers", "answers.txt")
    assert cells(result.stdout, "facts stated") == ["facts stated", "1.000"]
    assert "Report written" in result.stdout


def test_help_names_every_option():
    text = invoke("--help").stdout
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.opts[0] in text


SAMPLES = ROOT / "samples"


def test_the_assistant_is_asked(folder, sample_index):
    result = invoke(
        *[SAMPLES / "questions.jsonl", "--index", sample_index, "--as-of", "2026-06-01"],
        *["--sources", SAMPLES / "notices", "--json"],
    )
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    metrics = report["overall"]["metrics"]
    assert (metrics["cite_real"], metrics["numbers_exact"]) == (1, 1)
    assert metrics["facts"] > 0.7
    assert report["name"] == "Wence"
    about = report["about"]
    assert about["as_of"] == "2026-06-01"
    assert about["questions"][0]["file"] == "questions.jsonl"
    digest = hashlib.sha256((SAMPLES / "questions.jsonl").read_bytes()).hexdigest()
    assert about["questions"][0]["sha256"] == digest
    assert "api_key" not in json.dumps(about)


def test_other_systems_stand_beside_it(folder):
    lying = [{"id": "q1", "answer": "99个[1]。"}, {"id": "q2", "answer": "七座。"}]
    (folder / "liar.jsonl").write_text(lines(*lying), encoding="utf-8")
    arguments = ["set.jsonl", "--answers", "answers.txt", "--beside", "liar.jsonl"]
    result = invoke(*arguments, "--name", "甲系统")
    assert cells(result.stdout, "指标") == ["指标", "甲系统", "liar"]
    assert cells(result.stdout, "要点率") == ["要点率", "1.000", "0.000"]
    assert cells(result.stdout, "命中 hit@1") == ["命中 hit@1", "1.000", "—"]
    report = json.loads((folder / "reports" / "report.json").read_text("utf-8"))
    (other,) = report["others"]
    assert other["differences"]["facts"] == {"mean": 1.0, "interval": [1.0, 1.0]}
    assert other["differences"]["hit@1"] is None
    assert [it["file"] for it in report["about"]["answers"]] == ["answers.txt", "liar.jsonl"]


def test_the_stock_pipelines_run_on_the_same_questions(folder):
    arguments = ["set.jsonl", "--answers", "answers.txt", "--baselines", "--sources", "notices"]
    result = invoke(*arguments, "--json")
    assert result.exit_code == 0, result.output
    others = {it["name"]: it["overall"]["metrics"] for it in json.loads(result.stdout)["others"]}
    assert list(others) == [
        "LangChain BM25, jieba",
        "LangChain FAISS",
        "LangChain Ensemble",
        "Tuned BM25, characters",
    ]
    for metrics in others.values():
        # One page of one clause: whoever finds anything finds it, and quotes it as it stands.
        assert (metrics["hit@1"], metrics["facts"], metrics["cite_real"]) == (1, 1, 1)
        assert (metrics["cite_doc"], metrics["refused_unanswerable"]) == (None, 0)


def test_two_reports_are_compared(folder):
    assert invoke("set.jsonl", "--answers", "answers.txt", "--out", "new").exit_code == 0
    old = [{"id": "q1", "answer": "很多个[1]。"}, {"id": "q2", "answer": "七座。"}]
    (folder / "old.jsonl").write_text(lines(*old), encoding="utf-8")
    assert invoke("set.jsonl", "--answers", "old.jsonl", "--out", "old").exit_code == 0
    result = invoke("--compare", "old", "new/report.json")
    assert result.exit_code == 0, result.output
    assert cells(result.stdout, "要点率")[:4] == [
        "要点率",
        "0.000",
        "1.000",
        "+1.000 [+1.000, +1.000]",
    ]
    assert "B 变好：要点齐全率（1）" in result.stdout
    assert "B 变好：应拒已拒率（1）" in result.stdout
    assert "很多个[1]。" in result.stdout
    assert (folder / "reports" / "comparison.html").exists()
    data = json.loads(invoke("--compare", "old", "new", "--json").stdout)
    assert {flip["id"] for flip in data["flips"] if flip["won"]} == {"q1", "q2"}


def test_two_files_of_answers_are_measured_and_compared(folder):
    (folder / "old.jsonl").write_text(lines({"id": "q1", "answer": "没有"}), encoding="utf-8")
    result = invoke("set.jsonl", "--compare", "old.jsonl", "answers.txt", "--json")
    assert result.exit_code == 0, result.output
    data = json.loads(result.stdout)
    assert (data["a"], data["b"]) == ("old", "answers")
    figures = {it["metric"]: (it["a"], it["b"]) for it in data["metrics"]}
    assert figures["facts"] == (0, 1)


@pytest.mark.parametrize(
    ("floors", "status"),
    [
        ('facts = 1.0\n"hit@5" = 1\nfalse_refusal = 0', 0),
        ("false_refusal = -0.1\nfacts = 1.0", 1),
        ("cite_real = 0.1", 1),  # not scorable without --sources
    ],
)
def test_a_report_below_its_floor_is_a_failure(folder, floors, status):
    (folder / "floor.toml").write_text(floors, encoding="utf-8")
    result = invoke("set.jsonl", "--answers", "answers.txt", "--floor", "floor.toml")
    assert result.exit_code == status
    assert cells(result.stdout, "要点率") == ["要点率", "1.000"]  # the report is there all the same
    assert (folder / "reports" / "report.html").exists()
    assert len(result.stderr.splitlines()) == status
    assert "facts" not in result.stderr


@pytest.mark.parametrize(
    ("floors", "said"),
    [("nonsense = 1", "nonsense"), ("facts = true", "facts"), ("facts", "floor.toml"), ("", "—")],
)
def test_a_floor_that_cannot_be_used_is_told_before_anything_is_asked(folder, floors, said):
    (folder / "floor.toml").write_text(floors, encoding="utf-8")
    result = invoke("set.jsonl", "--answers", "answers.txt", "--floor", "floor.toml")
    assert (result.exit_code, result.stdout) == (1, "")
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_evidence_that_stands_nowhere_is_told(folder, caplog):
    (folder / "notices" / "a.txt").write_text("别的文件", encoding="utf-8")
    result = invoke("set.jsonl", "--answers", "answers.txt", "--sources", "notices", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["about"]["question_faults"] > 0
    assert "q1" in caplog.text
    (folder / "notices" / "a.txt").write_text(f"{NUMBER}\n{CLAUSE}", encoding="utf-8")
    caplog.clear()
    result = invoke("set.jsonl", "--answers", "answers.txt", "--sources", "notices", "--json")
    assert json.loads(result.stdout)["about"]["question_faults"] == 0
    assert caplog.text == ""


def test_an_index_that_is_missing_is_one_line(folder):
    result = invoke("set.jsonl", "--index", "missing")
    assert result.exit_code == 1
    assert "missing" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_ready_answers_open_no_assistant(folder):
    code = (
        "import sys; from eval.cli import command;"
        "command(['set.jsonl', '--answers', 'answers.txt'], standalone_mode=False);"
        "heavy = {'rag.answering.assistant', 'faiss', 'torch', 'langchain_openai', 'gradio'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"


def run(folder, *arguments):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, "-m", "eval", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def test_the_module_is_the_command(folder):
    done = run(folder, "set.jsonl", "--answers", "answers.txt", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["overall"]["questions"] == 2
    table = run(folder, "set.jsonl", "--answers", "answers.txt", "--by", "type")
    assert cells(table.stdout, "指标") == ["指标", "总计", "数字", "无答案"]


def test_the_module_fails_as_the_command_does(folder):
    wrong = run(folder, "set.jsonl", "--by", "colour")
    assert wrong.returncode == 2
    broken = run(folder, "answers.txt", "--answers", "answers.txt")
    assert broken.returncode == 1
    assert broken.stdout == ""
    assert "answers.txt:1" in broken.stderr
    assert "Traceback" not in broken.stderr
