"""Many questions in one process."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from test_cli import ANSWER, has_form

from rag.cli import main

ITEMS = [
    {"id": "乙", "question": "云政发〔2024〕19号里一类区域首小时多少元？"},
    {"id": 7, "question": "云政办发〔2025〕88号说的是什么？", "history": []},
    {
        "id": "甲",
        "question": "那最长能领多久？",
        "history": [
            {"role": "user", "content": "云政发〔2025〕12号里硕士租房补多少？"},
            {"role": "assistant", "content": "硕士研究生每月1200元。[1]"},
        ],
    },
    {"id": "乙", "question": "那最长能领多久？", "history": None},
]


def write(path: Path, items: list, *, mark: str = "", blank: str = "\n") -> Path:
    lines = [json.dumps(item, ensure_ascii=False) for item in items]
    path.write_text(mark + blank.join(lines) + blank, encoding="utf-8", newline="")
    return path


def test_answers_come_in_the_order_of_the_questions(python, sample_index, tmp_path, assistant):
    asked = write(tmp_path / "问 题.jsonl", ITEMS)
    out = tmp_path / "答案.jsonl"
    batch = ("-m", "rag", "ask", "--batch", asked, "--out", out, "--index", sample_index)
    done = python(*batch, "--as-of", "2026-06-01")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    answers = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [answer["id"] for answer in answers] == ["乙", 7, "甲", "乙"]
    for answer, item in zip(answers, ITEMS, strict=True):
        assert next(iter(answer)) == "id"
        has_form({k: v for k, v in answer.items() if k != "id"}, ANSWER)
        assert answer["question"] == item["question"]
    assert "5元" in answers[0]["answer"]
    assert answers[1]["abstained"]
    assert "36个月" in answers[2]["answer"]
    assert "硕士" in answers[2]["rewritten"]
    assert answers[3]["rewritten"] is None  # it had no turn to lean on
    one = assistant.ask(ITEMS[0]["question"]).to_dict()
    same = ("answer", "abstained", "citations", "warnings", "retrieved", "mode")
    alone = json.loads(json.dumps({name: one[name] for name in same}))
    assert {name: answers[0][name] for name in same} == alone


def test_json_blank_lines_byte_order_mark_and_windows_line_ends(python, sample_index, tmp_path):
    asked = write(tmp_path / "q.jsonl", ITEMS[:2], mark="\ufeff", blank="\r\n\r\n")
    out = tmp_path / "a.jsonl"
    batch = ("-m", "rag", "ask", "--batch", asked, "--out", out, "--index", sample_index)
    done = python(*batch, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == {"answers": 2, "out": str(out)}
    assert len(out.read_text(encoding="utf-8").splitlines()) == 2


@pytest.mark.parametrize(
    "second",
    [
        "not json",
        '{"question": "没有编号？"}',
        '["id", "question"]',
        '{"id": 1}',
        '{"id": 1, "question": "  "}',
        '{"id": 1, "question": 5}',
        '{"id": 1, "question": "？", "history": "那"}',
        '{"id": 1, "question": "？", "history": [{"role": "system", "content": "x"}]}',
        '{"id": 1, "question": "？", "history": [{"role": "user"}]}',
    ],
)
def test_a_bad_line_is_named_before_any_is_asked(tmp_path, sample_index, second):
    """Through click's own runner: nine processes would say no more than one does below."""
    asked, out = tmp_path / "q.jsonl", tmp_path / "a.jsonl"
    asked.write_text('{"id": 0, "question": "停车怎么收费？"}\n' + second + "\n", encoding="utf-8")
    done = CliRunner().invoke(
        main, ["ask", "--batch", str(asked), "--out", str(out), "--index", str(sample_index)]
    )
    assert done.exit_code == 1
    assert done.stderr.count("\n") == 1
    assert f"{asked}:2" in done.stderr
    assert not out.exists()
