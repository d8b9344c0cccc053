"""The filters of ``search`` and ``ask`` on the command line."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from rag.cli import main


def run(*args, code=0):
    done = CliRunner().invoke(main, [str(arg) for arg in args])
    assert done.exit_code == code, done.output
    return done


@pytest.fixture
def numbers(sample_index):
    def search(*args):
        done = run("search", *args, "-k", 20, "--json", "--index", sample_index)
        return {it["doc_number"] for it in json.loads(done.stdout)["retrieved"]}

    return search


@pytest.mark.parametrize(
    ("filters", "kept"),
    [
        (["--number", "云政发[2024]19号"], {"云政发〔2024〕19号"}),
        (["--source", "flood-plan.txt"], {"云政办发〔2024〕27号"}),
        (["--kind", "补贴办法"], {"云政办发〔2025〕12号"}),
        (["--from", "2025-03-18", "--to", "2025-03-18"], {"云政办发〔2025〕12号"}),
        (["--issuer", "市人民政府办公室", "--kind", "应急预案"], {"云政办发〔2024〕27号"}),
        (["--issuer", "市人民政府", "--kind", "应急预案"], set()),
    ],
)
def test_only_what_passes_is_found(numbers, filters, kept):
    assert numbers(*filters, "停车怎么收费？") == kept


@pytest.mark.parametrize(
    ("in_force", "held"),
    [
        (["--in-force"], "云政办发〔2025〕33号"),
        (["--in-force", "2024-12-31"], "云政办发〔2024〕41号"),
        (["--in-force=2024-12-31"], "云政办发〔2024〕41号"),
    ],
)
def test_in_force_may_stand_without_a_day_before_the_question(numbers, in_force, held):
    found = numbers(*in_force, "家电以旧换新换空调补几台")
    both = {"云政办发〔2025〕33号", "云政办发〔2024〕41号"}
    assert found & both == {held}


def test_in_force_without_a_day_is_as_of_the_day_asked_about(sample_index):
    asked = ("ask", "换空调补几台？", "--json", "--in-force", "--index", sample_index)
    day = ("--as-of", "2024-12-31")
    answer = json.loads(run(*asked, *day).stdout)
    assert {it["doc_number"] for it in answer["retrieved"]}.isdisjoint({"云政办发〔2025〕33号"})


def test_filters_hold_for_every_question_of_a_batch(sample_index, tmp_path):
    questions, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    lines = [{"id": n, "question": text} for n, text in enumerate(("停车怎么收费？", "谁签发？"))]
    questions.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    only = ("--source", "flood-plan.txt")
    run("ask", "--batch", questions, "--out", out, *only, "--index", sample_index)
    answers = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert len(answers) == 2
    assert {it["source"] for answer in answers for it in answer["retrieved"]} == {"flood-plan.txt"}


@pytest.mark.parametrize("command", ["search", "ask"])
@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--from", "2025-02-01", "--to", "2025-01-01"], "2025-02-01"),
        (["--from", "去年"], "--from"),
        (["--number", "十二号文"], "十二号文"),
        (["--issuer", " "], "issuer"),
        (["--in-force=明天"], "--in-force"),
    ],
)
def test_filters_that_nothing_can_meet_are_a_wrong_command_line(sample_index, command, args, says):
    done = run(command, "停车怎么收费？", *args, "--index", sample_index, code=2)
    assert says in done.stderr
    assert done.stdout == ""


def test_what_a_number_may_mean_is_said(sample_index):
    shown = run("search", "12号文和77号文", "--index", sample_index).stdout
    assert "77号文" in shown.splitlines()[0]
    assert "云政发〔2025〕12号" in shown.splitlines()[1]
    asked = run("ask", "12号文讲什么？", "--json", "--index", sample_index)
    answer = json.loads(asked.stdout)
    assert answer["abstained"]
    assert "云政发〔2025〕12号" in answer["answer"]
    assert "云政办发〔2025〕12号" in answer["answer"]
