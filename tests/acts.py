"""Acts of two persons that tests only need done."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.sealing import ring
from province_app.stores.transaction import transaction
from tests.provinces import at


def key_change(session: Session, confirmed_at: datetime | None = None) -> UUID:
    """Return a change to the key that seals now, agreed on by any two people, by its row alone."""
    act_id = uuid4()
    with transaction(session):
        session.execute(
            text(
                "insert into two_person_act (id, kind, payload, basis_number, basis_date,"
                " proposed_by, proposed_at, expires_at, decided_by, decided_at, outcome)"
                " select :id, 'key_change', jsonb_build_object('key', cast(:key as text)), '1/QĐ',"
                " '2024-05-02', min(id::text)::uuid, :at, :at, max(id::text)::uuid, :at, 'done'"
                " from person"
            ),
            {"id": act_id, "key": ring().newest, "at": confirmed_at or at(20)},
        )
    return act_id
