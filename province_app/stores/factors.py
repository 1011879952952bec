"""Second factors, recovery codes, and the browsers that an account knows."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from province_app.models.sign_in import KnownDevice, Passkey, RecoveryCode, TotpFactor


def totp(session: Session, account_id: int) -> TotpFactor | None:
    """Return the account's factor, its row locked and freshly read, or None."""
    query = select(TotpFactor).where(TotpFactor.account_id == account_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def add_totp(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Add factors; IntegrityError when an account has one."""
    session.execute(insert(TotpFactor), rows)


def has_any(session: Session, account_id: int) -> bool:
    """Whether the account has a second factor: codes or a passkey."""
    found = select(TotpFactor.account_id).where(TotpFactor.account_id == account_id)
    keys = select(Passkey.account_id).where(Passkey.account_id == account_id)
    return session.scalar(select(or_(found.exists(), keys.exists()))) or False


def drop(session: Session, account_id: int) -> None:
    """Take the account's factors and recovery codes away."""
    session.execute(delete(Passkey).where(Passkey.account_id == account_id))
    session.execute(delete(TotpFactor).where(TotpFactor.account_id == account_id))
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))


def set_codes(session: Session, account_id: int, digests: Iterable[bytes]) -> None:
    """Replace the account's recovery codes."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    rows = [{"account_id": account_id, "digest": one} for one in digests]
    session.execute(insert(RecoveryCode), rows)


def use_code(session: Session, account_id: int, digest: bytes, now: datetime) -> bool:
    """Use the recovery code up; say whether there was such a one, unused."""
    mine = (RecoveryCode.account_id == account_id, RecoveryCode.digest == digest)
    query = update(RecoveryCode).where(*mine, RecoveryCode.used_at.is_(None)).values(used_at=now)
    done: Any = session.execute(query.execution_options(synchronize_session=False))
    return bool(done.rowcount)


def codes_left(session: Session, account_id: int) -> int:
    """Return how many recovery codes are unused."""
    query = select(func.count()).where(RecoveryCode.account_id == account_id)
    return session.scalar(query.where(RecoveryCode.used_at.is_(None))) or 0


def knows_device(session: Session, account_id: int, key: bytes) -> bool:
    """Whether the account was signed in in this browser before."""
    return session.get(KnownDevice, (account_id, key)) is not None


def has_devices(session: Session, account_id: int) -> bool:
    """Whether the account was signed in anywhere before."""
    query = select(KnownDevice.id).where(KnownDevice.account_id == account_id).limit(1)
    return session.scalar(query) is not None


def remember_device(session: Session, account_id: int, key: bytes, now: datetime) -> None:
    """Note that the account is signed in in this browser now."""
    row = insert(KnownDevice).values(account_id=account_id, id=key, last_at=now)
    session.execute(
        row.on_conflict_do_update(index_elements=["account_id", "id"], set_={"last_at": now})
    )


def forget_devices(session: Session, account_id: int) -> None:
    """Let every browser be a new one to the account."""
    session.execute(delete(KnownDevice).where(KnownDevice.account_id == account_id))
