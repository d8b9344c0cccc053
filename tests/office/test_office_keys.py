"""Keys of programs: shown once, kept as digests, held to their scopes and days."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from rag.cli import main
from rag.office.errors import AccountNameInvalid, KeyRefused, KeyUnknown, ScopeMissing
from rag.office.keys import PREFIX, SCOPES, Keys
from rag.office.store import FILE, Store
from rag.office.trail import Trail


class Clock:
    def __init__(self) -> None:
        self.at = datetime(2026, 6, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keys(tmp_path: Path, clock: Clock) -> Keys:
    return Keys(Store(tmp_path / "office"), clock)


def test_a_key_opens_its_scopes_and_no_other(keys: Keys):
    key, text = keys.add("评测", ("ask", "search"))
    assert text.startswith(f"{PREFIX}{key.id}-")
    assert keys.all() == [key]
    for scope in SCOPES:
        if scope in key.scopes:
            assert keys.check(text, scope) == key
        else:
            with pytest.raises(ScopeMissing, match=scope):
                keys.check(text, scope)


def test_nothing_in_the_file_opens_anything(keys: Keys, tmp_path: Path):
    _, text = keys.add("评测", ("ask",))
    secret = text.rpartition("-")[2].encode()
    for path in (tmp_path / "office").rglob("*"):
        assert path.is_dir() or secret not in path.read_bytes(), path
    assert (tmp_path / "office" / FILE).exists()


@pytest.mark.parametrize(
    "wrong", ["", "wence-", "wence--", "any", "wence-00000000-x", "wence-密钥", "wence-\0-\ud800"]
)
def test_what_is_no_key_is_refused(keys: Keys, wrong: str):
    keys.add("评测", SCOPES)
    with pytest.raises(KeyRefused):
        keys.check(wrong, "ask")


def test_a_key_changed_in_any_character_is_refused(keys: Keys):
    _, text = keys.add("评测", ("ask",))
    for at in range(len(PREFIX), len(text)):
        other = "A" if text[at] != "A" else "B"
        with pytest.raises(KeyRefused):
            keys.check(text[:at] + other + text[at + 1 :], "ask")
    with pytest.raises(KeyRefused):
        keys.check(text[:-1], "ask")


def test_a_key_ends_with_its_days_and_when_it_is_removed(keys: Keys, clock: Clock):
    brief, text = keys.add("甲", ("ask",), days=2)
    lasting, other = keys.add("乙", ("ask",))
    clock.at += timedelta(days=1)
    assert keys.check(text, "ask") == brief
    clock.at += timedelta(days=1)
    with pytest.raises(KeyRefused):
        keys.check(text, "ask")
    assert keys.check(other, "ask") == lasting
    assert keys.remove(lasting.id) == lasting
    with pytest.raises(KeyRefused):
        keys.check(other, "ask")
    with pytest.raises(KeyUnknown, match=lasting.id):
        keys.remove(lasting.id)


def test_the_trail_tells_who_made_and_removed_which(keys: Keys, tmp_path: Path):
    key, text = keys.add("评测", ("ask",))
    keys.remove(key.id)
    told = [(it.what, it.detail) for it in Trail(Store(tmp_path / "office")).newest()]
    assert told == [("key_removed", f"{key.id} 评测"), ("key_added", f"{key.id} 评测")]
    assert text not in str(told)


def test_a_key_needs_a_name(keys: Keys):
    with pytest.raises(AccountNameInvalid):
        keys.add(" ", ("ask",))


def test_the_command_makes_lists_and_removes(tmp_path: Path):
    def run(*args: str):
        done = CliRunner().invoke(main, ["key", *args, "--office", str(tmp_path / "office")])
        assert done.exit_code == 0, done.output
        return done

    made = json.loads(run("add", "评测", "--scope", "search", "--days", "9", "--json").stdout)
    assert (made["scopes"], made["name"]) == (["search"], "评测")
    keys = Keys(Store(tmp_path / "office"))
    assert keys.check(made["key"], "search").id == made["id"]
    listed = run("list", "--json").stdout
    assert made["key"] not in listed
    assert json.loads(listed)["keys"][0] == {k: made[k] for k in made if k != "key"}
    assert made["id"] in run("list").stdout
    run("remove", made["id"])
    assert keys.all() == []
    plain = run("add", "another")
    assert keys.check(plain.stdout.strip(), "ask")
