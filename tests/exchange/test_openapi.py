"""The OpenAPI document: complete, served, and true of what the node answers."""

from typing import Any

import pytest
import requests
import schemathesis
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from province_app.cli.openapi import openapi
from province_app.clock import system_now
from province_app.exchange import blueprint
from province_app.exchange.message_signatures import load_own_key, sign_request
from province_app.exchange.openapi import OPERATIONS, document
from tests.exchange.parties import NationalNode

CHECKS = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@schemathesis.serializer("application/x-ndjson")
def ndjson(context: Any, value: Any) -> bytes:
    """Return the bytes of a generated part."""
    return value if isinstance(value, bytes) else str(value).encode()


class Signed(requests.auth.AuthBase):
    """Signs whatever is sent, with the province's key: the hook of `requests`."""

    def __init__(self, node: NationalNode) -> None:
        self.key = load_own_key("H40/1", node.pki.key_files["H40"])

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        body = request.body or b""
        body = body.encode() if isinstance(body, str) else body
        kind = "application/x-ndjson" if "/parts/" in str(request.url) else "application/json"
        request.headers["Content-Type"] = kind
        request.headers["Content-Length"] = str(len(body))
        sign_request(request, body, self.key, system_now())
        return request


def operations(node: NationalNode) -> dict[str, Any]:
    """Return the operations of the served document by their id."""
    served = requests.get(f"{node.url}/exchange/openapi.json", timeout=20).json()
    schema = schemathesis.openapi.from_dict(served)
    schema.config.update(base_url=node.url)
    found = (result.ok() for result in schema.get_all_operations())
    return {one.definition.raw["operationId"]: one for one in found}


def test_the_document_is_served_without_a_key_and_printed(national: NationalNode) -> None:
    served = requests.get(f"{national.url}/exchange/openapi.json", timeout=20)
    assert (served.status_code, served.headers["Content-Type"]) == (200, "application/json")
    printed = CliRunner().invoke(openapi)
    assert served.json() == requests.models.complexjson.loads(printed.output)
    assert served.json()["openapi"] == "3.1.0"


def test_every_address_is_documented(monkeypatch: pytest.MonkeyPatch) -> None:
    told = document(blueprint)
    methods = [name for path in told["paths"].values() for name in path]
    assert len(methods) == len(OPERATIONS) == 14
    monkeypatch.delitem(OPERATIONS, "look_up")
    with pytest.raises(LookupError, match="look_up"):
        document(blueprint)


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_whatever_is_sent_is_answered_as_documented(name: str, national: NationalNode) -> None:
    """Schemathesis makes what is right and what is wrong; the hook signs it."""
    operation = operations(national)[name]
    signed = Signed(national)

    @given(
        case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
        | operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)
        if name not in WITHOUT_NEGATIVE
        else operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    )
    @settings(
        max_examples=12,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def tried(case: Any) -> None:
        case.call_and_validate(auth=signed, checks=CHECKS)

    tried()


# There is nothing in them that could be wrong.
WITHOUT_NEGATIVE = {"list_catalogues", "get_requirements"}
