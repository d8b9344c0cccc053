"""The page on an evaluation: what it holds, that it is whole in itself, that nothing breaks out."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise

import pytest
from eval_builders import REFUSAL, question
from eval_pages import EVIL, addresses, asked, evaluation, hostile, of, parsed, right, texts, wrong

from eval.errors import ReportUnwritable
from eval.metrics import table
from eval.report.page import render
from eval.report.page.clean import anchor, clean
from eval.report.writing import write
from eval.texts import label, text
from rag.answering.model import Turn

LANGUAGES = ("zh-Hans", "en")


@pytest.fixture(scope="module")
def found():
    return evaluation()


@pytest.fixture(scope="module")
def page(found):
    return parsed(render(found, "zh-Hans"))


def row(page, metric):
    return texts(page, f"//section[@id='metrics']//tr[@data-metric='{metric}']/*")


def test_the_table_has_values_intervals_and_questions(page, found):
    overall = found.report.overall
    name, value, bounds, scored, *_ = row(page, "facts")
    it = overall.intervals["facts"]
    assert (name, value, scored) == ("要点率", f"{overall.values['facts']:.3f}", "10")
    assert bounds == f"[{it.low:.3f}, {it.high:.3f}]"
    assert texts(page, "//tr[@class='kind']") == ["检索", "作答", "依据", "拒答", "代价"]
    assert len(page.xpath("//tr[@data-metric]")) == len(found.report.metrics)


def test_a_metric_that_nothing_could_be_scored_for_is_a_dash(page):
    assert row(page, "cite_real")[1:4] == ["—", "—", "0"]
    assert "“—”表示无从评分" in texts(page, "//section[@id='metrics']/p")[0]


def test_another_system_stands_beside_with_a_paired_difference(page, found):
    difference = found.differences(found.others[0])["facts"]
    value, shown = row(page, "facts")[4:]
    assert value == "0.000"
    figures = f"{difference.mean:+.3f} [{difference.low:+.3f}, {difference.high:+.3f}]"
    assert shown == f"{figures} ▲ 更好"
    assert row(page, "hit@5")[5].endswith("○ 不明")
    # Lower is better: what refuses less wrongly is the better.
    assert row(page, "false_refusal")[0] == "误拒率 ↓"
    assert row(page, "cite_real")[4:] == ["—", ""]


def test_a_figure_of_the_other_says_over_how_many_where_the_number_differs():
    questions = asked(4)
    ours = {q.id: right() for q in questions}
    page = parsed(render(of(questions, ours, {"q00": right()}), "en"))
    assert row(page, "hit@1")[3:5] == ["4", "1.000 n=1"]


def test_large_figures_come_first(page):
    assert texts(page, "//dl[@class='headline']//dt")[:2] == ["命中 hit@5", "要点齐全率"]
    assert texts(page, "//dl[@class='headline']//dd")[0] == "1.000 [1.000, 1.000]"
    assert texts(page, "//header/p[@class='tags']/span") == ["12 题", "缺答案 0", "有问题的回答 2"]


def test_what_it_was_measured_with_is_told(page):
    section = page.get_element_by_id("about")
    assert texts(section, ".//dt") == ["题集", "文件", "sha256", "作答日期"]
    assert "0" * 64 in texts(section, ".//dd")
    bare = parsed(render(of(asked(2), {}), "en"))
    assert "缺答案" not in bare.text_content()


def test_every_figure_has_a_caption_and_its_data_as_a_table(page):
    names = page.xpath("//figure/h3/@id")
    assert names == [
        f"{name}-title"
        for name in (
            *("systems-retrieval", "systems-answer", "systems-grounding"),
            *("by-type", "by-lang", "by-audience"),
            *("risks", "reliability", "seconds", "chars"),
        )
    ]
    for figure in page.xpath("//figure"):
        (drawing,) = figure.xpath("./svg")
        assert drawing.get("role") == "img"
        assert page.get_element_by_id(drawing.get("aria-labelledby")).text
        assert page.get_element_by_id(drawing.get("aria-describedby")).text
        assert figure.xpath(".//details//table/tbody/tr")


def test_every_miss_is_listed_with_all_that_belongs_to_it(page):
    items = page.xpath("//div[@id='missed']/details")
    assert [it.get("id") for it in items] == ["q-q03", "q-q07"]
    miss = items[0]
    assert miss.get("data-reasons") == "facts\ncitation\nnumber"
    assert miss.get("data-type") == "number"
    assert texts(miss, "./dl/dt") == ["提问", "应答", "依据", "实答", "引用", "检索到的前 5 段"]
    told = texts(miss, "./dl/dd")
    assert told[1] == "160"
    assert told[2].startswith("鄂府办发〔2024〕34号 三、 检索第 2 位")
    assert told[3].endswith("建60个[1]。")
    assert told[4].startswith("[1] 鄂府办发〔2024〕34号 四、")
    (holding,) = texts(miss, ".//li[@class='holds']/p")
    assert holding == "2. 鄂府办发〔2024〕34号 三、 ✓ 含依据 得分 1.5"


def test_a_question_without_an_answer_and_a_refusal_are_told_apart():
    questions = [*asked(2), question(abstain=True, id="u")]
    given = {"q00": REFUSAL, "u": right()}
    page = parsed(render(of(questions, given), "en"))
    refused, missing, answered = page.xpath("//div[@id='missed']/details")
    assert "refused although answerable" in texts(refused, "./summary")[0]
    assert texts(refused, ".//dd//span[@class='reason']") == ["refused"]
    assert texts(missing, "./dl/dd/em") == ["no answer"]
    assert texts(answered, "./dl/dd")[1] == "(a refusal)"


def test_history_is_shown():
    turns = (Turn("user", "城区多少？"), Turn("assistant", "160个。"))
    asked_again = question(facts=[["160"]], id="f", history=turns)
    page = parsed(render(of([asked_again], {"f": wrong()}), "zh-Hans"))
    assert texts(page, "//ul[@class='turns']/li") == ["提问人 城区多少？", "回答 160个。"]


def test_scores_of_all_questions_are_there_and_link_to_misses(page, found):
    rows = page.xpath("//table[@class='rows']/tbody/tr")
    assert len(rows) == 12
    links = page.xpath("//table[@class='rows']//a/@href")
    assert links == [f"#{anchor(miss.question.id)}" for miss in found.report.misses]
    assert texts(rows[0], "./*")[:7] == ["q00", "问题？", "数字", "简体", "群众", "否", "0.900"]


def test_what_is_said_of_recounting_is_so(found, tmp_path):
    data, page = write(found, tmp_path, "en")
    (code,) = parsed(page.read_text(encoding="utf-8")).xpath("//section[@id='recount']//code")
    done = subprocess.run(
        [sys.executable, "-c", code.text], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    printed = dict(line.split(" ", 1) for line in done.stdout.splitlines())
    overall = found.report.overall
    for name in ("hit@5", "facts", "cite_prec", "numbers_exact", "cite_real"):
        value = overall.values[name]
        shown = None if value is None else round(value, 3)
        assert printed[name] == f"{shown} {overall.scored[name]}"
    assert json.loads(data.read_text(encoding="utf-8")) == found.to_dict()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_evaluation_is_too_small(language):
    for small in (of([], {}), of(asked(1), {}), of(asked(1), {"q00": right(0, None)})):
        page = parsed(render(small, language))
        assert page.get("lang") == language
        assert texts(page, "//section[@id='groups']//p") == [text("page.groups_none", language)]
        said = texts(page, "//section[@id='confidence']/p")
        assert said == [text("page.confidence_none", language)]


@pytest.mark.parametrize("made", [evaluation, hostile])
def test_the_page_is_whole_in_itself(made):
    page = render(made(), "zh-Hans")
    document = parsed(page)
    ids = set(document.xpath("//@id"))
    assert len(ids) == len(document.xpath("//@id"))
    for address in addresses(document):
        assert address == "data:," or (address[0] == "#" and address[1:] in ids)
    assert not document.xpath("//@style") and not document.xpath("//iframe|//object|//embed|//base")
    (style,) = document.xpath("//style")
    assert not re.search(r"url\(|@import|expression", style.text)
    assert document.xpath("//meta[@name='referrer']/@content") == ["no-referrer"]
    for reference in document.xpath("//@aria-labelledby | //@aria-describedby"):
        assert reference in ids


def test_the_policy_lets_in_this_style_and_this_script_alone(page):
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    for name, tag in (("style-src", "style"), ("script-src", "script")):
        (part,) = page.xpath(f"//{tag}")
        digest = base64.b64encode(hashlib.sha256(part.text.encode()).digest()).decode()
        assert rules[name] == f"'sha256-{digest}'"
    assert "unsafe" not in policy


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_of_others_is_anything_but_text(language):
    page = render(hostile(), language)
    document = parsed(page)
    ordinary = parsed(render(evaluation(), language))
    assert len(document.xpath("//script")) == len(document.xpath("//style")) == 1
    assert not document.xpath("//img | //a[starts-with(@href, 'javascript')]")
    assert not document.xpath("//@*[starts-with(name(), 'on')] | //@autofocus")
    # No element or attribute that an ordinary page does not have.
    for query in ("//*", "//@*"):
        names = {getattr(it, "attrname", None) or it.tag for it in document.xpath(query)}
        known = {getattr(it, "attrname", None) or it.tag for it in ordinary.xpath(query)}
        assert names <= known | {"em"}
    shown = clean(EVIL)
    assert shown in document.text_content()
    for hidden in "\x00\x07\x1b\u202e\u2066":
        assert hidden not in page
        assert f"⟨U+{ord(hidden):04X}⟩" in page
    assert "{{ 7*7 }}" in page and "${x}" in page


def test_anchors_are_safe_and_their_own():
    ids = ["a", "a b", "a.20.b", "甲", EVIL, "A", "q-a", ""]
    anchors = [anchor(it) for it in ids]
    assert len(set(anchors)) == len(ids)
    assert all(re.fullmatch(r"q-[A-Za-z0-9_.-]*", it) for it in anchors)


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_are_in_order_and_tables_have_captions(language):
    document = parsed(render(evaluation(), language))
    levels = [int(it.tag[1]) for it in document.xpath("//h1|//h2|//h3|//h4")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert all(it.xpath("./caption") for it in document.xpath("//table"))
    assert all(it.xpath("..")[0].get("tabindex") == "0" for it in document.xpath("//table"))
    assert all(it.get("scope") for it in document.xpath("//th"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_metric_has_a_label_and_a_meaning(language):
    for metric in table():
        assert label("means", metric.name, language) != metric.name
    assert label("kind", "cost", language) != "cost"


def test_a_page_is_the_same_for_the_same_evaluation(found):
    assert render(found, "zh-Hans") == render(evaluation(), "zh-Hans")


def test_long_texts_are_cut_and_say_so():
    long = "甲" * 5000
    questions = [question(facts=[["160"]], id="a")]
    page = parsed(render(of(questions, {"a": replace(right(), answer=long)}), "zh-Hans"))
    (shown,) = texts(page, "//p[@class='answer']")
    assert shown.endswith("…（共 5000 字）") and len(shown) < 1700


def test_many_questions_do_not_make_a_page_that_no_browser_opens():
    questions = asked(600)
    long = replace(wrong(), answer="长" * 3000, retrieved=wrong().retrieved * 3)
    page = render(of(questions, {q.id: long for q in questions}), "zh-Hans")
    assert len(page.encode()) < 3_000_000


def test_both_files_are_written_and_nothing_else(found, tmp_path):
    folder = tmp_path / "一" / "reports"
    data, page = write(found, folder, "zh-Hans")
    assert sorted(it.name for it in folder.iterdir()) == ["report.html", "report.json"]
    assert page.read_text(encoding="utf-8") == render(found, "zh-Hans")
    assert (data.parent, page.parent) == (folder, folder)


def test_a_folder_that_cannot_be_written_is_named(found, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ReportUnwritable) as caught:
        write(found, tmp_path / "file")
    assert str(tmp_path / "file") in caught.value.say("zh-Hans")


def test_drawing_is_loaded_for_pages_alone_and_in_silence(python):
    done = python("-c", "import eval.cli, sys; sys.exit('matplotlib' in sys.modules)")
    assert (done.returncode, done.stderr) == (0, "")
    # A folder that cannot be made is where matplotlib would complain at length.
    loaded = python("-c", "import eval.report.page", MPLCONFIGDIR="/dev/null/x")
    assert (loaded.returncode, loaded.stderr) == (0, "")
