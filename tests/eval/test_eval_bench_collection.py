"""Collections made of real text: as large as asked for, the same every time, no number twice."""

import json
import lzma
import re

import pytest
from click.testing import CliRunner

from eval.bench.asking import question
from eval.bench.chunks import CHARACTERS, chunks
from eval.bench.collection import Collection, command, made, write
from eval.bench.errors import TooLittleText
from eval.bench.sources import Text, read
from rag.errors import SourceMissing
from rag.index.ingest import ingest
from rag.settings import Settings

LINES = tuple(
    f"第{n}条　申请人应当在{n}日内向街道提出申请，逾期不予受理。" for n in "一二三四五六七"
)
TEXTS = [Text("托育补贴办法", LINES), Text("停车管理规定", LINES[:3])]


@pytest.mark.parametrize("clauses", [1, 9, 10, 11, 95])
def test_a_collection_has_as_many_clauses_as_asked_for(clauses):
    assert sum(len(it.lines) for it in made(TEXTS, clauses)) == clauses


def test_no_two_notices_share_a_number_or_a_file(tmp_path):
    it = write(TEXTS, 500, tmp_path)
    pages = [path.read_text(encoding="utf-8") for path in it.files()]
    numbers = [re.findall(r"^\S+〔\d{4}〕\d+号$", page, re.M) for page in pages]
    assert all(len(found) == 1 for found in numbers)
    assert len({found[0] for found in numbers}) == it.notices == len(pages) == 100
    assert it.characters == sum(map(len, pages))


def test_repeated_text_is_marked_and_counted(tmp_path):
    it = write(TEXTS, 20, tmp_path)
    assert it.repeated == 0.5
    first, second = (
        [line for notice in made(TEXTS, 20) if notice.copy == copy for line in notice.lines]
        for copy in (0, 1)
    )
    assert sorted(first) == sorted([*LINES, *LINES[:3]])
    assert all(line.endswith("适用，变体1）") for line in second)
    assert not set(first) & set(second)


def test_the_same_seed_makes_the_same_collection(tmp_path):
    def files(name, seed):
        it = write(TEXTS, 60, tmp_path / name, seed)
        return [path.read_text(encoding="utf-8") for path in it.files()], it.questions

    assert files("a", 7) == files("b", 7)
    assert files("a", 7) != files("c", 8)


def test_what_was_written_is_loaded(tmp_path):
    it = write(TEXTS, 60, tmp_path)
    assert Collection.load(tmp_path) == it
    assert len(it.questions) == it.notices
    assert all(asked.endswith("？") for asked in it.questions)


def test_a_notice_more_has_a_number_of_its_own(tmp_path):
    it = write(TEXTS, 60, tmp_path)
    held = {notice.head.number for notice in made(TEXTS, 60)}
    assert next(made(TEXTS, 10, first=it.notices)).head.number not in held


def test_every_notice_is_read_as_one(tmp_path, samples, encoder):
    it = write(read([samples]), 400, tmp_path / "c")
    report = ingest([it.notices_folder], Settings(index=tmp_path / "index"), encoder)
    assert report.notices == it.notices
    assert not report.skipped
    assert 0.6 < report.clauses / it.clauses < 1.7


def test_articles_of_law_and_folders_are_read(tmp_path, samples):
    laws = tmp_path / "laws.jsonl.xz"
    rows = [
        {
            "path": "a",
            "title": "甲法",
            "heads": ["第一章　总则"],
            "num": "第一条",
            "text": "一。\n二。",
        },
        {"path": "a", "title": "甲法", "heads": ["第一章　总则"], "num": "第二条", "text": "三。"},
    ]
    with lzma.open(laws, "wt", encoding="utf-8") as file:
        file.write("\n".join(json.dumps(row, ensure_ascii=False) for row in rows))
    assert read([laws]) == [Text("甲法", ("第一章　总则", "第一条　一。", "二。", "第二条　三。"))]
    texts = read([samples])
    assert len(texts) == 7  # appointments have no numbered paragraph
    # Heads would make notices of their own number out of the text.
    assert not any("〔" in line[:30] and line.endswith("号") for it in texts for line in it.lines)


def test_sources_without_text_are_named(tmp_path):
    (tmp_path / "a.txt").write_text("没有编号的一行", encoding="utf-8")
    with pytest.raises(TooLittleText):
        read([tmp_path])
    with pytest.raises(SourceMissing):
        read([tmp_path / "none"])


def test_bare_floors_index_all_of_the_text(tmp_path):
    it = write(TEXTS, 60, tmp_path)
    found = chunks(it)
    whole = "".join(found)
    assert all(line in whole for notice in made(TEXTS, 60) for line in notice.lines)
    assert max(map(len, found)) < 2 * CHARACTERS


def test_a_question_names_words_of_the_clause_and_stays_the_same():
    asked = question("停车管理规定", "云政发〔2024〕19号", LINES, 2)
    assert asked == question("停车管理规定", "云政发〔2024〕19号", LINES, 2)
    phrase = re.fullmatch(r"《停车管理规定》对(.+)怎么规定？", asked)
    assert phrase
    assert any(phrase[1] in line for line in LINES)


def test_the_command_says_what_it_made(tmp_path, samples):
    options = ["--clauses", "30", "--from", str(samples), "--out", str(tmp_path / "c")]
    done = CliRunner().invoke(command, options)
    assert done.exit_code == 0, done.output
    assert "30" in done.stdout
    missing = CliRunner().invoke(command, [*options[:2], "--from", "none", *options[4:]])
    assert missing.exit_code == 1
    assert "none" in missing.output
