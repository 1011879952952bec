"""Holds an answer to what the OpenAPI document says of its address."""

from functools import cache
from urllib.parse import urlsplit

import requests
from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from province_app.exchange import blueprint
from province_app.exchange.answers import ProblemDocument
from province_app.exchange.openapi import OPERATIONS, TRANSPORT, Operation


def hold_to_document(response: requests.Response) -> None:
    """Fail unless status, content type, code and form are documented."""
    one = _operation(response.request)
    content_type = response.headers["Content-Type"]
    if response.status_code < 400:
        assert one is not None
        assert content_type == "application/json"
        model = one.answers[response.status_code]
        for value in response.json() if one.listed else [response.json()]:
            model.model_validate(value)
        return
    assert content_type == "application/problem+json"
    problem = ProblemDocument.model_validate(response.json())
    refusals = {**TRANSPORT, **(one.refusals if one else {})}
    assert problem.code in refusals[response.status_code], (response.url, problem)


def _operation(request: requests.PreparedRequest) -> Operation | None:
    try:
        path = urlsplit(str(request.url)).path
        endpoint, _ = _addresses().match(path, method=request.method)
    except HTTPException:
        return None
    return OPERATIONS.get(endpoint.partition(".")[2])


@cache
def _addresses() -> MapAdapter:
    bare = Flask("addresses", static_folder=None)
    bare.register_blueprint(blueprint)
    return bare.url_map.bind("node")
