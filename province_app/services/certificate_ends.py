"""Signers' certificates and our own seal are told of before they end. Source: security bar C 44.

The seal's certificate is seen only by who opens its file with the PIN; its end is kept then, for
that very file.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256

from cryptography import x509
from sqlalchemy.orm import Session

from config.settings import Settings
from province_app.models.people import Account
from province_app.models.signing import CertificateEnd
from province_app.services import notices
from province_app.services.sessions import Visit
from province_app.signing.keystore import keystore_certificate
from province_app.stores import certificate_ends as store
from tiers.alarms import STEPS, soon

FIRST_TOLD = timedelta(days=max(STEPS["signer"]))


def note_seal(session: Session, seal: bytes, pin: str) -> None:
    """Keep until when the seal counts that was opened just now; in the caller's transaction."""
    der, mark = keystore_certificate(seal, pin)
    store.add(session, {mark: _end(der)}, sha256(seal).hexdigest())


def seal_end(session: Session, settings: Settings) -> datetime | None:
    """Return until when the present seal counts; None without one, and before it was opened."""
    path = settings.exchange_seal_file
    if path is None or not path.is_file():
        return None
    return store.of_seal(session, sha256(path.read_bytes()).hexdigest())


def soon_over(session: Session, settings: Settings, at: datetime) -> set[str]:
    """Return what ends soon, as the alarm names it: signers' certificates by month of their end.

    Whoever has hundreds of them end in one month is told once, and reads the page.
    """
    found = {f"signer {one.ends_at:%Y-%m}, {step}" for one, _, step in _signers(session, at)}
    end = seal_end(session, settings)
    if end is not None and (step := soon("seal", end, at)) is not None:
        found.add(f"seal, {step}")
    return found


def tell(session: Session, at: datetime, now: datetime) -> None:
    """Tell each signer once a step, by a notice; in the caller's transaction."""
    store.add(session, {mark: _end(der) for mark, der in store.unknown(session).items()})
    for one, account, step in _signers(session, at):
        if one.told_days is None or step < one.told_days:
            notices.add(session, account, "certificate_ends", Visit(), now)
            one.told_days = step
    session.flush()


def _signers(session: Session, at: datetime) -> Iterator[tuple[CertificateEnd, Account, int]]:
    for one, account in store.of_signers(session, at, at + FIRST_TOLD):
        step = soon("signer", one.ends_at, at)
        if step is not None:
            yield one, account, step


def _end(der: bytes) -> datetime:
    return x509.load_der_x509_certificate(der).not_valid_after_utc
