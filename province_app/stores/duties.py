"""The tick's duties, as they were last done."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import case, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from province_app.models.duties import Duty


def note(session: Session, faults: Mapping[str, str | None], now: datetime) -> None:
    """Write down how each of these duties went: None = well."""
    rows = [
        {
            "name": name,
            "tried_at": now,
            "good_at": None if fault else now,
            "fault": fault,
            "tries": int(fault is not None),
        }
        for name, fault in sorted(faults.items())  # so that two processes lock in one order
    ]
    new = insert(Duty)
    failed = new.excluded.fault.is_not(None)
    changed = {
        "tried_at": new.excluded.tried_at,
        "good_at": case((failed, Duty.good_at), else_=new.excluded.good_at),
        "fault": new.excluded.fault,
        "tries": case((failed, Duty.tries + 1), else_=0),
    }
    session.execute(new.on_conflict_do_update(index_elements=["name"], set_=changed), rows)


def of_name(session: Session, name: str) -> Duty | None:
    """Return the duty as it was last done, or None."""
    return session.get(Duty, name, populate_existing=True)


def all_of_them(session: Session) -> Sequence[Duty]:
    """Return the duties that were ever tried, by name."""
    return session.scalars(select(Duty).order_by(Duty.name)).all()
