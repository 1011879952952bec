"""The sessions of browsers. None of these writes a row again that is gone."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from province_app.models.people import Account
from province_app.models.sign_in import WebSession


def found(session: Session, key: bytes) -> tuple[WebSession, Account] | None:
    """Return the session and its account, both freshly read; None when there is none."""
    query = (
        select(WebSession, Account)
        .join(Account, Account.id == WebSession.account_id)
        .where(WebSession.id == key)
        .execution_options(populate_existing=True)
    )
    row = session.execute(query).one_or_none()
    return (row[0], row[1]) if row else None


def change(session: Session, key: bytes, values: dict[str, Any]) -> bool:
    """Change the row, if it is there still; say whether it was."""
    query = update(WebSession).where(WebSession.id == key).values(**values)
    done: Any = session.execute(query.execution_options(synchronize_session=False))
    return bool(done.rowcount)


def give_challenge(session: Session, key: bytes, challenge: bytes, now: datetime) -> bool:
    """Let the session hold this challenge and no other; say whether it is there still."""
    return change(session, key, {"challenge": challenge, "challenge_at": now})


def take_challenge(session: Session, key: bytes, since: datetime) -> bytes | None:
    """Return the session's challenge, given out at `since` or later, and forget it."""
    query = select(WebSession).where(WebSession.id == key).with_for_update()
    row = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if row is None or row.challenge is None or row.challenge_at is None:
        return None
    taken = bytes(row.challenge) if row.challenge_at >= since else None
    row.challenge = row.challenge_at = None
    session.flush()
    return taken


def of_account(session: Session, account_id: int) -> Sequence[WebSession]:
    """Return the account's sessions, the one used last first."""
    query = select(WebSession).where(WebSession.account_id == account_id)
    return session.scalars(query.order_by(WebSession.seen_at.desc())).all()


def end(session: Session, account_id: int, keys: Sequence[bytes]) -> int:
    """Delete those sessions of the account; return how many there were."""
    query = delete(WebSession).where(WebSession.account_id == account_id, WebSession.id.in_(keys))
    done: Any = session.execute(query.execution_options(synchronize_session=False))
    return int(done.rowcount)


def end_all(session: Session, account_id: int, but: bytes = b"") -> int:
    """Delete the account's sessions but that one; return how many there were."""
    query = delete(WebSession).where(WebSession.account_id == account_id, WebSession.id != but)
    done: Any = session.execute(query.execution_options(synchronize_session=False))
    return int(done.rowcount)


def sweep(session: Session, started_before: datetime) -> None:
    """Delete what is too old to be alive."""
    query = delete(WebSession).where(WebSession.started_at < started_before)
    session.execute(query.execution_options(synchronize_session=False))
