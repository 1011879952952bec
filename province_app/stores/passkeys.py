"""Passkeys of accounts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from province_app.models.sign_in import Passkey


def of_account(session: Session, account_id: int) -> Sequence[Passkey]:
    """Return the account's passkeys, the oldest first."""
    query = select(Passkey).where(Passkey.account_id == account_id)
    return session.scalars(query.order_by(Passkey.id)).all()


def count(session: Session, account_id: int) -> int:
    """Return how many passkeys the account has."""
    query = select(func.count()).select_from(Passkey).where(Passkey.account_id == account_id)
    return session.scalar(query) or 0


def for_update(session: Session, account_id: int, credential_id: bytes) -> Passkey | None:
    """Return that passkey of this account, its row locked and freshly read; else None."""
    query = select(Passkey).where(
        Passkey.account_id == account_id, Passkey.credential_id == credential_id
    )
    locked = query.with_for_update().execution_options(populate_existing=True)
    return session.scalars(locked).one_or_none()


def add(
    session: Session,
    account_id: int,
    credential_id: bytes,
    public_key: bytes,
    sign_count: int,
    name: str,
    now: datetime,
) -> bool:
    """Keep the passkey; False when some account has it already."""
    row = insert(Passkey).values(
        account_id=account_id,
        credential_id=credential_id,
        public_key=public_key,
        sign_count=sign_count,
        name=name,
        since=now,
    )
    done: Any = session.execute(row.on_conflict_do_nothing(index_elements=["credential_id"]))
    return bool(done.rowcount)


def remove(session: Session, account_id: int, passkey_id: int) -> bool:
    """Take that passkey of this account away; say whether there was one."""
    query = delete(Passkey).where(Passkey.account_id == account_id, Passkey.id == passkey_id)
    done: Any = session.execute(query.execution_options(synchronize_session=False))
    return bool(done.rowcount)
