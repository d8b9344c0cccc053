"""Sessions: a token opens one account's for its time, and the file gives none away."""

import pytest

from rag.errors import OfficeUnavailable
from rag.office.sessions import Sessions
from rag.office.store import FILE, Store


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path)
    with store.writing() as connection:
        for name in ("li", "wu"):
            connection.execute("INSERT INTO accounts VALUES (?, 'hash', '2026-01-01')", (name,))
    return store


@pytest.fixture
def sessions(store, clock):
    return Sessions(store, 2, clock)


def rows(store: Store) -> int:
    return len(store.rows("SELECT * FROM sessions"))


def test_a_token_opens_its_account_until_it_expires(sessions, clock):
    token = sessions.open("li")
    assert sessions.account(token) == "li"
    clock.now += 2 * 3600 - 1
    assert sessions.account(token) == "li"
    clock.now += 1
    assert sessions.account(token) is None


def test_a_session_that_nobody_uses_is_over_before(store, clock):
    sessions = Sessions(store, 2, clock, idle_minutes=30)
    used, left = sessions.open("li"), sessions.open("li")
    for _ in range(3):
        clock.now += 29 * 60
        assert sessions.account(used) == "li"
    assert sessions.account(left) is None
    clock.now += 30 * 60
    assert sessions.account(used) is None
    sessions.open("wu")
    assert rows(store) == 1  # what is over is cleared away


def test_a_session_in_use_ends_all_the_same(store, clock):
    sessions = Sessions(store, 2, clock, idle_minutes=30)
    token, began = sessions.open("li"), clock.now
    while clock.now < began + 2 * 3600 - 60:
        clock.now += 60
        assert sessions.account(token) == "li" or clock.now >= began + 2 * 3600
    clock.now = began + 2 * 3600
    assert sessions.account(token) is None


def test_use_is_noted_once_a_minute_and_its_failing_ends_nothing(store, clock, monkeypatch):
    sessions = Sessions(store, 2, clock, idle_minutes=30)
    token = sessions.open("li")
    monkeypatch.setattr(store, "writing", lambda: pytest.fail("written"))
    clock.now += 59
    assert sessions.account(token) == "li"

    def full():
        raise OfficeUnavailable(path="office", reason="disk full")

    monkeypatch.setattr(store, "writing", full)
    clock.now += 2
    assert sessions.account(token) == "li"


def test_tokens_are_long_and_never_alike(sessions):
    tokens = {sessions.open("li") for _ in range(20)}
    assert len(tokens) == 20
    assert min(map(len, tokens)) >= 43  # 32 bytes


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "x" * 10_000, "\ud800", "' OR 1=1 --", "\0"])
def test_nothing_else_opens_anything(sessions, token):
    sessions.open("li")
    assert sessions.account(token) is None


def test_the_file_holds_no_token_and_what_it_holds_opens_nothing(store, sessions):
    token = sessions.open("li")
    kept = store.rows("SELECT token FROM sessions")[0]["token"]
    assert token not in kept
    assert sessions.account(kept) is None
    held = b"".join(path.read_bytes() for path in store.folder.glob(f"{FILE}*"))
    assert token.encode() not in held


def test_one_session_is_closed_alone(sessions):
    first, second, other = sessions.open("li"), sessions.open("li"), sessions.open("wu")
    sessions.close(first)
    assert [sessions.account(one) for one in (first, second, other)] == [None, "li", "wu"]
    sessions.close(first)
    sessions.close("nothing")


def test_what_is_over_is_swept_away(store, sessions, clock):
    for _ in range(3):
        sessions.open("li")
    clock.now += 2 * 3600
    sessions.open("wu")
    assert rows(store) == 1


def test_a_session_lasts_over_a_restart(store, sessions, clock):
    token = sessions.open("li")
    assert Sessions(Store(store.folder), 2, clock).account(token) == "li"


def test_nobody_has_no_session(store, sessions):
    with pytest.raises(OfficeUnavailable):
        sessions.open("nobody")
    assert rows(store) == 0
