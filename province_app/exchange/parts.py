"""Taking a part: up to 1,000 lines of NDJSON. Source: exchange contract, annex 21, 30, 35, 37."""

import re
import zlib
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy.orm import Session

from province_app.exchange import documents, strict_json
from province_app.exchange.problems import Problem, not_found, schema_invalid
from province_app.exchange.submissions import Reply, own
from province_app.models.exchange import ExchangePart, ExchangeSubmission
from province_app.stores import exchange as store
from province_app.stores.transaction import transaction

MOST_BYTES = 8 * 1024 * 1024  # as sent and decoded
MOST_LINES = 1000
GZIP = 16 + zlib.MAX_WBITS
_TEXTS = ("record_id", "digest", "manifest_id")
_ID = documents.UUID.strip("^$")
_CLAIM = re.compile(f"{_ID} [0-9a-f]{{64}} {_ID}")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,99}")


class Claim(NamedTuple):
    """Where a line stands and what it claims."""

    first_byte: int
    size: int
    record_id: str
    version: int
    digest: str  # hex
    manifest_id: str


def put_part(
    session: Session, sender: str, submission_id: str, number: str, content: bytes, at: datetime
) -> Reply:
    """Keep the decoded part, or answer as before to the same bytes."""
    if not _NUMBER.fullmatch(number):
        raise not_found()
    digest = sha256(content).digest()
    submission = own(session, sender, submission_id)
    part = _within(submission, int(number))
    known = store.part(session, submission.submission_id, part)
    if known is not None or submission.state != "open":
        return _again(known, submission, part, digest)
    claims = read_lines(content)
    with transaction(session):
        submission = own(session, sender, submission_id, lock="share")
        if submission.state != "open":
            raise Problem(409, "not_open")
        added = store.insert_new(
            session,
            ExchangePart,
            submission_id=submission.submission_id,
            part=part,
            content=content,
            sha256=digest,
            received=len(claims),
            received_at=at,
        )
        if not added:  # another request was faster
            known = store.part(session, submission.submission_id, part)
            return _again(known, submission, part, digest)
        store.add_lines(session, submission.submission_id, part, claims)
    return _reply(part, len(claims), digest)


def decoded(body: bytes, encoding: str | None) -> bytes:
    """Return the body as it was before gzip, never more than MOST_BYTES of it in memory."""
    if encoding is None:
        return body
    if encoding != "gzip":
        raise Problem(415, "media_type", "the only content encoding is gzip")
    gzip = zlib.decompressobj(GZIP)
    try:
        content = gzip.decompress(body, MOST_BYTES + 1)
    except zlib.error as error:
        raise schema_invalid("the body is not gzip") from error
    if len(content) > MOST_BYTES:
        raise Problem(413, "too_large", f"a part has at most {MOST_BYTES} bytes")
    if not gzip.eof or gzip.unused_data:
        raise schema_invalid("the body must be one complete gzip member")
    return content


def read_lines(content: bytes) -> list[Claim]:
    """Return what each line claims; Problem names the first line that cannot be read.

    Only what names the record is looked at here: all else is judged per record.
    """
    if content.count(b"\n") > MOST_LINES:
        raise Problem(413, "too_large", f"a part has at most {MOST_LINES} lines")
    claims: list[Claim] = []
    first = 0
    while first < len(content):
        end = content.find(b"\n", first)
        if end < 0:
            raise schema_invalid("the last line does not end with LF", f"/{len(claims)}")
        claims.append(_claim(content[first:end], first, len(claims)))
        first = end + 1
    return claims


def _claim(raw: bytes, first: int, number: int) -> Claim:
    try:
        line = strict_json.load_readable(raw)
    except strict_json.NotStrict as error:
        raise schema_invalid(error.detail, f"/{number}") from error
    members = line if type(line) is dict else {}
    version = members.get("version")
    texts = [text for name in _TEXTS if type(text := members.get(name)) is str]
    if (
        type(version) is int
        and 1 <= version <= strict_json.LARGEST
        and _CLAIM.fullmatch(" ".join(texts))
    ):
        record, digest, manifest = texts
        return Claim(first, len(raw), record, version, digest, manifest)
    raise schema_invalid(
        "a line is an object with record_id, version, digest and manifest_id", f"/{number}"
    )


def _within(submission: ExchangeSubmission, number: int) -> int:
    if not 1 <= number <= submission.parts:
        raise schema_invalid(f"parts are numbered from 1 to {submission.parts}")
    return number


def _again(
    known: tuple[bytes, int] | None, submission: ExchangeSubmission, part: int, digest: bytes
) -> Reply:
    """Answer to a part that is there already, or after the commit (annex 35)."""
    if known is not None and known[0] == digest:
        return _reply(part, known[1], digest)
    raise Problem(409, "different_body" if submission.state == "open" else "not_open")


def _reply(part: int, received: int, digest: bytes) -> Reply:
    return Reply(200, {"part": part, "received": received, "sha256": digest.hex()})
