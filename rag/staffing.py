"""``wence staff``: who may use the staff page. The only way to make an account."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import click

from rag.messages import message
from rag.office.accounts import Accounts, checked_name
from rag.office.errors import AccountExists, AccountUnknown, PasswordUnreadable
from rag.office.passwords import checked_password
from rag.office.store import Store
from rag.settings import Settings
from rag.terminal import echo

_OFFICE = click.option(
    "--office", type=click.Path(path_type=Path), help="folder of the accounts and of what is kept"
)


@click.group()
def staff() -> None:
    """Make, change and remove accounts for the staff page."""


@staff.command()
@click.argument("name")
@click.option("--replace", is_flag=True, help="change the password of an account that is there")
@_OFFICE
def add(name: str, replace: bool, office: Path | None) -> None:
    """Make an account; the password is asked for, or read as one line from standard input."""
    settings, accounts = _open(office)
    say = _said(settings)
    name = checked_name(name)
    if accounts.exists(name) != replace:
        raise AccountUnknown(name=name) if replace else AccountExists(name=name)
    if replace:
        echo(say("replacing", name=name), err=True)
    password = checked_password(_password(say), name)
    (accounts.replace if replace else accounts.add)(name, password)
    echo(say("replaced" if replace else "added", name=name))


@staff.command()
@click.argument("name")
@_OFFICE
def remove(name: str, office: Path | None) -> None:
    """Take an account away and end its sessions."""
    settings, accounts = _open(office)
    accounts.remove(name)
    echo(_said(settings)("removed", name=name))


@staff.command("list")
@click.option("--json", "as_json", is_flag=True, help="print one JSON document")
@_OFFICE
def list_(as_json: bool, office: Path | None) -> None:
    """List the accounts, with the day on which each was made."""
    settings, accounts = _open(office)
    held = accounts.all()
    if as_json:
        from rag.console import print_json

        listed = [{"name": it.name, "created": it.created.isoformat()} for it in held]
        print_json({"accounts": listed})
        return
    for account in held:
        echo(f"{account.created.isoformat()}  {account.name}")
    if not held:
        echo(_said(settings)("none"), err=True)


def _open(office: Path | None) -> tuple[Settings, Accounts]:
    settings = Settings.load(office={"folder": office} if office else None)
    return settings, Accounts(Store(settings.office.folder))


def _said(settings: Settings) -> Callable[..., str]:
    def say(key: str, **params: object) -> str:
        return message(f"staffing.{key}", settings.language, **params)

    return say


def _password(say: Callable[..., str]) -> str:
    """Return the password, asked for twice where somebody sits there.

    :raises PasswordUnreadable: standard input is not text.
    """
    if sys.stdin.isatty():
        while True:
            typed = str(click.prompt(say("password"), hide_input=True, err=True))
            if typed == click.prompt(say("again"), hide_input=True, err=True):
                return typed
            echo(say("differ"), err=True)
    try:
        return sys.stdin.buffer.readline().decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise PasswordUnreadable from error
