"""Refusals of the exchange, as `application/problem+json` (RFC 9457). Source: annex 26, 27."""

from collections.abc import Mapping
from typing import Any

import orjson

CONTENT_TYPE = "application/problem+json"
TITLES = {
    "component_missing": "The signature lacks a component or parameter",
    "key_unknown": "The key is not registered",
    "request_signature_invalid": "The signature does not verify",
    "created_out_of_range": "The signature is too old or from the future",
    "content_digest_mismatch": "The body is not the one that was signed",
    "nonce_replayed": "The signature was used before",
    "sender_mismatch": "The sender is not the holder of the key",
    "not_found": "There is no such resource",
    "method_not_allowed": "The resource does not know this method",
    "not_open": "The submission takes nothing more",
    "different_body": "The id is taken by another body",
    "catalogue_stale": "The catalogues have changed",
    "parts_missing": "Parts are missing",
    "items_mismatch": "Count, uniqueness or digest of the items does not hold",
    "not_judged": "The submission has not been judged yet",
    "stale_version": "A later version is held",
    "too_large": "The body is too large",
    "media_type": "The media type is not accepted here",
    "schema_invalid": "The content is not as agreed",
    "signature_invalid": "The signature of the document does not verify",
    "signer_not_authorised": "The signer may not sign this document",
    "internal": "The receiver failed",
    "unavailable": "The receiver is not available",
}


class Problem(Exception):
    """A refusal: its status, its stable code and what else the contract names for it."""

    def __init__(self, status: int, code: str, detail: str = "", **members: Any) -> None:
        super().__init__(f"{status} {code} {detail}".rstrip())
        self.status, self.code, self.detail = status, code, detail
        self.members: Mapping[str, Any] = members  # path, parts or catalogues

    def body(self) -> bytes:
        """Return the document."""
        return orjson.dumps(
            {
                "type": f"urn:cbccvc:exchange:{self.code}",
                "title": TITLES[self.code],
                "status": self.status,
                "code": self.code,
                "detail": self.detail,
                **self.members,
            }
        )


def not_found() -> Problem:
    """Return the one answer to all that does not exist or is another agency's."""
    return Problem(404, "not_found")


def schema_invalid(detail: str, path: str = "") -> Problem:
    """Return the refusal of content; `path` is a JSON pointer into the request's body."""
    return Problem(422, "schema_invalid", detail, path=path)
