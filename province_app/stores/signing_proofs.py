"""What was known when a signature was taken: the trust of its day, the CA's answer."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from province_app.models.signing import SigningProof, TrustSnapshot


def keep(
    session: Session,
    manifest_id: UUID,
    state: str,
    bundles: tuple[bytes, bytes | None],
    at: datetime,
    ocsp: bytes | None,
    stamped_at: datetime | None,
) -> None:
    """Keep the proof; the `bundles` (trust, stamps) of a `state` that is there already are not."""
    pem, stamps_pem = bundles
    session.execute(
        insert(TrustSnapshot)
        .values(state=state, pem=pem, stamps_pem=stamps_pem, taken_at=at)
        .on_conflict_do_nothing()
    )
    session.add(
        SigningProof(manifest_id=manifest_id, trust_state=state, ocsp=ocsp, stamped_at=stamped_at)
    )
    session.flush()


def proof_of(session: Session, manifest_id: UUID) -> tuple[SigningProof, TrustSnapshot] | None:
    """Return what was known; None of a signature older than this table."""
    proof = session.get(SigningProof, manifest_id)
    if proof is None:
        return None
    return proof, session.get_one(TrustSnapshot, proof.trust_state)
