"""The documents cannot rot: settings, errors, commands and both READMEs are checked."""

import importlib.util
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import click
import pytest
from pydantic import BaseModel, SecretStr

import eval.errors  # noqa: F401 (its classes count too)
import rag.backup.errors
import rag.server.api
import rag.server.staff.filters  # noqa: F401
from eval.bench.plot import digest
from eval.metrics import table
from rag import errors
from rag.cli import main
from rag.settings import Settings

ROOT = Path(__file__).parent.parent
ENGLISH = (ROOT / "README.md").read_text(encoding="utf-8")
CHINESE = (ROOT / "README.zh-CN.md").read_text(encoding="utf-8")


def doc(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def code_blocks(text: str) -> list[str]:
    return re.findall(r"^```.*?^```$", text, re.M | re.S)


def headings(text: str) -> list[str]:
    outside = re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)
    return re.findall(r"^(#+) ", outside, re.M)


def setting_rows() -> Iterator[str]:
    """Yield the row of ``docs/settings.md`` that each setting must have."""
    for name, field in Settings.model_fields.items():
        if isinstance(field.default, BaseModel):
            for inner, inner_field in type(field.default).model_fields.items():
                yield _row(f"{name}.{inner}", inner_field.default, inner_field.description)
        else:
            yield _row(name, field.default, field.description)


def _row(name: str, default: object, description: str | None) -> str:
    if isinstance(default, SecretStr):
        default = default.get_secret_value()
    if isinstance(default, tuple):
        default = ", ".join(default)
    shown = f"`{str(default).lower() if isinstance(default, bool) else default}`"
    variable = "WENCE_" + name.replace(".", "_").upper()
    return f"| `{name}` | `{variable}` | {shown if str(default) else 'empty'} | {description} |"


def error_classes(
    base: type[errors.WenceError] = errors.WenceError,
) -> Iterator[type[errors.WenceError]]:
    for sub in base.__subclasses__():
        yield sub
        yield from error_classes(sub)


def test_readmes_show_the_same_commands():
    assert code_blocks(ENGLISH) == code_blocks(CHINESE)


def test_readmes_have_the_same_sections():
    assert headings(ENGLISH) == headings(CHINESE)


@pytest.mark.parametrize("text", [ENGLISH, CHINESE], ids=["README.md", "README.zh-CN.md"])
def test_readme_links_stand(text):
    for target in re.findall(r"\]\((?!http|#)([^)#]+)", text):
        assert (ROOT / target).exists(), target


def test_settings_table_is_complete():
    rows = [line for line in doc("settings.md").splitlines() if line.startswith("| `")]
    assert rows == list(setting_rows())


def test_errors_table_is_complete():
    rows = re.findall(r"^\| `(\w+)` \| `(\w+)` \|", doc("errors.md"), re.M)
    ours = [sub for sub in error_classes() if sub.__module__.startswith("rag.errors.")]
    assert sorted(rows) == sorted((sub.__name__, sub.key) for sub in ours)


def test_errors_of_other_rooms_are_mentioned():
    text = doc("errors.md")
    assert [sub.__name__ for sub in error_classes() if f"`{sub.__name__}`" not in text] == []


def test_every_metric_is_documented():
    text = doc("metrics.md")
    assert [metric.name for metric in table() if f"`{metric.name}`" not in text] == []


def command_lines() -> dict[str, list[str]]:
    """Return each subcommand with the spellings of its options and of those below it."""
    context = click.Context(main)
    commands = {name: main.get_command(context, name) for name in main.list_commands(context)}
    return {
        name: [
            spelling
            for one in (command, *getattr(command, "commands", {}).values())
            for parameter in one.params
            if isinstance(parameter, click.Option)
            for spelling in (*parameter.opts, *parameter.secondary_opts)
        ]
        for name, command in commands.items()
        if command is not None
    }


def script(name: str) -> ModuleType:
    """Return ``scripts/<name>.py``, which is no package."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def fill() -> Callable[[str, Path], str]:
    """Return ``filled`` of ``scripts/readme.py``."""
    filled: Callable[[str, Path], str] = script("readme").filled
    return filled


def test_benchmarks_shown_are_those_that_were_kept():
    it = script("benchmarks")
    report = it.kept()
    for path, shown in it.TABLES.items():
        text = path.read_text(encoding="utf-8")
        assert "| ---: |" in text.partition("<!-- benchmarks -->")[2]
        assert text == it.filled(text, report, *shown), "python scripts/benchmarks.py"
    for path in it.PLOTS:  # another matplotlib draws other bytes: they name their figures
        assert digest(report) in path.read_text(encoding="utf-8"), "python scripts/benchmarks.py"


def test_the_soak_shown_is_the_one_that_was_kept_and_broke_no_promise():
    it = script("soak")
    text, report = it.PAGE.read_text(encoding="utf-8"), it.kept()
    assert text == it.filled(text, report), "python scripts/soak.py"
    assert report.facts["plan"]["seconds"] >= 30 * 60
    assert len(report.promises) == 6
    assert report.broken == ()


@pytest.mark.parametrize("text", [ENGLISH, CHINESE], ids=["README.md", "README.zh-CN.md"])
def test_outputs_shown_are_real(text, fill, tmp_path_factory):
    folder = tmp_path_factory.getbasetemp() / "readme"
    folder.mkdir(exist_ok=True)
    real = code_blocks(fill(text, folder))
    assert code_blocks(text) == real, "python scripts/readme.py fills the outputs in anew"


@pytest.mark.parametrize("text", [ENGLISH, CHINESE], ids=["README.md", "README.zh-CN.md"])
def test_readme_names_every_command(text):
    assert [name for name in command_lines() if f"wence {name}" not in text] == []


def test_every_option_is_documented():
    sections = dict(
        re.findall(r"^## `wence (\w+)[^`]*`\n(.*?)(?=^## |\Z)", doc("commands.md"), re.M | re.S)
    )
    common = doc("commands.md").split("\n## `")[0]
    missing = [
        f"{name} {option}"
        for name, options in command_lines().items()
        for option in options
        if f"`{option}" not in sections.get(name, "") + common
    ]
    assert missing == []


def test_no_command_is_documented_that_is_not_there():
    documented = re.findall(r"^## `wence (\w+)", doc("commands.md"), re.M)
    assert sorted(documented) == sorted(command_lines())
