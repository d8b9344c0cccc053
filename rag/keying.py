"""``wence key``: which programs may ask, where the server wants keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

import click

from rag.messages import message
from rag.office.keys import SCOPES, Key, Keys, Scope
from rag.office.store import Store
from rag.settings import Settings
from rag.terminal import echo

_OFFICE = click.option(
    "--office", type=click.Path(path_type=Path), help="folder of the keys and of what is kept"
)
_JSON = click.option("--json", "as_json", is_flag=True, help="print one JSON document")


@click.group()
def key() -> None:
    """Make, list and remove keys for programs that ask over HTTP."""


@key.command()
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice(SCOPES),
    help="what it opens; may be given several times; ask, where it is not given",
)
@click.option("--days", type=click.IntRange(min=1, max=36_500), help="after how many it ends")
@_OFFICE
@_JSON
def add(
    name: str, scopes: tuple[str, ...], days: int | None, office: Path | None, as_json: bool
) -> None:
    """Make a key and print it, once: it is not kept."""
    settings, keys = _open(office)
    wanted = cast("tuple[Scope, ...]", scopes or ("ask",))
    made, text = keys.add(name, wanted, days)
    if as_json:
        from rag.console import print_json

        print_json(_plain(made) | {"key": text})
        return
    echo(text)
    echo(_said(settings)("added", id=made.id, scopes=" ".join(made.scopes)), err=True)


@key.command()
@click.argument("id")
@_OFFICE
def remove(id: str, office: Path | None) -> None:
    """Take a key away: it opens nothing from now on."""
    settings, keys = _open(office)
    gone = keys.remove(id)
    echo(_said(settings)("removed", id=gone.id, name=gone.name))


@key.command("list")
@_OFFICE
@_JSON
def list_(office: Path | None, as_json: bool) -> None:
    """List the keys, without what opens anything."""
    settings, keys = _open(office)
    held = keys.all()
    if as_json:
        from rag.console import print_json

        print_json({"keys": [_plain(it) for it in held]})
        return
    for it in held:
        until = it.expires.isoformat() if it.expires else "-"
        scopes = " ".join(it.scopes)
        echo(f"{it.id}  {it.created.isoformat()}  {until:10}  {scopes}  {it.name}")
    if not held:
        echo(_said(settings)("none"), err=True)


def _plain(it: Key) -> dict[str, object]:
    return {
        "id": it.id,
        "name": it.name,
        "scopes": list(it.scopes),
        "created": it.created.isoformat(),
        "expires": it.expires.isoformat() if it.expires else None,
    }


def _open(office: Path | None) -> tuple[Settings, Keys]:
    settings = Settings.load(office={"folder": office} if office else None)
    return settings, Keys(Store(settings.office.folder))


def _said(settings: Settings) -> Callable[..., str]:
    def say(what: str, **params: object) -> str:
        return message(f"keying.{what}", settings.language, **params)

    return say
