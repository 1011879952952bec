"""Tiếp nhận từ ngoài tỉnh: a person's record begins from what the national database holds.

Nobody types what is known there (Quy chế Đ.3.4); from there it goes the road of every record. It
keeps its id and goes on above its version, so that the national database takes it as the same.
Source: Quy chế Đ.10.1.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.record.catalogues import labels
from province_app.services.errors import refuse_state, require
from province_app.services.lookup_answers import known_there
from province_app.services.moves import counted_roster_day
from province_app.services.national_lookups import find, is_known
from province_app.services.roster import NewPerson, add_people_in
from province_app.stores import audit, identities, restorations
from province_app.stores.scope import as_node
from province_app.stores.transaction import transaction
from tiers.calendar import local_day
from tiers.national_lookups import LookupState, may_begin, may_receive
from tiers.units import Officer


def begin(
    session: Session,
    officer: Officer,
    lookup_id: UUID,
    category: str,
    received_on: date,
    at: datetime,
) -> date:
    """Put the person on the unit's roster with a draft of what was found; return from which day.

    `category`: what the person is here, a code of loai_can_bo. The answer is deleted: the draft
    holds it now. Missing outside the officer's units; Refused when the province has come to hold
    the person, and for a day that is ahead or too long ago. Source: Quy chế Đ.3.4, 10.1.
    """
    with transaction(session):
        row = find(session, officer, lookup_id, lock=True)
        require(may_begin(LookupState(row.state), kept=row.answer is not None))
        assert row.answer is not None  # noqa: S101  it is kept
        assert row.record_id is not None  # noqa: S101  and with it what a constraint asks for
        assert row.version is not None  # noqa: S101
        contents = row.answer["contents"]
        require(may_receive(received_on, local_day(at)))
        if category not in labels("loai_can_bo"):
            raise refuse_state("move_category", "Đ.10.1")
        # Two units may receive the same person at once.
        identities.lock(session, [contents["identity"]["personal_id"]])
        if is_known(session, row):
            raise refuse_state("lookup_known", "Đ.10.1")
        actor = UUID(officer.person_id)
        with as_node(session):  # nobody is on the unit's roster before
            day = counted_roster_day(session, received_on, [row.unit_id], at)
            new = NewPerson(
                row.record_id,
                contents["identity"]["birth_full_name"],
                category,
                day,
                fields=known_there(contents),
            )
            add_people_in(session, row.unit_id, [new], at, actor)
            restorations.raise_floors(session, {row.record_id: row.version})
        row.begun_by, row.begun_at = actor, at
        row.answer = row.personal_id = None
        record = str(row.record_id)
        audit.add(session, "lookup.begun", actor, [row.id], at, row.unit_id, record=record)
    return day
