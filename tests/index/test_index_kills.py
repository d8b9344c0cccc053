"""Writers killed from outside at random moments; see ``killing``, which can do more of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
MOMENTS = 48


@pytest.mark.skipif(not hasattr(os, "fork"), reason="children are forked")
def test_a_writer_killed_at_any_moment_leaves_the_old_index_or_the_new_one(environment):
    paths = (environment["PYTHONPATH"], str(HERE.parent))
    done = subprocess.run(
        [sys.executable, str(HERE / "killing.py"), str(MOMENTS), str(os.getpid())],
        env={**environment, "PYTHONPATH": os.pathsep.join(paths)},
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert sum(sum(counted.values()) for counted in found.values()) == MOMENTS
    assert {state for counted in found.values() for state in counted} == {"old", "new"}, found
