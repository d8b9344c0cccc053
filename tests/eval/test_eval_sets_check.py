"""``python -m eval.sets check``: every fault by its line, errors apart from warnings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eval.fields import Fields
from eval.questions import parse
from eval.sets.checking import check, faults
from eval.sources import Sources

ROOT = Path(__file__).parents[2]
PAGE = """云政发〔2024〕19号
云泽市人民政府关于印发云泽市机动车停车管理办法的通知
第六条 道路停车泊位实行分区计费：
（一）一类区域首小时5元，以后每半小时3元；
（二）二类区域首小时3元，以后每半小时2元。
"""
GOLD = {
    "doc_number": "云政发〔2024〕19号",
    "title": "云泽市人民政府关于印发云泽市机动车停车管理办法的通知",
    "paragraph": "第六条（二）",
    "evidence": "二类区域首小时3元，以后每半小时2元",
    "file": "parking.txt",
}
GOOD: dict[str, Any] = {
    "id": "q1",
    "question": "二类地段停一小时多少钱？",
    "abstain": False,
    "gold": [GOLD],
    "facts": [["3元"]],
    "answer": "首小时3元。",
}
REFUSED = {"id": "q2", "question": "三类地段有多少车位？", "abstain": True}


@pytest.fixture
def sources(tmp_path) -> Path:
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "parking.txt").write_text(PAGE, encoding="utf-8")
    (folder / "old.txt").write_bytes(PAGE.encode("gb18030"))
    (folder / "scan.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "secret.txt").write_text(PAGE, encoding="utf-8")
    return folder


def with_gold(**changes: Any) -> dict[str, Any]:
    return GOOD | {"gold": [GOLD | changes]}


def keys(*items: dict[str, Any], sources: Path | None = None) -> list[str]:
    """Return the keys of the faults of questions given as JSON objects."""
    placed = [(f"set.jsonl:{n}", parse(Fields(it))) for n, it in enumerate(items, start=1)]
    return [it.key for it in faults(placed, Sources(sources) if sources else None)]


def test_a_good_set_has_no_fault(sources):
    assert keys(GOOD, REFUSED, sources=sources) == []


@pytest.mark.parametrize(
    ("question", "fault"),
    [
        (GOOD | {"gold": []}, "gold_missing"),
        (GOOD | {"gold": [{"title": "某通知"}]}, "gold_empty"),
        (GOOD | {"gold": [{"evidence": "……"}]}, "gold_empty"),
        (REFUSED | {"gold": [GOLD]}, "gold_unwanted"),
        (REFUSED | {"facts": [["3元"]]}, "facts_unwanted"),
        (with_gold(doc_number="停车办法"), "number_odd"),
        (GOOD | {"facts": [["3元"], ["2元"]]}, "answer_lacks"),
        (GOOD | {"facts": [["。"]]}, "fact_empty"),
        (GOOD | {"facts": [["9元"]], "answer": ""}, "fact_nowhere"),
        (GOOD | {"draft": True}, "draft"),
        (GOOD | {"draft": True, "gold": []}, "draft"),
        (GOOD | {"draft": True, "gold": [{"title": "某通知"}]}, "draft"),
    ],
)
def test_a_question_that_contradicts_itself(question, fault):
    assert keys(question) == [fault]


@pytest.mark.parametrize(
    "number",
    [
        "鄂府办发〔2024〕34号", "鄂府辦發[2024]34號", "云政发(2024)第3号", "国令第722号",
        "市场监管总局公告2024年第12号", "内政发〔2019〕6号", None,
    ],
)  # fmt: skip
def test_document_numbers_of_many_kinds_look_like_one(number):
    assert keys(with_gold(doc_number=number)) == []


@pytest.mark.parametrize(
    ("gold", "fault"),
    [
        ({"evidence": "二类区域首小时5元，以后每半小时2元"}, "evidence_absent"),
        ({"evidence": "三类区域每次收费"}, "evidence_absent"),
        ({"doc_number": "云政发〔2024〕20号"}, "number_absent"),
        ({"title": "云泽市人民政府关于印发别的办法的通知"}, "title_absent"),
        ({"file": ""}, "file_unnamed"),
        ({"file": "none.txt"}, "file_missing"),
        ({"file": "../secret.txt"}, "file_missing"),
        ({"file": "../../../../../../etc/passwd"}, "file_missing"),
        ({"file": "/etc/passwd"}, "file_missing"),
        ({"file": "parking.txt\0.pdf"}, "file_missing"),
        ({"file": "停" * 5000}, "file_missing"),
        ({"file": "scan.pdf"}, "file_unread"),
    ],
)
def test_gold_that_does_not_stand_in_its_source(sources, gold, fault):
    assert keys(with_gold(**gold), sources=sources) == [fault]


@pytest.mark.parametrize(
    "gold",
    [
        {"evidence": "二類區域首小時３元"},
        {"doc_number": "雲政發[2024]19號"},
        {"file": "moved/parking.txt"},
        {"file": "old.txt"},
    ],
)
def test_gold_that_stands_though_written_otherwise(sources, gold):
    assert keys(with_gold(**gold), sources=sources) == []


def test_a_link_out_of_the_folder_is_not_followed(sources):
    (sources / "link.txt").symlink_to(sources.parent / "secret.txt")
    assert keys(with_gold(file="link.txt"), sources=sources) == ["file_missing"]


def test_what_is_asked_twice():
    history = [{"role": "user", "content": "停车怎么收费？"}]
    again = GOOD | {"id": "q3", "question": "二類地段，停一小時多少錢"}
    other = GOOD | {"id": "q4", "history": history}
    assert keys(GOOD, again, other) == ["asked_twice"]
    assert keys(GOOD, REFUSED | {"id": "q1"}) == ["twice"]


def lines(folder: Path, *items: object, name: str = "set.jsonl") -> Path:
    path = folder / name
    texts = [it if isinstance(it, str) else json.dumps(it, ensure_ascii=False) for it in items]
    path.write_text("\n".join(texts), encoding="utf-8")
    return path


def test_every_fault_is_found_in_one_go_and_in_order(tmp_path, sources):
    one = lines(
        tmp_path,
        "{",
        GOOD | {"gold": []},
        "",
        '{"id": "q5", "question": "问"}',
        "[" * 100_000,
        '"' + "长" * 2_000_000,
        REFUSED | {"gold": [GOLD | {"file": "../secret.txt"}]},
    )
    two = lines(tmp_path, GOOD, "\\ud800", name="two.jsonl")
    empty = lines(tmp_path, "", name="empty.jsonl")
    count, found = check([one, empty, two], Sources(sources))
    assert count == 3
    assert [(it.where.removeprefix(f"{tmp_path}/"), it.key) for it in found] == [
        ("set.jsonl:1", "schema"),
        ("set.jsonl:2", "gold_missing"),
        ("set.jsonl:4", "schema"),
        ("set.jsonl:5", "schema"),
        ("set.jsonl:6", "schema"),
        ("set.jsonl:7", "gold_unwanted"),
        ("set.jsonl:7", "file_missing"),
        ("empty.jsonl", "empty"),
        ("two.jsonl:1", "twice"),
        ("two.jsonl:1", "asked_twice"),
        ("two.jsonl:2", "schema"),
    ]


def test_every_fault_can_be_said_in_both_languages(sources):
    bad = [
        with_gold(doc_number="无", evidence="没有的话", title="没有的题"),
        with_gold(file=""),
        with_gold(file="none.txt"),
        with_gold(file="scan.pdf"),
        GOOD | {"facts": [["9元"], ["。"]], "gold": [{}]},
        GOOD | {"draft": True},
        GOOD | {"facts": [["9元"]], "answer": ""},
        GOOD | {"gold": []},
        REFUSED | {"gold": [GOLD], "facts": [["1"]], "id": "q1"},
    ]
    placed = [(f"s:{n}", parse(Fields(it))) for n, it in enumerate(bad)]
    found = faults(placed, Sources(sources))
    assert len({it.key for it in found}) == 17
    for language in ("zh-Hans", "en"):
        for fault in found:
            said = fault.to_dict(language)["message"]
            assert said and "$" not in said


def test_the_samples_have_no_fault():
    count, found = check([ROOT / "samples" / "questions.jsonl"], Sources(ROOT / "samples/notices"))
    assert (count > 70, found) == (True, [])


@pytest.mark.shared
def test_the_development_sets_have_no_fault(shared):
    paths = sorted((shared / "qa").glob("*.dev.jsonl"))
    count, found = check(paths, Sources(shared / "notices"))
    assert (count > 100, found) == (True, [])


def sets(python, *args: object):
    return python("-m", "eval.sets", *args)


def test_the_command_lists_faults_and_tells_by_its_status(python, tmp_path, sources):
    bad = lines(tmp_path, GOOD | {"id": "a\x1b[2J", "gold": []}, with_gold(title="没有的题"))
    done = sets(python, "check", bad, "--sources", sources)
    first, _, third, last = done.stdout.splitlines()
    assert first == f"{bad}:1 [a\ufffd[2J] 错误 有答案的题目没有依据（gold）"
    assert third.startswith(f"{bad}:2 [q1] 提醒 gold[0].title 不在 parking.txt 里")
    assert "错误 1 处，提醒 2 处" in last
    assert (done.returncode, done.stderr) == (1, "")
    good = lines(tmp_path, GOOD, name="good.jsonl")
    done = sets(python, "check", good, "--sources", sources)
    assert (done.returncode, done.stdout) == (0, "检查了 1 道题：错误 0 处，提醒 0 处\n")


def test_json_and_the_users_language(python, tmp_path):
    bad = lines(tmp_path, GOOD | {"gold": []})
    done = python("-m", "eval.sets", "check", bad, "--json", WENCE_LANGUAGE="en")
    assert json.loads(done.stdout) == {
        "questions": 1,
        "errors": 1,
        "warnings": 0,
        "faults": [
            {
                "where": f"{bad}:1",
                "id": "q1",
                "severity": "error",
                "fault": "gold_missing",
                "message": "an answerable question without gold",
            }
        ],
    }


@pytest.mark.parametrize(
    ("args", "status"),
    [
        (["check"], 2),
        (["check", "none.jsonl"], 1),
        (["check", ".", "--sources", "none"], 1),
        (["nonsense"], 2),
        (["squad", "x.json"], 2),
        (["draft", "--out", "x.jsonl", "--number", "0"], 2),
    ],
)
def test_a_wrong_command_line_is_one_clear_line(python, args, status):
    done = sets(python, *args)
    assert (done.returncode, done.stdout) == (status, "")
    assert done.stderr and "Traceback" not in done.stderr
    if status == 1:
        assert len(done.stderr.splitlines()) == 1
