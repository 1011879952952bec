"""A lost telephone: the second factor is taken away by two, and set up anew by the person alone.

Who administers the account proposes; somebody else who administers accounts there, or who is head,
deputy or HR of the person's unit, confirms. Nothing is skipped: the password stays, and the next
sign-in asks for another factor. Source: Quy chế Đ.5; QĐ893 III.1.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.clock import system_now
from province_app.models.two_person import TwoPersonAct
from province_app.services.account_seats import concerned_units, manageable
from province_app.services.accounts import reset_factor
from province_app.services.basis import Basis
from province_app.services.errors import Missing, refuse_state
from province_app.services.sessions import Visit
from province_app.services.two_person import Kind, manages_unit, propose
from province_app.stores import factors, people
from province_app.stores.transaction import transaction
from tiers.calendar import local_day
from tiers.units import Officer


def propose_reset(
    session: Session, officer: Officer, person_id: UUID, basis: Basis, at: datetime
) -> TwoPersonAct:
    """Propose to take the person's second factor away; errors as `account_seats.manageable`.

    Refused `no_factor` for an account that has none.
    """
    with transaction(session):
        account = manageable(session, officer, person_id, at)
        if not factors.has_any(session, account.id):
            raise refuse_state("no_factor", "Đ.5")
        units = concerned_units(session, officer, person_id, local_day(at))
        payload = {"account_id": account.id, "unit_ids": units}
        return propose(session, officer, FACTOR_RESET, payload, basis, at, person_id)


def _carry_out(session: Session, act: TwoPersonAct, officer: Officer, at: datetime) -> None:
    """Do it, if who proposed it still administers the account."""
    if act.subject_id is None:
        raise Missing
    proposer = people.officer_of(session, act.proposed_by, local_day(at))
    account = manageable(session, proposer, act.subject_id, at)
    reset_factor(session, account.id, UUID(officer.person_id), Visit(), at, system_now())


FACTOR_RESET = Kind("factor_reset", manages_unit, _carry_out, of_unit=True, administered=True)
