"""The lock, licences and bill of materials agree with each other and with pyproject.toml."""

from __future__ import annotations

import ast
import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import cyclonedx.schema
import jsonschema_rs
import pytest
from packaging.licenses import canonicalize_license_expression
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "scripts"))
from supply import audit, facts, licences, parts, pins, resolve  # noqa: E402

PINS = pins.read()
BILL = json.loads(parts.SBOM.read_text(encoding="utf-8"))
COMPONENTS = {it["bom-ref"].split("@")[0]: it for it in BILL["components"]}
NEEDS = {it["ref"].split("@")[0]: it.get("dependsOn", []) for it in BILL["dependencies"]}
PROJECT = parts.pyproject()["project"]
EXTRAS = PROJECT["optional-dependencies"]
DECLARED = [Requirement(it) for some in [PROJECT["dependencies"], *EXTRAS.values()] for it in some]
DATED = {"argon2-cffi", "packaging"}  # versions are dates, which say nothing of what breaks
# Never imported: what else uses them stands beside each in pyproject.toml.
UNIMPORTED = {"dashscope", "langchain", "mcp", "python-multipart", "rank-bm25"}
INSTALLED_TOGETHER = [("wence",), ("wence", "milvus"), ("wence", "torch", "cuda"), ("build",)]


# pyproject.toml


@pytest.mark.parametrize("requirement", DECLARED, ids=lambda it: it.name)
def test_dependencies_are_bounded(requirement):
    if requirement.name == "wence":
        return
    operators = {it.operator for it in requirement.specifier}
    assert operators == ({">="} if requirement.name in DATED else {">=", "<"})


def statements(node: ast.AST) -> Iterator[ast.AST]:
    for name in ("body", "orelse", "handlers", "finalbody", "cases"):
        within = getattr(node, name, None)
        for it in within if isinstance(within, list) else ():
            yield it
            yield from statements(it)


def imported(*places: str) -> set[str]:
    """Return the names of foreign modules that are imported anywhere below ``places``."""
    names = set()
    for place in places:
        for path in [ROOT / place] if place.endswith(".py") else (ROOT / place).rglob("*.py"):
            for it in statements(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(it, ast.Import):
                    names |= {one.name.partition(".")[0] for one in it.names}
                elif isinstance(it, ast.ImportFrom) and not it.level and it.module:
                    names.add(it.module.partition(".")[0])
    ours = {path.parent.name for path in ROOT.glob("*/__init__.py")} | {"app"}
    return names - set(sys.stdlib_module_names) - ours


def modules(name: str) -> set[str]:
    """Return the names that an installed package is imported by."""
    told = metadata.distribution(name).read_text("top_level.txt")
    if told:
        return set(told.split())
    files = metadata.files(name) or ()
    tops = {it.parts[0] for it in files if len(it.parts) > 1 or it.suffix in (".py", ".so")}
    return {it.partition(".")[0] for it in tops if not it.endswith(("-info", ".libs"))}


def test_what_is_imported_is_declared_and_the_other_way_round():
    optional = [it for name in ("train", "eval", "milvus") for it in EXTRAS[name]]
    declared = {Requirement(it).name for it in [*PROJECT["dependencies"], *optional]}
    used = imported("rag", "embeddings", "eval", "prompts", "samples", "app.py")
    by = {name: modules(name) for name in declared}
    assert used - set().union(*by.values()) == set()
    assert {name for name, owned in by.items() if not owned & used} == UNIMPORTED
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    for name in UNIMPORTED:
        assert any(f'"{name}>' in it and " # " in it for it in lines), name


# The lock


def test_lock_is_within_bounds():
    for part in parts.PARTS:
        locked = {it.name: it.version for it in PINS if it.part in (part, "wence", "torch", "cuda")}
        if part in ("milvus", "build"):
            locked = {it.name: it.version for it in PINS if it.part in (part, "wence")}
        for it in map(Requirement, parts.requirements(part)):
            assert it.specifier.contains(locked[canonicalize_name(it.name)]), it


def test_lock_has_one_version_of_each_and_the_bytes_of_every_wheel():
    assert len({(it.name, it.part) for it in PINS}) == len(PINS)
    assert len({(it.name, it.version, it.hashes) for it in PINS}) == len({it.name for it in PINS})
    assert all(it.hashes and len(set(it.hashes)) == len(it.hashes) for it in PINS)


@pytest.mark.parametrize("together", INSTALLED_TOGETHER, ids="+".join)
def test_lock_is_complete(together):
    wanted = {canonicalize_name(Requirement(it).name) for it in parts.requirements(together[-1])}
    found: set[str] = set()
    while wanted:
        found |= wanted
        wanted = {it.split("@")[0] for name in wanted for it in NEEDS[name]} - found
    assert found == {it.name for it in PINS if it.part in together}


def test_graph_is_what_installed_packages_ask_for():
    known = {}
    for name, it in COMPONENTS.items():
        try:
            here = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            here = None
        requires: tuple[str, ...] = tuple(it.split("@")[0] for it in NEEDS.get(name, []))
        if here and here.version.partition("+")[0] == it.get("version") and name != "torch":
            requires = tuple(here.requires or ())
        known[name] = facts.Fact(name, it.get("version", ""), "MIT", "", requires)
    assert sum(it.requires != () for it in known.values()) > 40
    needs = facts.graph(known)
    for name in known:
        assert needs[name] == sorted(it.split("@")[0] for it in NEEDS.get(name, [])), name


def test_lock_is_read_as_written(tmp_path):
    pins.write(PINS, tmp_path)
    for part in parts.PARTS:
        assert (tmp_path / f"{part}.txt").read_bytes() == (parts.LOCKS / f"{part}.txt").read_bytes()
    path = tmp_path / "milvus.txt"
    path.write_text(path.read_text() + "numpy==2.0.0\n")
    with pytest.raises(ValueError, match="numpy"):
        pins.read(tmp_path)


def test_no_place_is_named_but_homes():
    for path in [*parts.LOCKS.iterdir(), parts.LICENCES]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"pythonhosted|pypi\.org|index-url|find-links|file:|/tmp/|/opt/", text)


def wheel(name: str) -> dict[str, object]:
    return {"url": f"there/{name}", "hashes": {"sha256": hashlib.sha256(name.encode()).hexdigest()}}


def test_wheels_are_those_that_machines_may_pick():
    names = ["cp311-cp311-manylinux_2_28_", "cp311-abi3-manylinux2014_"]
    good = [wheel(f"a-1-{it}{machine}.whl") for it in names for machine in parts.MACHINES]
    others = ["cp310-cp310-manylinux_2_28_x86_64", "cp313-cp313t-manylinux_2_28_x86_64"]
    others += [
        "cp311-abi3-win_amd64",
        "cp311-abi3-musllinux_1_2_x86_64",
        "py3-none-macosx_11_0_arm64",
    ]
    bad = [wheel(f"a-1-{it}.whl") for it in others]
    package = {"name": "A", "version": "1", "wheels": [*good, *bad]}
    pin = resolve._pin(package, "wence")
    assert pin and set(pin.hashes) == {it["hashes"]["sha256"] for it in good}
    assert not resolve._pin({**package, "marker": "sys_platform == 'win32'"}, "wence")
    with pytest.raises(resolve.Unlockable, match=r"3\.12"):
        resolve._pin({**package, "wheels": good[:2]}, "wence")


# Licences


def test_every_licence_is_known_and_lets_wence_be_passed_on():
    text = parts.LICENCES.read_text(encoding="utf-8")
    rows = [it.strip("| ").split(" | ") for it in text.splitlines() if it.count("|") == 6][2:]
    assert [(row[0], row[1], row[3]) for row in rows] == [
        (it.name, it.version, it.part) for it in sorted(PINS, key=lambda it: (it.name, it.part))
    ]
    for name, _, licence, part, *_ in rows:
        assert canonicalize_license_expression(licence) == licence
        alternatives = re.split(r" OR (?![^(]*\))", licence)
        assert any("GPL" not in it for it in alternatives), name
        assert part == "cuda" or "LicenseRef" not in licence, name
        (said,) = COMPONENTS[name]["licenses"]
        of = said.get("license", {})
        assert licence == said.get("expression", of.get("id", of.get("name"))), name
    assert licences.READ.keys() <= {it.name for it in PINS}  # none is left behind


@pytest.mark.parametrize(
    ("said", "licence"),
    [
        ({"license_expression": "MIT OR Apache-2.0"}, "MIT OR Apache-2.0"),
        ({"license": "Apache License, Version 2.0"}, "Apache-2.0"),
        ({"license": "x\ny", "classifier": ["License :: OSI Approved :: MIT License"]}, "MIT"),
        ({"license": "BSD", "classifier": ["License :: OSI Approved :: BSD License"]}, None),
        ({}, None),
    ],
)
def test_licence_of_metadata(said, licence):
    if licence:
        assert licences.spdx("some", said) == licence
    else:
        with pytest.raises(ValueError, match="some"):
            licences.spdx("some", said)


# The bill of materials


def test_bill_is_valid_and_the_same_whenever_it_is_made():
    folder = Path(cyclonedx.schema.__file__).parent / "_res"
    bill, *others = (
        json.loads((folder / f"{name}.SNAPSHOT.schema.json").read_text(encoding="utf-8"))
        for name in ("bom-1.6", "jsf-0.82", "spdx")
    )
    # The first refers to the others by the names of their files.
    names = ("jsf-0.82.SNAPSHOT.schema.json", "spdx.SNAPSHOT.schema.json")
    where = [f"http://cyclonedx.org/schema/{name}" for name in names]
    registry = jsonschema_rs.Registry(list(zip(where, others, strict=True)))
    schema = jsonschema_rs.Draft7Validator(bill, registry=registry)
    schema.validate(BILL)
    assert "timestamp" not in BILL["metadata"]
    unknown = {"type": "library", "name": "a", "licenses": [{"license": {"id": "None-Such"}}]}
    assert not schema.is_valid({**BILL, "components": [unknown]})


def test_bill_lists_the_lock_and_the_model():
    own = BILL["metadata"]["component"]
    assert (own["name"], own["version"]) == ("wence", PROJECT["version"])
    for it in PINS:
        component = COMPONENTS[it.name]
        assert component["purl"] == f"pkg:pypi/{it.name}@{it.version}"
        assert {one["content"] for one in component["hashes"]} == set(it.hashes)
    weights = {
        path.relative_to(ROOT).as_posix(): path for path in ROOT.glob("embeddings/model/*.safe*")
    }
    assert weights.keys() == COMPONENTS.keys() - {it.name for it in PINS} != set()
    for name, path in weights.items():
        (said,) = COMPONENTS[name]["hashes"]
        assert said["content"] == hashlib.sha256(path.read_bytes()).hexdigest(), "scripts/lock"
        assert name in NEEDS["wence"] and name in parts.LICENCES.read_text(encoding="utf-8")


# The audit


def answered(*packages: dict[str, object]) -> dict[str, object]:
    return {"dependencies": list(packages), "fixes": []}


def test_audit_never_takes_silence_for_safety(monkeypatch, capsys):
    good = {"name": "a", "version": "1", "vulns": []}
    weak = {**good, "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"]}]}
    skipped = {"name": "b", "skip_reason": "not found"}
    assert audit.summary(answered(good))[0] == audit.CLEAN
    assert audit.summary(answered(good, skipped))[0] == audit.UNASKED
    assert audit.summary(answered())[0] == audit.UNASKED
    status, text = audit.summary(answered(weak, skipped))
    assert status == audit.WEAK
    assert "a 1: PYSEC-1, fixed in 1.1" in text and "1 not answered" in text
    monkeypatch.setattr(
        subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 1, "", "no answer\n")
    )
    assert audit.main([]) == audit.UNASKED
    assert "nothing was audited" in capsys.readouterr().err
