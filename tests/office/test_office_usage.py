"""Figures of use, and the thread that writes them: no answer waits, fails or is lost for long."""

import logging
import math
import random
import sqlite3
import statistics
import threading
import time
from datetime import date, timedelta

import pytest

from rag.office import Office
from rag.office.store import FILE, Store
from rag.office.usage import BOUNDS, Durations, Usage, UsageTable, together
from rag.office.writer import Writer
from rag.settings import Settings

DAY = date(2026, 6, 1)


@pytest.fixture
def table(tmp_path):
    return UsageTable(Store(tmp_path))


def test_days_give_what_was_counted(table):
    table.count(DAY, "page", "answered", 0.2)
    table.count(DAY, "page", "answered", 0.2)
    table.count(DAY, "api", "refused", 0.01)
    table.flush()
    table.count(DAY, "page", "answered", 9.0)
    table.count(DAY + timedelta(1), "mcp", "turned_away")
    table.flush()
    days = table.days(DAY - timedelta(1), DAY + timedelta(1))
    assert list(days) == [DAY - timedelta(1), DAY, DAY + timedelta(1)]
    assert days[DAY - timedelta(1)].total() == 0
    assert days[DAY].counts == {("page", "answered"): 3, ("api", "refused"): 1}
    assert (days[DAY].total("page"), days[DAY].total(outcome="refused")) == (3, 1)
    assert days[DAY].refusal_share == 0.25
    assert sum(days[DAY].durations.counts) == 4
    assert days[DAY + timedelta(1)].refusal_share is None
    assert together(days.values()).total() == 5
    assert sum(together(days.values()).durations.counts) == 4


def test_only_answers_and_refusals_are_timed(table):
    for outcome in ("failed", "left", "turned_away"):
        table.count(DAY, "page", outcome, 5.0)
    table.flush()
    assert table.days(DAY, DAY)[DAY].durations.percentile(0.5) is None


def test_nothing_is_there_before_the_first(table):
    assert table.days(DAY, DAY) == {DAY: Usage()}


@pytest.mark.parametrize("share", [0.0, 0.25, 0.5, 0.95, 1.0])
def test_percentiles_lie_between_the_bounds_around_the_true_one(table, share):
    dice = random.Random(7)
    seconds = sorted(dice.lognormvariate(-1.5, 1.2) for _ in range(2_000))
    for one in seconds:
        table.count(DAY, "page", "answered", one)
    table.flush()
    found = table.days(DAY, DAY)[DAY].durations.percentile(share)
    true = seconds[min(len(seconds) - 1, max(0, math.ceil(share * len(seconds)) - 1))]
    at = next(i for i, bound in enumerate(BOUNDS) if true <= bound)
    assert (BOUNDS[at - 1] if at else 0) <= found <= BOUNDS[at]
    if share == 0.5:
        assert found == pytest.approx(statistics.median(seconds), rel=0.15)


def test_what_takes_longest_counts_for_the_last_bound(table):
    table.count(DAY, "page", "answered", 1e9)
    table.flush()
    assert table.days(DAY, DAY)[DAY].durations.percentile(0.5) == BOUNDS[-2]
    assert Durations().percentile(0.5) is None


def test_threads_count_together(table):
    def count():
        for _ in range(500):
            table.count(DAY, "page", "answered", 0.1)

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        table.flush()
    table.flush()
    assert table.days(DAY, DAY)[DAY].total() == 2_000


def waited(met, seconds=10.0):
    until = time.monotonic() + seconds
    while not met() and time.monotonic() < until:
        time.sleep(0.02)
    return met()


def test_the_writer_writes_by_itself_and_at_the_end(table):
    writer = Writer([table.flush], every=0.05)
    table.count(DAY, "page", "answered", 0.1)
    writer.wake()
    assert waited(lambda: table.days(DAY, DAY)[DAY].total() == 1)
    writer.close()
    before = threading.active_count()
    table.count(DAY, "page", "answered", 0.1)
    time.sleep(0.2)
    assert table.days(DAY, DAY)[DAY].total() == 1  # nobody writes any more
    writer.wake()
    assert threading.active_count() >= before
    table.count(DAY, "page", "answered", 0.1)
    writer.close()
    assert table.days(DAY, DAY)[DAY].total() == 3


def test_trouble_is_logged_once_a_minute_and_never_raised(tmp_path, caplog):
    (tmp_path / "taken").write_text("")
    table = UsageTable(Store(tmp_path / "taken"))
    writer = Writer([table.flush], every=0.01)
    with caplog.at_level(logging.ERROR):
        table.count(DAY, "page", "answered", 0.1)
        writer.wake()
        assert waited(lambda: caplog.records)
        time.sleep(0.2)
        writer.close()
    assert len(caplog.records) == 1
    (tmp_path / "taken").unlink()
    writer.close()
    assert table.days(DAY, DAY)[DAY].total() == 1  # it waited for better times


def test_noting_waits_for_no_disk(tmp_path):
    """Ten thousand questions are noted while another process holds the file."""
    office = Office(Settings(office={"folder": tmp_path}))
    office.usage.count(DAY, "page", "answered", 0.1)
    office.writer.write()
    with sqlite3.connect(tmp_path / FILE, isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        writing = threading.Thread(target=office.writer.write)
        office.unanswered.note("问题", DAY)
        office.usage.count(DAY, "page", "refused", 0.1)
        writing.start()
        time.sleep(0.1)
        began = time.perf_counter()
        for number in range(10_000):
            office.usage.count(DAY, "page", "refused", 0.1)
            office.unanswered.note(f"问题{number % 50}", DAY)
            office.writer.wake()
        took = time.perf_counter() - began
        assert writing.is_alive()  # it did have to wait
        other.execute("ROLLBACK")
    writing.join()
    office.close()
    assert took < 2  # some 60 ms: 6 µs each
    assert office.usage.days(DAY, DAY)[DAY].total() == 10_002
    assert sum(row.times for row in office.unanswered.list("open")) == 10_001
