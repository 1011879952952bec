"""Which account belongs to whom at the province's single sign-on."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from province_app.models.sign_in import SingleSignOn


def account_of(session: Session, issuer: str, subject: str) -> int | None:
    """Return whose account that is, None when nobody's."""
    query = select(SingleSignOn.account_id)
    return session.scalar(query.filter_by(issuer=issuer, subject=subject))


def since(session: Session, account_id: int) -> datetime | None:
    """Return since when the account is bound, None when it is not."""
    return session.scalar(select(SingleSignOn.since).filter_by(account_id=account_id))


def bind(session: Session, account_id: int, issuer: str, subject: str, now: datetime) -> bool:
    """Bind the two; False when either is bound already."""
    row = insert(SingleSignOn).values(
        account_id=account_id, issuer=issuer, subject=subject, since=now
    )
    done: Any = session.execute(row.on_conflict_do_nothing())
    return bool(done.rowcount)


def unbind(session: Session, account_id: int) -> bool:
    """Take the binding away; say whether there was one."""
    query = delete(SingleSignOn).where(SingleSignOn.account_id == account_id)
    done: Any = session.execute(query.execution_options(synchronize_session=False))
    return bool(done.rowcount)
