"""``python -m eval.finding``: figures that can be worked out by hand, and the whole command."""

import json
import lzma
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner
from eval_builders import gold, question, retrieved

from eval.finding.cli import command
from eval.finding.comparison import compare, line, loss, markdown
from eval.finding.corpus import ingest, systems
from eval.finding.distractors import write
from eval.finding.perturbation import KINDS
from eval.questions import load_all
from eval.searching import ask

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples" / "notices"
QUESTIONS = ROOT / "samples" / "questions.jsonl"
STOCK = ["LangChain BM25, jieba", "LangChain FAISS", "LangChain Ensemble", "Tuned BM25, characters"]
EVIDENCE = "二孩每月补贴五百元，三孩每月一千元"
OTHER = "申请人应当在三十日内向街道提出"


class Fixed:
    """A system that finds the same passages for every question."""

    def __init__(self, name, *texts):
        self.name, self.texts = name, texts

    def search(self, question):
        return retrieved(*self.texts)


def clock(*milliseconds):
    """Return a clock under which the searches take so long."""
    ticks = [0.0]
    for each in milliseconds:
        ticks += [ticks[-1], ticks[-1] + each / 1000]
    return iter(ticks[1:]).__next__


ONE = question(gold(EVIDENCE), id="one")
TWO = question(gold(EVIDENCE), gold(OTHER), id="two")


def test_the_figures_of_a_case_made_by_hand():
    # The second passage holds one text with a word changed; the sixth, beyond 2,000 characters,
    # holds the other.
    near = EVIDENCE.replace("，", "；\n") + "。" + "其他" * 5
    system = Fixed("x", "无关" * 10, near, "填" * 1000, "充" * 1000, "字" * 10, OTHER)
    it = line(ask(system, [ONE, TWO], clock(10, 30)))
    assert it.metrics == {
        "hit@1": 0.0,
        "hit@5": 1.0,
        "all@5": 0.5,
        "all@10": 1.0,
        "all@2000ch": 0.5,
        "mrr@10": 0.5,
    }
    assert (it.p50_ms, it.p95_ms) == (20.0, 30.0)
    assert it.chars_5 == 20 + len(near) + 2010


@pytest.mark.parametrize(("kept", "hits"), [(14, 1.0), (10, 0.0)])
def test_a_hit_needs_four_fifths_of_the_evidence(kept, hits):
    evidence = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳"  # 16 characters, 12 runs of five
    found = ask(Fixed("x", evidence[:kept]), [question(gold(evidence))])
    assert (kept - 4) / 12 >= 0.8 or not hits
    assert line(found).metrics["hit@1"] == hits


def test_ours_is_compared_with_each_of_the_others_on_the_same_questions():
    found = [ask(Fixed("a", EVIDENCE, OTHER), [ONE, TWO]), ask(Fixed("b", OTHER), [ONE, TWO])]
    it = compare("t", found)
    assert it.questions == 2
    assert it.rows == {"one": {"a": [1], "b": [None]}, "two": {"a": [1, 2], "b": [None, 1]}}
    assert it.differences["b"]["hit@1"].mean == 0.5
    assert it.differences["b"]["all@5"].mean == 1.0
    assert it == compare("t", found)
    alone = compare("t", found, [False, True])
    assert (alone.questions, list(alone.rows)) == (1, ["two"])


def test_a_loss_counts_changed_questions_only():
    changed = question(gold(EVIDENCE), id="one")
    object.__setattr__(changed, "question", "别的问题？")
    plain = ask(Fixed("a", EVIDENCE), [ONE, TWO])
    it = loss("dropped", plain, ask(Fixed("a", "无关"), [changed, TWO]))
    assert (it.changed, it.before, it.after, it.difference.mean) == (1, 1.0, 0.0, -1.0)
    assert loss("dropped", plain, plain) is None


def test_the_report_is_markdown_with_whole_rows():
    found = [ask(Fixed("a", EVIDENCE), [ONE, TWO]), ask(Fixed("b", OTHER), [ONE, TWO])]
    lines = list(markdown([compare("Title", found)], []))
    assert "### Title (2 questions)" in lines
    rows = [text.count("|") for text in lines if text.startswith("| a ")]
    assert rows == [lines[3].count("|")]
    for above, below in pairwise(lines):
        if above.startswith("|") and below.startswith("|"):
            assert above.count("|") == below.count("|")


@pytest.fixture(scope="module")
def laws(tmp_path_factory):
    """Three statutes, one of them in two versions."""

    def article(path, title, heads, number, text):
        return {"path": path, "title": title, "heads": heads, "num": number, "text": text}

    rows = [
        article("1/甲法.md", "甲法", ["第一章 总则"], "第一条", "为了甲，制定本法。"),
        article("1/甲法.md", "甲法", ["第一章 总则"], "第二条", "本法适用于甲。"),
        article("1/甲法.md", "甲法", ["第二章 附则"], "第三条", "本法自公布之日起施行。"),
        article("0/甲法.md", "甲法", [], "第一条", "旧的甲法。"),
        article("乙条例.md", "乙条例", [], "第一条", "为了乙，制定本条例。"),
        article("丙办法.md", "丙办法", [], "第一条", "为了丙，制定本办法。"),
    ]
    file = tmp_path_factory.mktemp("laws") / "laws.jsonl.xz"
    with lzma.open(file, "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return file


def test_distractors_are_whole_statutes_in_one_version(laws, tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    assert write(laws, folder, 100) == (3, 5)
    pages = [path.read_text(encoding="utf-8") for path in sorted(folder.iterdir())]
    (page,) = (page for page in pages if page.startswith("甲法"))
    assert page.splitlines() == [
        "甲法",
        "",
        "第一章 总则",
        "第一条　为了甲，制定本法。",
        "第二条　本法适用于甲。",
        "第二章 附则",
        "第三条　本法自公布之日起施行。",
    ]


def test_distractors_end_with_the_statute_that_reaches_the_number(laws, tmp_path):
    for wanted in (1, 2, 3):
        folder = tmp_path / str(wanted)
        folder.mkdir()
        statutes, articles = write(laws, folder, wanted)
        assert articles >= wanted
        assert statutes == len(list(folder.iterdir())) <= 3


@pytest.fixture(scope="module")
def whole(guard, laws, tmp_path_factory):
    """The whole command, run once: what it printed and its figures."""
    folder = tmp_path_factory.mktemp("finding")
    out = folder / "out.json"
    args = [QUESTIONS, "--notices", SAMPLES, "--laws", laws, "--distractors", 3]
    args += ["--perturb", "--vary", "retrieval.lexical_weight=1.0", "--json", out]
    done = subprocess.run(
        [sys.executable, "-m", "eval.finding", *map(str, args)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": f"{guard}{os.pathsep}{ROOT}"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=240,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout, json.loads(out.read_text(encoding="utf-8"))


def test_every_table_has_ours_first_and_all_others(whole):
    _, report = whole
    names = ["Wence", "Wence, retrieval.lexical_weight=1.0", *STOCK]
    assert len(report["tables"]) == 4  # with and without distractors and follow-ups
    for table in report["tables"]:
        assert [it["name"] for it in table["lines"]] == names
        assert list(table["differences"]) == names[1:]


def test_the_answerable_questions_are_asked_and_follow_ups_counted(whole):
    printed, report = whole
    rows = [json.loads(text) for text in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    asked = [row for row in rows if not row["abstain"]]
    follow_ups = sum(bool(row["history"]) for row in asked)
    assert (report["questions"], report["follow_ups"]) == (len(asked), follow_ups)
    assert printed.startswith(
        f"{len(asked)} questions, {follow_ups} of them follow-ups: ours reads"
    )
    counts = [table["questions"] for table in report["tables"]]
    assert counts == [len(asked), len(asked) - follow_ups] * 2


def test_the_figures_can_be_counted_again_from_the_rows(whole):
    _, report = whole
    for table in report["tables"]:
        for it in table["lines"]:
            ranks = [row[it["name"]] for row in table["rows"].values()]
            first = [min((rank for rank in each if rank), default=99) for each in ranks]
            again = {
                "hit@1": sum(rank <= 1 for rank in first),
                "hit@5": sum(rank <= 5 for rank in first),
                "all@10": sum(None not in each for each in ranks),
                "mrr@10": sum(1 / rank for rank in first if rank <= 10),
            }
            shown = {name: it["metrics"][name] for name in again}
            assert shown == pytest.approx({k: v / len(ranks) for k, v in again.items()}, abs=1e-4)


def test_ours_finds_more_of_the_samples_than_stock_pipelines(whole):
    _, report = whole
    ours, *others = report["tables"][0]["lines"][:1] + report["tables"][0]["lines"][2:]
    assert ours["metrics"]["hit@5"] >= 0.9
    assert all(it["metrics"]["mrr@10"] < ours["metrics"]["mrr@10"] for it in others)


def test_distractors_are_indexed_beside_the_notices(whole):
    _, report = whole
    alone, among = report["corpora"]
    assert alone["files"] == len(list(SAMPLES.iterdir()))
    assert among["files"] + among["skipped"] > alone["files"]


def test_every_kind_of_change_is_asked_of_every_system(whole):
    _, report = whole
    systems_ = {it["name"] for it in report["tables"][0]["lines"]}
    asked = {(it["kind"], it["system"]) for it in report["losses"]}
    assert asked == {(kind, system) for kind in KINDS for system in systems_}


def test_a_search_again_finds_the_same(whole, tmp_path):
    _, report = whole
    corpus = ingest(SAMPLES, tmp_path / "index")
    questions = [it for it in load_all([QUESTIONS]) if not it.abstain]
    found = [ask(system, questions) for system in systems(corpus, [], stock=True)]
    again = compare("again", found)
    wanted = report["tables"][0]["rows"]
    for identifier, row in again.rows.items():
        assert row == {name: wanted[identifier][name] for name in row}


def test_without_the_extra_ours_is_measured_alone(python, samples):
    code = (
        "import sys; sys.modules['rank_bm25'] = sys.modules['langchain_community'] = None\n"
        "from eval.finding.cli import command\n"
        "command([{!r}, '--notices', {!r}])"
    )
    done = python("-c", code.format(str(QUESTIONS), str(samples)))
    assert done.returncode == 0
    assert done.stderr.count("\n") == 1
    assert "left out" in done.stderr
    assert "pip install 'wence[eval]'" in done.stderr
    assert "| Wence |" in done.stdout
    assert "LangChain BM25" not in done.stdout


@pytest.mark.parametrize(
    ("args", "status", "says"),
    [
        (["missing.jsonl", "--notices", SAMPLES], 1, "missing.jsonl"),
        ([QUESTIONS, "--notices", "nowhere"], 1, "nowhere"),
        ([QUESTIONS, "--notices", SAMPLES, "--laws", "none.xz"], 1, "none.xz"),
        ([QUESTIONS, "--notices", SAMPLES, "--distractors", 5], 2, "--laws"),
        ([QUESTIONS, "--notices", SAMPLES, "--vary", "chunking.max_tokens=9"], 2, "retrieval."),
        ([QUESTIONS], 2, "--notices"),
    ],
)
def test_what_cannot_be_measured_is_said_in_a_line(args, status, says):
    done = CliRunner().invoke(command, [*map(str, args)])
    assert (done.exit_code, done.stdout) == (status, "")
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_without_notices_is_said_in_a_line(tmp_path):
    (tmp_path / "empty").mkdir()
    done = CliRunner().invoke(command, [str(QUESTIONS), "--notices", str(tmp_path / "empty")])
    assert done.exit_code == 1
    assert "Traceback" not in done.output


def test_stock_pipelines_are_not_given_what_they_cannot_read(tmp_path, capsys):
    folder = tmp_path / "mixed"
    folder.mkdir()
    for path in SAMPLES.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    page = (SAMPLES / "parking-rules.txt").read_text(encoding="utf-8")
    lines = "".join(f"<p>{text}</p>" for text in page.splitlines())
    (folder / "page.html").write_text(f"<html><body>{lines}</body></html>", encoding="utf-8")
    corpus = ingest(folder, tmp_path / "index")
    assert [system.name for system in systems(corpus, [], stock=True)] == ["Wence"]
    assert "page.html" in capsys.readouterr().err


def test_the_document_names_every_option_and_kind():
    text = (ROOT / "docs" / "finding.md").read_text(encoding="utf-8")
    options = [name for it in command.params for name in it.opts if name.startswith("--")]
    assert [name for name in options if f"`{name}" not in text] == []
    assert [kind for kind in KINDS if f"| {kind} |" not in text] == []
