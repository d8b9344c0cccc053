"""The command, through click's runner and as a process."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import types
from pathlib import Path

import pytest
from click.testing import CliRunner
from eval_builders import ANSWER, CLAUSE, QUESTIONS, REFUSAL

from eval.cli import command
from rag.errors import IndexMissing

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
    (tmp_path / "notices" / "a.txt").write_text(CLAUSE, encoding="utf-8")
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
    assert str(Path("reports", "report.md")) in result.stdout
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
    ],
)
@pytest.mark.parametrize("as_json", [False, True])
def test_a_failure_is_one_line_that_says_where(folder, arguments, said, as_json):
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
    for option in ("--index", "--answers", "--by", "--misses", "--out", "--sources", "--json"):
        assert option in text


@pytest.fixture
def assistant(monkeypatch):
    """Stand in for the assistant that the command opens; what it was opened with is kept."""

    class Fake:
        opened: object = None

        @classmethod
        def open(cls, settings):
            cls.opened = settings
            if settings.index == Path("missing"):
                raise IndexMissing(path=settings.index)
            return cls()

        def ask(self, question, history=()):
            return REFUSAL if "airports" in question else ANSWER

    module = types.ModuleType("rag.answering.assistant")
    module.Assistant = Fake
    monkeypatch.setitem(sys.modules, "rag.answering.assistant", module)
    return Fake


def test_the_assistant_is_asked(folder, assistant):
    result = invoke("set.jsonl", "--index", "i", "--json")
    assert result.exit_code == 0, result.output
    metrics = json.loads(result.stdout)["overall"]["metrics"]
    assert (metrics["facts"], metrics["refused_unanswerable"]) == (1, 1)
    assert assistant.opened.index == Path("i")


def test_ready_answers_open_no_assistant(folder, assistant):
    assert invoke("set.jsonl", "--answers", "answers.txt").exit_code == 0
    assert assistant.opened is None


def test_an_index_that_is_missing_is_one_line(folder, assistant):
    result = invoke("set.jsonl", "--index", "missing")
    assert result.exit_code == 1
    assert "missing" in result.stderr
    assert len(result.stderr.splitlines()) == 1


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
