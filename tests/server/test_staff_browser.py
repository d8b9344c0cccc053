"""Logging in with a real browser: on a phone, by keyboard, over plain HTTP, beside a trap."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from rag.messages import message
from rag.office import Office
from rag.server import create_app
from rag.server.door import Door
from rag.settings import Settings

from .conftest import Running
from .scripted import HOSTILE, Scripted

pytestmark = pytest.mark.browser

CHROMIUM = shutil.which("chromium")
if CHROMIUM is None and not os.environ.get("CI"):
    pytest.skip("chromium is not installed", allow_module_level=True)

NAME, PASSWORD = "王芳", "春天的 password"
PHONE = {"width": 360, "height": 740}
# Plain HTTP at a name: unlike on loopback, a browser says there only what Origin says.
HOST, ELSEWHERE = "office.example", "evil.example"
RULES = ",".join(f"MAP {host} 127.0.0.1" for host in (HOST, ELSEWHERE))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    assert CHROMIUM, "chromium is not installed, and under CI these tests must run"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", f"--host-resolver-rules={RULES}"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    office = Office(Settings(office={"folder": tmp_path_factory.mktemp("staff")}))
    office.accounts.add(NAME, PASSWORD)
    return office


@pytest.fixture(scope="module")
def url(office: Office) -> Iterator[str]:
    scripted, settings = Scripted(), office.settings
    with Running(create_app(scripted, settings, Door(scripted, settings), office)) as address:
        yield address


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def context(browser: Browser, scheme: str) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=PHONE, color_scheme=scheme, locale="en-US")
    context.set_default_timeout(10_000)
    yield context
    context.close()


def in_order(page: Page) -> None:
    """Check a page for accessibility, for its width, and that nothing was kept from loading."""
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["impact"], one["nodes"][0]["html"]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.evaluate("document.styleSheets.length") == 2


def test_staff_log_in_by_keyboard_on_a_phone_and_out_again(
    context: BrowserContext, url: str, office: Office
):
    office.trail.record(HOSTILE, HOSTILE, HOSTILE)
    page, complaints = context.new_page(), list[str]()
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    page.goto(f"{url}/staff/trail")
    expect(page).to_have_url(f"{url}/staff/login?next=%2Fstaff%2Ftrail")
    in_order(page)

    name, password = page.get_by_label(message("staff.name")), page.get_by_label("密码")
    for field, kept in ((name, "username"), (password, "current-password")):
        assert field.get_attribute("autocomplete") == kept
    name.fill(NAME)
    name.press("Tab")
    page.keyboard.type("wrong password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text(message("staff.wrong"))
    expect(name).to_have_value(NAME)
    in_order(page)

    password.fill(PASSWORD)
    password.press("Enter")
    expect(page).to_have_url(f"{url}/staff/trail")
    expect(page.get_by_role("heading", level=1)).to_have_text(message("staff.trail"))
    expect(page.locator("tbody tr").first).to_contain_text(HOSTILE.partition("\n")[0])
    assert page.evaluate("window.hacked") is None
    expect(page.locator("main").locator("script, img, style, a")).to_have_count(0)
    in_order(page)
    assert page.evaluate("document.cookie") == ""

    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("button", name=message("staff.logout", "en")).click()
    expect(page).to_have_url(f"{url}/staff/login")
    page.goto(f"{url}/staff/trail")
    expect(page).to_have_url(f"{url}/staff/login?next=%2Fstaff%2Ftrail")
    assert [line for line in complaints if "401" not in line] == []  # the wrong password


def test_over_plain_http_forms_of_ours_pass_and_those_of_others_do_not(
    context: BrowserContext, url: str
):
    port = urlsplit(url).port
    ours, theirs = f"http://{HOST}:{port}", f"http://{ELSEWHERE}:{port}/trap"
    page = context.new_page()
    page.goto(f"{ours}/staff/login?next=/staff/trail")
    page.get_by_label(message("staff.name")).fill(NAME)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name=message("staff.enter")).click()
    expect(page).to_have_url(f"{ours}/staff/trail")

    forms = "".join(
        f'<form method="post" action="{ours}/staff/{path}"><button>{path}</button></form>'
        for path in ("logout", "login")
    )
    context.route(theirs, lambda route: route.fulfill(body=forms, content_type="text/html"))
    other = context.new_page()
    for path, status in (("logout", 401), ("login", 403)):  # the cookie stays at home
        other.goto(theirs)
        with other.expect_response(f"{ours}/staff/{path}") as answer:
            other.get_by_role("button", name=path).click()
        assert answer.value.status == status
    page.reload()
    expect(page).to_have_url(f"{ours}/staff/trail")


def test_without_an_account_the_page_says_how_to_make_one(
    context: BrowserContext, tmp_path_factory: pytest.TempPathFactory
):
    settings = Settings(office={"folder": tmp_path_factory.mktemp("nobody")})
    scripted = Scripted()
    with Running(create_app(scripted, settings, Door(scripted, settings), Office(settings))) as url:
        page = context.new_page()
        page.goto(f"{url}/staff/login")
        expect(page.locator("code")).to_have_text(
            f"wence staff add {message('staff.no_account_name')}"
        )
        in_order(page)
