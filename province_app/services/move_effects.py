"""What a movement takes along: authority ends, the open draft goes with the person.

Called inside the transaction of `services/moves.py`, as the node. Source: Quy chế Đ.5, 10.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from province_app.models.accounts import AccountGrant
from province_app.models.moves import Movement
from province_app.models.records import Draft
from province_app.services.drafts import begin, known_texts
from province_app.stores import audit, drafts, grants, units
from province_app.stores import moves as store
from tiers.accounts import GrantAct
from tiers.calendar import local_day
from tiers.checking import DraftState
from tiers.moves import MoveKind
from tiers.units import Role


def end_authority(session: Session, row: Movement, at: datetime) -> None:
    """Take posts, grants and assignments away from the day on, today when that is over.

    Never earlier than today: what was done by them until now was rightly done. Whoever stays in
    the province keeps the personal account, of the new unit from then on. Source: Quy chế Đ.10.2.
    """
    moves = row.kind == MoveKind.TRANSFER
    day = max(row.effective_on, local_day(at))
    actor = row.decided_by
    assert actor is not None  # noqa: S101  who decides takes it away
    store.end_posts(session, row.person_id, day, row.from_unit_id if moves else None)
    ended = store.end_assignments(session, row.person_id, day, actor, at)
    if ended:
        audit.add(session, "assignment.ended", actor, [row.person_id], at, assignments=ended)
    account = grants.account_of(session, row.person_id, lock=True)
    if account is None:
        return
    common = {
        "account_id": account.id,
        "basis_number": row.basis_number,
        "basis_date": row.basis_date,
        "by_person": actor,
        "at": at,
    }
    made = []
    for one in grants.open_of(session, account.id, local_day(at)):
        if one.ends_on is None or one.ends_on > day:
            made.append(
                AccountGrant(
                    role=one.role,
                    unit_id=one.unit_id,
                    limited=one.limited,
                    starts_on=one.starts_on,
                    ends_on=max(one.starts_on, day),
                    act=GrantAct.REVOKED,
                    follows=one.id,
                    **common,
                )
            )
    if moves and any(one.role == Role.PERSON for one in made):
        made.append(
            AccountGrant(
                role=Role.PERSON,
                unit_id=row.to_unit_id,
                limited=False,
                starts_on=day,
                ends_on=None,
                act=GrantAct.GRANTED,
                **common,
            )
        )
    session.add_all(made)
    session.flush()
    for one in made:
        named: dict[str, object] = {"role": str(one.role), "grant": one.id}
        audit.add(
            session,
            f"account.{one.act}",
            actor,
            [account.id],
            at,
            one.unit_id,
            movement=str(row.id),
            **named,
        )


def follow_draft(session: Session, row: Movement, category: str, at: datetime) -> None:
    """Let the person's open draft go along: back to the person, nothing typed lost.

    What the system knows of the work is the new unit's. Where no draft is open one begins: the
    person looks the record through for the new unit. Source: Quy chế Đ.10.3b.
    """
    draft = drafts.open_draft_for_update(session, row.person_id)
    if row.roster_on is None or row.to_unit_id is None:
        return
    if draft is None:
        begin(session, row.person_id, row.to_unit_id, at, row.person_id)
        return
    unit = units.unit_as_of(session, row.to_unit_id, row.roster_on)
    manager = units.manager_of(session, unit, row.roster_on)
    draft.typed = draft.typed | known_texts(unit, manager, category, row.roster_on)
    draft.unit_id = row.to_unit_id
    draft.typed_by = row.person_id  # HR of the old unit types no more; HR of the new one may
    _take_back(draft)
    audit.add(session, "draft.moved", row.decided_by, [draft.id], at, row.to_unit_id)


def take_back_draft(session: Session, row: Movement, at: datetime) -> None:
    """Let nobody check what was sent by somebody who has left already; what was typed stays."""
    draft = drafts.open_draft_for_update(session, row.person_id)
    if draft is None or row.effective_on > local_day(at):
        return
    if draft.state == DraftState.WITH_HR:
        _take_back(draft)
        audit.add(session, "draft.moved", row.decided_by, [draft.id], at, row.from_unit_id)


def _take_back(draft: Draft) -> None:
    if draft.state == DraftState.WITH_HR:
        draft.state, draft.sent_at = DraftState.WITH_PERSON, None
    draft.revision += 1
