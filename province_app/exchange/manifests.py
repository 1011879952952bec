"""Taking a manifest: judged when it arrives, by the business clock. Source: annex 6, 9-15, 36."""

from base64 import b64decode
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import pairwise
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.exchange.documents import Manifest, SignedManifest, read, read_signed
from province_app.exchange.node import Node
from province_app.exchange.problems import Problem, schema_invalid
from province_app.exchange.strict_json import NotStrict
from province_app.exchange.submissions import Reply, new_id, own
from province_app.models.exchange import ExchangeManifest, ExchangeSubmission
from province_app.signing.verifier import SignatureRefused, verify_detached
from province_app.stores import exchange as store
from province_app.stores.transaction import transaction
from tiers.calendar import local_day


@dataclass(frozen=True)
class _Judged:
    """A manifest that may be held, and what it was judged against."""

    manifest: Manifest
    trust_state: str


def put_manifest(
    session: Session,
    node: Node,
    sender: str,
    submission_id: str,
    manifest_id: str,
    body: bytes,
    at: datetime,
) -> Reply:
    """Hold the manifest, or answer as before to the same bytes.

    A refused manifest is not held, but its code is: its records will be rejected with it.
    """
    key = new_id(manifest_id)
    submission = own(session, sender, submission_id)
    try:
        given = _read(SignedManifest, body, "")
        content, signature = b64decode(given.manifest), b64decode(given.signature)
        held = store.manifest(session, submission.submission_id, key)
        if held is not None or submission.state != "open":
            return _again(held, submission, content, signature)
        judged = _judge(node, submission, manifest_id, content, signature, at)
    except Problem as problem:
        if problem.status == 422 and submission.state == "open":
            with transaction(session):
                store.refuse_manifest(session, submission.submission_id, key, problem.code, at)
        raise
    return _keep(session, sender, submission_id, judged, content, signature, at)


def _read(model: type, raw: bytes, place: str) -> Any:
    try:
        return (read if not place else read_signed)(model, raw)
    except NotStrict as error:
        raise schema_invalid(error.detail, place + error.path) from error


def _judge(
    node: Node,
    submission: ExchangeSubmission,
    manifest_id: str,
    content: bytes,
    signature: bytes,
    at: datetime,
) -> _Judged:
    """Return the manifest; Problem 422 with the first of annex 6, 36, 15 that it breaks."""
    manifest = _read(Manifest, content, "/manifest")
    if manifest.manifest_id != manifest_id:
        raise schema_invalid("the manifest has another id", "/manifest/manifest_id")
    if manifest.period > submission.period:
        raise schema_invalid("the manifest is of a later period", "/manifest/period")
    if any(left.record_id >= right.record_id for left, right in pairwise(manifest.items)):
        raise schema_invalid("items are sorted by record_id, each once", "/manifest/items")
    trust = node.trust.get()
    try:
        verified = verify_detached(content, signature, trust, at)
    except SignatureRefused as error:
        raise Problem(422, error.code, error.detail) from error
    if verified.certificate_sha256 != manifest.signer.certificate_sha256:
        raise Problem(422, "signer_not_authorised", "signed with another certificate")
    if not node.agencies.get().has_unit(submission.sender, manifest.unit, local_day(at)):
        raise Problem(422, "signer_not_authorised", "the unit is not the sender's")
    return _Judged(manifest, trust.state)


def _again(
    held: ExchangeManifest | None,
    submission: ExchangeSubmission,
    content: bytes,
    signature: bytes,
) -> Reply:
    """Answer to a PUT under an id that is taken, or after the commit (annex 35)."""
    if held is not None and (held.manifest, held.signature) == (content, signature):
        return _reply(held.manifest_id, content)
    raise Problem(409, "different_body" if submission.state == "open" else "not_open")


def _keep(
    session: Session,
    sender: str,
    submission_id: str,
    judged: _Judged,
    content: bytes,
    signature: bytes,
    at: datetime,
) -> Reply:
    manifest = judged.manifest
    key = UUID(manifest.manifest_id)
    with transaction(session):
        submission = own(session, sender, submission_id, lock="share")
        if submission.state != "open":
            raise Problem(409, "not_open")
        added = store.insert_new(
            session,
            ExchangeManifest,
            submission_id=submission.submission_id,
            manifest_id=key,
            manifest=content,
            signature=signature,
            signer=UUID(manifest.signer.person),
            trust_state=judged.trust_state,
            received_at=at,
        )
        if not added:  # another request was faster
            held = store.manifest(session, submission.submission_id, key)
            return _again(held, submission, content, signature)
        store.add_manifest_items(
            session,
            submission.submission_id,
            key,
            (
                (item.record_id, item.version, item.digest, item.change == "left")
                for item in manifest.items
            ),
        )
    return _reply(key, content)


def _reply(manifest_id: UUID, content: bytes) -> Reply:
    return Reply(200, {"manifest_id": str(manifest_id), "sha256": sha256(content).hexdigest()})
