"""All checks, one after the other; one that fails keeps none of the others from being made."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rag.doctor import holdings, machine, network, program, secrets
from rag.doctor.finding import Desk, Finding
from rag.errors import SettingsInvalid
from rag.messages import DEFAULT_LANGUAGE
from rag.settings import Settings


def checkup(load: Callable[[], Settings]) -> Iterator[Finding]:
    """Yield what each check finds.

    :param load: gives the settings; where it cannot, what needs none is checked all the same.
    """
    try:
        settings = load()
    except SettingsInvalid as error:
        yield Desk("settings", DEFAULT_LANGUAGE).failed(error)
        yield program.python(DEFAULT_LANGUAGE)
        yield program.packages(DEFAULT_LANGUAGE)
        return
    language = settings.language
    yield secrets.settings_file(settings)
    yield program.python(language)
    yield program.packages(language)
    found, encoder = holdings.model(settings)
    yield found
    yield holdings.index(settings, encoder)
    yield holdings.office(settings)
    yield machine.folders(settings)
    yield machine.disk(settings)
    yield machine.clock(settings)
    yield machine.zone(settings)
    yield network.port(settings)
    yield network.chat(settings)
