"""Counting: who is counted as whom, when a window opens and closes, how much is remembered."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag import settings
from rag.messages import LANGUAGES
from rag.server.caller import UNKNOWN, Caller, address_of
from rag.server.limits import DAY, DayUsedUp, LimitReached, Limits, ServerUsedUp, TooFast, Window


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def limits(clock: Clock, **given: int) -> Limits:
    none = {"per_minute": 0, "per_day": 0, "session_per_minute": 0, "server_per_day": 0}
    return Limits(settings.Limits(**{**none, **given}), clock)


ONE, OTHER = Caller("203.0.113.5"), Caller("203.0.113.6")


def test_a_window_opens_with_the_first_question_and_closes_a_minute_later(clock: Clock):
    counted = limits(clock, per_minute=2)
    counted.count(ONE)
    clock.now += 45.5
    counted.count(ONE)
    with pytest.raises(TooFast) as refused:
        counted.count(ONE)
    assert refused.value.seconds == 15  # rounded up: after 15 s there is room
    counted.count(OTHER)
    clock.now += 14.5
    counted.count(ONE)


def test_what_is_refused_does_not_count(clock: Clock):
    counted = limits(clock, per_minute=1, server_per_day=3)
    counted.count(ONE)
    for _ in range(50):
        with pytest.raises(TooFast):
            counted.count(ONE)
    counted.count(OTHER)
    clock.now += 60
    counted.count(ONE)
    with pytest.raises(ServerUsedUp) as refused:
        counted.count(Caller("192.0.2.1"))
    assert refused.value.seconds == DAY - 60


def test_of_several_limits_the_longest_wait_is_told(clock: Clock):
    counted = limits(clock, per_minute=1, per_day=1)
    counted.count(ONE)
    with pytest.raises(DayUsedUp) as refused:
        counted.count(ONE)
    assert refused.value.seconds == DAY
    for language in LANGUAGES:
        assert "24" in refused.value.say(language)


def test_a_page_is_counted_beside_its_address(clock: Clock):
    counted = limits(clock, session_per_minute=1)
    counted.count(ONE)
    counted.count(ONE)  # no page
    counted.count(Caller("203.0.113.5", "页"))
    counted.count(Caller("203.0.113.5", "另一页"))
    with pytest.raises(TooFast):
        counted.count(Caller("203.0.113.6", "页"))
    counted.count(Caller("203.0.113.5", "\ud800" * 100_000))


def test_zero_is_no_limit(clock: Clock):
    counted = limits(clock)
    for _ in range(10_000):
        counted.count(ONE)


def test_the_defaults_leave_a_developer_alone(clock: Clock):
    counted = Limits(settings.Limits(), clock)
    for _ in range(50):  # as many at once, over and over
        for _ in range(5):
            counted.count(ONE)
    assert settings.Limits().server_per_day == 0


def test_memory_is_bounded_and_nobody_is_shut_out_by_strangers():
    window = Window(1, 60, most=100)
    for number in range(10_000):
        assert window.wait(b"%d" % number, 0) == 0
        window.take(b"%d" % number, 0)
    assert len(window) == 100
    assert window.wait(b"9999", 0) == 60
    window.take(b"late", 61)
    assert len(window) == 1


def test_threads_together_get_no_more_than_the_limit(clock: Clock):
    counted = limits(clock, per_minute=100)

    def ask(_: int) -> bool:
        try:
            counted.count(ONE)
        except LimitReached:
            return False
        return True

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(ask, range(1000))) == 100


@given(st.lists(st.tuples(st.floats(0, 50), st.sampled_from("甲乙丙")), max_size=60))
def test_after_the_wait_that_was_told_there_is_room(steps: list[tuple[float, str]]):
    clock = Clock()
    counted = limits(clock, per_minute=2)
    for pause, name in steps:
        clock.now += pause
        try:
            counted.count(Caller(name))
        except LimitReached as refused:
            assert 0 < refused.seconds <= 60
            clock.now += refused.seconds
            counted.count(Caller(name))


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxies", "address"),
    [
        ("203.0.113.5", "", 0, "203.0.113.5"),
        ("203.0.113.5", "198.51.100.7", 0, "203.0.113.5"),
        ("10.0.0.1", "203.0.113.5", 1, "203.0.113.5"),
        ("10.0.0.1", "198.51.100.7, 203.0.113.5", 1, "203.0.113.5"),
        ("10.0.0.1", "1.1.1.1,203.0.113.5, 10.0.0.2", 2, "203.0.113.5"),
        ("10.0.0.1", "203.0.113.5", 2, "10.0.0.1"),
        ("10.0.0.1", "", 1, "10.0.0.1"),
        ("10.0.0.1", "unknown", 1, "10.0.0.1"),
        ("10.0.0.1", "<script>", 1, "10.0.0.1"),
        ("10.0.0.1", ",", 1, "10.0.0.1"),
        ("10.0.0.1", "203.0.113.5:4711", 1, "203.0.113.5"),
        ("10.0.0.1", "[2001:db8:1:2:3::4]:4711", 1, "2001:db8:1:2::/64"),
        ("10.0.0.1", "2001:db8:1:2:ffff::4", 1, "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.5", "", 0, "203.0.113.5"),
        ("fe80::1%eth0", "", 0, "fe80::/64"),
        ("", "", 0, UNKNOWN),
        ("/run/socket", "", 0, UNKNOWN),
    ],
)
def test_the_address_to_count_by(peer: str, forwarded: str, proxies: int, address: str):
    assert address_of(peer, forwarded, proxies) == address


@given(st.text(max_size=200), st.integers(0, 16))
def test_any_header_gives_a_short_address(forwarded: str, proxies: int):
    assert len(address_of("203.0.113.5", forwarded, proxies)) <= 45
