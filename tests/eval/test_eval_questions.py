"""Question sets and answers files: what is read, and what is refused with its line."""

from __future__ import annotations

import json

import pytest

from eval import answers
from eval.questions import Gold, expand, load, load_all
from rag.answering.model import Turn
from rag.errors import QuestionSetInvalid, SourceMissing, SourceUnreadable

FULL = {
    "id": "d-1",
    "split": "dev",
    "lang": "zh-Hans",
    "audience": "citizen",
    "type": "number",
    "history": [{"role": "user", "content": "上一问"}, {"role": "assistant", "content": "上一答"}],
    "question": "一共多少个？",
    "abstain": False,
    "gold": [
        {
            "doc_number": None,
            "title": "关于某事的通知",
            "paragraph": "三、（八）3.",
            "evidence": "充电站160余个",
            "file": "a.txt",
            "note": "未来的字段",
        }
    ],
    "facts": [["160", "一百六十"], ["个"]],
    "answer": "160个。",
    "hard": "colloquial",
    "unknown": {"any": 1},
}


def write(folder, *lines, name="set.jsonl"):
    path = folder / name
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_every_field_is_read(tmp_path):
    (found,) = load(write(tmp_path, json.dumps(FULL, ensure_ascii=False)))
    assert (found.id, found.split, found.lang, found.audience) == (
        "d-1",
        "dev",
        "zh-Hans",
        "citizen",
    )
    assert (found.type, found.hard, found.answer) == ("number", "colloquial", "160个。")
    assert found.history == (Turn("user", "上一问"), Turn("assistant", "上一答"))
    assert found.gold == (Gold(None, "关于某事的通知", "三、（八）3.", "充电站160余个", "a.txt"),)
    assert found.facts == (("160", "一百六十"), ("个",))
    assert found.abstain is False


def test_id_question_and_abstain_are_enough(tmp_path):
    (found,) = load(write(tmp_path, '{"id": 7, "question": "问？", "abstain": true, "gold": null}'))
    assert (found.id, found.gold, found.facts, found.history) == ("7", (), (), ())


def test_blank_lines_a_mark_of_order_and_odd_separators_do_no_harm(tmp_path):
    path = tmp_path / "set.jsonl"
    line = '{"id": "a", "question": "前\u2028后", "abstain": true}'
    path.write_bytes(b"\xef\xbb\xbf" + line.encode() + b"\r\n\r\n")
    assert load(path)[0].question == "前\u2028后"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "不是 JSON"),
        ("[1]", "JSON 对象"),
        ('{"question": "问", "abstain": true}', "缺少 id"),
        ('{"id": "", "question": "问", "abstain": true}', "id 的类型"),
        ('{"id": true, "question": "问", "abstain": true}', "id 的类型"),
        ('{"id": "a", "abstain": true}', "缺少 question"),
        ('{"id": "a", "question": "  ", "abstain": true}', "缺少 question"),
        ('{"id": "a", "question": "问"}', "缺少 abstain"),
        ('{"id": "a", "question": "问", "abstain": "no"}', "abstain 的类型"),
        ('{"id": "a", "question": 3, "abstain": true}', "question 的类型"),
        ('{"id": "a", "question": "问", "abstain": true, "gold": {}}', "gold 的类型"),
        ('{"id": "a", "question": "问", "abstain": true, "gold": ["x"]}', "gold[0] 应为"),
        (
            '{"id": "a", "question": "问", "abstain": true, "gold": [{}, {"evidence": 1}]}',
            "gold[1].evidence 的类型",
        ),
        ('{"id": "a", "question": "问", "abstain": true, "facts": ["x"]}', "facts[0] 的类型"),
        ('{"id": "a", "question": "问", "abstain": true, "facts": [["x"], []]}', "facts[1] 的类型"),
        (
            '{"id": "a", "question": "问", "abstain": true, '
            '"history": [{"role": "system", "content": ""}]}',
            "role",
        ),
        (
            '{"id": "a", "question": "问", "abstain": true, "history": [{"role": "user"}]}',
            "content",
        ),
        ('{"id": "a", "question": "问", "abstain": true, "draft": "yes"}', "draft 的类型"),
        ('{"id": "a", "question": "问", "abstain": true, "x": NaN}', "不是 JSON：NaN"),
        ('{"id": "a", "question": "\\ud800", "abstain": true}', "无法书写"),
        ("[" * 100_000, "不是 JSON"),
    ],
)
def test_a_bad_line_is_named(tmp_path, line, said):
    path = write(tmp_path, '{"id": "ok", "question": "问", "abstain": true}', "", line)
    with pytest.raises(QuestionSetInvalid) as caught:
        load(path)
    assert caught.value.params["where"] == f"{path}:3"
    assert said in str(caught.value.params["reason"])


def test_a_draft_is_refused_with_its_line_and_what_to_do(tmp_path):
    line = '{"id": "a", "question": "问", "abstain": true, "draft": %s}'
    path = write(tmp_path, line % "false", (line % "true").replace('"a"', '"b"'))
    with pytest.raises(QuestionSetInvalid) as caught:
        load(path)
    assert caught.value.params["where"] == f"{path}:2"
    assert "删去 draft" in str(caught.value.params["reason"])


def test_a_whole_number_may_be_written_with_a_point(tmp_path):
    """JSON Schema holds 7.0 to be an integer, and so does JSON."""
    (found,) = load(write(tmp_path, '{"id": 7.0, "question": "问？", "abstain": true}'))
    assert found.id == "7"


def test_reasons_are_in_the_language_asked_for(tmp_path):
    path = write(tmp_path, '{"id": "a", "question": "问"}')
    with pytest.raises(QuestionSetInvalid) as caught:
        load(path, language="en")
    assert caught.value.params["reason"] == "abstain is missing"


def test_other_encodings_are_refused(tmp_path):
    path = tmp_path / "set.jsonl"
    path.write_bytes('{"id": "a", "question": "问题", "abstain": true}'.encode("gb18030"))
    with pytest.raises(QuestionSetInvalid, match="UTF-8"):
        load(path)


def test_an_id_may_come_once_only_across_files(tmp_path):
    line = '{"id": "a", "question": "问", "abstain": true}'
    first, second = write(tmp_path, line, name="1.jsonl"), write(tmp_path, "", line, name="2.jsonl")
    with pytest.raises(QuestionSetInvalid) as caught:
        load_all([first, second])
    assert caught.value.params["where"] == f"{second}:2"
    assert f"{first}:1" in str(caught.value.params["reason"])


def test_an_empty_set_is_no_set(tmp_path):
    with pytest.raises(QuestionSetInvalid, match="没有题目"):
        load(write(tmp_path, "", " "))


def test_files_that_cannot_be_read_are_named(tmp_path):
    with pytest.raises(SourceMissing):
        load(tmp_path / "none.jsonl")
    with pytest.raises(SourceUnreadable):
        load(tmp_path)


def test_names_expand_to_files_folders_and_comma_lists(tmp_path):
    one, two, comma = (write(tmp_path, "{}", name=n) for n in ("1.jsonl", "2.jsonl", "a,b.jsonl"))
    write(tmp_path, "", name="note.txt")
    assert expand([f"{two},{one}"]) == [two, one]
    assert expand([str(tmp_path)]) == [one, two, comma]
    assert expand([str(one), str(tmp_path)]) == [one, two, comma]
    assert expand([str(comma)]) == [comma]
    with pytest.raises(SourceMissing):
        expand([f"{one},{tmp_path / 'none.jsonl'}"])
    (tmp_path / "empty").mkdir()
    with pytest.raises(QuestionSetInvalid, match="jsonl"):
        expand([str(tmp_path / "empty")])


def test_answers_of_the_contract_are_read(tmp_path):
    given = {
        "id": "q1",
        "question": "问？",
        "answer": "答[1]。",
        "abstained": False,
        "citations": [
            {
                "mark": 1,
                "doc_number": None,
                "title": "通知",
                "issuer": "市政府",
                "issued_on": "2024-05-14",
                "paragraph": "一、",
                "quote": "引文",
                "source": "a.txt",
                "start": 3,
                "end": 5,
                "page": None,
            }
        ],
        "warnings": ["已失效"],
        "retrieved": [{"doc_number": "x", "paragraph": "一、", "text": "条文", "score": 1}],
        "mode": "generative",
        "seconds": 0.25,
    }
    read = answers.load(write(tmp_path, json.dumps(given), '{"id": 2, "abstained": true}'))
    found = read.by_id
    assert read.unstated == frozenset()
    one = found["q1"]
    assert (one.answer, one.mode, one.seconds, one.warnings) == (
        "答[1]。",
        "generative",
        0.25,
        ("已失效",),
    )
    cited = one.citations[0]
    assert (cited.doc_number, cited.paragraph, cited.start, cited.end) == (None, "一、", 3, 5)
    assert one.retrieved[0].text == "条文"
    assert (found["2"].abstained, found["2"].citations, found["2"].seconds) == (True, (), 0)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"answer": "x"}', "缺少 id"),
        ('{"id": "a", "abstained": 0}', "abstained"),
        ('{"id": "a", "answer": "", "citations": [{"start": "3"}]}', "citations[0].start"),
        ('{"id": "a", "answer": "", "retrieved": [{"score": "3"}]}', "retrieved[0].score"),
        ('{"id": "a", "answer": "x", "seconds": 1e999}', "seconds"),
        ('{"id": "b", "answer": ""}', "重复"),
        ('{"id": "a"}', "缺少 answer"),
    ],
)
def test_a_bad_answer_is_named(tmp_path, line, said):
    path = write(tmp_path, '{"id": "b", "answer": ""}', line)
    with pytest.raises(QuestionSetInvalid) as caught:
        answers.load(path)
    assert caught.value.params["where"] == f"{path}:2"
    assert said in str(caught.value.params["reason"])
