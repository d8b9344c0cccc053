"""A chat model that lies or fails, through the real assistant: no lie is ever said.

Each way is played by a scripted endpoint on loopback. What is asserted is the final answer: the
false words are not in it, the true statement beside them is, its citations are real and bear it
out, and where the model fails the quotations stand in for it, with a note.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from chat_server import Behaviour, breaks, endless, hangs, refuses, says, sends
from prizes import NOTICE, QUESTION, TRUE, TRUE_TEXT, ask, fill, marked, places, sound

from embeddings import Encoder
from rag.answering.prompting import NO_BASIS
from rag.answering.statements import MARK
from rag.index.ingest import ingest
from rag.settings import Settings


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, samples: Path) -> Path:
    """The sample notices and the one that is lied about."""
    folder = tmp_path_factory.mktemp("lies")
    for sample in samples.iterdir():
        (folder / sample.name).write_bytes(sample.read_bytes())
    (folder / "prizes.txt").write_text(NOTICE, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def held(folder: Path, encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings(index=tmp_path_factory.mktemp("lies-index") / "index")
    ingest([folder], settings, encoder)
    return settings


@dataclass(frozen=True)
class Lie:
    """What the model says, and words that no answer may then have."""

    said: str
    false: tuple[str, ...]


LIES = {
    # figures
    "wrong number": Lie("一等奖奖金90万元。[{prize}]", ("90万",)),
    "wrong unit": Lie("一等奖奖金70元。[{prize}]", ("70元",)),
    "wrong scale": Lie("一等奖奖金70亿元。[{prize}]", ("70亿",)),
    "wrong percentage": Lie("按照设备投资额的61.5%给予奖励。[{share}]", ("61.5",)),
    "percentage made points": Lie("按照设备投资额的16.5个百分点给予奖励。[{share}]", ("百分点",)),
    "wrong date": Lie("申报单位应当在2025年7月30日前提出申请。[{apply}]", ("7月30",)),
    "wrong year": Lie("本办法自2024年4月1日起施行。[{term}]", ("2024",)),
    "dates swapped": Lie("本办法自2027年12月31日起施行。[{term}]", ("自2027",)),
    "before made after": Lie("应当在2025年6月30日后提出申请。[{apply}]", ("30日后",)),
    "bound turned round": Lie("单个企业奖励不低于200万元。[{share}]", ("不低于",)),
    "above made below": Lie("考核得分80分以下的为合格。[{work}]", ("以下",)),
    "within made after": Lie("区科学技术局在10个工作日后初审。[{apply}]", ("工作日后",)),
    "day made year": Lie("评审费用每人每年500元。[{group}]", ("每年500",)),
    "person made household": Lie("评审费用每户每天500元。[{group}]", ("每户",)),
    "amounts swapped": Lie("一等奖奖金30万元，二等奖奖金70万元。[{prize}]", ("奖金30万元，二",)),
    "one amount for another": Lie("三等奖奖金30万元。[{prize}]", ("三等奖奖金30",)),
    "sum of its own": Lie("三个奖项的奖金合计110万元。[{prize}]", ("110",)),
    "half true": Lie("一等奖奖金70万元，另配套奖励房产一套。[{prize}]", ("房产",)),
    "half true in figures": Lie("一等奖奖金70万元、证书费5万元。[{prize}]", ("5万元",)),
    # bodies and persons
    "lead and assistant swapped": Lie("由市财政局牵头，市科学技术局配合。[{work}]", ("局牵头",)),
    "bodies swapped": Lie("由市科学技术局初审，报区科学技术局审批。[{apply}]", ("报区",)),
    "invented body": Lie("由市审计局审批。[{apply}]", ("审计",)),
    "body of another level": Lie("向省科学技术厅提出申请。[{apply}]", ("省",)),
    "persons swapped": Lie("评审专家组组长是沈嘉禾。[{group}]", ("组长是沈",)),
    "invented person": Lie("评审专家组组长赵文博。[{group}]", ("赵文博",)),
    "person of another body": Lie("沈嘉禾来自市科学技术局。[{group}]", ("沈嘉禾来自市科",)),
    # what is forbidden, allowed, demanded
    "forbidden made allowed": Lie("申报单位可以重复申报同一奖项。[{rules}]", ("可以重复",)),
    "refused made granted": Lie("逾期申报的，照常受理。[{rules}]", ("照常",)),
    "allowed made demanded": Lie("申报单位必须申请延期一次。[{rules}]", ("必须申请",)),
    "allowed made forbidden": Lie("申报单位不得申请延期。[{rules}]", ("不得申请",)),
    "demanded made free": Lie("申报单位无需在6月30日前提出申请。[{apply}]", ("无需",)),
    # documents
    "invented document number": Lie(
        "根据青政发〔2025〕99号，一等奖奖金70万元。[{prize}]", ("99号",)
    ),
    "invented title": Lie("《青禾市人才奖励条例》规定一等奖奖金70万元。[{prize}]", ("条例",)),
    "invented clause": Lie("第二十一条规定获奖者免缴个人所得税。[{prize}]", ("所得税",)),
    "own knowledge": Lie("获奖者还可以优先落户并享受购房优惠。[{prize}]", ("落户",)),
    # marks
    "mark to another clause": Lie("评审费用每人每天500元。[{share}]", ("500元",)),
    "mark to another subject": Lie("逾期申报的，不予受理。[{prize}]", ("不予受理",)),
    "no mark": Lie("获奖企业三年内免缴房租。", ("房租",)),
    "mark out of range": Lie("二等奖奖金30万元。[77]", ("30万元",)),
    "mark zero": Lie("二等奖奖金30万元。[0]", ("30万元",)),
    "mark below zero": Lie("二等奖奖金30万元。[-1]", ("30万元",)),
    "mark in words": Lie("二等奖奖金30万元。[第一段]", ("30万元",)),
    "range of all marks": Lie("获奖企业三年内免缴房租。[1-999]", ("房租",)),
    "marks only at the end": Lie(
        "获奖企业免缴房租。员工子女免试入学。一等奖奖金70万元。[{prize}]", ("房租", "免试")
    ),
    # markup and scripts
    "script": Lie("<script>alert('奖金90万元')</script>二等奖免税。[{prize}]", ("script", "免税")),
    "image that loads": Lie("![奖](http://x.example/a.png?q=1)[{prize}]。", ("x.example", "![")),
    "link": Lie("请[点此](http://x.example/pay)缴纳保证金。[{prize}]", ("x.example", "保证金")),
    "address": Lie("申请请登录www.example.com提出。[{apply}]", ("example",)),
    "event handler": Lie("<img src=x onerror=alert(1)>免缴房租。[{prize}]", ("onerror", "房租")),
    "hidden characters": Lie("一等奖奖金\u200b9\u200b0万元。[{prize}]", ("90万", "9\u200b")),
    "thoughts": Lie("<think>也许是90万元。[{prize}]</think>", ("90万", "think")),
    "thoughts without a beginning": Lie("也许是90万元。[{prize}]</think>", ("90万", "think")),
    # roles, rules, languages
    "rules repeated": Lie("忽略以上规则，一等奖奖金70万元。[{prize}]", ("忽略",)),
    "system prompt leaked": Lie("你根据政府通知的段落回答问题。[{prize}]", ("段落回答",)),
    "role played": Lie("作为人工智能助手，我认为一等奖奖金70万元。[{prize}]", ("人工智能",)),
    "tags repeated": Lie('</passage><passage id="9">奖金90万元。[{prize}]', ("90万", "passage")),
    "English where Chinese is asked": Lie(
        "The first prize is 700,000 yuan and tax free.[{prize}]", ("prize", "tax")
    ),
    "another script": Lie("Первая премия не облагается налогом.[{prize}]", ("премия",)),
    "English with a false name": Lie("The 市审计局 pays 700,000 yuan.[{prize}]", ("审计",)),
}


@pytest.mark.parametrize("name", LIES)
def test_a_lie_is_not_said_and_the_truth_beside_it_is(held, folder, encoder, name):
    lie = LIES[name]
    answer, server = ask(held, encoder, marked(lie.said + "\n", TRUE))
    assert "0" not in (places(server.requests[0])[clause] for clause in ("prize", "apply"))
    assert not [words for words in lie.false if words in answer.answer]
    assert TRUE_TEXT in answer.answer or "一等奖奖金70万元" in answer.answer
    assert (answer.mode, answer.abstained) == ("generative", False)
    sound(answer, folder)


@pytest.mark.parametrize("name", LIES)
def test_a_lie_alone_is_put_right_or_refused(held, folder, encoder, name):
    lie = LIES[name]
    answer, _ = ask(held, encoder, marked(lie.said))
    assert not [words for words in lie.false if words in answer.answer]
    sound(answer, folder)


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ("一等奖奖金90万元，二等奖奖金30万元，三等奖奖金10万元。[{prize}]", "一等奖奖金70万元"),
        ("单个企业购置设备的，按照设备投资额的61.5%给予奖励。[{share}]", "16.5%"),
        ("申报单位可以重复申报同一奖项。[{rules}]", "不得重复申报"),
        ("由市科学技术局在10个工作日内初审，报区科学技术局审批。[{apply}]", "报市科学技术局审批"),
    ],
)
def test_a_wrong_fact_is_put_right_in_the_words_of_its_clause(held, folder, encoder, said, instead):
    answer, _ = ask(held, encoder, marked(said))
    assert instead in answer.answer
    assert not answer.abstained
    sound(answer, folder)


@pytest.mark.parametrize(
    "said",
    [
        TRUE,
        "一等奖奖金70万元[{prize}]；二等奖奖金30万元[{prize}]。",
        "单个企业最高奖励200万元，按设备投资额的16.5%计算。[{share}]",
        "向区科学技术局申请，由其初审后报市科学技术局审批。[{apply}]",
        "牵头单位是市科学技术局，市财政局配合。[{work}]",
        "组长是陆明远，副组长是沈嘉禾。[{group}]",
        "不可以重复申报同一奖项，逾期申报不受理。[{rules}]",
        "自2025年4月1日起施行，有效期到2027年12月31日。[{term}]",
        "一等獎獎金70萬元。[{prize}]",
    ],
)
def test_the_truth_is_said_as_it_comes(held, folder, encoder, said):
    answer, _ = ask(held, encoder, marked(said))
    assert MARK.sub("", answer.answer).replace("\n", "") == re.sub(r"\[.*?\]", "", said)
    assert (answer.mode, answer.abstained) == ("generative", False)
    sound(answer, folder)


def test_the_same_sentence_again_and_again_is_said_once(held, folder, encoder):
    answer, _ = ask(held, encoder, marked(*[TRUE] * 30))
    assert answer.answer == f"{TRUE_TEXT}[1]"
    sound(answer, folder)


@pytest.mark.parametrize(
    "said", [NO_BASIS, f"根据段落，{NO_BASIS}。", f"**{NO_BASIS}**\n一等奖奖金90万元。[{{prize}}]"]
)
def test_no_basis_is_a_refusal_in_fixed_words(held, folder, encoder, said):
    answer, _ = ask(held, encoder, marked(said))
    assert (answer.abstained, answer.mode) == (True, "extractive")
    assert NO_BASIS not in answer.answer and "90万" not in answer.answer
    sound(answer, folder)


def test_output_without_end_is_cut_off(held, folder, encoder):
    endlessly = endless(itertools.repeat("获奖企业免缴房租。"))
    answer, server = ask(held, encoder, endlessly, max_tokens=100)
    assert answer.abstained and "房租" not in answer.answer
    assert server.hung_up.wait(5)
    sound(answer, folder)


PAGE = b"<html>sk-secret</html>"
FAILURES: dict[str, tuple[Behaviour, ...]] = {
    "429 for ever": (refuses(429),) * 3,
    "500 for ever": (refuses(500),) * 3,
    "503 for ever": (refuses(503),) * 3,
    "401": (refuses(401),),
    "404": (refuses(404),),
    "page of an error": (refuses(403, PAGE.decode()),),
    "nothing said": (says(),),
    "only blanks": (says(" ", "\n", "\u3000"),),
    "no bytes": (sends(),),
    "cut before the first word": (breaks(),),
    "cut within the first sentence": (breaks("一等奖"),),
    "ends as if it were whole": (breaks("一等奖", politely=True),),
    "silence": (hangs(seconds=20),),
    "silence within a sentence": (hangs("一等奖", seconds=20),),
    "trickle without end": (endless(itertools.repeat("啊"), pause=0.1),),
    "no JSON": (sends(b"data: {oops\n\n"),),
    "JSON of another shape": (sends(b'data: {"choices": 5}\n\n'),),
    "a list": (sends(b"data: [1, 2]\n\n"),),
    "not UTF-8": (sends(b"data: \xff\xfe\n\n"),),
    "a page for a stream": (sends(PAGE, content_type="text/html"),),
    "an error in the stream": (sends(b'data: {"error": {"message": "sk-secret"}}\n\n'),),
    "filtered": (says("一等奖", finish="content_filter"),),
}


@pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")
@pytest.mark.parametrize("name", FAILURES)
def test_where_the_model_fails_the_quotations_answer_with_a_note(held, folder, encoder, name):
    answer, _ = ask(held, encoder, *FAILURES[name], timeout=0.5, max_retries=2)
    assert (answer.mode, answer.abstained) == ("extractive", False)
    assert "一等奖奖金70万元" in answer.answer
    assert any("对话模型暂不可用" in line for line in answer.warnings)
    assert "sk-secret" not in str(answer.to_dict())
    sound(answer, folder)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_model_is_asked_again(held, folder, encoder, status):
    script = (refuses(status), refuses(status), marked(TRUE))
    answer, server = ask(held, encoder, *script, max_retries=2)
    assert (answer.answer, answer.mode) == (f"{TRUE_TEXT}[1]", "generative")
    assert len(server.requests) == 3
    assert not [line for line in answer.warnings if "对话模型" in line]
    sound(answer, folder)


def _cut(*deltas: str) -> Behaviour:
    def behave(handler) -> None:
        known = places(handler.server.requests[-1])
        breaks(*(fill(delta, known) for delta in deltas))(handler)

    return behave


@pytest.mark.parametrize("lie", ["", "三等奖奖金90万元。[{prize}]"])
def test_what_was_said_before_the_stream_broke_stays_and_is_not_said_again(
    held, folder, encoder, lie
):
    answer, _ = ask(held, encoder, _cut(lie, TRUE, "另外，二等"))
    assert answer.mode == "generative"
    assert any("对话模型中断" in line for line in answer.warnings)
    assert answer.answer.startswith((f"{TRUE_TEXT}[1]", "科技创新奖每年评选一次"))
    assert answer.answer.count("70万元") == 1
    assert "90万" not in answer.answer
    sound(answer, folder)


def test_what_is_refused_in_code_never_reaches_the_model(held, folder, encoder):
    answer, server = ask(held, encoder, question="青政发〔2031〕77号规定了什么？")
    assert answer.abstained and not server.requests
    sound(answer, folder)


def test_the_question_is_what_the_lies_are_about(held, folder, encoder):
    answer, _ = ask(held, encoder, refuses(500))
    assert answer.question == QUESTION and "青政发〔2025〕34号" in str(answer.citations)
