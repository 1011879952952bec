"""Everything that proves one signed version of a record, in one file for a court.

Source: Quy chế Đ.7.1b, 11.7; docs/verify.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

import orjson
from sqlalchemy.orm import Session

from province_app.models.records import Manifest
from province_app.proofs.container import pack
from province_app.proofs.readme import readme
from province_app.record.canonical import canonical
from province_app.record.schema import SECTIONS
from province_app.services.audit_inclusion import of_signature
from province_app.services.errors import Missing, refuse_state
from province_app.services.record_history import Reading, history_of
from province_app.signing.timestamps import tokens_of
from province_app.signing.trust import TrustList
from province_app.stores import audit, manifests, record_history, sections, signing_proofs
from province_app.stores.transaction import transaction
from tiers.history import Sight
from tiers.units import Officer

RESTRICTED = frozenset(name for name, info in SECTIONS.items() if info.restricted)


@dataclass(frozen=True)
class Container:
    """An evidence container, and what it is about."""

    data: bytes
    version: int
    period: str
    roots: tuple[str, ...]  # hex SHA-256 of the roots that a verifier has to trust
    in_log: bool  # with the signature's place under a signed head of the log

    @property
    def file_name(self) -> str:
        """Its name: no name of a person, no number of an identity."""
        return f"bang-chung-{self.period}-phien-ban-{self.version}.zip"


def export_for(
    session: Session, reader: Officer, person_id: UUID, version: int, trust: TrustList, at: datetime
) -> Container:
    """Return the container of a version that the reader may see, as much of it as that is.

    Restricted sections are disclosed to a reader who sees the version whole; of others the
    signature is proven all the same, by their digests. Missing outside the reader's sight; Refused
    `not_signed` for a version without a signature. The log says who took it.
    """
    reading: Reading = history_of(session, reader, person_id, at)
    if reading.guest:  # by consent the record is read, not taken along
        raise Missing
    reading.line(version)
    whole = reading.sights[version] is Sight.WHOLE
    actor = UUID(reader.person_id)
    return _export(session, person_id, version, trust, at, actor, whole)


def export(
    session: Session, person_id: UUID, version: int, trust: TrustList, at: datetime, whole: bool
) -> Container:
    """Return the container for the node's operator; errors as `export_for`."""
    return _export(session, person_id, version, trust, at, None, whole)


def signed_versions(session: Session, person_id: UUID, period: str = "") -> Sequence[int]:
    """Return the signed versions of the record, newest first; of one period if it is named."""
    return manifests.versions_of(session, person_id, period)


def _export(
    session: Session,
    person_id: UUID,
    number: int,
    trust: TrustList,
    at: datetime,
    actor: UUID | None,
    whole: bool,
) -> Container:
    with transaction(session):
        manifest = manifests.of_version(session, person_id, number)
        if manifest is None or manifest.signed_at is None:
            if not record_history.versions_at(session, person_id, [number]):
                raise Missing
            raise refuse_state("not_signed", "Đ.7.1b")
        record = _disclosure(session, person_id, number, frozenset() if whole else RESTRICTED)
        files, roots = _files(session, manifest, trust)
        files["record.json"] = record
        files["README.txt"] = readme(manifest.period, sorted(files), roots, manifest.signed_at)
        audit.add(
            session, "record.proof_exported", actor, [person_id], at, manifest.unit_id,
            version=number, whole=whole,
        )  # fmt: skip
    data = pack(str(person_id), number, str(manifest.id), files)
    return Container(data, number, manifest.period, roots, "audit.json" in files)


def _files(
    session: Session, manifest: Manifest, trust: TrustList
) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """Return the files around the record: signature, stamp, trust of that day, place in the log."""
    signature = manifest.signature or b""
    files = {"manifest.json": manifest.body, "signature.p7s": signature}
    if included := of_signature(session, manifest.id):
        files["audit.json"] = included
    known = signing_proofs.proof_of(session, manifest.id)
    files["trust.pem"] = known[1].pem if known else trust.pem()
    lists = [TrustList.from_pem(files["trust.pem"])]
    stamps = known[1].stamps_pem if known else None
    if stamps and (tokens := tokens_of(signature)):
        files |= {"timestamp.tst": tokens[-1], "stamps.pem": stamps}
        lists.append(TrustList.from_pem(stamps))
    if known and known[0].ocsp:
        files["ocsp.der"] = known[0].ocsp
    marks = (sha256(der).hexdigest() for one in lists for der in one.roots())
    return files, tuple(marks)


def _disclosure(session: Session, person_id: UUID, number: int, closed: frozenset[str]) -> bytes:
    """Return the canonical disclosure (contract §1); what is not shown is there by its digest."""
    (version,) = record_history.versions_at(session, person_id, [number])
    named = orjson.loads(version.tree)["sections"]
    shown = {one.name: one for one in sections.by_digest(session, [version], closed).values()}
    return canonical(
        {
            "record_id": str(person_id),
            "version": number,
            "sections": {
                name: {"salt": one.salt.hex(), "content": orjson.loads(one.content)}
                for name, one in shown.items()
            },
            "withheld": {name: mark for name, mark in named.items() if name not in shown},
        }
    )
