"""Cases of the transport: signatures, their order of refusal, content types, limits."""

from datetime import timedelta
from uuid import uuid4

from province_app.clock import system_now
from province_app.exchange.conformance.kit import Deviation, Kit, case
from province_app.exchange.conformance.party import JSON, NDJSON, PREFIX, Signature, stranger
from province_app.exchange.message_signatures import REQUEST_COVERS

CATALOGUES = "/catalogues"
OLD = timedelta(seconds=310)
MOST_BYTES = 8 * 1024 * 1024


@case("an answer is signed and bound to the request that it answers", "annex 19, 20")
def signed_answer(kit: Kit) -> None:
    reply = kit.party.call("GET", CATALOGUES)
    kit.good(reply, 200)
    kit.expect(JSON, reply.headers.get("Content-Type"))
    kit.expect(str(len(reply.body)), reply.headers.get("Content-Length"))


@case("parameters of a signature come in any order, `alg` may be named", "annex 17, 18")
def other_forms(kit: Kit) -> None:
    kit.good(kit.party.call("GET", CATALOGUES, signature=Signature(turned=True)), 200)
    kit.good(kit.party.call("GET", CATALOGUES, signature=Signature(alg="ed25519")), 200)


@case("a request without a signature is refused", "annex 26")
def unsigned(kit: Kit) -> None:
    request = kit.party.request("GET", CATALOGUES)
    for name in ("Signature", "Signature-Input"):
        del request.headers[name]
    reply = kit.party.send(request)
    kit.expect((401, "component_missing"), reply.code)


@case("a signature without one of its parameters is refused", "§2, annex 26")
def parameter_missing(kit: Kit) -> None:
    for name in ("created", "expires", "nonce", "keyid", "tag"):
        reply = kit.party.call("GET", CATALOGUES, signature=Signature(left_out=name))
        kit.expect((name, 401, "component_missing"), (name, *reply.code))


@case("a signature that covers less, more, or in another order is refused", "annex 18")
def other_components(kit: Kit) -> None:
    for covers in (REQUEST_COVERS[:3], REQUEST_COVERS[::-1], (*REQUEST_COVERS, "content-length")):
        reply = kit.party.call("GET", CATALOGUES, signature=Signature(covers=covers))
        kit.refused(reply, 401, "component_missing")


@case("a second signature is refused", "annex 18")
def two_signatures(kit: Kit) -> None:
    request = kit.party.request("GET", CATALOGUES)
    for name in ("Signature", "Signature-Input"):
        request.headers[name] += ", " + str(request.headers[name]).replace("sig1", "sig2", 1)
    kit.refused(kit.party.send(request), 401, "component_missing")


@case("a key that is not registered is refused", "annex 24, 26")
def unknown_key(kit: Kit) -> None:
    key = stranger(f"{kit.party.agency}/999999")
    kit.refused(kit.party.call("GET", CATALOGUES, key=key), 401, "key_unknown")


@case("a signature by another key is refused", "annex 26")
def wrong_key(kit: Kit) -> None:
    key = stranger(kit.party.key.key_id)
    kit.refused(kit.party.call("GET", CATALOGUES, key=key), 401, "request_signature_invalid")


@case("a signature for another address or method is refused", "§2, annex 23")
def spliced(kit: Kit) -> None:
    request = kit.party.request("GET", "/requirements")
    request.url = kit.party.origin + PREFIX + CATALOGUES
    kit.refused(kit.party.send(request), 401, "request_signature_invalid")
    request = kit.party.request("PUT", CATALOGUES)
    request.method = "GET"
    kit.refused(kit.party.send(request), 401, "request_signature_invalid")


@case("a signature that is too old or from the future is refused", "annex 25")
def out_of_range(kit: Kit) -> None:
    for shift in (-OLD, OLD):
        signature = Signature(created=system_now() + shift)
        reply = kit.party.call("GET", CATALOGUES, signature=signature)
        kit.refused(reply, 401, "created_out_of_range")


@case("a body that is not the signed one is refused", "annex 21, 26")
def other_body(kit: Kit) -> None:
    request = kit.party.request("PUT", f"/submissions/{uuid4()}", b'{"a":1}')
    request.body = b'{"a":2}'
    kit.refused(kit.party.send(request), 400, "content_digest_mismatch")


@case("a signature is used once", "annex 25, 26")
def replayed(kit: Kit) -> None:
    request = kit.party.request("GET", CATALOGUES)
    kit.good(kit.party.send(request), 200)
    kit.refused(kit.party.send(request), 401, "nonce_replayed")
    again = kit.party.call("GET", CATALOGUES, signature=Signature(nonce=_nonce(request.headers)))
    kit.refused(again, 401, "nonce_replayed")


@case("a refused request does not use up its nonce", "annex 25")
def nonce_kept(kit: Kit) -> None:
    signature = Signature(created=system_now() - OLD)
    kit.refused(kit.party.call("GET", CATALOGUES, signature=signature), 401, "created_out_of_range")
    kit.good(kit.party.call("GET", CATALOGUES, signature=Signature(nonce=signature.nonce)), 200)


@case("transport refusals come in the agreed order", "annex 26")
def order(kit: Kit) -> None:
    old = Signature(created=system_now() - OLD)
    unknown = stranger(f"{kit.party.agency}/999999")
    reply = kit.party.call("GET", CATALOGUES, signature=Signature(left_out="tag"), key=unknown)
    kit.refused(reply, 401, "component_missing")
    kit.refused(kit.party.call("GET", CATALOGUES, signature=old, key=unknown), 401, "key_unknown")
    wrong = stranger(kit.party.key.key_id)
    reply = kit.party.call("GET", CATALOGUES, signature=old, key=wrong)
    kit.refused(reply, 401, "request_signature_invalid")
    request = kit.party.request("PUT", "/submissions/x", b"1", signature=old)
    request.body = b"2"
    kit.refused(kit.party.send(request), 401, "created_out_of_range")
    first = kit.party.request("GET", CATALOGUES)
    kit.good(kit.party.send(first), 200)
    second = kit.party.request(
        "PUT", "/submissions/x", b"1", signature=Signature(nonce=_nonce(first.headers))
    )
    second.body = b"2"
    kit.refused(kit.party.send(second), 400, "content_digest_mismatch")


@case("content types have no parameters, and only parts are NDJSON or gzip", "annex 21, 22")
def media_types(kit: Kit) -> None:
    path = f"/submissions/{uuid4()}"
    for content_type, headers in (
        (f"{JSON}; charset=utf-8", {}),
        (NDJSON, {}),
        (JSON, {"Content_Encoding": "gzip"}),
    ):
        reply = kit.party.call("PUT", path, b"{}", content_type, **headers)
        kit.refused(reply, 415, "media_type")
    kit.refused(kit.party.call("PUT", f"{path}/parts/1", b"", JSON), 415, "media_type")
    reply = kit.party.call("PUT", f"{path}/parts/1", b"", NDJSON, Content_Encoding="br")
    kit.refused(reply, 415, "media_type")


@case("an address or method that does not exist is refused", "annex 27")
def not_there(kit: Kit) -> None:
    kit.refused(kit.party.call("GET", "/nothing"), 404, "not_found")
    kit.refused(kit.party.call("DELETE", CATALOGUES), 405, "method_not_allowed")


@case("a body beyond 8 MiB is refused", "annex 37")
def too_large(kit: Kit) -> None:
    reply = kit.party.call("PUT", f"/submissions/{uuid4()}", b" " * (MOST_BYTES + 1))
    kit.refused(reply, 413, "too_large")


@case("JSON that is not strict is refused, never repaired", "annex 3, 28")
def strict(kit: Kit) -> None:
    path = f"/submissions/{uuid4()}"
    for body in (
        b'{"sender":"H40","sender":"H40"}',
        b'{"count":1.0}',
        b'{"count":9007199254740993}',
        b'{"period":"a\xcc\x81"}',
        b"\xff",
        b"",
    ):
        reply = kit.party.call("PUT", path, body)
        kit.expect((body, 422, "schema_invalid"), (body, *reply.code))


def _nonce(headers: object) -> str:
    written = str(headers["Signature-Input"])  # type: ignore[index]
    _, found, rest = written.partition('nonce="')
    if not found:
        raise Deviation("a nonce in our own request", written)
    return rest.partition('"')[0]
