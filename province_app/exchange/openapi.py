"""The OpenAPI document of the exchange, made from its addresses and its documents.

An address without an entry here, or an entry without an address, fails the start of the document.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from flask import Blueprint, Flask
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema
from werkzeug.routing import Rule

from province_app.exchange import answers, documents
from province_app.exchange.problems import TITLES

TEMPLATE = "#/components/schemas/{model}"
Codes = Mapping[int, tuple[str, ...]]

TRANSPORT: Codes = {
    400: ("content_digest_mismatch",),
    401: (
        "component_missing",
        "key_unknown",
        "request_signature_invalid",
        "created_out_of_range",
        "nonce_replayed",
    ),
    404: ("not_found",),
    405: ("method_not_allowed",),
    413: ("too_large",),
    415: ("media_type",),
    500: ("internal",),
    503: ("unavailable",),
}
SCHEMA: Codes = {422: ("schema_invalid",)}
SIGNATURES: Codes = {422: ("schema_invalid", "signature_invalid", "signer_not_authorised")}


@dataclass(frozen=True)
class Operation:
    """What an address takes and answers; the refusals of the transport are common to all."""

    answers: Mapping[int, type[BaseModel]]
    refusals: Codes = field(default_factory=dict)
    body: type[BaseModel] | None = None
    query: tuple[str, ...] = ()
    lines: bool = False  # the body is NDJSON of `Line`
    listed: bool = False  # the answer is an array


OPENING = ("different_body", "catalogue_stale", "not_open")
OPERATIONS = {
    "list_catalogues": Operation({200: answers.ListedCatalogue}, listed=True),
    "get_catalogue": Operation({200: answers.Catalogue}, query=("version",)),
    "get_requirements": Operation({200: answers.RequirementsAnswer}),
    "open_submission": Operation(
        {200: answers.SubmissionState, 201: answers.SubmissionState},
        {403: ("sender_mismatch",), 409: OPENING, **SCHEMA},
        documents.Opening,
    ),
    "put_manifest": Operation(
        {200: answers.ManifestTaken},
        {409: ("different_body", "not_open"), **SIGNATURES},
        documents.SignedManifest,
    ),
    "put_part": Operation(
        {200: answers.PartTaken}, {409: ("different_body", "not_open"), **SCHEMA}, lines=True
    ),
    "commit": Operation(
        {202: answers.SubmissionState},
        {409: ("parts_missing",), 422: ("schema_invalid", "items_mismatch")},
    ),
    "get_submission": Operation({200: answers.Status}),
    "get_results": Operation(
        {200: answers.Results}, {409: ("not_judged",), **SCHEMA}, query=("after", "limit")
    ),
    "get_receipt": Operation({200: answers.SealedReceipt}, {409: ("not_judged",)}),
    "approve": Operation(
        {200: answers.Approved}, {409: ("not_judged",), **SIGNATURES}, documents.Approval
    ),
    "put_units": Operation(
        {200: answers.UnitsTaken},
        {409: ("stale_version", "different_body"), **SCHEMA},
        documents.Units,
    ),
    "get_changes": Operation({200: answers.Changes}, SCHEMA, query=("after", "limit")),
    "look_up": Operation({200: answers.SharedRecord}, SCHEMA, documents.Lookup),
}
ID = {"type": "string", "pattern": documents.UUID}
PARAMETERS: Mapping[str, Mapping[str, Any]] = {
    "code": {"type": "string", "pattern": r"^[a-z0-9_]+$"},
    "submission_id": ID,
    "manifest_id": ID,
    "number": {"type": "integer", "minimum": 1},
    "version": {"type": "integer", "minimum": 1},
    "after": {"type": "string", "pattern": r"^[A-Za-z0-9_-]{1,64}$"},
    "limit": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 500},
}
QUERY = {"version": {"type": "string"}}
ABOUT = (
    "Every request and every answer is signed by RFC 9421 with the agency's integration key"
    " (Ed25519, label `sig1`, tag `cbccvc-exchange`); `Content-Digest` is SHA-256 of the body as"
    " sent. TT 06/2023 Đ.12, Đ.13."
)


def document(blueprint: Blueprint) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of the blueprint's addresses."""
    rules = {rule.endpoint.partition(".")[2]: rule for rule in _rules(blueprint)}
    if set(rules) != set(OPERATIONS):
        raise LookupError(f"addresses and operations differ: {set(rules) ^ set(OPERATIONS)}")
    texts = {name: _first_line(blueprint, name) for name in rules}
    paths: dict[str, dict[str, Any]] = {}
    for name, rule in rules.items():
        (method,) = (rule.methods or set()) - {"HEAD", "OPTIONS"}
        operation = _operation(name, texts[name], rule, OPERATIONS[name])
        paths.setdefault(_path(rule), {})[method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "CBCCVC exchange",
            "version": "1",
            "description": ABOUT,
        },
        "paths": paths,
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {
                "messageSignature": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "Signature",
                    "description": "With `Signature-Input` and `Content-Digest`; RFC 9421.",
                }
            },
        },
        "security": [{"messageSignature": []}],
    }


@cache
def _models() -> tuple[type[BaseModel], ...]:
    found: dict[type[BaseModel], None] = {documents.Line: None, answers.ProblemDocument: None}
    for one in OPERATIONS.values():
        found |= dict.fromkeys([*one.answers.values(), *([one.body] if one.body else [])])
    return tuple(found)


def _schemas() -> dict[str, Any]:
    _, made = models_json_schema(
        [(one, "validation") for one in _models()], by_alias=True, ref_template=TEMPLATE
    )
    schemas: dict[str, Any] = made["$defs"]
    problem = schemas["ProblemDocument"]["properties"]
    problem["code"]["enum"] = sorted(TITLES)
    for name in ("path", "parts", "catalogues"):  # left out where the contract names none
        problem[name] = next(one for one in problem[name]["anyOf"] if one.get("type") != "null")
    return schemas


def _rules(blueprint: Blueprint) -> list[Rule]:
    bare = Flask("exchange", static_folder=None)
    bare.register_blueprint(blueprint)
    return list(bare.url_map.iter_rules())


def _first_line(blueprint: Blueprint, name: str) -> str:
    bare = Flask("exchange", static_folder=None)
    bare.register_blueprint(blueprint)
    view = bare.view_functions[f"{blueprint.name}.{name}"]
    return (view.__doc__ or "").strip().splitlines()[0]


def _path(rule: Rule) -> str:
    return rule.rule.replace("<", "{").replace(">", "}")


def _operation(name: str, text: str, rule: Rule, one: Operation) -> dict[str, Any]:
    made: dict[str, Any] = {
        "operationId": name,
        "summary": text,
        "parameters": [
            *(_parameter(argument, "path") for argument in sorted(rule.arguments)),
            *(_parameter(argument, "query") for argument in one.query),
        ],
        "responses": _responses(one),
    }
    if one.lines:
        line = {"$ref": TEMPLATE.format(model="Line")}
        note = "One `Line` in each line, LF after every one; may be gzip."
        schema = {"type": "string", "description": note, "x-line": line}
        made["requestBody"] = {
            "required": True,
            "content": {"application/x-ndjson": {"schema": schema}},
        }
    elif one.body is not None:
        made["requestBody"] = {"required": True, "content": _json(one.body)}
    return made


def _parameter(name: str, place: str) -> dict[str, Any]:
    schema = QUERY.get(name, PARAMETERS[name]) if place == "query" else PARAMETERS[name]
    return {"name": name, "in": place, "required": place == "path", "schema": schema}


def _responses(one: Operation) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for status, model in one.answers.items():
        found[str(status)] = {"description": "As agreed", "content": _json(model, one.listed)}
    refusals = {**TRANSPORT, **one.refusals}
    for status, codes in refusals.items():
        content = {"schema": {"$ref": TEMPLATE.format(model="ProblemDocument")}}
        found[str(status)] = {
            "description": ", ".join(f"`{code}`" for code in codes),
            "content": {"application/problem+json": content},
        }
    return dict(sorted(found.items()))


def _json(model: type[BaseModel], listed: bool = False) -> dict[str, Any]:
    schema: dict[str, Any] = {"$ref": TEMPLATE.format(model=model.__name__)}
    if listed:
        schema = {"type": "array", "items": schema}
    return {"application/json": {"schema": schema}}
