"""Pytest plugin for CI: a test whose needs are met there must run, not skip.

``browser`` tests always (CI installs a browser); ``shared`` tests where the folder stands beside
the checkout. Other skips, such as those that depend on the user or the platform, stay skips.
"""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


def must_run(item: pytest.Item) -> bool:
    """Return whether CI provides what ``item`` needs."""
    if item.get_closest_marker("browser"):
        return True
    return item.get_closest_marker("shared") is not None and SHARED.is_dir()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn the skip of a test that must run into a failure that repeats the reason."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and must_run(item):
        report.outcome = "failed"
        report.longrepr = f"skipped, but must run in CI: {report.longreprtext}"
    return report
