"""A small real province for tests: the demo's units and people, heads with certificates."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from province_app.demo.seed import seed_document
from province_app.models.people import Account
from province_app.models.records import Draft, Manifest
from province_app.services import checking, drafts, seed, signing
from province_app.services.roster import unit_ids
from province_app.signing.demo_authority import DemoAuthority, Identity
from province_app.signing.trust import TrustList
from province_app.stores import drafts as draft_store
from province_app.stores import people, units
from province_app.stores.transaction import transaction
from tests import preloaded
from tiers.calendar import VIETNAM, local_day
from tiers.checking import DraftState, checkers_of
from tiers.units import Officer

PIN = "246810"
START = datetime(2024, 5, 20, 1, tzinfo=UTC)


def at(day: int, hour: int = 9, minute: int = 0, second: int = 0, month: int = 5) -> datetime:
    """Return a moment of the demo's month, given in Vietnamese time."""
    return datetime(2024, month, day, hour, minute, second, tzinfo=VIETNAM).astimezone(UTC)


@cache
def authority() -> DemoAuthority:
    """The certification authorities of this test run."""
    return DemoAuthority.create()


@cache
def trust() -> TrustList:
    """The trust list of this test run."""
    return TrustList.from_pem(authority().trust_pem())


@dataclass
class Province:
    """The loaded province and who is who in it."""

    session: Session
    document: dict[str, list[Any]]
    identities: dict[str, Identity] = field(default_factory=dict)

    def unit(self, code: str) -> int:
        """The id of the unit of that code."""
        return unit_ids(self.session)[code]

    def holder(self, unit: str, post: str) -> str:
        """The person id of the first holder of the post."""
        return next(
            row["person"]
            for row in self.document["appointments"]
            if row["unit"] == unit and row["post"] == post
        )

    def people(self, unit: str) -> list[str]:
        """The person ids of the unit's roster."""
        return [row["id"] for row in self.document["persons"] if row["unit"] == unit]

    def officer(self, person_id: str, moment: datetime = START) -> Officer:
        """The person as an officer at the moment."""
        query = select(Account).where(Account.person_id == UUID(person_id))
        account = self.session.scalars(query).one()
        return people.officer(self.session, account, local_day(moment))

    def send(self, unit: str, moment: datetime = START) -> None:
        """Everybody of the unit sends the own draft."""
        with transaction(self.session):
            found = draft_store.waiting_in(self.session, [self.unit(unit)], DraftState.WITH_PERSON)
            drafts.send_many(self.session, found, moment)

    def confirm(self, unit: str, moment: datetime = START) -> None:
        """Whoever is entitled confirms what waits in the unit."""
        staff = units.staff_of(self.session, self.unit(unit), local_day(moment))
        by_checker: dict[str, list[UUID]] = {}
        for draft in self._waiting(unit):
            who = checkers_of(staff, str(draft.person_id), str(draft.typed_by)).person_ids[0]
            by_checker.setdefault(who, []).append(draft.id)
        for who, ids in by_checker.items():
            checking.confirm_drafts(self.session, self.officer(who, moment), ids, moment)

    def sign(self, unit: str, post: str = "head", moment: datetime | None = None) -> Manifest:
        """The head or the deputy signs what falls to that post."""
        moment = moment or at(23)
        who = self.holder(unit, post)
        identity = self.certify(who)
        officer = self.officer(who, moment)
        prepared = signing.prepare_manifest(
            self.session, officer, self.unit(unit), identity.certificate_sha256, moment
        )
        return signing.sign_manifest(self.session, officer, prepared.id, PIN, trust(), moment)

    def certify(self, person_id: str, identity: Identity | None = None) -> Identity:
        """Give the person a certificate, unless there is one."""
        if person_id not in self.identities:
            self.identities[person_id] = identity or authority().issue("Người ký", PIN)
            made = self.identities[person_id]
            row = (UUID(person_id), made.certificate_sha256, made.certificate_der, made.p12)
            signing.register_certificates(self.session, [row], None, START)
        return self.identities[person_id]

    def _waiting(self, unit: str) -> list[Draft]:
        found = draft_store.waiting_in(self.session, [self.unit(unit)], DraftState.WITH_HR)
        return list(found)


def load_province(session: Session, units: int = 5, staff: int = 24) -> Province:
    """Load the demo's first units: the province, Văn phòng UBND, Sở Nội vụ, two facilities."""
    document = seed_document(units, staff)
    preloaded.once(session, (units, staff), lambda: seed.load(session, document, START))
    return Province(session, document)


def played(
    session: Session, what: str, play: Callable[[Province], None], units: int = 5, staff: int = 24
) -> Province:
    """Return the province in which `play` has been played, once in this run of tests.

    Its certificates are shared: a test that revokes one plays for itself.
    """
    province = Province(session, seed_document(units, staff))

    def identities() -> dict[str, Identity]:
        play(province)
        return province.identities

    known = preloaded.once(session, (what, units, staff), identities)
    province.identities = dict(known)
    return province


def signed_month(session: Session, units: int = 5, staff: int = 24) -> Province:
    """Return a province in which everything is sent, confirmed and signed."""

    def play(province: Province) -> None:
        load_province(session, units, staff)
        sign_all(province)

    return played(session, "signed", play, units, staff)


def sign_all(province: Province) -> None:
    """Send, confirm and sign everything in every unit."""
    for unit in province.document["units"]:
        if unit["tier"] != "province":
            province.send(unit["code"])
            province.confirm(unit["code"])
            province.sign(unit["code"])
            province.sign(unit["code"], "deputy")
