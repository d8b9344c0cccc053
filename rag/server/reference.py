"""The API's reference at ``/docs``, from its OpenAPI document, without a script from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from rag.messages import message
from rag.server.markup import join, tag, text

_STYLE = """
:root { color-scheme: light dark; }
body { max-width: 52rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.6 sans-serif; }
pre { padding: .75rem 1rem; overflow-x: auto; border: 1px solid; border-radius: .5rem; }
h2 { margin-top: 2.5rem; font-family: monospace; }
"""


def reference(document: Mapping[str, Any], language: str) -> str:
    """Return ``document`` as one HTML page that needs nothing but itself."""
    title = f"{document['info']['title']} {message('api.docs', language)}"
    schemas = document.get("components", {}).get("schemas", {})
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    body = [
        tag("h1", text(title)),
        tag("p", tag("a", text("openapi.json"), href="/openapi.json")),
        *_operations(document, language),
        tag("h2", text(message("api.docs_schemas", language))),
        *(
            part
            for name, schema in schemas.items()
            for part in (tag("h3", text(name), id=name), _code(schema))
        ),
    ]
    return "<!doctype html>" + tag(
        "html",
        tag("head", head, tag("title", text(title)), tag("style", _STYLE)),
        tag("body", *body),
        lang=language,
    )


def _operations(document: Mapping[str, Any], language: str) -> Iterator[str]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield tag("h2", text(f"{method.upper()} {path}"))
            yield tag("p", text(operation["summary"]))
            yield tag("p", text(operation.get("description", "")))
            request = operation.get("requestBody")
            if request:
                yield _links(message("api.docs_request", language), {"": request})
            yield _links(message("api.docs_answer", language), operation["responses"])


def _links(label: str, answers: Mapping[str, Any]) -> str:
    """Return one line that names the schema of each of ``answers`` by status."""
    named = []
    for status, answer in answers.items():
        schema = answer.get("content", {}).get("application/json", {}).get("schema", {})
        name = schema.get("$ref", "").rpartition("/")[2]
        link = tag("a", text(name), href=f"#{name}") if name else ""
        named.append(" ".join(part for part in (text(status), link) if part))
    return tag("p", tag("strong", text(label)), " ", join(f"{one}; " for one in named))


def _code(value: object) -> str:
    return tag("pre", tag("code", text(json.dumps(value, ensure_ascii=False, indent=2))))
