"""ID-6 holds when two units confirm the same identity number at the same moment."""

from collections.abc import Callable, Mapping
from itertools import count
from threading import Event
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.models.records import Draft
from province_app.services import checking
from province_app.services.errors import InvalidEntry
from province_app.stores import identities
from tests.databases import Database
from tests.desks import ELSEWHERE, FACILITY, at_once, plain_member
from tests.provinces import at, load_province

OWN = ("identity.birth_full_name", "identity.using_unit_code", "identity.managing_unit_code")
MOST_LOOKS = 20_000
_WAITING = text("select count(*) from pg_locks where locktype = 'advisory' and not granted")


class Meeting:
    """Lets who has looked for the number go on when the other has looked too, or waits."""

    def __init__(self, look: Callable[[Session, Mapping[UUID, str]], set[UUID]]) -> None:
        self.look = look
        self.looked = count(1)
        self.both = Event()

    def taken(self, session: Session, numbers: Mapping[UUID, str]) -> set[UUID]:
        found = self.look(session, numbers)
        if next(self.looked) == 2:
            self.both.set()
        for _ in range(MOST_LOOKS):
            if self.both.is_set() or session.scalar(_WAITING):
                return found
        raise AssertionError("the other neither looked nor waited")


def test_only_one_of_two_confirmations_at_once_gets_the_number(
    session: Session, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two connections; without the lock both look before either has written."""
    province = load_province(session)
    province.send(FACILITY)
    province.send(ELSEWHERE)
    people = [plain_member(province, unit) for unit in (FACILITY, ELSEWHERE)]
    drafts = [
        session.get_one(
            Draft, session.scalar(text("select id from draft where person_id = :p"), {"p": who})
        )
        for who in people
    ]
    own = {path: drafts[1].typed[path] for path in OWN}
    drafts[1].typed = {**drafts[0].typed, **own}  # right in all but that the number is another's
    ids = [draft.id for draft in drafts]
    session.commit()
    monkeypatch.setattr(identities, "taken", Meeting(identities.taken).taken)

    def confirming(unit: str, draft_id: UUID) -> Callable[[Session], object]:
        officer = province.officer(province.holder(unit, "hr"), at(21))

        def act(own: Session) -> Callable[[], object]:
            return lambda: checking.confirm_drafts(own, officer, [draft_id], at(21))

        return act

    results = at_once(database, confirming(FACILITY, ids[0]), confirming(ELSEWHERE, ids[1]))
    refused = [one for one in results if isinstance(one, InvalidEntry)]
    assert [one for one in results if one == 1] == [1], results
    assert refused, results
    assert [fault.code for fault in refused[0].faults] == ["ID-6"]
    session.rollback()
    numbers = session.scalar(text("select count(distinct number) from identity_index"))
    assert numbers == session.scalar(text("select count(*) from identity_index")) == 1
