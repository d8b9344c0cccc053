"""The options that filter notices, the same for every command with a question."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import wraps
from typing import Any

import click

from rag.errors import FilterInvalid
from rag.settings import Settings

_DAY = click.DateTime(["%Y-%m-%d"])
_IN_FORCE = "--in-force"
_TODAY = "today"
_WRITTEN = re.compile(r"\d{4}-\d{1,2}-\d{1,2}", re.ASCII)


class Questioning(click.Command):
    """A command whose ``--in-force`` may stand without its day, also right before the question."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Give ``--in-force`` a day where none follows it, then parse as ever."""
        return super().parse_args(ctx, list(_with_days(args)))


def _with_days(args: Sequence[str]) -> list[str]:
    out: list[str] = []
    for at, arg in enumerate(args):
        if arg == "--":
            return [*out, *args[at:]]
        follows = args[at + 1] if at + 1 < len(args) else ""
        bare = arg == _IN_FORCE and not _WRITTEN.fullmatch(follows)
        out.append(f"{_IN_FORCE}={_TODAY}" if bare else arg)
    return out


class _DayOrToday(click.ParamType[Any]):
    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return value if value == _TODAY else _DAY.convert(value, param, ctx)


_OPTIONS = (
    click.option("--issuer", help="only notices of this issuer: a name, or the end of one"),
    click.option("--kind", help="only this kind of document (文种): how its title ends"),
    click.option("--from", "issued_from", type=_DAY, help="issued on this day or later"),
    click.option("--to", "issued_to", type=_DAY, help="issued on this day or earlier"),
    click.option(
        _IN_FORCE,
        "in_force_on",
        type=_DayOrToday(),
        metavar="[DAY]",
        help="in force on this day, today without one",
    ),
    click.option("--number", "doc_number", help="only the notice of this document number (文号)"),
    click.option("--source", help="only notices of this source file"),
)
_NAMES = ("issuer", "kind", "issued_from", "issued_to", "in_force_on", "doc_number", "source")


def filter_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options to ``command``; it is given them as ``filters``, None where there are none.

    Today is the day of ``as_of`` where the command has one.
    """

    @wraps(command)
    def collecting(**given: Any) -> None:
        chosen = {name: given.pop(name) for name in _NAMES}
        as_of = given.get("as_of")
        today = as_of.date() if as_of else date.today()
        return command(**given, filters=_filters(chosen, today))

    decorated: Callable[..., None] = collecting
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated


def _filters(chosen: dict[str, Any], today: date) -> Any:
    """Return the filters chosen on the command line.

    :raises click.UsageError: no notice can meet them.
    """
    from rag.answering.model import Filters

    values = {name: _plain(value, today) for name, value in chosen.items() if value is not None}
    try:
        return Filters(**values) if values else None
    except FilterInvalid as error:
        raise click.UsageError(error.say(Settings.load().language)) from error


def _plain(value: Any, today: date) -> Any:
    if value == _TODAY:
        return today
    return value.date() if isinstance(value, datetime) else value
