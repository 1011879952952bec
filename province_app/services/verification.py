"""Manifests are verified again by every receiver; one question under one trust is asked once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Self
from uuid import UUID

import orjson
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from province_app.models.records import Manifest, ManifestVerification
from province_app.signing.trust import TrustList
from province_app.signing.verifier import SignatureRefused, verify_detached
from province_app.stores import manifests


@dataclass(frozen=True)
class Attested:
    """What a manifest's own bytes say, and whether its signature holds (`code` ok or why not)."""

    code: str
    _items: frozenset[str]  # one text an item: a push keeps those of the whole province

    @classmethod
    def of(cls, code: str, body: bytes) -> Self:
        """Read the manifest's body."""
        items = orjson.loads(body)["items"]
        found = (_item(one["record_id"], one["version"], one["digest"]) for one in items)
        return cls(code, frozenset(found))

    def names(self, record_id: UUID, version: int, digest: bytes) -> bool:
        """Whether the manifest's own bytes name this very version."""
        return _item(str(record_id), version, digest.hex()) in self._items


def verify_manifests(
    session: Session, manifest_ids: Collection[UUID], trust: TrustList, at: datetime
) -> dict[UUID, Attested]:
    """Return each manifest's verdict at the moment `at`, by id; keeps the verdicts.

    A verdict is kept for (CAs and CRLs, body, signature) and stands while the certificates and
    revocation lists it rests on are in force (docs/adr/0006-verdicts.md).
    """
    found = manifests.with_ids(session, manifest_ids)
    states = {manifest.id: _state(manifest, trust) for manifest in found}
    kept = {
        (row.manifest_id, row.trust_state): row.code
        for row in session.scalars(
            select(ManifestVerification).where(
                ManifestVerification.manifest_id.in_(states),
                ManifestVerification.verified_at <= at,
                ManifestVerification.holds_until > at,
            )
        )
    }
    verdicts = {}
    for manifest in found:
        code = kept.get((manifest.id, states[manifest.id]))
        if code is None:
            code = _judge(session, manifest, trust, states[manifest.id], at)
        verdicts[manifest.id] = Attested.of(code, manifest.body)
    return verdicts


def _item(record_id: str, version: int, digest: str) -> str:
    return f"{record_id} {version} {digest}"


def _state(manifest: Manifest, trust: TrustList) -> str:
    parts = (trust.state.encode(), sha256(manifest.body).digest(), manifest.signature or b"")
    return sha256(b"".join(parts)).hexdigest()


def _judge(session: Session, manifest: Manifest, trust: TrustList, state: str, at: datetime) -> str:
    code, holds_until = "ok", at
    try:
        verified = verify_detached(manifest.body, manifest.signature or b"", trust, at)
        holds_until = verified.holds_until
        if verified.certificate_sha256 != manifest.certificate_sha256:
            code = "signer_not_authorised"
    except SignatureRefused as refused:
        code = refused.code
    if code == "ok":  # a refusal is asked again each time: trust may be repaired
        session.execute(
            insert(ManifestVerification)
            .values(
                manifest_id=manifest.id,
                trust_state=state,
                code=code,
                verified_at=at,
                holds_until=holds_until,
            )
            .on_conflict_do_nothing()
        )
    return code
