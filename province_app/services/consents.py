"""A person lets a named reader open the own record, for a purpose and a time; revoked at once.

Source: TT 06/2023 Đ.7.6.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from province_app.models.rights import Consent
from province_app.record.entry import clean
from province_app.services.errors import Missing, refuse_state, require
from province_app.stores import audit, consents, people
from province_app.stores.scope import as_node
from province_app.stores.transaction import transaction
from tiers.calendar import local_day
from tiers.rights import may_consent
from tiers.units import Officer

MOST_CHARACTERS = 300
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Given:
    """A consent, the name of its other side, and whether it lets the reader in today."""

    consent: Consent
    other: str
    standing: bool


@dataclass(frozen=True)
class ConsentDesk:
    """What the actor gave to others, and by what the actor may read others' records today."""

    given: Sequence[Given]
    received: Sequence[Given]
    today: date


def give(
    session: Session,
    actor: Officer,
    username: str,
    purpose: str,
    first: date,
    last: date,
    whole: bool,
    at: datetime,
) -> Consent:
    """Let the account of that user name read the actor's record from the day to the end of `last`.

    Refused by the rule, without a purpose, and for a name that nobody has (`consent_nobody`, the
    same for whom the actor may not know of). Source: TT 06/2023 Đ.7.6.
    """
    person_id, today, purpose = UUID(actor.person_id), local_day(at), clean(purpose)
    with transaction(session):
        if not purpose:
            raise refuse_state("consent_purpose", "TT06 Đ.7.6")
        if len(purpose) > MOST_CHARACTERS:
            raise refuse_state("too_long", "TT06 Đ.7.6")
        with as_node(session):  # a reader may work anywhere in the province
            account = people.account_named(session, username.strip().lower())
            reader_id = account.person_id if account and not account.disabled_at else None
        if reader_id is None or str(reader_id) in actor.hidden:
            raise refuse_state("consent_nobody", "TT06 Đ.7.6")
        require(may_consent(actor.person_id, str(reader_id), first, last + _DAY, today))
        consent = Consent(
            id=uuid4(),
            person_id=person_id,
            reader_id=reader_id,
            purpose=purpose,
            whole=whole,
            starts_on=first,
            ends_on=last + _DAY,
            given_at=at,
        )
        session.add(consent)
        session.flush()
        audit.add(
            session, "consent.given", person_id, [person_id], at,
            consent=str(consent.id), reader=str(reader_id), whole=whole,
        )  # fmt: skip
    return consent


def revoke(session: Session, actor: Officer, consent_id: UUID, at: datetime) -> Consent:
    """Take the consent back; the reader's next page finds no record. Source: TT 06/2023 Đ.7.6.

    Missing for another's, Refused for one that is over or was taken back before.
    """
    person_id = UUID(actor.person_id)
    with transaction(session):
        found = consents.find_for_update(session, person_id, consent_id)
        if found is None:
            raise Missing
        if found.revoked_at is not None or found.ends_on <= local_day(at):
            raise refuse_state("consent_over", "TT06 Đ.7.6")
        found.revoked_at = at
        audit.add(session, "consent.revoked", person_id, [person_id], at, consent=str(found.id))
    return found


def consent_desk(session: Session, actor: Officer, at: datetime) -> ConsentDesk:
    """Return what the actor gave, and what the actor may read by others' consent now."""
    me, day = UUID(actor.person_id), local_day(at)
    mine = consents.given_by(session, me)
    others = [
        one for one in consents.open_to(session, me, day) if str(one.person_id) not in actor.hidden
    ]
    ids = {one.reader_id for one in mine} | {one.person_id for one in others}
    names = people.names(session, list(ids)) if ids else {}
    return ConsentDesk(
        [Given(one, names.get(one.reader_id, ""), _stands(one, day)) for one in mine],
        [Given(one, names.get(one.person_id, ""), standing=True) for one in others],
        day,
    )


def _stands(one: Consent, day: date) -> bool:
    return one.revoked_at is None and one.ends_on > day
