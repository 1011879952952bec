"""Loads the demo province through the application's own services, one transaction a unit."""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.demo.accounts import DemoAccount, accounts_of
from province_app.demo.faults import UNKNOWN_TO_NATIONAL
from province_app.demo.people import DemoPerson, UnitPeople, people_of_units
from province_app.demo.special_accounts import Special, special_rows
from province_app.demo.units import FEWEST_UNITS, DemoUnit, choose_units
from province_app.record.schema import field_of, fields
from province_app.services import deliveries, roster, seed, signing, totp
from province_app.services.basis import Basis
from province_app.signing.pki import DEPARTMENT, DemoPki
from tiers.stages import DEPARTMENT_CLIMB
from tiers.units import Officer, PostKind, Role, Tier

SIGNING_PIN = "246810"
UNITS_BY_HAND = 10
PEOPLE_BY_HAND = (40, 200)
DELIVERS_FROM, DELIVERS_BY = date(2024, 5, 1), Basis("15/QĐ-SNV", date(2024, 4, 22))


@dataclass(frozen=True)
class Visitor:
    """Somebody who uses the pages: what the account signs in with, and who it is."""

    username: str
    password: str
    totp_secret: str
    role: Role
    unit: str
    person: str


@dataclass
class Cast:
    """Who does the month by hand, at the pages; everybody else goes through the bulk services."""

    people: list[tuple[Visitor, DemoPerson]] = field(default_factory=list)
    officers: list[Visitor] = field(default_factory=list)  # heads, deputies and HR of ten units
    units: set[str] = field(default_factory=set)
    special: list[Special] = field(default_factory=list)  # accounts that no post brings
    department: list[Visitor] = field(default_factory=list)  # officers at the department's node

    @property
    def visitors(self) -> list[Visitor]:
        """Every account that has a password, officers first."""
        known = {one.person for one in self.officers}
        return self.officers + [one for one, _ in self.people if one.person not in known]


def load(
    session: Session,
    pki: DemoPki,
    units: int,
    staff: int,
    at: datetime,
    department: Session | None = None,
) -> Cast:
    """Load units, people, posts, accounts and the signers' certificates; return the cast.

    `department`: the database of the one that keeps its people in software of its own.
    """
    seed.load_calendar(session, at)
    chosen = choose_units(units)
    seed.load_units(session, [unit.as_seed() for unit in chosen], at)
    ids = roster.unit_ids(session)
    fewest, most = PEOPLE_BY_HAND
    by_hand = min(max(fewest, staff // 20), most, staff)
    cast = Cast(units=_units_by_hand(chosen))
    for group in people_of_units(chosen, staff):
        if department is not None and group.unit.code in _branch(chosen):
            _load_delivering(department, group, chosen, pki, cast, at)
            continue
        accounts = {one.person: one for one in accounts_of(group)}
        typing = group.persons[: max(0, by_hand - len(cast.people))]
        _load_unit(session, group, ids[group.unit.code], {one.id for one in typing}, at)
        visitors = _visitors(group, accounts, {one.id for one in typing}, cast)
        special = special_rows(group, accounts, {one.id for one in typing}, cast.special)
        seed.load_accounts(
            session,
            [
                special.get(one.id) or {**accounts[one.id].as_seed(), **visitors.get(one.id, {})}
                for one in group.persons
            ],
            at,
        )
        _certify(session, group, pki, at)
    if department is not None:
        manager = next(one for one in cast.officers if one.role is Role.PROVINCE)
        officer = Officer(manager.person, manager.role)
        deliveries.begin(session, officer, DEPARTMENT, DELIVERS_FROM, DELIVERS_BY, at)
    return cast


def has_department(units: int) -> bool:
    """Tell whether the first `units` units have one that runs software of its own."""
    return units >= FEWEST_UNITS and bool(_branch(choose_units(units)))


def _branch(chosen: Sequence[DemoUnit]) -> dict[str, DemoUnit]:
    """Return the units of the department that delivers, by code."""
    return {one.code: one for one in chosen if DEPARTMENT in (one.code, one.parent)}


def _load_delivering(
    session: Session,
    group: UnitPeople,
    chosen: Sequence[DemoUnit],
    pki: DemoPki,
    cast: Cast,
    at: datetime,
) -> None:
    """Load a unit into the department's own database; nobody there types at the pages.

    Its software knows the Ministry's codes: the province takes no other ones either.
    """
    ids = roster.unit_ids(session)
    if not ids:
        seed.load_calendar(session, at, DEPARTMENT_CLIMB)
        known = [one.as_seed() for one in (chosen[0], *_branch(chosen).values())]
        seed.load_units(session, known, at)
        ids = roster.unit_ids(session)
    catalogue, unknown = UNKNOWN_TO_NATIONAL
    path = next(one.path for one in fields().values() if one.item.catalogue == catalogue)
    for person in group.persons:
        if person.fields.get(path) == unknown:
            person.fields[path] = unknown.removesuffix("BT")
    accounts = {one.person: one for one in accounts_of(group)}
    officers = Cast(units={group.unit.code})
    given = _visitors(group, accounts, set(), officers)
    cast.department += officers.officers
    _load_unit(session, group, ids[group.unit.code], set(), at)
    rows = [{**accounts[one.id].as_seed(), **given.get(one.id, {})} for one in group.persons]
    seed.load_accounts(session, rows, at)
    _certify(session, group, pki, at)


def _units_by_hand(chosen: Sequence[DemoUnit]) -> set[str]:
    """Return the first ten units that have people; Sở Nội vụ is among them."""
    return {unit.code for unit in chosen[: UNITS_BY_HAND + 1] if unit.tier is not Tier.PROVINCE}


# What the demo's people type at the pages: open and restricted sections, tables, a contract.
TYPED = frozenset(
    {
        "identity",
        "identity_restricted",
        "recruitment",
        "education",
        "training",
        "family",
        "contract",
    }
)


def _load_unit(
    session: Session, group: UnitPeople, unit_id: int, typing: set[str], at: datetime
) -> None:
    """Load the people; those at the pages find all but `TYPED` as the province holds it."""
    rows = []
    for person in group.persons:
        row = person.as_seed()
        if person.id in typing:
            row["fields"] = {
                path: text
                for path, text in person.fields.items()
                if field_of(path).item.filled_by != "person" or field_of(path).section not in TYPED
            }
        rows.append(row)
    seed.load_people(session, unit_id, rows, at)
    seed.load_posts(session, [post.as_seed() for post in group.appointments], at)


def _visitors(
    group: UnitPeople, accounts: dict[str, DemoAccount], typing: set[str], cast: Cast
) -> dict[str, dict[str, str]]:
    """Add those of the unit who use the pages to the cast.

    Return what they sign in with, as the seed names it, by person.
    """
    posted = (
        {post.person for post in group.appointments} if group.unit.code in cast.units else set()
    )
    given = {}
    for person in group.persons:
        if person.id not in typing and person.id not in posted:
            continue
        account = accounts[person.id]
        password, secret = secrets.token_urlsafe(9), totp.new_secret()
        given[person.id] = {"password": password, "totp_secret": secret}
        visitor = Visitor(
            account.username, password, secret, account.role, group.unit.code, person.id
        )
        if person.id in typing:
            cast.people.append((visitor, person))
        if person.id in posted:
            cast.officers.append(visitor)
    return given


def _certify(session: Session, group: UnitPeople, pki: DemoPki, at: datetime) -> None:
    """Register a certificate, with its keystore, to the unit's heads and deputies."""
    names = {person.id: person.full_name for person in group.persons}
    signers = _signers(group)
    rows = []
    for person in signers:
        made = pki.authority.issue(names[person], SIGNING_PIN)
        rows.append((UUID(person), made.certificate_sha256, made.certificate_der, made.p12))
    signing.register_certificates(session, rows, None, at)


def _signers(group: UnitPeople) -> Iterator[str]:
    for post in group.appointments:
        if post.post in (PostKind.HEAD, PostKind.DEPUTY):
            yield post.person
