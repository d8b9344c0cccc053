"""What ``deploy/`` names exists: commands, options, settings, paths; it is as closed as it says."""

from __future__ import annotations

import importlib.util
import re
import shlex
import threading
from collections.abc import Iterator
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any

import click
import pytest
import yaml
from pydantic import BaseModel

from rag.cli import main
from rag.server.shield import _SURFACE
from rag.settings import Settings

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
FILES = sorted(path for path in DEPLOY.rglob("*") if path.is_file() and path.suffix != ".pyc")
YAML = [path for path in FILES if path.suffix == ".yaml"]
KUBERNETES = [path for path in YAML if path.parent.name == "kubernetes"]
DOCKERFILE = (DEPLOY / "docker" / "Dockerfile").read_text(encoding="utf-8")


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def loaded(path: Path) -> list[Any]:
    return list(yaml.safe_load_all(path.read_text(encoding="utf-8")))


def variables() -> set[str]:
    """Return the names of all variables that settings are read from."""
    names = set()
    for name, field in Settings.model_fields.items():
        inner = type(field.default).model_fields if isinstance(field.default, BaseModel) else [""]
        names |= {"_".join(filter(None, ["WENCE", name, part])).upper() for part in inner}
    return names


def everything(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every mapping in what a YAML file holds."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from everything(one)


def commands() -> Iterator[list[str]]:
    """Yield the words after ``wence`` of every command that a file gives or a comment shows."""
    for path in YAML:
        for line in re.findall(
            r"(?<![\w/-])wence ((?:serve|ingest|staff|list|ask)\b.*)", text(path)
        ):
            yield shlex.split(re.split(r"[<>|;&]", line)[0])
        for one in everything(loaded(path)):
            given = one.get("args") or one.get("command")
            if isinstance(given, list) and str(one.get("image", "")).startswith("wence"):
                yield [str(word) for word in given]
    yield list(yaml.safe_load(re.findall(r"^CMD (\[.*\])", DOCKERFILE, re.M)[-1]))


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, DEPLOY / "docker" / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("path", YAML, ids=named)
def test_yaml_parses(path):
    assert all(isinstance(one, dict) for one in loaded(path))


def test_commands_exist():
    seen = set()
    for words in commands():
        if words[0] == "sh":
            continue
        command: click.Command | None = main
        rest = words
        while isinstance(command, click.Group):
            found = command.get_command(click.Context(command), rest[0])
            assert found, words
            seen.add(rest[0])
            command, rest = found, rest[1:]
        assert command
        known = {s for p in command.params for s in (*p.opts, *p.secondary_opts)}
        assert {word.split("=")[0] for word in rest if word.startswith("-")} <= known, words
    assert {"serve", "ingest", "staff", "add"} <= seen


@pytest.mark.parametrize("path", FILES, ids=named)
def test_variables_exist(path):
    found = set(re.findall(r"\bWENCE_[A-Z_]*[A-Z]", text(path)))
    assert found <= variables()


@pytest.mark.parametrize(
    "path", [p for p in FILES if "wence.toml" in text(p) and "[server]" in text(p)], ids=named
)
def test_settings_given_in_a_file_hold(path, tmp_path, monkeypatch):
    if path.suffix == ".toml":
        settings = text(path)
    else:
        (settings,) = [it["data"]["wence.toml"] for it in loaded(path) if it["kind"] == "ConfigMap"]
    (tmp_path / "wence.toml").write_text(settings, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert Settings.load().limits.per_minute == 60


def test_paths_exist():
    paths = {script("ready").PATH}
    for it in (it for path in KUBERNETES for it in everything(loaded(path))):
        paths |= {it["path"]} if "pathType" in it else set()
        paths |= {it["httpGet"]["path"]} if "httpGet" in it else set()
        paths |= {it["prometheus.io/path"]} if "prometheus.io/path" in it else set()
    assert paths >= {"/healthz", "/readyz", "/metrics", "/staff", "/api/feedback"}
    for path in paths:
        assert any(pattern.fullmatch(path) for pattern, _ in _SURFACE), path


def test_documents_named_exist():
    for path in FILES:
        for name in re.findall(r"\b(?:docs|deploy)/[\w./-]*\w", text(path)):
            assert (ROOT / name).exists(), (path, name)


# The image


def test_image_runs_as_nobody_in_particular_and_can_be_probed():
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    (user,) = re.findall(r"^USER (\S+)", last, re.M)
    assert all(int(number) > 0 for number in user.split(":"))
    assert "HEALTHCHECK" in last
    assert re.findall(r"^EXPOSE (\d+)", last, re.M) == [str(Settings().server.port)]
    assert set(yaml.safe_load(re.findall(r"^VOLUME (\[.*\])", last, re.M)[0])) == {
        "/srv/wence/index",
        "/srv/wence/office",
        "/tmp",
    }


def test_image_is_made_of_what_is_here_alone():
    assert not re.findall(r"^ADD\b", DOCKERFILE, re.M)
    assert "curl" not in DOCKERFILE and "wget" not in DOCKERFILE
    bases = re.findall(r"^FROM (\S+)", DOCKERFILE, re.M)
    assert all(":" in base and not base.endswith(":latest") for base in bases)
    kept = text(ROOT / ".dockerignore").splitlines()
    assert "*" in kept  # nothing but what is named
    for line in re.findall(r"^COPY (?!--from)(.*)", DOCKERFILE, re.M):
        for name in line.split()[:-1]:
            assert (ROOT / name).exists(), name
            assert any(f"!{top}" in kept for top in (name, *map(str, Path(name).parents))), name


def test_image_has_every_package_of_the_program():
    copied = set(re.findall(r"^COPY (\w+) \w+$", DOCKERFILE, re.M))
    assert copied == {path.parent.name for path in ROOT.glob("*/__init__.py")} - {
        "tests",
        "scripts",
    }


@pytest.mark.parametrize("status", [HTTPStatus.OK, HTTPStatus.SERVICE_UNAVAILABLE])
def test_healthcheck_is_that_of_readyz(status, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")  # nobody there
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object):
            pass

    ready = script("ready").ready
    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        assert ready(str(server.server_port)) == (status == HTTPStatus.OK)
    assert asked == ["/readyz"]
    assert not ready(str(server.server_port))


# Compose


def test_compose_has_no_secrets_and_no_floating_versions():
    for path in (DEPLOY / "compose").glob("*.yaml"):
        for service, it in loaded(path)[0].get("services", {}).items():
            image = it.get("image", "wence:")
            assert ":" in image and not image.endswith("latest"), service
            for name, value in (it.get("environment") or {}).items():
                if re.search("PASSWORD|SECRET|TOKEN|ACCESS_KEY|ROOT_USER", name):
                    assert ":?" in value, (service, name)  # compose ends where it is not set


def test_compose_with_milvus_builds_an_image_with_its_client():
    (compose,) = loaded(DEPLOY / "compose" / "milvus.yaml")
    for name in ("wence", "ingest"):
        extras = compose["services"][name]["build"]["args"]["EXTRAS"]
        extra = re.fullmatch(r"\$\{EXTRAS:-(\w+)\}", extras)
        assert extra
        assert "\npymilvus==" in text(DEPLOY / "lock" / f"{extra[1]}.txt")


def test_compose_services_of_ours_are_closed():
    (compose,) = loaded(DEPLOY / "compose" / "compose.yaml")
    for name in ("wence", "ingest"):
        it = compose["services"][name]
        assert it["read_only"] and it["cap_drop"] == ["ALL"]
        assert it["security_opt"] == ["no-new-privileges:true"]
    assert all(port.startswith("127.0.0.1:") for port in compose["services"]["wence"]["ports"])


# Kubernetes


def pods() -> Iterator[tuple[str, dict[str, Any]]]:
    for path in KUBERNETES:
        for one in everything(loaded(path)):
            if "containers" in one:
                yield path.stem, one


@pytest.mark.parametrize(
    ("name", "pod"), [*pods()], ids=lambda it: it if isinstance(it, str) else ""
)
def test_pods_are_closed(name, pod):
    assert pod["securityContext"]["runAsNonRoot"]
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert f"USER {pod['securityContext']['runAsUser']}:" in DOCKERFILE
    assert pod["automountServiceAccountToken"] is False
    assert pod["enableServiceLinks"] is False  # or WENCE_PORT and the like would be settings
    volumes = {it["name"] for it in pod["volumes"]}
    for it in (*pod["containers"], *pod.get("initContainers", ())):
        context = it["securityContext"]
        assert context["readOnlyRootFilesystem"] and not context["allowPrivilegeEscalation"]
        assert context["capabilities"] == {"drop": ["ALL"]}
        assert set(it["resources"]) == {"requests", "limits"}
        assert {mount["name"] for mount in it["volumeMounts"]} <= volumes


def test_only_staff_and_ingest_write_the_index():
    writers = {
        name
        for name, pod in pods()
        for it in pod["containers"]
        for mount in it["volumeMounts"]
        if mount["name"] == "index" and not mount.get("readOnly")
    }
    assert writers == {"staff", "ingest"}


def test_kustomization_has_every_resource_but_the_examples():
    (folder,) = {path.parent for path in KUBERNETES}
    (kustomization,) = loaded(folder / "kustomization.yaml")
    others = {p.name for p in KUBERNETES if not p.name.endswith(".example.yaml")}
    assert set(kustomization["resources"]) == others - {"kustomization.yaml"}
    for path in KUBERNETES:
        assert not any("namespace" in (it.get("metadata") or {}) for it in loaded(path)), path
    kinds = {it["kind"] for p in KUBERNETES for it in loaded(p)}
    assert all(
        it["kind"] != "Secret" for p in KUBERNETES if "example" not in p.name for it in loaded(p)
    )
    assert kinds >= {"Deployment", "CronJob", "Service", "HorizontalPodAutoscaler", "NetworkPolicy"}
