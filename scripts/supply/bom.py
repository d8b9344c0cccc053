"""The bill of materials: CycloneDX 1.6 in JSON, the same bytes for the same lock."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import (
    ExternalReference,
    ExternalReferenceType,
    HashAlgorithm,
    HashType,
    Property,
    XsUri,
)
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL

from supply.facts import Fact
from supply.parts import ROOT, pyproject
from supply.pins import Pin

WEIGHTS = Path("embeddings/model")
_WEIGHTS_LICENCE = "CC-BY-SA-4.0"
_NAMESPACE = uuid.UUID("6f1a0c5e-0d0b-5c2e-9d53-0b8a3f6f7f11")  # any, but always this one


def document(
    pins: Sequence[Pin], known: Mapping[str, Fact], needs: Mapping[str, Sequence[str]]
) -> str:
    """Return the bill of materials as text.

    Args:
        pins: The lock.
        known: Licence and home of each, by normalized name.
        needs: Which packages each needs; Wence itself is ``""``.
    """
    project = pyproject()["project"]
    own = Component(
        name="wence",
        version=project["version"],
        type=ComponentType.APPLICATION,
        bom_ref="wence",
        licenses=_licences(project["license"]),
    )
    refs = {it.name: _component(it.name, pins, known[it.name]) for it in pins}
    weights = list(map(_weights, sorted((ROOT / WEIGHTS).glob("*.safetensors"))))
    bom = Bom(components=[*refs.values(), *weights])
    bom.metadata.component = own
    for name, needed in needs.items():
        others = [refs[it] for it in needed]
        bom.register_dependency(refs[name] if name else own, others if name else others + weights)
    text = make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6).output_as_string()
    return _steady(json.loads(text))


def _component(name: str, pins: Iterable[Pin], fact: Fact) -> Component:
    same = [it for it in pins if it.name == name]
    home = [ExternalReference(type=ExternalReferenceType.WEBSITE, url=XsUri(fact.home))]
    return Component(
        name=fact.name,
        version=fact.version,
        bom_ref=f"{name}@{fact.version}",
        purl=PackageURL("pypi", name=name, version=fact.version),
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=it) for it in same[0].hashes],
        licenses=_licences(fact.licence),
        external_references=home if fact.home else (),
        properties=[Property(name="wence:part", value=it.part) for it in same],
    )


def _weights(path: Path) -> Component:
    name = (WEIGHTS / path.name).as_posix()
    content = hashlib.sha256(path.read_bytes()).hexdigest()
    return Component(
        name=name,
        type=ComponentType.MACHINE_LEARNING_MODEL,
        bom_ref=name,
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=content)],
        licenses=_licences(_WEIGHTS_LICENCE),
    )


def _licences(expression: str) -> list[Any]:
    return [LicenseFactory().make_from_string(expression)]


def _steady(bom: dict[str, Any]) -> str:
    """Return a bill without the time it was made, with a serial number of what is in it."""
    bom["metadata"].pop("timestamp", None)
    bom.pop("serialNumber", None)
    bom["components"].sort(key=lambda it: str(it["bom-ref"]))
    content = json.dumps(bom, sort_keys=True)
    bom["serialNumber"] = uuid.uuid5(_NAMESPACE, content).urn
    return json.dumps(bom, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
