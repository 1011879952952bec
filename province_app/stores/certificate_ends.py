"""Until when certificates count, one row a certificate."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from province_app.models.people import Account
from province_app.models.records import SignerCertificate
from province_app.models.signing import CertificateEnd

_BOUND = SignerCertificate.ends_on.is_(None)


def unknown(session: Session) -> dict[str, bytes]:
    """Return the bound certificates (DER) of which no end is kept, by digest."""
    query = (
        select(SignerCertificate.sha256, SignerCertificate.certificate)
        .outerjoin(CertificateEnd, CertificateEnd.sha256 == SignerCertificate.sha256)
        .where(_BOUND, CertificateEnd.sha256.is_(None))
    )
    return {row.sha256: bytes(row.certificate) for row in session.execute(query)}


def add(session: Session, ends: Mapping[str, datetime], seal_file: str | None = None) -> None:
    """Keep the ends, by digest; `seal_file`: the digest of the seal's file."""
    rows = [
        {"sha256": sha256, "ends_at": ends_at, "seal_file": seal_file}
        for sha256, ends_at in sorted(ends.items())
    ]
    if not rows:
        return
    new = insert(CertificateEnd)
    changed = {"seal_file": new.excluded.seal_file}
    session.execute(new.on_conflict_do_update(index_elements=["sha256"], set_=changed), rows)


def of_signers(
    session: Session, after: datetime, until: datetime
) -> Sequence[tuple[CertificateEnd, Account]]:
    """Return what is bound and ends between the two moments, with its person's account."""
    query = (
        select(CertificateEnd, Account)
        .join(SignerCertificate, SignerCertificate.sha256 == CertificateEnd.sha256)
        .join(Account, Account.person_id == SignerCertificate.person_id)
        .where(_BOUND, CertificateEnd.ends_at > after, CertificateEnd.ends_at <= until)
        .order_by(CertificateEnd.ends_at, CertificateEnd.sha256)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def of_seal(session: Session, seal_file: str) -> datetime | None:
    """Return the end of the certificate in the file with this digest, once it was opened."""
    query = select(CertificateEnd.ends_at).where(CertificateEnd.seal_file == seal_file)
    return session.scalars(query.order_by(CertificateEnd.ends_at)).first()
