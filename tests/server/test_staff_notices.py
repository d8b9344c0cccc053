"""Staff give notices to a running server, look after them and take them away."""

from __future__ import annotations

import io
import shutil
import time
import zipfile
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import httpx
import pytest
from argon2 import PasswordHasher
from docx import Document
from lxml import etree
from reportlab.pdfgen.canvas import Canvas

import embeddings
from rag.answering.assistant import Assistant
from rag.index import generation
from rag.index.ingest import ingest
from rag.messages import message
from rag.office import Office
from rag.office.accounts import Accounts
from rag.server import create_app
from rag.server.door import Door
from rag.server.staff.uploading import MOST_FILES
from rag.settings import Settings
from tests.conftest import AS_OF
from tests.notice_pages import page as notice_page

from .conftest import UNLIMITED, Running
from .scripted import HOSTILE

NAME, PASSWORD = "王芳", "春天的 password"
NOTICES = "/staff/notices"
NUMBER, OTHER = "青政发〔2025〕77号", "青政发〔2025〕78号"
QUESTION = "青禾市萤火虫保护办法对验收合格的每处补助多少元？"
PAGE = {"accept": "text/html"}
BIDI = "\u202e\u2066\u200f"


def served(folder: Path, index: Path, encoder: embeddings.Encoder) -> tuple[Office, Assistant]:
    """Return an office and an assistant over a copy of an index."""
    shutil.copytree(index, folder / "index")
    settings = Settings(
        index=folder / "index",
        office={"folder": folder / "office"},
        limits=UNLIMITED,
        reading={"max_mib": 2},
    )
    office = Office(settings, lambda: encoder)
    office.accounts = Accounts(office.store, PasswordHasher(1, 64, 1))  # quick, for a test
    office.accounts.add(NAME, PASSWORD)
    return office, Assistant(settings, encoder, today=AS_OF)


@pytest.fixture
def office_and_url(
    tmp_path: Path, sample_index: Path, encoder: embeddings.Encoder
) -> Iterator[tuple[Office, str]]:
    office, assistant = served(tmp_path, sample_index, encoder)
    door = Door(assistant, office.settings, office)
    with Running(create_app(assistant, office.settings, door, office)) as url:
        yield office, url


@pytest.fixture
def office(office_and_url: tuple[Office, str]) -> Office:
    return office_and_url[0]


@pytest.fixture
def client(office_and_url: tuple[Office, str]) -> Iterator[httpx.Client]:
    office, url = office_and_url
    headers = {"origin": url, **PAGE}
    with httpx.Client(base_url=url, trust_env=False, headers=headers, timeout=30) as client:
        client.cookies.set("wence-staff", office.sessions.open(NAME))
        yield client


def docx(text: str) -> bytes:
    document, data = Document(), io.BytesIO()
    for line in text.splitlines():
        document.add_paragraph(line)
    document.save(data)
    return data.getvalue()


def zipped(files: dict[str, str | bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def give(client: httpx.Client, *files: tuple[str, str | bytes]) -> httpx.Response:
    parts = [
        ("files", (name, body.encode() if isinstance(body, str) else body)) for name, body in files
    ]
    return client.post(f"{NOTICES}/upload", files=parts)


def shown(response: httpx.Response, status: int = HTTPStatus.OK) -> etree._Element:
    assert response.status_code == status, response.text
    return etree.HTML(response.text)


def text_of(element: etree._Element) -> str:
    return " ".join("".join(element.itertext()).split())


def settled(client: httpx.Client) -> etree._Element:
    """Return the page when no file is under way any more."""
    until = time.monotonic() + 30
    while True:
        page = shown(client.get(NOTICES))
        if not page.xpath("//section[@id='files']/@data-busy"):
            return page
        assert time.monotonic() < until, text_of(page.find(".//section[@id='files']"))
        time.sleep(0.05)


def item(page: etree._Element, name: str) -> etree._Element:
    return page.xpath(f"//section[@id='files']//li[h3='{name}']")[0]


def fields(form: etree._Element) -> dict[str, str]:
    return {one.get("name"): one.get("value") for one in form.iter("input")}


def press(client: httpx.Client, inside: etree._Element, button: str) -> httpx.Response:
    """Send the form with ``button`` as a browser without a script would."""
    (form,) = inside.xpath(f".//form[.//button[normalize-space()='{button}']]")
    if form.get("method") == "get":
        return client.get(form.get("action"), params=fields(form))
    return client.post(form.get("action"), data=fields(form))


def numbers(client: httpx.Client, **query: str) -> list[str]:
    page = shown(client.get(NOTICES, params=query))
    return page.xpath("//section[@id='held']//span[@class='number']/text()")


def decoded(page: etree._Element) -> str:
    return "".join(page.itertext())


def test_what_is_uploaded_is_answered_from_until_it_is_removed(
    client: httpx.Client, office: Office
):
    answer = client.post("/api/ask", json={"question": QUESTION}).json()
    assert NUMBER not in [one["doc_number"] for one in answer["citations"]]

    sent = give(client, ("样例 萤火虫.docx", docx(notice_page(77, "萤火虫保护", amount=8642))))
    assert sent.status_code == HTTPStatus.SEE_OTHER
    led = shown(client.get(sent.headers["location"]))
    assert message("notices.done_uploaded") in text_of(led.find(".//div[@id='told']"))
    page = settled(client)
    done = item(page, "样例 萤火虫.docx")
    assert done.get("data-state") == "done"
    assert message("notices.added", count=1) in text_of(done)
    (link,) = done.xpath(".//ul/li/a")
    assert link.text is None
    assert text_of(link) == NUMBER
    assert client.get(link.get("href")).status_code == HTTPStatus.OK

    answer = client.post("/api/ask", json={"question": QUESTION}).json()
    assert "8642元" in answer["answer"]
    assert answer["citations"][0]["doc_number"] == NUMBER
    assert answer["citations"][0]["source"] == "样例 萤火虫.docx"

    (held,) = page.xpath(f"//section[@id='held']//li[.//span='{NUMBER}']")
    asked = shown(press(client, held, message("notices.remove")))
    assert NUMBER in decoded(asked)
    assert NUMBER in numbers(client)  # nothing happened yet
    gone = press(client, asked, message("notices.yes"))
    assert gone.status_code == HTTPStatus.SEE_OTHER
    assert message("notices.done_removed") in decoded(shown(client.get(gone.headers["location"])))
    answer = client.post("/api/ask", json={"question": QUESTION}).json()
    assert NUMBER not in [one["doc_number"] for one in answer["citations"]]
    assert list((office.settings.office.folder / "files").iterdir()) == []
    assert [(one.who, one.what) for one in reversed(office.trail.newest(3))] == [
        (NAME, "file_added"),
        (NAME, "notices_added"),
        (NAME, "file_removed"),
    ]
    assert message("trail.file_removed") in client.get("/staff/trail").text


def test_many_files_at_once_each_with_its_line(client: httpx.Client):
    scan = io.BytesIO()
    canvas = Canvas(scan)
    canvas.rect(100, 100, 200, 200, fill=1)
    canvas.save()
    many = {f"样例{n}.txt": notice_page(100 + n, f"第{n}类萤火虫保护") for n in range(1, 31)}
    sent = give(
        client,
        ("样例.zip", zipped({**many, "信.txt": "妈妈：我下周回家。"})),
        ("扫描.pdf", scan.getvalue()),
        ("坏.pdf", b"%PDF-1.7 broken"),
    )
    assert sent.status_code == HTTPStatus.SEE_OTHER
    page = settled(client)
    archive = item(page, "样例.zip")
    assert archive.get("data-state") == "done"
    assert message("notices.added", count=30) in text_of(archive)
    assert "没有找到公文：样例.zip/信.txt" in text_of(archive)
    for name, said in (("扫描.pdf", "文件只有图像、没有文字"), ("坏.pdf", "文件已损坏")):
        failed = item(page, name)
        assert failed.get("data-state") == "failed"
        (line,) = failed.xpath(".//ul[@class='faults']/li")
        assert text_of(line).startswith(said)
        assert "/office/" not in text_of(failed)
    english = shown(client.get(NOTICES, params={"lang": "en"}))
    said = message("error.source_scanned", "en", path="扫描.pdf")
    assert said in text_of(item(english, "扫描.pdf"))
    client.cookies.delete("wence-staff-language")
    assert len(numbers(client, q="萤火虫")) == 30
    asked = shown(press(client, archive, message("notices.remove")))
    assert message("notices.confirm_file", count=30) in decoded(asked)
    press(client, asked, message("notices.yes"))
    assert numbers(client, q="萤火虫") == []


def test_what_is_refused_is_said_and_the_rest_is_kept(client: httpx.Client, office: Office):
    sent = give(
        client,
        ("宏.exe", b"MZ"),
        ("大.txt", b"x" * (2 * 1024 * 1024 + 1)),
        ("样例.txt", notice_page(77, "萤火虫保护")),
    )
    page = shown(sent, HTTPStatus.UNPROCESSABLE_ENTITY)
    lines = [text_of(line) for line in page.xpath("//div[@role='alert']/p")]
    assert lines == [
        message("error.source_format", suffix=".exe", path="宏.exe"),
        message("error.source_too_large", path="大.txt", size="2.0", limit="2"),
    ]
    assert [one.name for one in office.uploads.newest()] == ["样例.txt"]
    assert item(settled(client), "样例.txt").get("data-state") == "done"


def test_a_form_without_a_file_and_one_with_too_many(client: httpx.Client, office: Office):
    for body in (
        {"files": [("files", ("", b""))]},
        {"data": {"files": "样例.txt"}},
        {"files": [("other", ("样例.txt", b"x"))]},
    ):
        page = shown(client.post(f"{NOTICES}/upload", **body), HTTPStatus.UNPROCESSABLE_ENTITY)
        assert text_of(page.find(".//div[@role='alert']")) == message("notices.none_chosen")
    many = give(client, *((f"{n}.txt", b"x") for n in range(MOST_FILES + 1)))
    page = shown(many, HTTPStatus.BAD_REQUEST)
    assert str(MOST_FILES) in text_of(page.find(".//div[@role='alert']"))
    broken = client.post(
        f"{NOTICES}/upload", content=b"x", headers={"content-type": "multipart/form-data"}
    )
    assert broken.status_code == HTTPStatus.BAD_REQUEST
    assert office.uploads.count() == 0
    huge = give(client, *((f"{n}.txt", b"x" * 2 * 1024 * 1024) for n in range(21)))
    assert huge.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert office.uploads.count() == 0


HOSTILE_NAMES = {
    "../../../../tmp/evil.txt": "evil.txt",
    "..\\crooked.txt": "crooked.txt",
    "<script>window.hacked=1</script>.txt": "script_.txt",
    '"><img src=x onerror=window.hacked=1>.txt': None,  # as the client writes it
    f"{BIDI}样例{BIDI}.txt": "样例.txt",
    "![x](javascript:window.hacked=1).txt": "![x](javascript_window.hacked=1).txt",
    "样例\r\nSet-Cookie: x=1.txt": None,
    "文" * 200 + ".txt": "文" * 65 + ".txt",
}


def test_hostile_names_stay_in_their_folder_and_are_text(client: httpx.Client, office: Office):
    title = f"{HOSTILE.splitlines()[0]}{BIDI}"
    files = [
        (
            name,
            notice_page(70 + n, f"第{n}类保护", tail=f"第九条 {title}\n").replace("青禾市", title),
        )
        for n, name in enumerate(HOSTILE_NAMES)
    ]
    assert give(client, *files).status_code == HTTPStatus.SEE_OTHER
    settled(client)
    folder = (office.settings.office.folder / "files").resolve()
    kept = {path.name for path in folder.iterdir()}
    assert len(kept) == len(HOSTILE_NAMES)
    assert {name for name in HOSTILE_NAMES.values() if name} <= kept
    uploads = office.uploads.newest()
    assert {upload.path for upload in uploads} == {folder / name for name in kept}
    asks = [f"{NOTICES}/remove?file={upload.id}" for upload in uploads]
    for address in (NOTICES, f"{NOTICES}/check", "/staff/trail", *asks):
        response = client.get(address)
        assert response.status_code == HTTPStatus.OK
        assert not set(response.text) & set("\u202e\u2066")
        page = etree.HTML(response.text)
        scripts = page.xpath("//script/@src | //script[not(@src)]")
        assert all(str(one).startswith("/staff/staff.js?v=") for one in scripts)
        assert page.xpath("//img | //style | //iframe | //*[@*[starts-with(name(), 'on')]]") == []
        hrefs = page.xpath("//a/@href | //form/@action")
        assert all(one.startswith(("/", "?", "#")) for one in hrefs)
        assert not any(one.startswith("//") for one in hrefs)
        policy = response.headers["content-security-policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy


def test_searching_and_paging(client: httpx.Client):
    many = {f"样例{n}.txt": notice_page(100 + n, f"第{n}类萤火虫保护") for n in range(1, 61)}
    give(client, ("样例.zip", zipped(many)))
    settled(client)
    first = shown(client.get(NOTICES, params={"q": "萤火虫"}))
    found = first.xpath("//section[@id='held']//ol/li")
    assert len(found) == 50
    (there,) = first.xpath("//nav[@class='pages']//a[@rel='next']/@href")
    rest = shown(client.get(there)).xpath("//section[@id='held']//ol/li")
    assert len(rest) == 10
    assert numbers(client, q="青政發[2025]103號") == ["青政发〔2025〕103号"]
    assert numbers(client, q="<b>没有</b>") == []
    for page in ("0", "-1", "x", "999999", "1e9"):
        assert shown(client.get(NOTICES, params={"q": "萤火虫", "page": page})) is not None
    last = shown(client.get(there)).xpath("//section[@id='held']//ol/li")[0]
    again = press(client, last, message("notices.again"))
    assert "page=2" in again.headers["location"]  # one comes back to where one was
    settled(client)


def test_reading_again_a_file_and_a_notice(client: httpx.Client, office: Office, samples: Path):
    give(client, ("样例.txt", ""))
    failed = item(settled(client), "样例.txt")
    assert failed.get("data-state") == "failed"
    give(client, ("样例.txt", notice_page(77, "萤火虫保护")))
    settled(client)
    press(client, item(settled(client), "样例.txt"), message("notices.again"))
    done = item(settled(client), "样例.txt")
    assert message("notices.unchanged", count=1) in text_of(done)
    page = shown(client.get(NOTICES, params={"q": "云政发〔2024〕19号"}))
    sample = page.xpath("//section[@id='held']//ol/li")[0]
    assert press(client, sample, message("notices.again")).status_code == HTTPStatus.SEE_OTHER
    names = [one.name for one in office.uploads.newest() if not one.ours]
    assert len(names) == 1
    local = item(settled(client), names[0])
    assert message("notices.local") in text_of(local)
    assert local.get("data-state") == "done"


def test_a_notice_whose_file_is_gone_gets_one_line(
    client: httpx.Client, office: Office, tmp_path: Path, encoder: embeddings.Encoder
):
    source = tmp_path / "别处.txt"
    source.write_text(notice_page(77, "萤火虫保护"), encoding="utf-8")
    ingest([source], office.settings, encoder)
    source.unlink()
    page = shown(client.get(NOTICES, params={"q": NUMBER}))
    (held,) = page.xpath("//section[@id='held']//ol/li")
    again = shown(press(client, held, message("notices.again")), HTTPStatus.CONFLICT)
    (line,) = again.xpath("//div[@role='alert']/p")
    assert text_of(line) == message("error.source_gone", name=NUMBER)


def test_what_is_not_there_is_said(client: httpx.Client):
    for what in ({"file": "999"}, {"notice": "0000000000"}, {}):
        for response in (
            client.get(f"{NOTICES}/remove", params=what),
            client.post(f"{NOTICES}/remove", data=what),
            client.post(f"{NOTICES}/again", data=what),
        ):
            page = shown(response, HTTPStatus.NOT_FOUND)
            assert len(page.xpath("//div[@role='alert']/p")) == 1
    for file in ("x", "-1", "1e3", "²", "9" * 40, "1; DROP TABLE files"):
        looked = client.get(f"{NOTICES}/remove", params={"file": file})
        assert looked.status_code == HTTPStatus.NOT_FOUND
        assert client.post(f"{NOTICES}/remove", data={"file": file}).status_code == 400


def test_nothing_is_changed_by_looking_or_without_a_login(client: httpx.Client, office: Office):
    give(client, ("样例.txt", notice_page(77, "萤火虫保护")))
    page = settled(client)
    before = generation.current(office.settings.index)
    (upload,) = office.uploads.newest()
    for path in ("", "/check", "/again", "/upload", f"/remove?file={upload.id}"):
        client.get(f"{NOTICES}{path}")
    with httpx.Client(base_url=client.base_url, trust_env=False) as stranger:
        stranger.headers["origin"] = str(client.base_url).rstrip("/")
        for path in ("", "/check", "/remove?file=1"):
            assert stranger.get(f"{NOTICES}{path}").status_code == HTTPStatus.UNAUTHORIZED
        for path in ("/again", "/remove"):
            answer = stranger.post(f"{NOTICES}{path}", data={"file": upload.id})
            assert answer.status_code == HTTPStatus.UNAUTHORIZED
        assert give(stranger, ("别的.txt", "x")).status_code == HTTPStatus.UNAUTHORIZED
        assert stranger.get("/staff/staff.js").status_code == HTTPStatus.UNAUTHORIZED
    foreign = client.post(
        f"{NOTICES}/remove", data={"file": upload.id}, headers={"origin": "https://evil.example"}
    )
    assert foreign.status_code == HTTPStatus.FORBIDDEN
    assert [one.name for one in office.uploads.newest()] == ["样例.txt"]
    assert generation.current(office.settings.index) == before
    assert page is not None


def test_the_check_report_groups_what_looks_wrong(client: httpx.Client):
    twice = notice_page(77, "萤火虫保护").replace("青禾市人民政府", "白沙市人民政府")
    give(client, ("一.txt", notice_page(77, "萤火虫保护")), ("二.txt", twice))
    settled(client)
    page = shown(client.get(f"{NOTICES}/check"))
    kinds = page.xpath("//main//section/@id")
    assert {"expired", "abolished", "duplicate_number"} <= set(kinds)
    twins = page.xpath("//section[@id='duplicate_number']//li")
    assert len(twins) == 2
    for twin in twins:
        (there,) = twin.xpath("a/@href")
        assert client.get(there).status_code == HTTPStatus.OK
    total = len(page.xpath("//main//section//li"))
    day = AS_OF.isoformat()
    assert message("notices.check_count", count=total, day=day) in decoded(page)


def test_an_empty_index_still_takes_notices(client: httpx.Client, office: Office):
    for record in shown(client.get(NOTICES)).xpath("//section[@id='held']//input[@name='notice']"):
        client.post(f"{NOTICES}/remove", data={"notice": record.get("value")})
    assert client.get("/readyz").status_code == HTTPStatus.SERVICE_UNAVAILABLE
    page = shown(client.get(NOTICES))
    assert message("notices.unavailable") in decoded(page)
    assert message("notices.check_none") in decoded(shown(client.get(f"{NOTICES}/check")))
    give(client, ("样例.txt", notice_page(77, "萤火虫保护")))
    settled(client)
    assert client.get("/readyz").json()["notices"] == 1
    assert numbers(client) == [NUMBER]


def test_a_server_takes_up_what_the_last_one_left(
    tmp_path: Path, sample_index: Path, encoder: embeddings.Encoder
):
    office, assistant = served(tmp_path, sample_index, encoder)
    with office.uploads._intake.alone(1):
        office.uploads.add("样例.txt", io.BytesIO(notice_page(77, "萤火虫保护").encode()), NAME)
        office.close()
    assert [one.state for one in office.uploads.newest()] == ["waiting"]
    fresh = Office(office.settings, lambda: encoder)
    application = create_app(
        assistant, fresh.settings, Door(assistant, fresh.settings, fresh), fresh
    )
    with Running(application):
        until = time.monotonic() + 20
        while fresh.uploads.newest()[0].state != "done":
            assert time.monotonic() < until
            time.sleep(0.05)
