"""The reader over HTTP: the list, a notice, links to a clause, and what is not there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote, unquote

import httpx
import pytest
from fastapi.testclient import TestClient

import app
from rag.answering.assistant import Assistant
from rag.answering.library import Wanted
from rag.index.ingest import ingest
from rag.messages import LANGUAGES, message
from rag.server.page.render import Renderer
from rag.server.reader import link
from rag.settings import Settings
from tests.conftest import AS_OF, ROOT
from tests.notice_pages import page

from .conftest import Running
from .reader_library import app_of

OLD, NEW, CHILDCARE = "云政办发〔2024〕41号", "云政办发〔2025〕33号", "云政办发〔2025〕12号"
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)


class Read(HTMLParser):
    """The elements of a page with their attributes and the text in them."""

    def __init__(self, response: httpx.Response) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None], list[str]]] = []
        self._open: list[tuple[str, list[str]]] = []
        self.feed(response.text)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said: list[str] = []
        self.elements.append((tag, dict(attrs), said))
        if tag not in ("meta", "link", "input", "br") and (tag != "option" or dict(attrs)):
            self._open.append((tag, said))

    def handle_data(self, data: str) -> None:
        for _, said in self._open:
            said.append(data)

    def handle_endtag(self, tag: str) -> None:
        while self._open.pop()[0] != tag:
            pass  # options of a datalist are not closed

    def texts(self, tag: str, css: str = "") -> list[str]:
        return [
            "".join(said)
            for name, attrs, said in self.elements
            if name == tag and (not css or css in (attrs.get("class") or "").split())
        ]

    def values(self, attribute: str) -> list[str]:
        return [attrs[attribute] or "" for _, attrs, _ in self.elements if attribute in attrs]


@pytest.fixture(scope="module")
def web(assistant: Assistant, sample_settings: Settings) -> Iterator[TestClient]:
    with TestClient(app_of(assistant, sample_settings), follow_redirects=False) as client:
        yield client


@pytest.fixture(scope="module")
def ids(assistant: Assistant) -> dict[str, str]:
    records = assistant.library.find(Wanted(), AS_OF)
    return {record.doc_number or "": record.id for record in records}


def test_the_list_holds_all_notices_newest_first_with_what_they_are(web: TestClient):
    read = Read(web.get("/notices"))
    titles, about = read.texts("a", "title"), read.texts("div", "about")
    assert len(titles) == len(about) == 10
    assert titles[0].startswith("云泽市人民政府关于闻景舟")
    old = next(line for line in about if OLD in line)
    assert "云泽市人民政府办公室" in old
    assert "2024年8月26日" in old
    assert message("status.abolished") in old
    assert message("status.expired") in next(line for line in about if "〔2024〕5号" in line)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "雲政辦發[2025]12號"}, [CHILDCARE]),
        ({"q": "托育"}, [CHILDCARE]),
        ({"status": "abolished"}, [OLD]),
        ({"status": "abolished", "as_of": "2024-12-31"}, []),
        ({"year": "2024", "issuer": "办公室", "kind": "细则"}, [OLD]),
        ({"q": "没有这样的标题"}, []),
        ({"q": "", "issuer": "", "kind": "", "year": "", "status": "", "as_of": ""}, None),
    ],
)
def test_the_form_finds_by_any_of_its_fields(web: TestClient, query: dict, found: list | None):
    response = web.get("/notices", params=query)
    numbers = Read(response).texts("span", "number")
    assert response.status_code == 200
    assert numbers == found if found is not None else len(numbers) == 10
    shown = Read(response)
    chosen = [a["value"] for n, a, _ in shown.elements if n == "option" and "selected" in a]
    for name in ("kind", "year", "status"):
        assert query.get(name, "") in chosen


def test_the_status_is_as_of_the_day_asked(web: TestClient, ids: dict[str, str]):
    past = Read(web.get(f"/notices/{ids[OLD]}", params={"as_of": "2024-12-31"}))
    now = Read(web.get(f"/notices/{ids[OLD]}"))
    assert past.texts("span", "status") == [message("status.in_force")]
    assert now.texts("span", "status") == [message("status.abolished")]
    assert past.texts("div", "alert") == []
    assert NEW in now.texts("div", "alert")[0]
    assert f"/notices/{ids[NEW]}" in now.values("href")
    assert f"/notices/{ids[NEW]}?as_of=2024-12-31" in past.values("href")


def test_a_notice_shows_what_it_is_on_top_then_its_text(web: TestClient, ids: dict[str, str]):
    read = Read(web.get(f"/notices/{ids[CHILDCARE]}"))
    (title,) = read.texts("h1")
    (facts,) = read.texts("dl")
    assert title == "云泽市人民政府办公室关于印发云泽市婴幼儿托育服务补贴办法的通知"
    for fact in (CHILDCARE, "云泽市人民政府办公室", "2025年3月18日", "2027年12月31日", "childcare"):
        assert fact in facts
    (contents,) = [t for n, a, t in read.elements if n == "nav" and a.get("class") == "contents"]
    assert "一、补贴对象" in "".join(contents)
    article = re.sub(r"\s", "", read.texts("article")[0])
    order = [article.index(words) for words in ("一、补贴对象", "1.全日托", "六、附则", "抄送")]
    assert order == sorted(order)


def test_every_clause_has_one_anchor_and_its_link(web: TestClient, assistant: Assistant):
    for record in assistant.library.find(Wanted(), AS_OF):
        read = Read(web.get(f"/notices/{record.id}"))
        named = read.values("id")
        assert len(named) == len(set(named))
        targets = [unquote(href[1:]) for href in read.values("href") if href.startswith("#")]
        assert set(targets) <= set(named)
        reading = assistant.library.read(record.id)
        assert reading is not None
        own = [a["href"] for n, a, _ in read.elements if a.get("class") == "permalink"]
        assert own == [f"#{quote(part.anchor)}" for part in reading.parts]


def test_headings_go_down_one_level_at_a_time(web: TestClient, assistant: Assistant):
    for record in assistant.library.find(Wanted(), AS_OF):
        read = Read(web.get(f"/notices/{record.id}"))
        levels = [int(n[1]) for n, _, _ in read.elements if re.fullmatch("h[1-6]", n)]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_citation_leads_to_its_quote_highlighted(web: TestClient, assistant: Assistant):
    followed = 0
    for line in (ROOT / "samples" / "questions.jsonl").read_text(encoding="utf-8").splitlines():
        for citation in assistant.ask(json.loads(line)["question"]).citations:
            address = link(citation, assistant.library.locate(citation))
            path, _, fragment = address.partition("#")
            read = Read(web.get(path))
            marks = [(attrs, "".join(said)) for n, attrs, said in read.elements if n == "mark"]
            shown = "".join(said for _, said in marks)
            assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", citation.quote)
            assert [a["id"] for a, _ in marks if "id" in a] == [unquote(fragment)]
            assert read.values("id").count(unquote(fragment)) == 1
            assert (
                read.texts("div", "alert") == [] or "不在原处" not in read.texts("div", "alert")[0]
            )
            followed += 1
    assert followed > 10


@pytest.mark.parametrize(
    "query",
    [
        "start=0&end=5",
        "start=20&end=40&check=00000000",
        "start=40&end=20",
        "start=20&end=999999999",
    ],
)
def test_a_passage_that_is_no_longer_there_is_not_guessed(
    web: TestClient, ids: dict[str, str], query: str
):
    response = web.get(f"/notices/{ids[CHILDCARE]}?{query}")
    assert response.status_code == 200
    assert Read(response).texts("mark") == []
    assert message("reader.moved") in Read(response).texts("div", "alert")[0]
    assert "第1段" in Read(response).values("id")


def test_numbers_of_notices_held_are_links_and_others_are_not(web: TestClient, ids: dict[str, str]):
    read = Read(web.get(f"/notices/{ids[NEW]}"))
    inside = [a["href"] for n, a, said in read.elements if n == "a" and "".join(said) == OLD]
    assert inside
    assert set(inside) == {f"/notices/{ids[OLD]}"}
    childcare = Read(web.get(f"/notices/{ids[CHILDCARE]}"))
    assert [said for said in childcare.texts("a") if "〔2022〕31号" in said] == []


def test_attachments_are_linked_and_tables_keep_their_rows(web: TestClient, ids: dict[str, str]):
    read = Read(web.get(f"/notices/{ids['云政发〔2025〕12号']}"))
    links = [href for href in read.values("href") if href.startswith(f"#{quote('附件')}")]
    assert f"#{quote('附件1-第1段')}" in links
    (rows,) = [t for n, a, t in read.elements if a.get("class") == "rows"]
    assert "A类" in "".join(rows)


@pytest.mark.parametrize(
    "number", ["云政办发〔2025〕12号", "雲政辦發[2025]12號", "云政办发（2025）12号"]
)
def test_a_number_leads_to_its_notice(web: TestClient, ids: dict[str, str], number: str):
    response = web.get(f"/notices/by-number/{quote(number)}?lang=en")
    assert response.status_code == 302
    assert response.headers["location"] == f"/notices/{ids[CHILDCARE]}?lang=en"


def test_a_number_of_no_notice_says_so_and_offers_near_ones(web: TestClient, ids: dict[str, str]):
    response = web.get(f"/notices/by-number/{quote('云政发〔2025〕33号')}")
    assert response.status_code == 404
    assert message("reader.number_hint", number="云政发〔2025〕33号") in Read(response).texts("p")
    assert f"/notices/{ids[NEW]}" in Read(response).values("href")


@pytest.mark.parametrize(
    "path",
    [
        "/notices/0123456789",
        "/notices/a/b/c",
        "/notices/by-number",
        "/notices/%2e%2e%2fapp.py",
        "/notices/%00",
        "/notices/by-number/",
        "/notices/by-number/%ff",
        "/notices/' OR 1=1",
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_there_is_a_page_in_the_language_asked_for(
    web: TestClient, path: str, language: str
):
    response = web.get(path, params={"lang": language})
    assert response.status_code == 404
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["content-security-policy"] == POLICY
    assert f'<html lang="{language}">' in response.text
    assert Read(response).texts("h1") == [message("reader.missing", language)]
    assert "Traceback" not in response.text


@pytest.mark.parametrize(
    "query",
    [
        "as_of=2024-02-30",
        "as_of=昨天",
        "lang=fr",
        "status=valid",
        "year=MMXX",
        "page=-1",
        "start=x&end=2",
    ],
)
def test_what_cannot_be_read_is_named_not_ignored(web: TestClient, query: str):
    response = web.get(f"/notices?{query}")
    assert response.status_code == 400
    assert query.partition("=")[0] in Read(response).texts("div", "alert")[0]
    assert len(Read(response).texts("a", "title")) == 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_speaks_the_language_asked_for_and_keeps_it(
    web: TestClient, ids: dict[str, str], language: str
):
    for path in ("/notices", f"/notices/{ids[OLD]}"):
        response = web.get(path, params={"lang": language, "as_of": "2026-05-01"})
        read = Read(response)
        assert f'<html lang="{language}">' in response.text
        ways = [a["href"] for n, a, _ in read.elements if n == "a" and "notices" in a["href"]]
        assert all("lang=" in way for way in ways)
        reset = f"/notices?lang={language}"  # which clears the form, and with it the day
        assert [way for way in ways if "as_of=2026-05-01" not in way] in ([], [reset])
        assert message("status.abolished", language) in "".join(read.texts("span", "status"))


def test_the_text_has_the_language_of_the_notice(web: TestClient, ids: dict[str, str]):
    response = web.get(f"/notices/{ids[CHILDCARE]}?lang=en")
    (article,) = [attrs for name, attrs, _ in Read(response).elements if name == "article"]
    assert article["lang"] == "zh-Hans"


def test_nothing_runs_nothing_is_loaded_from_elsewhere(web: TestClient, ids: dict[str, str]):
    for path in ("/notices", f"/notices/{ids[CHILDCARE]}"):
        response = web.get(path)
        assert response.headers["content-security-policy"] == POLICY
        assert response.headers["x-content-type-options"] == "nosniff"
        read = Read(response)
        assert {n for n, _, _ in read.elements} & {"script", "style", "iframe", "img"} == set()
        assert read.values("style") == []
        assert all(href.startswith(("/", "#")) for href in read.values("href"))


def test_fixed_files_are_kept_by_version(web: TestClient):
    read = Read(web.get("/notices"))
    fixed = [href for href in read.values("href") if ".css" in href or ".svg" in href]
    assert len(fixed) == 2
    for address in fixed:
        response = web.get(address)
        assert response.status_code == 200
        assert "immutable" in response.headers["cache-control"]
        assert web.get(address.partition("?")[0]).headers["cache-control"] == "no-cache"
    assert web.get("/notices/reader.css").headers["content-type"].startswith("text/css")


def test_a_page_that_did_not_change_is_not_sent_again(web: TestClient, ids: dict[str, str]):
    for path in ("/notices", f"/notices/{ids[CHILDCARE]}"):
        first = web.get(path)
        tag, modified = first.headers["etag"], first.headers["last-modified"]
        assert first.headers["cache-control"] == "no-cache"
        for headers in ({"If-None-Match": f'"x", W/{tag}'}, {"If-Modified-Since": modified}):
            again = web.get(path, headers=headers)
            assert (again.status_code, again.content) == (304, b"")
            assert again.headers["etag"] == tag
        before = format_datetime(datetime.now(UTC) - timedelta(days=999), usegmt=True)
        for headers in (
            {"If-None-Match": '"other"', "If-Modified-Since": modified},
            {"If-Modified-Since": before},
            {"If-Modified-Since": "soon"},
        ):
            assert web.get(path, headers=headers).status_code == 200
        assert web.get(f"{path}?lang=en").headers["etag"] != tag
        assert web.get(f"{path}?as_of=2025-01-01").headers["etag"] != tag
    missing = web.get("/notices/nothing", headers={"If-Modified-Since": modified})
    assert missing.status_code == 404


def test_a_new_generation_shows_at_once(tmp_path: Path, encoder: object):
    sources = tmp_path / "公文"
    sources.mkdir()
    (sources / "一.txt").write_text(page(1), encoding="utf-8")
    settings = Settings(index=tmp_path / "索引")
    ingest([sources], settings, encoder)
    with TestClient(app_of(Assistant(settings, encoder, AS_OF), settings)) as client:
        first = client.get("/notices")
        (sources / "二.txt").write_text(page(2, "道路照明"), encoding="utf-8")
        ingest([sources], settings, encoder)
        second = client.get("/notices", headers={"If-None-Match": first.headers["etag"]})
    assert [len(Read(r).texts("a", "title")) for r in (first, second)] == [1, 2]


def test_a_number_of_two_notices_leaves_the_choice(tmp_path: Path, encoder: object):
    other = page(1, "道路照明").replace("青禾市人民政府", "青禾市人民政府、青禾市水务局")
    for name, text in (("一", page(1)), ("二", other)):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    settings = Settings(index=tmp_path / "索引")
    ingest([tmp_path / "一.txt", tmp_path / "二.txt"], settings, encoder)
    with TestClient(app_of(Assistant(settings, encoder, AS_OF), settings)) as client:
        response = client.get(f"/notices/by-number/{quote('青政发〔2025〕1号')}")
    assert response.status_code == 300
    assert Read(response).texts("h1") == [message("reader.several")]
    assert len(Read(response).texts("a", "title")) == 2


def test_an_index_that_is_gone_is_one_page(tmp_path: Path, encoder: object):
    (tmp_path / "一.txt").write_text(page(1), encoding="utf-8")
    settings = Settings(index=tmp_path / "索引")
    ingest([tmp_path / "一.txt"], settings, encoder)
    assistant = Assistant(settings, encoder, AS_OF)
    (settings.index / "CURRENT").unlink()
    with TestClient(app_of(assistant, settings)) as client:
        response = client.get("/notices?lang=en")
    assert response.status_code == 503
    assert Read(response).texts("h1") == [message("reader.unavailable", "en")]
    assert str(tmp_path) not in response.text


def test_beside_the_chat_page_under_one_roof(assistant: Assistant, sample_settings: Settings):
    application = app.build(assistant, sample_settings)
    with (
        Running(application) as url,
        httpx.Client(base_url=url, timeout=30, trust_env=False) as client,
    ):
        assert client.get("/notices").status_code == 200
        assert client.head("/notices").status_code == 200
        assert client.head("/notices").content == b""
        assert client.get("/notices/").headers["location"] == "/notices"
        assert client.post("/notices").status_code == 405
        assert client.get("/noticesx").status_code == 404
        assert "gradio" in client.get("/").text
        assert "script-src" in client.get("/").headers["content-security-policy"]
        assert not any("notices" in p for p in client.get("/openapi.json").json()["paths"])


def test_the_chat_page_leads_to_the_quote_in_its_notice():
    from .scripted import Scripted
    from .test_render import exchange

    html = Renderer("zh-Hans").exchange(exchange("运动"))
    assert html.count(message("reader.open")) == 1  # the other quote is in no notice that is held
    shown = re.escape(message("reader.open"))
    (address,) = re.findall(f'<a href="([^"]+)" target="_blank" rel="noopener">{shown}', html)
    citation = Scripted().ask("运动").citations[0]
    assert address.startswith(f"/notices/0123456789?start={citation.start}&amp;end={citation.end}")
    assert address.endswith(f"#{quote('二（一）')}")
