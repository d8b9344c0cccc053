"""``wence backup``, ``wence restore``, ``wence doctor``: for whoever runs an installation."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rag.errors import SettingsInvalid
from rag.messages import DEFAULT_LANGUAGE, message
from rag.settings import Settings
from rag.terminal import echo

if TYPE_CHECKING:  # what is heavy is imported by the command that needs it
    from rag.backup.backup import Report

_FILE = click.argument("file", type=click.Path(path_type=Path))
_INDEX = click.option("--index", type=click.Path(path_type=Path), help="index directory")
_OFFICE = click.option(
    "--office", type=click.Path(path_type=Path), help="folder of the accounts and of what is kept"
)
_JSON = click.option("--json", "as_json", is_flag=True, help="print one JSON document")
_MIB = 1024 * 1024


@click.command()
@_FILE
@click.option("--force", is_flag=True, help="replace FILE where there is one")
@_INDEX
@_OFFICE
@_JSON
def backup(file: Path, force: bool, index: Path | None, office: Path | None, as_json: bool) -> None:
    """Write the index in use and the office into one archive; a server may go on meanwhile."""
    from rag.backup.backup import backup as run

    settings = _settings(index, office)
    report = run(file, settings, force)
    size = f"{report.bytes / _MIB:.1f}"
    _tell(report, settings, "backed_up", as_json, size=size, seconds=report.seconds)


@click.command()
@_FILE
@click.option("--force", is_flag=True, help="take the place of what is there")
@_INDEX
@_OFFICE
@_JSON
def restore(
    file: Path, force: bool, index: Path | None, office: Path | None, as_json: bool
) -> None:
    """Put back the index and the office that an archive holds; a running server follows."""
    from rag.backup.restore import restore as run

    settings = _settings(index, office)
    report = run(file, settings, force)
    _tell(report, settings, "restored", as_json, created=report.contents.created)
    if report.contents.office is not None and not as_json:
        echo(message("operating.sessions", settings.language))


@click.command()
@_INDEX
@_OFFICE
@_JSON
def doctor(index: Path | None, office: Path | None, as_json: bool) -> None:
    """Say what is wrong with this installation, and what to do; exit status 1 if anything is."""
    from rag.doctor.checkup import checkup

    language, findings = _language(), []
    for finding in checkup(lambda: _settings(index, office)):
        findings.append(finding)
        if not as_json:
            said = message(f"doctor.{finding.status}", language)
            check = message(f"doctor.{finding.check}", language)
            echo(f"{said}  {check}：{finding.text}")
    healthy = all(finding.status != "bad" for finding in findings)
    if as_json:
        from rag.console import print_json

        print_json({"healthy": healthy, "findings": [it.to_dict() for it in findings]})
    if not healthy:
        sys.exit(1)


def _language() -> str:
    try:
        return Settings.load().language
    except SettingsInvalid:
        return DEFAULT_LANGUAGE


def _settings(index: Path | None, office: Path | None) -> Settings:
    return Settings.load(index=index, office={"folder": office} if office else None)


def _tell(report: Report, settings: Settings, done: str, as_json: bool, **params: Any) -> None:
    """Print what was done, and what the archive holds."""
    if as_json:
        from rag.console import print_json

        print_json(report.to_dict())
        return
    told, language = report.contents.told(), settings.language
    echo(message(f"operating.{done}", language, file=report.file, **params))
    echo(message("operating.index", language, **told["index"]))
    if told["office"] is None:
        echo(message("operating.no_office", language))
    else:
        echo(message("operating.office", language, **told["office"]))
