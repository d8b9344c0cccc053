"""Drafts: what is asked of a clause, how the choice is spread, and that each draft stands."""

from __future__ import annotations

import doctest
import importlib
import json
from collections import Counter
from pathlib import Path

import pytest

from eval.normal import normal, states
from eval.questions import load
from eval.sets.checking import check
from eval.sets.drafting.amount import amounts
from eval.sets.drafting.clause import Clause, Notice, unmarked
from eval.sets.drafting.condition import conditions
from eval.sets.drafting.date import dates
from eval.sets.drafting.definition import definitions
from eval.sets.drafting.department import departments
from eval.sets.drafting.drafts import draft
from eval.sets.drafting.listing import lists
from eval.sets.drafting.person import people
from eval.sets.drafting.procedure import procedures
from eval.sets.drafting.unanswerable import unanswerable
from eval.sets.errors import ProgramFailed
from eval.sources import Sources
from rag.errors import QuestionSetInvalid

NOTICE = Notice(
    "《云泽市图书馆管理办法》", "云政发〔2025〕3号", "关于印发云泽市图书馆管理办法的通知", "a.txt"
)
ORDER = Notice("云政任字〔2025〕6号", "云政任字〔2025〕6号", "关于甲等职务任免的通知", "b.txt")
MANY = 10_000


def clause(text: str, *below: Clause, above: str = "", notice: Notice = NOTICE) -> Clause:
    heading, start = unmarked(text)
    head = text[text.find(heading) : start] if heading else ""
    return Clause(notice, "一、", heading, above, text[start:], text[start:], head, below)


def one(kind, given: Clause) -> tuple[str, list[tuple[str, ...]], str]:
    """Return question (without the notice), facts and evidence of the only draft of a clause."""
    (asked,) = kind(given)
    ((_, evidence),) = asked.evidence
    return asked.question.removeprefix(given.notice.name), list(asked.facts), evidence


@pytest.mark.parametrize(
    ("text", "heading", "rest"),
    [
        ("（一）求职补贴。每人给予2000元。", "求职补贴", "每人给予2000元。"),
        ("4.2.3Ⅱ级响应 指挥长主持会商。", "Ⅱ级响应", "指挥长主持会商。"),
        ("1.全日托：一孩每月300元", "全日托", "一孩每月300元"),
        ("第三条  市公安局负责停车秩序。其余从略。", "", "市公安局负责停车秩序。其余从略。"),
        (
            "三、不得先涨价后补贴。经查实的，退还差价。",
            "",
            "不得先涨价后补贴。经查实的，退还差价。",
        ),
        ("二、补贴标准 ", "补贴标准", ""),
        ("2025年建成30个，其余从略。", "", "2025年建成30个，其余从略。"),
        ("3.5元的票价不变，其余从略。", "", "元的票价不变，其余从略。"),
    ],
)
def test_the_number_and_the_heading_of_a_clause_are_told_from_its_text(text, heading, rest):
    found, start = unmarked(text)
    assert (found, text[start:]) == (heading, rest)


@pytest.mark.parametrize(
    ("kind", "text", "question", "facts", "evidence"),
    [
        (
            amounts,
            "（一）押金。成人读者办证交押金100元。",
            "中，成人读者办证交押金多少元？",
            [("100元", "100")],
            "成人读者办证交押金100元",
        ),
        (
            amounts,
            "购买旧书的，按照定价的60%收取。",
            "中，购买旧书的，按照定价的百分之多少收取？",
            [("60%",)],
            "购买旧书的，按照定价的60%收取",
        ),
        (
            amounts,
            "到2027年，建成分馆若干，藏书总量达到120余万册，流动服务站点达到2个。",
            "中，到2027年，流动服务站点达到多少个？",
            [("2个", "两个", "二个")],
            "到2027年，建成分馆若干，藏书总量达到120余万册，流动服务站点达到2个",
        ),
        (
            dates,
            "图书逾期的，应当在收到通知之日起15日内归还。",
            "中，图书逾期的，应当在收到通知之日起多少日内归还？",
            [("15日", "十五日")],
            "图书逾期的，应当在收到通知之日起15日内归还",
        ),
        (
            dates,
            "本办法自2025年5月1日起施行。",
            "中，本办法自什么时候起施行？",
            [("2025年5月1日", "2025-05-01")],
            "本办法自2025年5月1日起施行",
        ),
        (
            departments,
            "市文化和旅游局负责分馆的设置和管理。",
            "中，分馆的设置和管理由哪个部门负责？",
            [("市文化和旅游局", "文化和旅游局")],
            "市文化和旅游局负责分馆的设置和管理",
        ),
        (
            departments,
            "分馆的开放时间由市文化和旅游局审批。",
            "中，分馆的开放时间由哪个部门审批？",
            [("市文化和旅游局", "文化和旅游局")],
            "分馆的开放时间由市文化和旅游局审批",
        ),
        (
            departments,
            "（1）市财政局：负责购书经费的安排和监督；",
            "中，负责购书经费的安排和监督的是哪个部门？",
            [("市财政局",)],
            "市财政局：负责购书经费的安排和监督",
        ),
        (
            departments,
            "（二）延长开放时间。各馆周末照常开放。(责任单位:市财政局、市公安局)",
            "中，“延长开放时间”的责任单位有哪些？",
            [("市财政局",), ("市公安局",)],
            "责任单位:市财政局、市公安局",
        ),
        (
            lists,
            "分馆应当设有借阅室、自习室、儿童室和复印处。",
            "中，分馆应当设有哪些？",
            [("借阅室",), ("自习室",), ("儿童室",), ("复印处",)],
            "分馆应当设有借阅室、自习室、儿童室和复印处",
        ),
        (
            conditions,
            "连续三次逾期的，暂停借阅六个月后恢复。",
            "中，什么情况下暂停借阅六个月后恢复？",
            [("连续三次逾期",)],
            "连续三次逾期的，暂停借阅六个月后恢复",
        ),
        (
            definitions,
            "本办法所称特藏文献，是指清代以前的刻本、抄本。",
            "所说的“特藏文献”指什么？",
            [("清代以前的刻本、抄本",)],
            "本办法所称特藏文献，是指清代以前的刻本、抄本",
        ),
        (
            people,
            "馆长由市文化和旅游局副局长担任。",
            "中，馆长由谁担任？",
            [("市文化和旅游局副局长",)],
            "馆长由市文化和旅游局副局长担任",
        ),
        (
            procedures,
            "读者凭身份证和押金收据到总馆办理借书证。",
            "中，读者凭什么材料到总馆办理借书证？",
            [("身份证和押金收据",)],
            "读者凭身份证和押金收据到总馆办理借书证",
        ),
    ],
)
def test_each_kind_asks_for_the_value_and_keeps_the_rest(kind, text, question, facts, evidence):
    drafts = [one_of for one_of in kind(clause(text))]
    found = [
        (it.question.removeprefix(NOTICE.name), list(it.facts), it.evidence[0][1]) for it in drafts
    ]
    assert (question, facts, evidence) in found


def test_posts_are_asked_for_by_the_number_of_the_notice():
    given = clause("蔺 青任市应急管理局副局长,免去其原职务;", notice=ORDER)
    assert one(people, given) == (
        "任命谁担任市应急管理局副局长？",
        [("蔺青",)],
        "蔺 青任市应急管理局副局长,免去其原职务",
    )
    taken = clause("免去殷牧之市图书馆馆长职务，退休。", notice=ORDER)
    assert one(people, taken)[:2] == ("免去了谁的市图书馆馆长职务？", [("殷牧之",)])


def test_what_clauses_below_list_is_asked_of_the_clause_above():
    below = [clause("1.持有借书证；"), clause("2.没有欠费。")]
    (asked,) = lists(clause("第四条 读者借书，应当符合下列条件：", *below))
    assert asked.question == f"{NOTICE.name}中，读者借书，应当符合哪些条件？"
    assert asked.facts == (("持有借书证",), ("没有欠费",))
    assert [words for _, words in asked.evidence] == ["持有借书证", "没有欠费"]


@pytest.mark.parametrize(
    "text",
    [
        "其中2025年共有30个。",  # no subject
        "科技新政“30条”另行公布。",  # a name
        "序号 品类 数量 1 书 30册 2 刊 20册",  # a table
        "重大事项按照2025年第3次会议的决定执行。",
        "加快推进、持续提升、全面落实各项工作。",
        "",
    ],
)
def test_nothing_is_asked_of_what_cannot_be_asked(text):
    kinds = (amounts, dates, departments, lists, conditions, definitions, people, procedures)
    assert [asked.question for kind in kinds for asked in kind(clause(text))] == []


def test_what_is_unanswerable_is_neither_held_nor_cited():
    clauses = [
        clause("市文化和旅游局负责分馆的设置和管理。详见云政发〔2025〕6号。"),
        clause("（三）鼓励捐赠。对捐赠图书的单位和个人给予奖励。"),
        Clause(NOTICE, "第二章 第七条", "", "", "其余从略。", "其余从略。"),
    ]
    asked = [it.question for it in unanswerable(clauses)]
    assert asked == [
        "云政发〔2025〕7号讲的是什么？",
        f"{NOTICE.name}第十条是怎么规定的？",
        f"{NOTICE.name}中，市文化和旅游局的咨询电话是多少？",
        f"{NOTICE.name}中，“鼓励捐赠”给予的奖励是多少元？",
    ]


def test_quotation_marks_within_quotation_marks_are_single():
    given = clause("（一）发展“静脉”产业。各馆照常。(牵头单位:市商务局)")
    assert "“发展‘静脉’产业”的牵头单位是哪个？" in one(departments, given)[0]


@pytest.fixture(scope="module")
def all_drafts(sample_index):
    """All that can be drafted from the samples."""
    return draft(sample_index, MANY, seed=0)


def test_the_examples_of_the_docstrings_hold():
    for name in ("value", "amount", "clause", "department"):
        module = importlib.import_module(f"eval.sets.drafting.{name}")
        result = doctest.testmod(module)
        assert result.attempted and not result.failed, name


def test_every_draft_passes_the_check(all_drafts, samples, tmp_path):
    from eval.sets.writing import write_set

    write_set(all_drafts, tmp_path / "drafts.jsonl")
    count, found = check([tmp_path / "drafts.jsonl"], Sources(samples))
    assert count == len(all_drafts) > 150
    assert {it.key for it in found} == {"draft"}


def test_drafts_cover_all_kinds_and_notices_and_give_nothing_away(all_drafts):
    assert {it.type for it in all_drafts} == {
        "number", "deadline", "department", "list", "eligibility", "definition", "person",
        "procedure", "unanswerable",
    }  # fmt: skip
    assert len({gold.doc_number for it in all_drafts for gold in it.gold}) == 10
    for it in all_drafts:
        assert it.draft and it.hard == "draft" and it.question.endswith("？")
        assert it.abstain == (it.type == "unanswerable") == (not it.gold) == (not it.facts)
        assert not any(states(it.question, forms) for forms in it.facts)
        assert all(states(it.answer, forms) for forms in it.facts)
    assert len({normal(it.question) for it in all_drafts}) == len(all_drafts)


def test_a_question_with_two_answers_is_not_drafted(all_drafts, python, samples, tmp_path):
    """云政任字〔2025〕6号 appoints one 副局长 of each bureau; here it appoints two of one."""
    for path in samples.iterdir():
        text = path.read_text(encoding="utf-8").replace("市商务局副局长;", "市水务局局长;")
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    index = tmp_path / "index"
    assert python("-m", "rag", "ingest", tmp_path, "--index", index).returncode == 0
    post = "云政任字〔2025〕6号任命谁担任市水务局局长？"
    assert post in [it.question for it in all_drafts]
    assert post not in [it.question for it in draft(index, MANY, seed=0)]


def test_a_few_drafts_are_spread(sample_index):
    few = draft(sample_index, 32, seed=1)
    kinds = Counter(it.type for it in few)
    assert len(few) == 32 and kinds["unanswerable"] == 4
    assert len(kinds) == 9 and max(kinds.values()) <= 5
    assert len({it.gold[0].title for it in few if it.gold}) >= 9
    assert [it.id for it in few] == [f"draft-{n:03}" for n in range(1, 33)]


def test_the_same_seed_gives_the_same_drafts(sample_index):
    assert draft(sample_index, 20, seed=5) == draft(sample_index, 20, seed=5)
    assert draft(sample_index, 20, seed=5) != draft(sample_index, 20, seed=6)


def test_an_index_that_is_not_there(tmp_path):
    with pytest.raises(ProgramFailed):
        draft(tmp_path / "none", 5, seed=0)


def test_the_command_writes_drafts_once_and_the_evaluation_refuses_them(
    python, sample_index, samples, tmp_path
):
    command = ["-m", "eval.sets", "draft", "--index", sample_index, "--out", "drafts.jsonl"]
    done = python(*command, "--number", "16", "--json")
    assert json.loads(done.stdout) == {"questions": 16, "abstain": 2, "path": "drafts.jsonl"}
    path = tmp_path / "drafts.jsonl"
    with pytest.raises(QuestionSetInvalid, match=r"drafts\.jsonl:1"):
        load(path)
    done = python("-m", "eval", path, "--index", sample_index)
    assert (done.returncode, "草稿" in done.stderr) == (1, True)
    # Somebody may have reworded them since.
    edited = path.read_text(encoding="utf-8").replace(', "draft": true', "")
    path.write_text(edited, encoding="utf-8")
    assert len(load(path)) == 16
    done = python(*command)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert path.read_text(encoding="utf-8") == edited
    done = python("-m", "eval.sets", "check", path, "--sources", samples)
    assert (done.returncode, done.stdout) == (0, "检查了 16 道题：错误 0 处，提醒 0 处\n")


def test_the_command_says_what_the_program_says(python, tmp_path):
    done = python("-m", "eval.sets", "draft", "--index", "none", "--out", "x.jsonl")
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert "none" in done.stderr and not Path("x.jsonl").exists()


@pytest.mark.shared
def test_drafts_of_real_notices_pass_the_check(shared, tmp_path, python):
    index = tmp_path / "index"
    assert python("-m", "rag", "ingest", shared / "notices", "--index", index).returncode == 0
    done = python(
        "-m", "eval.sets", "draft", "--index", index, "--out", "x.jsonl", "--number", MANY
    )
    assert done.returncode == 0
    count, found = check([Path("x.jsonl")], Sources(shared / "notices"))
    assert count > 400
    assert [it for it in found if it.is_error] == []
