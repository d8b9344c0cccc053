"""Nothing under /staff without a login, and no login by guessing, from elsewhere or for ever."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

import anyio
import gradio as gr
import httpx
import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI, Request
from starlette.requests import HTTPConnection

from rag.messages import message
from rag.office import Office
from rag.office.accounts import Accounts
from rag.office.lockout import FREE
from rag.server import create_app
from rag.server.door import Door
from rag.server.inlet import Inlet
from rag.server.keys import Turnstile
from rag.server.shield import UPLOAD, Shield
from rag.server.staff import Desk, Guard
from rag.server.staff.onward import HOME, onward
from rag.server.staff.origin import is_ours
from rag.settings import Settings

from .conftest import Running
from .scripted import Scripted

NAME, PASSWORD = "王芳", "春天的 password"
MIB = 1024 * 1024
PAGE = {"accept": "text/html,application/xhtml+xml"}
TRAIL = "/staff/trail"


def office_of(settings: Settings) -> Office:
    """Return an office whose passwords are hashed quickly."""
    office = Office(settings)
    cheap = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    office.accounts = Accounts(office.store, cheap)
    return office


def settings_of(folder: Any, **changes: Any) -> Settings:
    return Settings(office={"folder": folder}, **changes)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    office = office_of(settings_of(tmp_path_factory.mktemp("staff")))
    office.accounts.add(NAME, PASSWORD)
    return office


@pytest.fixture(scope="module")
def application(office: Office) -> FastAPI:
    """The server with a chat under ``/staff/``, and a route of somebody who forgot the guard."""
    scripted, settings = Scripted(), office.settings
    made = create_app(scripted, settings, Door(scripted, settings), office)

    @made.api_route("/staff/forgotten", methods=["GET", "HEAD", "POST"])
    def forgotten() -> str:
        return "secret"

    with gr.Blocks(analytics_enabled=False) as chat:
        gr.Button("x").click(lambda: None)
    chat.queue()
    return gr.mount_gradio_app(made, chat, "/staff", ssr_mode=False)


@pytest.fixture(scope="module")
def address(application: FastAPI) -> Iterator[str]:
    with Running(application) as url:
        yield url


@pytest.fixture
def visitor(address: str) -> Iterator[httpx.Client]:
    """Somebody who is not logged in, with a browser's headers for a page of ours."""
    with httpx.Client(base_url=address, trust_env=False, headers={"origin": address}) as client:
        yield client


@pytest.fixture
def staff(visitor: httpx.Client, office: Office) -> httpx.Client:
    """The same with a session."""
    visitor.cookies.set("wence-staff", office.sessions.open(NAME))
    return visitor


def log_in(client: httpx.Client, password: str = PASSWORD, **fields: str) -> httpx.Response:
    return client.post("/staff/login", data={"name": NAME, "password": password, **fields})


def routes_of(routes: list[Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield path and method of every route, those of routers and mounted programs too."""
    for route in routes:
        inner = getattr(route, "original_router", route)
        path = prefix + (getattr(route, "path", None) or "")
        if children := getattr(inner, "routes", None):
            yield from routes_of(children, path)
        for method in getattr(route, "methods", None) or ():
            yield path, method


def is_refused(response: httpx.Response) -> bool:
    if response.status_code == HTTPStatus.SEE_OTHER:
        return urlsplit(response.headers["location"]).path == "/staff/login"
    return response.status_code in (
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.NOT_FOUND,  # outside the surface that the shield lets through at all
        HTTPStatus.METHOD_NOT_ALLOWED,
    )


def test_every_route_under_staff_is_refused_without_a_session(
    application: FastAPI, visitor: httpx.Client
):
    ways = sorted(set(routes_of(application.routes)))
    ways = [(path, method) for path, method in ways if path.startswith("/staff")]
    paths = {path for path, _ in ways}
    assert {"/staff", TRAIL, "/staff/logout", "/staff/forgotten", "/staff/config"} <= paths
    assert len(paths) > 50  # the chat's are among them
    open_ones = {"/staff/login", "/staff/staff.css"}
    passed, barred = [], 0
    for path, method in ways:
        there = re.sub(r"\{.*?\}", "x", path)
        for accept in ("*/*", PAGE["accept"]):
            response = visitor.request(method, there, headers={"accept": accept})
            barred += response.status_code in (401, 303)
            if not is_refused(response) and path not in open_ones:
                passed.append((method, path, response.status_code))
            assert "secret" not in response.text
    assert passed == []
    assert barred > len(paths) // 2


@pytest.mark.parametrize(
    "path",
    [
        *("/staff", "/staff/", "/staff/config", "/staff/theme.css", "/staff/assets/index.js"),
        *("/staff/gradio_api/queue/data", "/staff/gradio_api/heartbeat/x", "/staff/nothing"),
        *(
            "/staff/login/",
            "/staff/login/x",
            "/staff/staff.css/x",
            "/staff//login",
            "/staff%2Ftrail",
        ),
        *(
            "/%73taff/trail",
            "/staff/../staff/trail",
            "/staff/login%2F..%2Ftrail",
            "/staff/%0atrail",
        ),
        *("/staff/trail?x=/staff/login", "/staff/LOGIN", "/staff/login;x", "/staff/staff.js"),
    ],
)
def test_no_spelling_of_an_address_slips_by(visitor: httpx.Client, path: str):
    # As it stands: a client would tidy it up before sending it.
    target = httpx.Request("GET", visitor.base_url.copy_with(raw_path=path.encode()))
    response = visitor.send(target)
    assert response.status_code == HTTPStatus.UNAUTHORIZED, response.text
    assert response.json() == {
        "error": {"code": "login_required", "message": message("error.login_required")}
    }


def test_a_page_leads_to_the_login_and_back(visitor: httpx.Client):
    response = visitor.get(f"{TRAIL}?a=1&b=二", headers=PAGE)
    assert response.status_code == HTTPStatus.SEE_OTHER
    there = urlsplit(response.headers["location"])
    assert there.path == "/staff/login"
    assert parse_qs(there.query) == {"next": [f"{TRAIL}?a=1&b=%E4%BA%8C"]}
    form = visitor.get(response.headers["location"]).text
    assert 'name="next" value="/staff/trail?a=1&amp;b=%E4%BA%8C"' in form
    entered = log_in(visitor, next=f"{TRAIL}?a=1")
    assert (entered.status_code, entered.headers["location"]) == (303, f"{TRAIL}?a=1")
    page = visitor.get(TRAIL, headers=PAGE)
    assert page.status_code == HTTPStatus.OK
    assert message("trail.account_added") in page.text
    assert NAME in page.text


def test_a_form_of_a_session_that_is_over_gets_a_page_that_says_so(visitor: httpx.Client):
    response = visitor.post("/staff/forgotten", headers=PAGE)
    assert response.status_code == HTTPStatus.UNAUTHORIZED
    assert message("error.login_required") in response.text
    assert 'href="/staff/login"' in response.text


def test_with_a_session_the_chat_is_there_but_not_all_of_gradio(staff: httpx.Client):
    assert staff.get("/staff/").status_code == HTTPStatus.OK
    assert staff.get("/staff/config").status_code == HTTPStatus.OK
    assert staff.get("/staff/forgotten").json() == "secret"
    for path in ("upload", "file=/etc/passwd", "proxy=http://x", "info"):
        assert staff.get(f"/staff/gradio_api/{path}").status_code == HTTPStatus.NOT_FOUND


def test_headers_of_staff(staff: httpx.Client):
    page, chat = staff.get(TRAIL).headers, staff.get("/staff/").headers
    for headers in (page, chat, staff.get("/staff/nothing").headers):
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "same-origin"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe" not in page["content-security-policy"]
    assert "default-src 'none'" in page["content-security-policy"]
    assert "'unsafe-inline'" in chat["content-security-policy"]
    sheet = staff.get("/staff/staff.css")
    assert "no-store" not in sheet.headers["cache-control"]


def test_the_cookie_keeps_to_staff_and_away_from_scripts(visitor: httpx.Client, office: Office):
    cookie = log_in(visitor).headers["set-cookie"]
    parts = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert parts == {
        *("httponly", "samesite=strict", "path=/staff"),
        f"max-age={office.sessions.seconds}",
    }


def test_over_https_the_cookie_is_sent_over_nothing_else(tmp_path: Any):
    settings = settings_of(tmp_path, server={"https": True})
    office, scripted = office_of(settings), Scripted()
    office.accounts.add(NAME, PASSWORD)
    with Running(create_app(scripted, settings, Door(scripted, settings), office)) as url:
        ours = {"origin": f"https://{urlsplit(url).netloc}"}
        with httpx.Client(base_url=url, trust_env=False, headers=ours) as client:
            cookie = log_in(client).headers["set-cookie"]
            token = cookie.partition("=")[2].partition(";")[0]
            assert cookie.startswith("__Secure-wence-staff=")
            assert "; Secure" in cookie
            for name, status in (("__Secure-wence-staff", 200), ("wence-staff", 401)):
                sent = {"cookie": f"{name}={token}"}
                assert client.get(TRAIL, headers=sent).status_code == status
            client.headers["origin"] = url  # of plain HTTP: somebody on the way
            assert log_in(client).status_code == HTTPStatus.FORBIDDEN


def test_no_token_is_taken_on_from_outside(visitor: httpx.Client, office: Office):
    planted = "A" * 43
    mine = office.sessions.open(NAME)
    for before in (planted, mine):
        visitor.cookies.clear()
        visitor.cookies.set("wence-staff", before)
        response = log_in(visitor)
        assert response.status_code == HTTPStatus.SEE_OTHER
        given = response.cookies["wence-staff"]
        assert given != before
        assert office.sessions.account(given) == NAME
        assert office.sessions.account(before) is None


def test_logging_out_ends_the_session_for_every_copy_of_its_cookie(
    staff: httpx.Client, office: Office
):
    token = staff.cookies["wence-staff"]
    response = staff.post("/staff/logout")
    assert (response.status_code, response.headers["location"]) == (303, "/staff/login")
    assert 'wence-staff=""' in response.headers["set-cookie"]
    assert office.sessions.account(token) is None
    kept = {"cookie": f"wence-staff={token}"}
    assert staff.get(TRAIL, headers=kept).status_code == HTTPStatus.UNAUTHORIZED
    assert staff.get("/staff/", headers=kept).status_code == HTTPStatus.UNAUTHORIZED


def test_a_link_logs_nobody_out(staff: httpx.Client):
    assert staff.get("/staff/logout").headers["location"] == HOME
    assert staff.get(TRAIL).status_code == HTTPStatus.OK


def test_an_expired_session_is_none_and_the_login_says_why(staff: httpx.Client, office: Office):
    assert staff.get(TRAIL).status_code == HTTPStatus.OK
    with office.store.writing() as connection:
        connection.execute("UPDATE sessions SET expires = 1")
    assert staff.get(TRAIL).status_code == HTTPStatus.UNAUTHORIZED
    assert staff.post("/staff/forgotten").status_code == HTTPStatus.UNAUTHORIZED
    assert message("staff.over") in staff.get("/staff/login").text
    staff.cookies.clear()
    assert message("staff.over") not in staff.get("/staff/login").text


def test_a_removed_account_and_a_changed_password_end_sessions(
    visitor: httpx.Client, office: Office
):
    for name, end in (
        ("李", lambda: office.accounts.remove("李")),
        ("吴", lambda: office.accounts.replace("吴", PASSWORD + "二")),
    ):
        office.accounts.add(name, PASSWORD)
        visitor.cookies.clear()
        assert log_in(visitor, name=name).status_code == HTTPStatus.SEE_OTHER
        assert visitor.get(TRAIL).status_code == HTTPStatus.OK
        end()
        assert visitor.get(TRAIL).status_code == HTTPStatus.UNAUTHORIZED
    office.accounts.remove("吴")


def test_who_is_logged_in_is_led_on(staff: httpx.Client):
    response = staff.get("/staff/login", params={"next": TRAIL})
    assert (response.status_code, response.headers["location"]) == (303, TRAIL)


FOREIGN: list[Mapping[str, str]] = [
    {},
    {"origin": "null"},
    {"origin": "http://evil.example"},
    {"origin": "http://127.0.0.1:1"},
    {"origin": "file://"},
    {"referer": "{ours}/staff/"},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site", "origin": "{ours}"},
    {"sec-fetch-site": "none", "origin": "{ours}"},
    {"origin": "http://evil.example", "x-forwarded-host": "evil.example"},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
@pytest.mark.parametrize(
    "path",
    ["/staff/login", "/staff/logout", "/staff/forgotten", "/staff/gradio_api/queue/join", UPLOAD],
)
def test_a_post_from_elsewhere_is_refused(
    staff: httpx.Client, address: str, office: Office, path: str, headers: Mapping[str, str]
):
    del staff.headers["origin"]
    token = staff.cookies["wence-staff"]
    given = {name: value.format(ours=address) for name, value in headers.items()}
    response = staff.post(path, data={"name": NAME, "password": PASSWORD}, headers=given)
    assert response.status_code == HTTPStatus.FORBIDDEN
    assert response.json()["error"]["code"] == "foreign_origin"
    assert "set-cookie" not in response.headers
    assert office.sessions.account(token) == NAME


@pytest.mark.parametrize(
    "headers",
    [{"origin": "{ours}"}, {"sec-fetch-site": "same-origin"}],
    ids=str,
)
def test_a_post_of_ours_passes(staff: httpx.Client, address: str, headers: Mapping[str, str]):
    del staff.headers["origin"]
    given = {name: value.format(ours=address) for name, value in headers.items()}
    assert staff.post("/staff/forgotten", headers=given).json() == "secret"


@pytest.mark.parametrize(
    ("headers", "proxies", "https", "ours"),
    [
        ({"host": "a.cn", "origin": "http://a.cn"}, 0, False, True),
        ({"host": "a.cn:80", "origin": "http://A.cn"}, 0, False, True),
        ({"host": "a.cn", "origin": "https://a.cn:443"}, 0, True, True),
        ({"host": "a.cn", "origin": "https://a.cn"}, 0, False, True),
        ({"host": "[::1]:80", "origin": "http://[::1]"}, 0, False, True),
        ({"host": "a.cn", "origin": "http://a.cn"}, 0, True, False),
        ({"host": "a.cn", "origin": "http://a.cn:81"}, 0, False, False),
        ({"host": "a.cn", "origin": "http://b.a.cn"}, 0, False, False),
        ({"host": "a.cn", "origin": "http://x@a.cn"}, 0, False, False),
        ({"host": "a.cn", "origin": "http://a.cn/"}, 0, False, False),
        ({"host": "a.cn", "origin": "http://a.cn:x"}, 0, False, False),
        ({"host": "a.cn", "origin": "http://[a.cn"}, 0, False, False),
        ({"host": "", "origin": "http://"}, 0, False, False),
        ({"origin": "http://a.cn"}, 0, False, False),
        ({"host": "a.cn", "origin": "javascript://a.cn"}, 0, False, False),
        # Behind proxies that call the server by another name.
        ({"host": "in", "x-forwarded-host": "a.cn", "origin": "http://a.cn"}, 0, False, False),
        ({"host": "in", "x-forwarded-host": "a.cn", "origin": "http://a.cn"}, 1, False, True),
        (
            {"host": "in", "x-forwarded-host": "a.cn", "origin": "http://in"},
            1,
            False,
            False,
        ),
        (
            {"host": "in", "x-forwarded-host": "b.cn, a.cn", "origin": "http://b.cn"},
            1,
            False,
            False,
        ),
        ({"host": "in", "x-forwarded-host": "a.cn, mid", "origin": "http://a.cn"}, 2, False, True),
        ({"host": "a.cn", "origin": "http://a.cn"}, 1, False, True),
        ({"host": "in", "sec-fetch-site": "same-origin", "origin": "http://a.cn"}, 0, False, True),
    ],
    ids=str,
)
def test_which_origin_is_ours(headers: Mapping[str, str], proxies: int, https: bool, ours: bool):
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    connection = HTTPConnection({"type": "http", "headers": raw})
    settings = Settings(server={"trusted_proxies": proxies, "https": https})
    assert is_ours(connection, settings) is ours


@pytest.mark.parametrize(
    "given",
    [
        *("", "https://evil.example/", "//evil.example", "/\\evil.example", "///evil.example"),
        *("/", "/notices", "/staffx", "staff/", "javascript:alert(1)", "/staff\\@evil.example"),
        *("/staff/../notices", "/staff/%2e%2e/notices", "/staff/./x", "/staff/%2E%2e"),
        *("/staff/\r\nset-cookie: x", "/staff/\tx", "/staff/ x", "/staff/\u202e", "/staff@evil"),
        *(
            "http:/staff/",
            "/staff/login",
            "/staff/login?next=/staff/",
            "/staff/logout",
            "/staff/%5c",
        ),
        "/staff/" + "x" * 5000,
    ],
)
def test_a_login_leads_nowhere_else(visitor: httpx.Client, given: str):
    assert onward(given) == HOME
    form = visitor.get("/staff/login", params={"next": given}).text
    assert f'name="next" value="{HOME}"' in form


@pytest.mark.parametrize(
    "given",
    ["/staff", "/staff/", "/staff?x=1", "/staff/notices/3?state=done&x=/../", "/staff/%E5%85%AC"],
)
def test_a_login_leads_on_to_staff(given: str):
    assert onward(given) == given


def test_a_login_with_a_foreign_next_leads_to_the_chat(visitor: httpx.Client):
    assert log_in(visitor, next="//evil.example/staff/").headers["location"] == HOME


def test_a_wrong_password_and_an_unknown_name_get_one_answer(visitor: httpx.Client):
    wrong = log_in(visitor, "wrong password")
    unknown = log_in(visitor, PASSWORD, name="王方")
    assert wrong.status_code == unknown.status_code == HTTPStatus.UNAUTHORIZED
    assert wrong.text.replace(NAME, "?") == unknown.text.replace("王方", "?")
    assert message("staff.wrong") in wrong.text
    assert "set-cookie" not in wrong.headers
    assert log_in(visitor).status_code == HTTPStatus.SEE_OTHER  # and the count starts anew


def test_what_was_typed_is_shown_as_text(visitor: httpx.Client):
    hostile = "\"><script>x</script><img src=x onerror='x'>\u202e"
    page = log_in(visitor, "wrong password", name=hostile).text
    assert "<script>" not in page
    assert "<img" not in page
    assert "&quot;&gt;&lt;script&gt;" in page
    assert "\u202e" not in page
    assert log_in(visitor).status_code == HTTPStatus.SEE_OTHER


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe=1",
        b"a=1&" * 500,
        b"name=%ff&password=%00",
    ],
)
def test_a_body_that_is_no_form_is_a_wrong_login(visitor: httpx.Client, body: bytes):
    assert visitor.post("/staff/login", content=body).status_code == HTTPStatus.UNAUTHORIZED
    assert log_in(visitor).status_code == HTTPStatus.SEE_OTHER


def test_guessing_is_locked_out_with_the_right_password_too(tmp_path: Any):
    settings = settings_of(tmp_path, server={"trusted_proxies": 1})
    office, scripted = office_of(settings), Scripted()
    office.accounts.add(NAME, PASSWORD)
    with (
        Running(create_app(scripted, settings, Door(scripted, settings), office)) as url,
        httpx.Client(base_url=url, trust_env=False, headers={"origin": url}) as client,
    ):

        def attempt(name: str, password: str, address: str) -> httpx.Response:
            client.headers["x-forwarded-for"] = address
            return log_in(client, password, name=name)

        for name in (NAME, "没有这个人"):  # by name, from ever other addresses
            for at in range(FREE):
                guessed = attempt(name, "wrong password", f"203.0.113.{at}{len(name)}")
                assert guessed.status_code == HTTPStatus.UNAUTHORIZED
            held = attempt(name, PASSWORD, "198.51.100.1")
            assert held.status_code == HTTPStatus.TOO_MANY_REQUESTS
            assert 0 < int(held.headers["retry-after"]) <= 30
            assert message("staff.locked", wait=held.headers["retry-after"]) in held.text
            assert "set-cookie" not in held.headers
        office.accounts.add("李", PASSWORD)
        for at in range(FREE):  # by address, with ever other names
            attempt(f"无名{at}", "wrong password", "192.0.2.7")
        assert attempt("李", PASSWORD, "192.0.2.7").status_code == HTTPStatus.TOO_MANY_REQUESTS
        assert attempt("李", PASSWORD, "192.0.2.8").status_code == HTTPStatus.SEE_OTHER


def test_without_an_account_the_login_says_how_to_make_one(tmp_path: Any):
    settings, scripted = settings_of(tmp_path / "none"), Scripted()
    application = create_app(scripted, settings, Door(scripted, settings), Office(settings))
    with (
        Running(application) as url,
        httpx.Client(base_url=url, trust_env=False, headers={"origin": url}) as client,
    ):
        for lang in ("zh-Hans", "en"):
            page = client.get("/staff/login", params={"lang": lang})
            assert "wence staff add" in page.text
            assert "<form" not in page.text
        for name, password in (("", ""), ("admin", "admin"), ("admin", "")):
            answer = log_in(client, password, name=name)
            assert answer.status_code == HTTPStatus.UNAUTHORIZED
            assert "set-cookie" not in answer.headers
    assert not (tmp_path / "none").exists()


def test_the_language_of_staff_is_kept(visitor: httpx.Client):
    assert '<html lang="zh-Hans">' in visitor.get("/staff/login").text
    chosen = visitor.get("/staff/login", params={"lang": "en"})
    assert '<html lang="en">' in chosen.text
    assert "Path=/staff;" in chosen.headers["set-cookie"]
    assert message("staff.enter", "en") in visitor.get("/staff/login").text
    again = visitor.get("/staff/login", params={"lang": "<x>"})
    assert "set-cookie" not in again.headers
    assert '<html lang="en">' in again.text


def test_a_folder_that_cannot_be_read_is_said_and_lets_nobody_in(tmp_path: Any):
    (tmp_path / "office.sqlite3").write_bytes(b"no database at all" * 100)
    settings, scripted = settings_of(tmp_path), Scripted()
    application = create_app(scripted, settings, Door(scripted, settings), Office(settings))
    with (
        Running(application) as url,
        httpx.Client(base_url=url, trust_env=False, headers={"origin": url}) as client,
    ):
        for response in (
            client.get(TRAIL, headers={"cookie": "wence-staff=x"}),
            log_in(client),
        ):
            assert response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
            assert str(tmp_path) not in response.text


@pytest.fixture(scope="module")
def receiving(office: Office) -> Iterator[tuple[str, list[int], int]]:
    """A program behind the shield that counts what it is sent; its address, pieces and limit."""
    settings = settings_of(office.settings.office.folder, reading={"max_mib": 0.1})
    receiver, pieces = FastAPI(), list[int]()
    guard = Guard(Desk(Scripted(), settings, office))
    turnstile = Turnstile(office, settings)
    inlet = Inlet(settings)
    receiver.add_middleware(
        Shield, settings=settings, guard=guard, turnstile=turnstile, inlet=inlet
    )

    @receiver.post(UPLOAD)
    @receiver.post("/staff/notices/other")
    async def upload(request: Request) -> int:
        async for piece in request.stream():
            pieces.append(len(piece))
        return sum(pieces)

    with Running(receiver) as url:
        yield url, pieces, 2 * MIB


@pytest.fixture
def sender(receiving: tuple[str, list[int], int], office: Office) -> Iterator[httpx.Client]:
    url, pieces, _ = receiving
    pieces.clear()
    with httpx.Client(base_url=url, trust_env=False, headers={"origin": url}) as client:
        client.cookies.set("wence-staff", office.sessions.open(NAME))
        yield client


def chunks(size: int) -> Iterator[bytes]:
    for start in range(0, size, 50_000):
        yield b"x" * min(50_000, size - start)


def test_an_upload_comes_through_in_pieces(
    sender: httpx.Client, receiving: tuple[str, list[int], int]
):
    _, pieces, limit = receiving
    for content in (b"x" * limit, chunks(limit)):
        pieces.clear()
        response = sender.post(UPLOAD, content=content)
        assert (response.status_code, response.json()) == (200, limit)
        assert max(pieces) < limit // 2


def test_an_upload_over_the_limit_is_cut_off(
    sender: httpx.Client, receiving: tuple[str, list[int], int]
):
    _, pieces, limit = receiving
    declared = sender.post(UPLOAD, content=b"x" * (limit + 1))
    assert declared.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert pieces == []
    streamed = sender.post(UPLOAD, content=chunks(limit + 1))
    assert streamed.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert streamed.json()["error"]["code"] == "body_too_large"
    assert sum(pieces) <= limit


def test_only_uploads_of_staff_may_be_large(
    sender: httpx.Client, receiving: tuple[str, list[int], int]
):
    _, pieces, _ = receiving
    for content in (b"x" * 300_000, chunks(300_000)):
        elsewhere = sender.post("/staff/notices/other", content=content)
        assert elsewhere.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    sender.cookies.clear()
    for content in (b"x" * 1000, chunks(1000)):
        assert sender.post(UPLOAD, content=content).status_code == HTTPStatus.UNAUTHORIZED
    over = sender.post("/staff/notices/other", content=b"x" * 300_000)
    assert over.status_code == HTTPStatus.UNAUTHORIZED  # nobody is told the limits
    assert pieces == []


@pytest.mark.parametrize("path", ["/staff/x", "/x"])
def test_no_socket_passes_where_no_guard_would_see_it(office: Office, path: str):
    reached, sent = list[str](), list[str]()

    async def program(scope: Any, receive: Any, send: Any) -> None:
        reached.append(scope["path"])

    async def receive() -> Any:
        return {"type": "websocket.connect"}

    async def send(event: Any) -> None:
        sent.append(event["type"])

    guard = Guard(Desk(Scripted(), office.settings, office))
    turnstile, inlet = Turnstile(office, office.settings), Inlet(office.settings)
    shield = Shield(program, office.settings, guard, turnstile, inlet)
    anyio.run(shield, {"type": "websocket", "path": path, "headers": []}, receive, send)
    assert (reached, sent) == ([], ["websocket.close"])
