"""The addresses of the exchange: each calls one service and answers with its reply.

The steps are those of TT 06/2023 Đ.13.
"""

import orjson
from flask import Blueprint, Response, g, request

from province_app.clock import business_now
from province_app.exchange import catalogues as catalogue_pages
from province_app.exchange import manifests, parts, receipts, sharing, submissions, units
from province_app.exchange.authentication import JSON, PREFIX, guard, node, refusal, sign
from province_app.exchange.openapi import document
from province_app.exchange.requirements import published
from province_app.exchange.submissions import Reply
from province_app.extensions import db

blueprint = Blueprint("exchange", __name__, url_prefix=PREFIX)
blueprint.before_app_request(guard)
blueprint.after_app_request(sign)
blueprint.register_error_handler(Exception, refusal)


# Outside the prefix, so that whoever has no key yet can read it.
about = Blueprint("exchange_about", __name__, url_prefix="/exchange")


@about.get("/openapi.json")
def openapi() -> Response:
    """What the exchange takes and answers."""
    return Response(orjson.dumps(document(blueprint)), content_type=JSON)


def answer(reply: Reply) -> Response:
    """Return the reply as JSON."""
    response = Response(orjson.dumps(reply.content), reply.status, content_type=JSON)
    if reply.etag is not None:
        response.headers["ETag"] = f'"{reply.etag}"'
    return response


@blueprint.get("/catalogues")
def list_catalogues() -> Response:
    """Step 1: the current catalogues and their digests."""
    return answer(catalogue_pages.listing(db.session()))


@blueprint.get("/catalogues/<code>")
def get_catalogue(code: str) -> Response:
    """Step 1: one catalogue with its entries."""
    return answer(catalogue_pages.one(db.session(), code, request.args.get("version")))


@blueprint.get("/requirements")
def get_requirements() -> Response:
    """What a record needs, and by which catalogues it is checked."""
    return answer(Reply(200, published()))


@blueprint.put("/submissions/<submission_id>")
def open_submission(submission_id: str) -> Response:
    """Step 2: open."""
    return answer(
        submissions.open_submission(
            db.session(),
            node(),
            g.exchange_sender,
            submission_id,
            request.get_data(),
            business_now(),
        )
    )


@blueprint.put("/submissions/<submission_id>/manifests/<manifest_id>")
def put_manifest(submission_id: str, manifest_id: str) -> Response:
    """Step 2: bring a signed manifest."""
    return answer(
        manifests.put_manifest(
            db.session(),
            node(),
            g.exchange_sender,
            submission_id,
            manifest_id,
            request.get_data(),
            business_now(),
        )
    )


@blueprint.put("/submissions/<submission_id>/parts/<number>")
def put_part(submission_id: str, number: str) -> Response:
    """Step 2: bring records."""
    content = parts.decoded(request.get_data(), request.headers.get("Content-Encoding"))
    return answer(
        parts.put_part(
            db.session(), g.exchange_sender, submission_id, number, content, business_now()
        )
    )


@blueprint.post("/submissions/<submission_id>/commit")
def commit(submission_id: str) -> Response:
    """Step 2: close."""
    return answer(
        submissions.commit(
            db.session(), g.exchange_sender, submission_id, request.get_data(), business_now()
        )
    )


@blueprint.get("/submissions/<submission_id>")
def get_submission(submission_id: str) -> Response:
    """Step 3: how far it has come; where to go on after a stop."""
    return answer(submissions.status(db.session(), g.exchange_sender, submission_id))


@blueprint.get("/submissions/<submission_id>/results")
def get_results(submission_id: str) -> Response:
    """Step 3: the log, one outcome a record."""
    after, limit = request.args.get("after"), request.args.get("limit")
    return answer(receipts.results(db.session(), g.exchange_sender, submission_id, after, limit))


@blueprint.get("/submissions/<submission_id>/receipt")
def get_receipt(submission_id: str) -> Response:
    """Step 3: the proof."""
    return answer(receipts.receipt(db.session(), g.exchange_sender, submission_id))


@blueprint.post("/submissions/<submission_id>/approval")
def approve(submission_id: str) -> Response:
    """Step 4: the agency's approval by digital signature."""
    return answer(
        receipts.approve(
            db.session(),
            node(),
            g.exchange_sender,
            submission_id,
            request.get_data(),
            business_now(),
        )
    )


@blueprint.put("/units/<version>")
def put_units(version: str) -> Response:
    """The tree of units with their quotas."""
    return answer(
        units.put_units(
            db.session(),
            node().agencies.get(),
            g.exchange_sender,
            version,
            request.get_data(),
            business_now(),
        )
    )


@blueprint.get("/changes")
def get_changes() -> Response:
    """What is shared back with the agency."""
    after, limit = request.args.get("after"), request.args.get("limit")
    agencies = node().agencies.get()
    return answer(
        sharing.changes(db.session(), agencies, g.exchange_sender, after, limit, business_now())
    )


@blueprint.post("/lookups")
def look_up() -> Response:
    """A person whom the agency receives from outside.

    A province tells departments nothing here: it moves people between them itself (Quy chế Đ.10.3).
    """
    return answer(
        sharing.look_up(
            db.session(),
            node().agencies.get(),
            g.exchange_sender,
            request.get_data(),
            business_now(),
            of_others=node().level == "national",
        )
    )
