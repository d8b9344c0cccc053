"""Whatever a notice holds is read, never run: in its title, text, numbers, file name."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from rag.answering.assistant import Assistant
from rag.answering.library import Wanted
from rag.index.ingest import ingest
from rag.notices.model import Clause, Span, Table
from rag.settings import Settings
from tests.conftest import AS_OF
from tests.notice_pages import page

from .reader_library import app_of, application, entry
from .scripted import HOSTILE
from .test_reader import Read

BAD = (
    HOSTILE.replace("\n", " ") + "\"'><svg onload=alert(1)><a href=javascript:alert(1)>x</a>\0"
    "\u202e甲\u2066乙\u2069\x1b{{7*7}}${x}%s</title></article></main>"
)
ELEMENTS = {
    *("html", "head", "meta", "title", "link", "body", "a", "header", "nav", "span", "main"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "div", "p", "dl", "dt", "dd", "ul", "ol", "li", "time"),
    *("article", "section", "mark", "b", "strong", "footer", "form", "label", "input", "select"),
    *("option", "datalist", "button", "table", "thead", "tbody", "tr", "th", "td"),
}


def check(read: Read) -> None:
    assert {name for name, _, _ in read.elements} <= ELEMENTS
    for _, attributes, _ in read.elements:
        assert [name for name in attributes if name.startswith("on") or name == "style"] == []
        for address in (attributes.get("href"), attributes.get("action")):
            assert address is None or address.startswith(("/", "#"))
            assert address is None or not address.startswith("//")


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    text = f"一、{BAD}\n{BAD}\n{BAD}\t乙\n丙\t{BAD}\n青政发〔2025〕2号\n"
    first = text.index("\n") + 1
    table = text.index("\n", first) + 1
    rows = [Span(table, text.index("\n", table)), Span(text.index("丙"), text.rindex("\n青"))]
    clauses = [
        Clause((BAD,), Span(0, first), Span(0, first), BAD),
        Clause(
            ("一、",),
            Span(first, len(text)),
            Span(first, len(text)),
            BAD,
            table=Table(Span(rows[0].start, rows[1].end), tuple(rows)),
        ),
    ]
    changes = {
        "title": BAD,
        "enclosed_title": BAD,
        "issuer": BAD,
        "source": BAD,
        "doc_number": BAD,
        "abolished_by": BAD,
        "abolishes": (BAD,),
        "attachments": (f"一、 {BAD}",),
        "damaged": (Span(3, 40),),
        "language": "zh-Hant",
        "truncated": True,
    }
    entries = [
        entry("0123456789", text, clauses, **changes),
        entry("2", "甲", doc_number="青政发〔2025〕2号", abolished_by=BAD),
    ]
    return TestClient(application(tmp_path_factory.mktemp("恶意"), entries))


@pytest.mark.parametrize(
    "query", ["", "?start=4&end=90", "?start=0&end=400", f"?check={quote(BAD)}"]
)
@pytest.mark.parametrize("key", ["0123456789", "2"])
def test_a_notice_that_holds_markup_is_text(bad: TestClient, key: str, query: str):
    response = bad.get(f"/notices/{key}{query}")
    assert response.status_code == 200
    read = Read(response)
    check(read)
    for unseen in "\0\u202e\u2066\u2069\x1b":
        assert unseen not in response.text
    if key != "2":
        assert "<script>window.hacked=1</script>" in read.texts("h1")[0]
        assert "<svg onload=alert(1)>" in read.texts("article")[0]
        assert "<svg onload=alert(1)>" in read.texts("td")[-1]
        assert "<img src=x" in read.texts("dl")[0]
        assert len(set(read.values("id"))) == len(read.values("id"))


@pytest.mark.parametrize("name", ["q", "issuer", "kind", "year", "status", "as_of", "lang", "page"])
def test_the_list_is_text_whatever_is_in_it_and_asked_of_it(bad: TestClient, name: str):
    for given in (BAD, "甲" * 5000, "\ud83d".encode("utf-8", "surrogatepass")):
        response = bad.get(f"/notices?{name}={quote(given)}")
        assert response.status_code in (200, 400)
        check(Read(response))
        assert "\u202e" not in response.text


@pytest.mark.parametrize("path", ["/notices/", "/notices/by-number/"])
def test_an_address_that_holds_markup_is_text(bad: TestClient, path: str):
    response = bad.get(path + quote(BAD))
    assert response.status_code == 404
    check(Read(response))


def test_what_was_read_from_a_hostile_file_is_text(tmp_path: Path, encoder: object):
    attack = "<script>alert(1)</script><img src=x onerror=alert(1)>[甲](javascript:alert(1))"
    body = f"一、{attack}\n市水务局负责\u202e实施。{attack}\n二、{attack}\n（一）按月公示。\n"
    name = "<img src=x onerror=alert(1)>.txt"
    (tmp_path / name).write_text(page(1, f"河道{attack}保洁", body=body), encoding="utf-8")
    settings = Settings(index=tmp_path / "索引")
    ingest([tmp_path / name], settings, encoder)
    assistant = Assistant(settings, encoder, AS_OF)
    with TestClient(app_of(assistant, settings)) as client:
        check(Read(client.get("/notices")))
        for record in assistant.library.find(Wanted(), AS_OF):
            read = Read(client.get(f"/notices/{record.id}"))
            check(read)
            assert name in read.texts("dl")[0]
            assert "<script>alert(1)</script>" in read.texts("article")[0]
