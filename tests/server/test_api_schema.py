"""The API against its own OpenAPI document: many requests, in order and out of it.

More of them, against a server that runs: ``st run URL/openapi.json --max-examples 500``.
"""

from __future__ import annotations

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

# Not checked: that all the document allows is taken. What is blank once trimmed, a range of days
# that ends before it begins, or an unknown model cannot be said there.
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
OPERATIONS = [
    "POST /api/ask",
    "POST /api/search",
    "POST /api/feedback",
    "POST /v1/chat/completions",
    "GET /v1/models",
    "GET /v1/models/{name}",
    "GET /metrics",
    "GET /healthz",
    "GET /readyz",
]


@pytest.fixture(scope="module")
def api(real_url: str) -> schemathesis.BaseSchema:
    with httpx.Client(base_url=real_url, trust_env=False) as client:
        schema = schemathesis.openapi.from_dict(client.get("/openapi.json").json())
    schema.config.update(base_url=real_url)
    return schema


def test_no_operation_is_left_out(api: schemathesis.BaseSchema):
    found = [operation.ok().label for operation in api.get_all_operations()]
    assert sorted(found) == sorted(OPERATIONS)


@pytest.mark.parametrize("mode", GenerationMode)
@pytest.mark.parametrize("label", OPERATIONS)
def test_every_answer_is_one_that_the_document_knows(
    api: schemathesis.BaseSchema, label: str, mode: GenerationMode
):
    method, path = label.split(" ")
    operation = api[path][method]
    if mode is GenerationMode.NEGATIVE and not operation.body:
        return  # there is nothing to do wrong

    @settings(
        max_examples=30 if operation.body else 5,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(generation_mode=mode))
    def ask(case: schemathesis.Case) -> None:
        case.call_and_validate(checks=CHECKS, timeout=20)

    ask()
