"""Review and usage: what strangers wrote is shown and does nothing; settled, exported, counted."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from jsonschema import Draft202012Validator
from lxml import etree
from playwright.sync_api import Browser, Page, expect, sync_playwright

from rag.messages import LANGUAGES
from rag.office import Office
from rag.office.feedback import Cited, Feedback
from rag.office.usage import Usage
from rag.server import create_app
from rag.server.door import Door
from rag.server.staff.plot import plot
from rag.server.staff.review import PER_PAGE
from rag.settings import Settings

from .conftest import Running
from .scripted import HOSTILE, Scripted

ROOT = Path(__file__).resolve().parents[2]
TODAY = date.today()
BIDI = "\u202e反\u2066"
ATTACK = f"{HOSTILE}{BIDI}"
CITED = (
    Cited("某府办发〔2024〕12号", "学校体育工作办法", "二、（一）"),
    Cited(None, "无号通知", "第3段"),
)
GIVEN = Feedback("学生每天运动多久？", "不少于2小时[1]。", True, "谢谢", CITED)
CHROMIUM = shutil.which("chromium")
NAME = "王芳"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Thirty refused questions, feedback of both kinds, hostile ones, and a month of figures."""
    office = Office(Settings(office={"folder": tmp_path_factory.mktemp("office")}))
    office.accounts.add(NAME, "春天的 password")
    for number in range(PER_PAGE + 10):
        for _ in range(1 + number % 7):
            office.unanswered.note(f"第{number}个没有依据的问题？", TODAY - timedelta(number))
    for _ in range(99):
        office.unanswered.note(ATTACK, TODAY)
    office.feedback.add(GIVEN, TODAY)
    hostile = Cited(ATTACK, ATTACK, ATTACK)
    office.feedback.add(Feedback(ATTACK, ATTACK, True, ATTACK, (hostile,)), TODAY)
    office.feedback.add(Feedback("补贴多少？", "没有回答。", False, "答非所问"), TODAY)
    for number in range(40):
        day = TODAY - timedelta(number)
        for turn in range(number % 9 + 1):
            office.usage.count(day, "page", "answered", 0.02 * (turn + 1) * (1 + number % 3))
            office.usage.count(day, "api", "refused" if turn % 3 else "answered", 0.05)
        office.usage.count(day, "openai", "turned_away")
    office.writer.write()
    return office


@pytest.fixture(scope="module")
def url(office: Office) -> Iterator[str]:
    scripted = Scripted()
    application = create_app(
        scripted, office.settings, Door(scripted, office.settings, office), office
    )
    with Running(application) as address:
        yield address


@pytest.fixture
def client(url: str, office: Office) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, trust_env=False, headers={"origin": url}) as client:
        client.cookies.set("wence-staff", office.sessions.open(NAME))
        yield client


def shown(client: httpx.Client, address: str) -> etree._Element:
    response = client.get(address)
    assert response.status_code == 200, response.text
    return etree.HTML(response.text)


def questions(page: etree._Element) -> list[str]:
    return ["".join(one.itertext()) for one in page.iterfind(".//li/h2")]


def settle(client: httpx.Client, **fields: object) -> httpx.Response:
    return client.post("/staff/review/settle", data={k: str(v) for k, v in fields.items()})


@pytest.mark.parametrize(
    "path",
    ["review", "review/export.jsonl", "usage", "usage/plot-answers.svg", "usage/plot-seconds.svg"],
)
def test_nothing_is_shown_without_a_login(url: str, path: str):
    with httpx.Client(base_url=url, trust_env=False) as stranger:
        assert stranger.get(f"/staff/{path}").status_code == 401
        page = stranger.get(f"/staff/{path}", headers={"accept": "text/html"})
        assert page.status_code == 303
        assert page.headers["location"].startswith("/staff/login?next=")


def test_nothing_is_settled_without_a_login_or_from_elsewhere(
    url: str, client: httpx.Client, office: Office
):
    fields = {"kind": "helpful", "id": "1", "state": "dropped"}
    with httpx.Client(base_url=url, trust_env=False, headers={"origin": url}) as stranger:
        assert stranger.post("/staff/review/settle", data=fields).status_code == 401
    foreign = client.post(
        "/staff/review/settle", data=fields, headers={"origin": "https://evil.example"}
    )
    assert foreign.status_code == 403
    assert office.feedback.count("dropped") == 0


def test_most_asked_come_first_page_by_page(client: httpx.Client, office: Office):
    first = shown(client, "/staff/review")
    found = questions(first)
    assert len(found) == PER_PAGE
    assert "hacked" in found[0]  # asked 99 times, shown as the text it is
    (after,) = first.xpath("//nav[@class='pages']//a[@rel='next']/@href")
    rest = questions(shown(client, after))
    assert len(rest) == 11
    assert not set(found) & set(rest)
    times = [row.times for row in office.unanswered.list("open")]
    assert times == sorted(times, reverse=True)
    (ask,) = first.xpath(f"(//li[h2])[{2}]//a[contains(@href, '?q=')]/@href")
    assert urlsplit(ask).path == "/staff/"
    assert parse_qs(urlsplit(ask).query)["q"] == [found[1]]


@pytest.mark.parametrize(
    "query", ["kind=x&state=y&page=z", "page=0", "page=999999", "page=-1", "page=١", "page=1e3"]
)
def test_an_address_that_cannot_be_read_shows_something(client: httpx.Client, query: str):
    assert questions(shown(client, f"/staff/review?{query}"))


def test_settling_moves_an_item_and_is_put_down(client: httpx.Client, office: Office):
    row = office.unanswered.list("open")[5]
    page = shown(client, "/staff/review?page=1")
    forms = page.xpath(f"//form[.//input[@name='id'][@value='{row.id}']]")
    fields = {one.get("name"): one.get("value") for one in forms[0].iter("input")}
    buttons = {one.get("value") for one in forms[0].iter("button")}
    assert buttons == {"kept", "dropped"}
    done = client.post(forms[0].get("action"), data={**fields, "state": "kept"})
    assert done.status_code == 303
    assert row.question not in questions(shown(client, done.headers["location"]))
    kept = shown(client, "/staff/review?kind=unanswered&state=kept")
    assert questions(kept) == [row.question]
    entry = office.trail.newest(1)[0]
    assert (entry.who, entry.what, entry.detail) == (NAME, "review_kept", f"unanswered-{row.id}")
    assert settle(client, kind="unanswered", id=row.id, state="open").status_code == 303
    assert office.unanswered.count("kept") == 0


def test_what_is_gone_is_said(client: httpx.Client, office: Office):
    before = len(office.trail.newest())
    done = settle(client, kind="helpful", id=2**40, state="kept")
    page = shown(client, done.headers["location"])
    assert page.find(".//div[@class='alert']") is not None
    assert len(office.trail.newest()) == before


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"kind": "x", "id": 1, "state": "kept"},
        {"kind": "helpful", "id": "1; DROP TABLE feedback", "state": "kept"},
        {"kind": "helpful", "id": 2**70, "state": "kept"},
        {"kind": "helpful", "id": 1, "state": "gone"},
    ],
)
def test_a_form_that_makes_no_sense_is_refused(client: httpx.Client, fields: dict[str, object]):
    assert settle(client, **fields).status_code == 400


def test_feedback_shows_all_that_was_said(client: httpx.Client):
    page = shown(client, "/staff/review?kind=helpful")
    item = page.xpath("//li[h2='学生每天运动多久？']")[0]
    said = "".join(item.itertext())
    for part in (
        "谢谢",
        "不少于2小时[1]。",
        "学校体育工作办法",
        "二、（一）",
        "无号通知",
        TODAY.isoformat(),
    ):
        assert part in said
    assert item.find("details") is not None
    (link,) = item.xpath(".//ul//a/@href")
    assert link.startswith("/notices/by-number/")
    assert questions(shown(client, "/staff/review?kind=unhelpful")) == ["补贴多少？"]


@pytest.mark.parametrize("kind", ["unanswered", "helpful"])
def test_what_strangers_wrote_is_text(client: httpx.Client, kind: str):
    response = client.get(f"/staff/review?kind={kind}")
    assert "<script>" not in response.text
    assert "\u202e" not in response.text
    policy = response.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    page = etree.HTML(response.text)
    assert page.xpath("//script | //img | //style | //*[@onerror]") == []
    own = ("/", "?", "#")
    assert all(there.startswith(own) for there in page.xpath("//main//a/@href"))
    assert not any(there.startswith("//") for there in page.xpath("//main//a/@href"))


def exported(client: httpx.Client, query: str = "") -> httpx.Response:
    response = client.get(f"/staff/review/export.jsonl{query}")
    assert response.status_code == 200
    assert response.headers["content-disposition"].startswith("attachment")
    return response


def test_the_export_is_a_question_set_that_its_check_accepts(
    client: httpx.Client, office: Office, tmp_path: Path
):
    lines = exported(client, "?state=open").text.split("\n")[:-1]
    found = [json.loads(line) for line in lines]
    assert len(found) == office.unanswered.count("open") + office.feedback.count("open")
    schema = json.loads((ROOT / "docs/schema/question.schema.json").read_text(encoding="utf-8"))
    for question in found:
        Draft202012Validator(schema).validate(question)
        assert question["draft"] is True
    assert len({question["id"] for question in found}) == len(found)
    file = tmp_path / "set.jsonl"
    file.write_bytes(exported(client, "?state=open").content)
    done = subprocess.run(
        [sys.executable, "-m", "eval.sets", "check", str(file), "--json"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    faults = json.loads(done.stdout)["faults"]
    assert {fault["severity"] for fault in faults} == {"warning"}
    assert len([fault for fault in faults if fault["fault"] == "draft"]) == len(found)


def test_what_is_kept_is_exported_unless_asked_else(client: httpx.Client, office: Office):
    assert exported(client).text == ""
    settle(client, kind="helpful", id=1, state="kept")
    (line,) = exported(client).text.splitlines()
    assert json.loads(line)["id"] == "feedback-1"
    assert json.loads(line)["gold"][0]["doc_number"] == "某府办发〔2024〕12号"
    settle(client, kind="helpful", id=1, state="open")


def test_figures_add_up(client: httpx.Client, office: Office):
    page = shown(client, "/staff/usage")
    first = TODAY - timedelta(29)
    days = office.usage.days(first, TODAY)
    total = sum(day.total() for day in days.values())
    facts = [("".join(one.itertext())) for one in page.iter("dd")]
    assert facts[0] == str(total)
    assert re.fullmatch(r"\d+\.\d%", facts[1])
    doors, daily = page.xpath("//table")
    rows = [["".join(cell.itertext()) for cell in row] for row in doors.iterfind(".//tbody/tr")]
    assert [row[0] for row in rows] == ["问答页面", "程序接口", "OpenAI 接口", "合计"]
    for column in range(1, len(rows[0])):
        *parts, whole = [int(row[column]) for row in rows]
        assert sum(parts) == whole
    assert int(rows[-1][-1]) == total
    dates = [row[0].text for row in daily.iterfind(".//tbody/tr")]
    assert dates == [(TODAY - timedelta(n)).isoformat() for n in range(30)]
    assert len(shown(client, "/staff/usage?days=90").xpath("(//table)[2]//tbody/tr")) == 40
    assert len(shown(client, "/staff/usage?days=<b>").xpath("(//table)[2]//tbody/tr")) == 30


@pytest.mark.parametrize("days", [30, 90, 365])
@pytest.mark.parametrize("kind", ["answers", "seconds"])
def test_plots_are_drawn_without_a_word(client: httpx.Client, kind: str, days: int):
    pictures = []
    for scheme in ("light", "dark"):
        response = client.get(f"/staff/usage/plot-{kind}.svg?days={days}&scheme={scheme}")
        assert response.headers["content-type"] == "image/svg+xml"
        root = etree.fromstring(response.content)
        assert root.tag.endswith("}svg")
        assert root.xpath("//*[local-name()='script' or local-name()='image']") == []
        # Matplotlib writes each text as a comment beside its outline.
        written = [one.text.strip() for one in root.iter(etree.Comment)]
        assert written
        assert all(re.fullmatch(r"[\d.e+-]+", one) for one in written), written
        lines = root.xpath("//*[local-name()='g'][starts-with(@id, 'line2d')]/*[@clip-path]")
        assert len(lines) >= (3 if kind == "answers" else 2)
        pictures.append(response.content)
    assert pictures[0] != pictures[1]
    narrow = client.get(f"/staff/usage/plot-{kind}.svg?days={days}&width=narrow").text
    assert 'viewBox="0 0 328 220"' in narrow


def test_plots_of_nothing_and_at_once():
    days = {TODAY - timedelta(n): Usage() for n in range(30)}
    with ThreadPoolExecutor(4) as pool:
        drawn = list(pool.map(lambda kind: plot(kind, days, "light"), ["answers", "seconds"] * 4))
    assert all(b"</svg>" in one for one in drawn)


def test_no_questions_no_figures(tmp_path: Path):
    office = Office(Settings(office={"folder": tmp_path}))
    office.accounts.add(NAME, "春天的 password")
    scripted = Scripted()
    made = create_app(scripted, office.settings, Door(scripted, office.settings, office), office)
    with Running(made) as url, httpx.Client(base_url=url, trust_env=False) as client:
        client.cookies.set("wence-staff", office.sessions.open(NAME))
        for path in ("usage", "review"):
            page = shown(client, f"/staff/{path}")
            assert page.find(".//p[@class='none']") is not None
        assert page.xpath("//a[contains(@href, 'export')]") == []


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None and not os.environ.get("CI"):
        pytest.skip("chromium is not installed")
    assert CHROMIUM, "chromium is not installed, and under CI these tests must run"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(
    browser: Browser, url: str, office: Office, request: pytest.FixtureRequest
) -> Iterator[Page]:
    width, scheme = getattr(request, "param", (1280, "light"))
    context = browser.new_context(
        viewport={"width": width, "height": 740}, color_scheme=scheme, base_url=url
    )
    context.set_default_timeout(10_000)
    token = office.sessions.open(NAME)
    context.add_cookies(
        [{"name": "wence-staff", "value": token, "url": f"{url}/staff", "sameSite": "Strict"}]
    )
    page = context.new_page()
    strangers: list[str] = []
    page.on("request", lambda it: strangers.append(it.url) if not it.url.startswith(url) else None)
    complaints: list[str] = []
    page.on("console", lambda line: complaints.append(line.text))
    yield page
    assert (strangers, complaints) == ([], [])
    context.close()


ADDRESSES = (
    "/staff/review?lang=zh-Hans",
    "/staff/review?kind=helpful&lang=en",
    "/staff/usage?lang=zh-Hans",
)


@pytest.mark.browser
@pytest.mark.parametrize(
    "visit", [(360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")], indirect=True
)
def test_pages_fit_and_are_accessible(visit: Page):
    axe = Axe()
    for address in ADDRESSES:
        visit.goto(address)
        for one in visit.locator("details").all():
            one.locator("summary").click()
        wide = visit.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not wide, address
        found = axe.run(visit)
        serious = [
            (one["id"], one["nodes"][0]["html"])
            for one in found.response["violations"]
            if one["impact"] in ("serious", "critical")
        ]
        assert serious == [], address
        assert visit.evaluate("window.hacked") is None
    for image in visit.locator("img").all():
        assert image.evaluate("e => e.complete && e.naturalWidth > 0")


@pytest.mark.browser
def test_an_item_is_settled_by_keyboard(visit: Page, office: Office):
    visit.goto("/staff/review?kind=unhelpful&lang=zh-Hans")
    visit.get_by_role("button", name="保留").focus()
    visit.keyboard.press("Enter")
    expect(visit.get_by_role("status")).to_contain_text("已保留")
    expect(visit.get_by_text("没有这样的条目。")).to_be_visible()
    visit.get_by_role("link", name="已保留 (1)").click()
    expect(visit.get_by_role("heading", name="补贴多少？")).to_be_visible()
    with visit.expect_download() as download:
        visit.get_by_role("link", name="导出题集（1 条）").click()
    assert download.value.suggested_filename == "wence-kept.jsonl"
    visit.get_by_role("button", name="放回待办").click()
    expect(visit.get_by_role("status")).to_contain_text("待办")
    assert office.feedback.count("kept") == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_its_words(client: httpx.Client, language: str):
    for address in ("/staff/review?kind=helpful", "/staff/usage?days=90"):
        response = client.get(f"{address}&lang={language}")
        assert f'lang="{language}"' in response.text
