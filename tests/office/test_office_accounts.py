"""Accounts: nobody without a password, no name told apart by time or answer, guessing slowed."""

import sqlite3
import threading
from datetime import date

import pytest
from argon2 import PasswordHasher

from rag.office import Office, passwords
from rag.office.accounts import MOST_NAME, Accounts
from rag.office.errors import (
    AccountExists,
    AccountNameInvalid,
    AccountUnknown,
    PasswordTooShort,
    PasswordTooSimple,
    PasswordUnreadable,
)
from rag.office.lockout import FIRST, FORGOTTEN, FREE, LONGEST, LockedOut, Lockout
from rag.office.passwords import LEAST_PASSWORD
from rag.office.sessions import Sessions
from rag.office.store import FILE, Store
from rag.office.trail import CONSOLE, Trail
from rag.settings import Settings

PASSWORD = "春天的 password"
OTHER = "another password"


class Counting(PasswordHasher):
    """A cheap hasher that remembers what it verified against."""

    def __init__(self, time_cost: int = 1) -> None:
        super().__init__(time_cost=time_cost, memory_cost=64, parallelism=1)
        self.seen: list[str | bytes] = []

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:
        self.seen.append(hash)
        return super().verify(hash, password)


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "office")


@pytest.fixture
def hasher():
    return Counting()


@pytest.fixture
def accounts(store, hasher):
    return Accounts(store, hasher)


def kept(store: Store, name: str) -> str:
    return store.rows("SELECT hash FROM accounts WHERE name = ?", (name,))[0]["hash"]


def test_an_account_opens_with_its_password_and_no_other(accounts):
    assert accounts.add("王芳", PASSWORD) == "王芳"
    assert accounts.verify("王芳", PASSWORD) == "王芳"
    for wrong in ("", PASSWORD[:-1], PASSWORD.upper(), OTHER, "\ud800" * 12):
        assert accounts.verify("王芳", wrong) is None
    assert [account.name for account in accounts.all()] == ["王芳"]


def test_a_new_office_has_no_account_at_all(tmp_path):
    office = Office(Settings(office={"folder": tmp_path / "new"}))
    assert office.accounts.all() == []
    for name in ("", "admin"):
        for password in ("", "admin"):
            assert office.accounts.verify(name, password) is None
    assert not (tmp_path / "new").exists()


def test_what_is_kept_is_argon2id_of_the_defaults_and_no_password(store):
    Accounts(store).add("li", PASSWORD)
    assert kept(store, "li").startswith("$argon2id$")
    assert not PasswordHasher().check_needs_rehash(kept(store, "li"))
    assert PASSWORD.encode() not in (store.folder / FILE).read_bytes()


@pytest.mark.parametrize(
    "name",
    [
        *("", " ", " li", "li ", "a\nb", "a\x00b", "a\u202eb", "a\u200bb", "\ud800", "a\u2028"),
        "长" * (MOST_NAME + 1),
    ],
)
def test_a_name_that_cannot_be_seen_is_none(accounts, name):
    with pytest.raises(AccountNameInvalid):
        accounts.add(name, PASSWORD)
    assert accounts.all() == []


def test_a_name_and_a_password_have_one_width(accounts):
    accounts.add("Ｌｉ", "ｇｒｅｅｎ　ｈｏｒｓｅ９")
    assert [account.name for account in accounts.all()] == ["Li"]
    assert accounts.verify("Li", "green horse9") == "Li"
    with pytest.raises(AccountExists):
        accounts.add("Li", PASSWORD)


def test_the_longest_name_and_the_shortest_password_are_taken(accounts):
    accounts.add("长" * MOST_NAME, "密云延庆" + "密" * (LEAST_PASSWORD - 4))
    with pytest.raises(PasswordTooShort) as short:
        accounts.add("li", "密" * (LEAST_PASSWORD - 1))
    assert short.value.params == {"limit": LEAST_PASSWORD}
    with pytest.raises(PasswordUnreadable):
        accounts.add("li", "\udcff" * LEAST_PASSWORD)
    assert len(accounts.all()) == 1


@pytest.mark.parametrize(
    "password",
    [
        *("1234567890", "0987654321", "1111111111", "qwertyuiop", "abcdefghij", "Password123"),
        *("admin888888", "wang-wang-wang", "13812345678", "问策问策问策问策问策", "20200101!!"),
    ],
)
def test_a_password_that_is_tried_first_is_none(accounts, password):
    with pytest.raises(PasswordTooSimple):
        accounts.add("wang", password)
    accounts.add("wang", OTHER)
    with pytest.raises(PasswordTooSimple):
        accounts.replace("wang", password)
    assert accounts.verify("wang", OTHER) == "wang"


@pytest.mark.parametrize(
    "password", ["correct horse battery", "床前明月光疑是地上霜", "x7#kQ2!vPz"]
)
def test_one_that_is_not_is_taken(accounts, password):
    assert accounts.add("wang", password) == "wang"


def test_there_is_no_account_and_no_password_before_somebody_makes_them(tmp_path):
    office = Office(Settings(office={"folder": tmp_path}))
    assert office.accounts.all() == []
    for name in ("", "admin", "root", "wence"):
        for password in ("", "admin", "password", "wence"):
            assert office.accounts.verify(name, password) is None


def test_hashing_costs_at_least_what_owasp_asks():
    """OWASP's Password Storage Cheat Sheet: Argon2id, 19 MiB, two passes, one lane at least."""
    costs = passwords.hasher()
    assert costs.type.name == "ID"
    assert costs.memory_cost >= 19 * 1024  # KiB
    assert costs.time_cost >= 2
    assert costs.parallelism >= 1
    assert costs.salt_len >= 16
    assert costs.hash("x").startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_an_account_is_not_made_twice_nor_overwritten(accounts):
    accounts.add("li", PASSWORD)
    with pytest.raises(AccountExists):
        accounts.add("li", OTHER)
    assert accounts.verify("li", PASSWORD) == "li"
    assert accounts.verify("li", OTHER) is None


def test_of_many_who_make_one_account_one_succeeds(store, hasher):
    done: list[str] = []

    def make(password: str) -> None:
        try:
            Accounts(store, hasher).add("li", password)
        except AccountExists:
            return
        done.append(password)

    threads = [threading.Thread(target=make, args=(f"{PASSWORD}{at}",)) for at in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 1
    assert Accounts(store, hasher).verify("li", done[0]) == "li"


def test_another_password_ends_the_old_one_and_every_session(store, accounts):
    sessions = Sessions(store, 1)
    accounts.add("li", PASSWORD)
    accounts.add("wu", PASSWORD)
    mine, his = sessions.open("li"), sessions.open("wu")
    accounts.replace("li", OTHER)
    assert accounts.verify("li", PASSWORD) is None
    assert accounts.verify("li", OTHER) == "li"
    assert sessions.account(mine) is None
    assert sessions.account(his) == "wu"


def test_a_removed_account_is_gone_with_its_sessions(store, accounts):
    sessions = Sessions(store, 1)
    accounts.add("li", PASSWORD)
    token = sessions.open("li")
    accounts.remove("li")
    assert (accounts.verify("li", PASSWORD), sessions.account(token)) == (None, None)
    accounts.add("li", OTHER)  # of the same name, yet somebody else
    assert sessions.account(token) is None


def test_nobody_cannot_be_changed_or_removed(accounts):
    for change in (lambda: accounts.remove("li"), lambda: accounts.replace("li", PASSWORD)):
        with pytest.raises(AccountUnknown):
            change()


def test_a_name_that_does_not_exist_costs_the_same_work(store, accounts, hasher):
    accounts.add("li", PASSWORD)
    assert accounts.verify("li", OTHER) is None
    assert accounts.verify("nobody", OTHER) is None
    against_li, against_nobody = hasher.seen
    assert against_li != against_nobody
    cost = [str(one).rpartition("$")[0].rpartition("$")[0] for one in hasher.seen]
    assert cost[0] == cost[1]


def test_a_hash_of_older_costs_is_renewed_at_the_next_login_only_if_it_is_right(store, accounts):
    accounts.add("li", PASSWORD)
    before = kept(store, "li")
    stronger = Accounts(store, Counting(time_cost=2))
    assert stronger.verify("li", OTHER) is None
    assert kept(store, "li") == before
    assert stronger.verify("li", PASSWORD) == "li"
    assert "t=2" in kept(store, "li")
    assert stronger.verify("li", PASSWORD) == "li"


def test_a_damaged_hash_lets_nobody_in(store, accounts):
    accounts.add("li", PASSWORD)
    with store.writing() as connection:
        connection.execute("UPDATE accounts SET hash = ''")
    assert accounts.verify("li", PASSWORD) is None
    assert accounts.verify("li", "") is None


def test_changes_are_on_the_trail_without_a_password(store, accounts):
    accounts.add("li", PASSWORD)
    accounts.replace("li", OTHER, by="wu")
    accounts.remove("li", by="wu")
    told = [(entry.who, entry.what, entry.detail) for entry in Trail(store).newest()]
    assert told == [
        ("wu", "account_removed", "li"),
        ("wu", "password_changed", "li"),
        (CONSOLE, "account_added", "li"),
    ]
    assert accounts.all() == []


def test_the_trail_gives_the_newest_first_and_no_more_than_asked(store):
    trail = Trail(store)
    assert trail.newest() == []
    for at in range(5):
        trail.record("li", "account_added", str(at))
    assert [entry.detail for entry in trail.newest(3)] == ["4", "3", "2"]
    assert trail.newest()[0].at.tzinfo is not None


def test_an_account_and_its_entry_are_made_together_or_not_at_all(store, accounts):
    with store.writing() as connection:
        connection.execute("DROP TABLE trail")
    with pytest.raises(Exception) as failed:
        accounts.add("li", PASSWORD)
    assert isinstance(failed.value.__cause__, sqlite3.Error)
    assert accounts.all() == []


def test_accounts_say_the_day_they_were_made(accounts):
    accounts.add("li", PASSWORD)
    assert abs((accounts.all()[0].created - date.today()).days) <= 1


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def wait(lockout: Lockout, name: str, address: str) -> int:
    try:
        lockout.attempt(name, address)
    except LockedOut as error:
        return error.seconds
    return 0


def test_five_wrong_tries_then_a_wait_that_doubles_up_to_a_bound():
    clock = Clock()
    lockout = Lockout(clock)
    assert [wait(lockout, "li", "a") for _ in range(FREE)] == [0] * FREE
    waits = []
    for _ in range(8):
        waits.append(wait(lockout, "li", "a"))
        assert wait(lockout, "li", "a") == waits[-1]  # asking while locked does not lengthen it
        clock.now += waits[-1]
        assert wait(lockout, "li", "a") == 0
    assert waits[:4] == [FIRST, 2 * FIRST, 4 * FIRST, 8 * FIRST]
    assert max(waits) == LONGEST


def test_a_name_is_held_from_every_address_and_an_address_for_every_name():
    lockout = Lockout(Clock())
    for at in range(FREE):
        assert wait(lockout, "li", f"address {at}") == 0
    assert wait(lockout, "li", "another") > 0
    for at in range(FREE):
        assert wait(lockout, f"name {at}", "b") == 0
    assert wait(lockout, "somebody", "b") > 0
    assert wait(lockout, "somebody", "c") == 0


def test_who_is_right_starts_anew_and_typing_errors_are_forgotten():
    clock = Clock()
    lockout = Lockout(clock)
    for _ in range(3):
        for _ in range(FREE):
            assert wait(lockout, "li", "a") == 0
        lockout.succeeded("li", "a")
    assert len(lockout) == 0
    for _ in range(FREE):
        assert wait(lockout, "li", "a") == 0
    clock.now += FORGOTTEN + 1
    assert [wait(lockout, "li", "a") for _ in range(FREE)] == [0] * FREE


def test_many_tries_at_once_are_counted_before_any_is_known_to_be_wrong():
    lockout, passed = Lockout(Clock()), []
    gate = threading.Barrier(20)

    def guess() -> None:
        gate.wait()
        if wait(lockout, "li", "a") == 0:
            passed.append(1)

    threads = [threading.Thread(target=guess) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(passed) == FREE


def test_memory_stays_bounded_and_holds_no_name():
    lockout = Lockout(Clock(), most_keys=10)
    for at in range(100):
        wait(lockout, f"secret name {at}", f"203.0.113.{at}")
    assert len(lockout) == 10
    assert "secret" not in repr(vars(lockout))
