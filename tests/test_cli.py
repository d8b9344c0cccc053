"""Every command as a process: what it prints for people and for scripts, and its exit status."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from notice_pages import page

from rag.cli import main
from rag.index.catalogue import open_catalogue

SPAN = {"start": int, "end": int}
RETRIEVED = {
    "doc_number": (str, type(None)),
    "title": str,
    "paragraph": str,
    "text": str,
    "score": float,
    "source": str,
    **SPAN,
}
CITATION = {
    "mark": int,
    "doc_number": (str, type(None)),
    "title": str,
    "issuer": (str, type(None)),
    "issued_on": (str, type(None)),
    "paragraph": str,
    "quote": str,
    "source": str,
    **SPAN,
    "page": (int, type(None)),
}
ANSWER = {
    "question": str,
    "answer": str,
    "abstained": bool,
    "citations": list,
    "warnings": list,
    "retrieved": list,
    "mode": str,
    "seconds": float,
    "confidence": float,  # printed beside what the contract names
    "rewritten": (str, type(None)),
}
NOTICE = {
    "id": str,
    "doc_number": (str, type(None)),
    "title": (str, type(None)),
    "enclosed_title": (str, type(None)),
    "issuer": (str, type(None)),
    "issued_on": (str, type(None)),
    "addressees": (str, type(None)),
    "valid_until": (str, type(None)),
    "status": str,
    "abolishes": list,
    "abolished_by": (str, type(None)),
    "cites": list,
    "attachments": list,
    "truncated": bool,
    "source": str,
    **SPAN,
    "clauses": (int, list),
}
# Printed beside what the contract names.
MORE = {"validity_text", "damaged", "language", "tables"}
CLAUSE = {"path": list, "paragraph": str, "text": str, **SPAN}
INGEST = {
    "added": list,
    "updated": list,
    "unchanged": list,
    "removed": list,
    "skipped": list,
    "notices": int,
    "clauses": int,
    "seconds": float,
}


def has_form(item: dict[str, Any], form: dict[str, Any]) -> None:
    """Hold an object to exactly the names and types of ``form``."""
    assert set(item) == set(form)
    for name, kind in form.items():
        assert isinstance(item[name], kind), name
        assert not isinstance(item[name], bool) or kind is bool, name


@pytest.fixture
def wence(python) -> Callable[..., Any]:
    """Run ``wence``; the process must succeed and say nothing on standard error."""

    def run(*args: object) -> str:
        done = python("-m", "rag", *args)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    return run


@pytest.fixture
def document(wence) -> Callable[..., Any]:
    """Run ``wence … --json``; standard output must be one JSON document and nothing else."""
    return lambda *args: json.loads(wence(*args, "--json"))


@pytest.fixture
def index(sample_index, tmp_path) -> Path:
    """A copy of the samples' index that may be written to."""
    return shutil.copytree(sample_index, tmp_path / "我的 索引")


def test_ingest_reports_what_it_did(wence, document, tmp_path):
    folder = tmp_path / "通知"
    folder.mkdir()
    (folder / "a.txt").write_text(page(1), encoding="utf-8")
    (folder / "空.txt").write_bytes(b"")
    report = document("ingest", folder, "--index", "ix")
    has_form(report, INGEST)
    assert (report["added"], report["notices"]) == (["青政发〔2025〕1号"], 1)
    [skipped] = report["skipped"]
    has_form(skipped, {"path": str, "reason": str})
    assert "空.txt" in skipped["path"]
    (folder / "b.txt").write_text(page(2, "路灯维护"), encoding="utf-8")
    (folder / "空.txt").unlink()
    lines = wence("ingest", folder, "--index", "ix").splitlines()
    assert lines[0] == "新增 青政发〔2025〕2号"
    assert any("未变" in line and "1" in line for line in lines)
    assert "2 份公文" in lines[-1]


def test_list(wence, document, sample_index):
    lines = wence("list", "--index", sample_index, "--as-of", "2026-06-01").splitlines()
    assert len(lines) == 10
    [expired] = [line for line in lines if "云政发〔2024〕5号" in line]
    assert re.search(r"2024-02-08.*已过期.*17 条.*高校毕业生", expired)
    listed = document("list", "--index", sample_index, "--as-of", "2025-06-01")
    assert list(listed) == ["notices"]
    for notice in listed["notices"]:
        has_form({k: v for k, v in notice.items() if k not in MORE}, NOTICE)
    status = {n["doc_number"]: n["status"] for n in listed["notices"]}
    assert status["云政发〔2024〕5号"] == "in_force"
    # What repeals 云政办发〔2024〕41号 takes effect on 2025-07-10.
    assert status["云政办发〔2024〕41号"] == "in_force"
    assert status["云政办发〔2025〕33号"] == "not_yet_in_force"
    later = document("list", "--index", sample_index, "--as-of", "2025-07-10")
    status = {n["doc_number"]: n["status"] for n in later["notices"]}
    assert status["云政办发〔2024〕41号"] == "abolished"
    assert status["云政办发〔2025〕33号"] == "in_force"


def test_list_with_clauses_in_reading_order(document, sample_index, samples):
    listed = document("list", "--clauses", "--index", sample_index)
    for notice in listed["notices"]:
        with (samples / notice["source"]).open(encoding="utf-8", newline="") as file:
            source = file.read()
        assert notice["clauses"]
        starts = [clause["start"] for clause in notice["clauses"]]
        assert starts == sorted(starts)
        for clause in notice["clauses"]:
            has_form(clause, CLAUSE)
            assert notice["start"] <= clause["start"] < clause["end"] <= notice["end"]
            raw = "".join(source[clause["start"] : clause["end"]].split())
            assert raw.startswith("".join(clause["text"].split())[:3])


def test_show(wence, document, sample_index):
    index = ("--index", sample_index)
    tree = wence("show", "云政办发〔2024〕27号", *index)
    assert tree.startswith("云泽市人民政府办公室关于印发云泽市防汛应急预案的通知\n")
    assert re.search(r"^ *4\.2\.3 \| .*指挥长主持会商", tree, re.M)
    text = wence("show", "云政发[2024]19號", "第六条", *index)
    assert "一类区域首小时5元" in text
    assert "第七条" not in text
    shown = document("show", "云泽市机动车停车管理办法", "第三章 第六条", *index)
    [notice] = shown["notices"]
    has_form({k: v for k, v in notice.items() if k not in MORE}, NOTICE)
    paragraphs = [clause["paragraph"] for clause in notice["clauses"]]
    assert paragraphs[0] == "第三章 第六条"
    assert all(p.startswith("第三章 第六条") for p in paragraphs)
    assert len(paragraphs) > 1


def test_search(wence, document, sample_index):
    index = ("--index", sample_index)
    text = wence("search", "停车怎么收费", "-k", 2, *index)
    assert text.startswith("1. 云政发〔2024〕19号 ")
    assert len(re.findall(r"^\d+\. ", text, re.M)) == 2
    found = document("search", "停车怎么收费", "-k", 3, *index)
    has_form(found, {"question": str, "retrieved": list, "seconds": float, "understood": dict})
    assert len(found["retrieved"]) == 3
    for item in found["retrieved"]:
        has_form(item, RETRIEVED)


def test_ask(wence, document, sample_index):
    question = ("ask", "云政发〔2024〕19号里一类区域首小时多少元？", "--index", sample_index)
    text = wence(*question)
    assert "5元" in text
    assert re.search(r"^\[1\] 《.*》（云政发〔2024〕19号） 第三章", text, re.M)
    answer = document(*question)
    has_form(answer, ANSWER)
    assert answer["mode"] == "extractive"
    assert answer["abstained"] is False
    assert answer["citations"]
    for citation in answer["citations"]:
        has_form(citation, CITATION)
    for item in answer["retrieved"]:
        has_form(item, RETRIEVED)
    assert all(isinstance(line, str) for line in answer["warnings"])


def test_a_refusal_is_an_answer(document, sample_index):
    answer = document("ask", "云政办发〔2025〕88号说的是什么？", "--index", sample_index)
    has_form(answer, ANSWER)
    assert (answer["abstained"], answer["citations"]) == (True, [])
    assert answer["retrieved"]


def test_a_follow_up_is_shown_in_full(document, sample_index):
    before, text = "云政发〔2024〕19号里一类区域首小时多少元？", "二类区域呢？"
    full = "云政发〔2024〕19号里二类区域首小时多少元？"
    args = ["ask", text, "--after", before, "--index", str(sample_index)]
    done = CliRunner().invoke(main, args)
    assert done.exit_code == 0
    assert done.stderr == f"按上文理解为：{full}\n"
    assert full not in done.stdout
    answer = document(*args)
    assert (answer["question"], answer["rewritten"]) == (text, full)
    alone = CliRunner().invoke(main, [*args[:1], before, "--after", text, *args[4:]])
    assert alone.stderr == ""
    assert document(*args[:1], before, "--after", text, *args[4:])["rewritten"] is None


def test_ask_as_of_a_day(wence, sample_index):
    question = (
        "ask",
        "云政发〔2024〕5号里求职补贴每人给多少？",
        "--index",
        sample_index,
        "--as-of",
    )
    assert "注意：" in wence(*question, "2026-06-01")
    assert "注意：" not in wence(*question, "2025-06-01")


def test_remove(wence, document, index):
    assert "云政发〔2025〕12号" in wence("remove", "云政发〔2025〕12号", "--index", index)
    removed = document("remove", "云政办发〔2025〕12号", "--index", index)
    assert removed == {"removed": ["云政办发〔2025〕12号"]}
    numbers = {record.doc_number for record in open_catalogue(index).records()}
    assert len(numbers) == 8
    assert not numbers & {"云政发〔2025〕12号", "云政办发〔2025〕12号"}
    answer = document("ask", "云政办发〔2025〕12号里二孩补多少？", "--index", index)
    assert answer["abstained"]
    assert not any("托育" in item["text"] for item in answer["retrieved"])


@pytest.mark.parametrize(
    "command", ["ingest", "list", "show", "remove", "search", "ask", "eval", "serve"]
)
def test_each_command_explains_itself(command):
    shown = CliRunner().invoke(main, [command, "--help"])
    assert shown.exit_code == 0
    assert shown.output.startswith("Usage: ")
    assert re.search(r"^  \S.*[.]$", shown.output, re.M)  # a sentence that says what it does
    listed = CliRunner().invoke(main, ["--help"])
    assert re.search(rf"^  {command}  +\S", listed.output, re.M)


def test_version():
    assert re.fullmatch(
        r"wence, version \d+\.\d+\.\d+\n", CliRunner().invoke(main, ["--version"]).output
    )
