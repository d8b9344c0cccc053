"""The reference notices and questions, where they stand beside the checkout."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.shared

ROOT = Path(__file__).resolve().parents[1]
NUMBERS = [
    "鄂府任字〔2024〕10号",
    "鄂府任字〔2024〕1号",
    "鄂府任字〔2024〕3号",
    "鄂府任字〔2024〕4号",
    "鄂府办发〔2024〕108号",
    "鄂府办发〔2024〕11号",
    "鄂府办发〔2024〕16号",
    "鄂府办发〔2024〕17号",
    "鄂府办发〔2024〕18号",
    "鄂府办发〔2024〕34号",
    "鄂府办发〔2024〕36号",
    "鄂府办发〔2024〕37号",
    "鄂府办发〔2024〕51号",
    "鄂府办发〔2024〕52号",
    "鄂府办发〔2024〕53号",
    "鄂府办发〔2024〕56号",
    "鄂府发〔2023〕58号",
    "鄂府发〔2024〕11号",
    "鄂府发〔2024〕36号",
    "鄂府发〔2024〕61号",
    "鄂府发〔2024〕63号",
    "鄂府发〔2024〕6号",
    "鄂府发〔2024〕8号",
    "鄂府发〔2025〕42号",
]


@pytest.fixture(scope="module")
def wence(guard):
    """Run ``wence`` with its index in one folder of this module."""

    def run(*args: object, index: Path) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "rag", *map(str, args), "--index", str(index)],
            env={"PYTHONPATH": f"{guard}{os.pathsep}{ROOT}", "PATH": os.environ["PATH"]},
            capture_output=True,
            encoding="utf-8",
            cwd=index.parent,
            timeout=240,
        )
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    return run


@pytest.fixture(scope="module")
def report(wence, shared, tmp_path_factory) -> tuple[Path, dict[str, Any]]:
    index = tmp_path_factory.mktemp("reference") / "index"
    return index, json.loads(wence("ingest", shared / "notices", "--json", index=index))


@pytest.fixture(scope="module")
def notices(wence, report) -> list[dict[str, Any]]:
    listed = json.loads(wence("list", "--clauses", "--json", index=report[0]))
    return listed["notices"]


@pytest.fixture(scope="module")
def sources(shared) -> dict[str, str]:
    """The files as the contract reads them: decoded, no newline translation."""
    texts = {}
    for path in (shared / "notices").iterdir():
        with path.open(encoding="utf-8", newline="") as file:
            texts[path.name] = file.read()
    return texts


def test_every_notice_of_every_file_is_found(report, notices, sources):
    _, said = report
    assert (said["notices"], len(said["added"]), said["skipped"]) == (25, 25, [])
    assert said["clauses"] == sum(len(notice["clauses"]) for notice in notices)
    assert {notice["source"] for notice in notices} == set(sources)
    assert len(sources) == 5


def test_numbers_are_those_printed_and_exactly_one_notice_has_none(notices):
    assert [n["doc_number"] for n in notices].count(None) == 1
    assert sorted(n["doc_number"] for n in notices if n["doc_number"]) == NUMBERS
    assert len({n["id"] for n in notices}) == 25


def test_nothing_is_listed_without_title_issuer_and_day(notices):
    for notice in notices:
        assert notice["title"] or notice["enclosed_title"], notice["id"]
        assert notice["issuer"], notice["id"]
        assert re.fullmatch(r"20\d\d-\d\d-\d\d", str(notice["issued_on"])), notice["id"]
        assert notice["clauses"], notice["id"]


def bare(text: str) -> str:
    """Return the letters, figures and characters of ``text``: what cleaning leaves alone."""
    return "".join(re.findall(r"[0-9A-Za-z\u3400-\u9fff]", text))


def test_clause_spans_read_back_from_the_files(notices, sources):
    for notice in notices:
        source = sources[notice["source"]]
        assert 0 <= notice["start"] < notice["end"] <= len(source)
        starts = [clause["start"] for clause in notice["clauses"]]
        assert starts == sorted(starts)
        for clause in notice["clauses"]:
            raw = source[clause["start"] : clause["end"]]
            assert notice["start"] <= clause["start"] < clause["end"] <= notice["end"]
            # Pinyin in brackets is all that may be missing; nothing may be there that was not.
            rest = iter(bare(raw))
            assert all(char in rest for char in bare(clause["text"])), clause["paragraph"]
            assert len(bare(clause["text"])) > 0.5 * len(bare(raw))


def test_a_second_ingest_costs_next_to_nothing(wence, report, shared):
    index, first = report
    again = json.loads(wence("ingest", shared / "notices", "--json", index=index))
    assert sorted(again["unchanged"]) == sorted(first["added"])
    assert (again["added"], again["updated"], again["removed"]) == ([], [], [])
    assert again["seconds"] < first["seconds"]


@pytest.fixture(scope="module")
def questions(shared) -> list[Path]:
    return sorted((shared / "qa").glob("*.dev.jsonl"))


@pytest.fixture(scope="module")
def scores(wence, report, shared, questions) -> dict[str, Any]:
    """What the independent scorer says of ``wence ask --batch`` over all questions."""
    index, _ = report
    asked, answers = index.parent / "asked.jsonl", index.parent / "answers.jsonl"
    asked.write_text("".join(path.read_text("utf-8") for path in questions), encoding="utf-8")
    wence("ask", "--batch", asked, "--out", answers, index=index)
    done = subprocess.run(
        [
            *(sys.executable, shared / "tools" / "score.py"),
            *(",".join(map(str, questions)), answers),
            *("--raw", shared / "notices", "--json"),
        ],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return json.loads(done.stdout)["all"]


def test_the_right_clauses_are_found(scores):
    assert scores["missing"] == 0
    assert scores["n"] > 100
    assert scores["hit@5"] >= 0.88
    assert scores["all@5"] >= 0.80


def test_citations_are_real_and_numbers_stand_in_them(scores):
    assert scores["cite_real"] == 1.0
    assert scores["numbers_grounded"] == 1.0
