"""A province for the matrix: six units, things of every kind in each, a canary in every text.

Each person's name and address hold a word that stands nowhere else, `Zq…`; a field of a restricted
section holds another, `Zr…`. Whoever reads one in an answer knows whose record it came from.
"""

import re
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid5

from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.demo.seed import seed_document
from province_app.evidence.vault import Vault
from province_app.models.accounts import Assignment
from province_app.models.required_fields import RequiredField
from province_app.models.two_person import TwoPersonAct
from province_app.services import (
    consents,
    corrections,
    data_issues,
    drafts,
    importing,
    moves,
    own_record,
    print_batches,
    seed,
)
from province_app.services import evidence_uploads as uploads
from province_app.services.basis import Basis
from province_app.services.moves import Filing
from province_app.stores.transaction import transaction
from province_app.workbooks.reading import read_workbook
from province_app.workbooks.template import template
from tests import lookups
from tests.admins import add_grant
from tests.desks import end_post
from tests.evidence.files import png
from tests.provinces import START, Province, at
from tests.raised import raise_by_row
from tests.web import Site
from tiers.calendar import local_day
from tiers.moves import MoveKind
from tiers.units import Officer, Role

OWN, SIBLING, PARENT = "H40.03.01", "H40.03.02", "H40.03"
UNCLE, COUSIN, TOP = "H40.02", "H40.02.01", "H40"
STAFFED = (UNCLE, COUSIN, PARENT, OWN, SIBLING)
TODAY = at(24)
CANARY = re.compile(r"Z[qr][a-z]{4}")
_LETTERS = "aeghiklmnopqrstuvxy"
_SPACE = UUID("6f0f1f6a-2a1e-4a5c-9d7e-000000000017")
_ALLOWANCE = "salary.other_allowance_text"
_RESTRICTED = "identity_restricted.other_names"


@dataclass(frozen=True)
class Thing:
    """The things of one unit's plain member, or of its officers, by the names in addresses."""

    name: str
    unit: str
    person: str
    values: dict[str, str]
    restricted: bool = False  # the person: only the unit's head knows of whom


@dataclass
class Actor:
    """Somebody signed in, and what the person may see."""

    name: str
    roles: frozenset[Role]
    unit: str
    person: str
    client: FlaskClient
    token: str = ""
    posts: frozenset[str] = frozenset()  # codes of units where a post is held
    hr: frozenset[str] = frozenset()
    below: frozenset[str] = frozenset()  # what the monitor of the stages shows
    admin: frozenset[str] = frozenset()  # whose accounts are administered
    heads: frozenset[str] = frozenset()  # of which the person is the head

    def knows_of(self, person: str, unit: str) -> bool:
        """Whether the actor may know of somebody at the raised level (Đ.3.2)."""
        return person == self.person or unit in self.heads


@dataclass
class World:
    """The province, its things by relation, its actors, and whose each canary is."""

    province: Province
    things: list[Thing]
    actors: list[Actor]
    owners: dict[str, tuple[str, str]] = field(default_factory=dict)  # canary → person, unit

    @property
    def restricted(self) -> frozenset[str]:
        """Who is at the raised level."""
        return frozenset(one.person for one in self.things if one.restricted)


def word(number: int) -> str:
    """Return four letters for a number."""
    letters = []
    for _ in range(4):
        number, place = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[place])
    return "".join(letters)


def marked_document() -> tuple[dict[str, list], dict[str, tuple[str, str]]]:
    """Return the seed of the province with a sibling unit and canaries, and whose each is."""
    document = seed_document(5, 34)
    own = next(one for one in document["units"] if one["code"] == OWN)
    document["units"].append({**own, "code": SIBLING, "name": "Trung tâm Lưu trữ lịch sử"})
    again: dict[str, str] = {}
    for number, one in enumerate([row for row in document["persons"] if row["unit"] == OWN]):
        copy = deepcopy(one)
        copy["id"] = again[one["id"]] = str(uuid5(_SPACE, one["id"]))
        copy["unit"] = SIBLING
        key = f"{one['fields']['identity.personal_id'][:6]}{900_000 + number}"
        fresh = {"personal_id": key, "cccd_number": key, "staff_number": f"ND9{number:05}"}
        copy["fields"] |= {f"identity.{name}": value for name, value in fresh.items()}
        for name, start in (
            ("phone", "0977"), ("social_insurance_number", "3699"),
            ("health_insurance_number", "3699"),
        ):  # fmt: skip
            if f"identity.{name}" in copy["fields"]:
                copy["fields"][f"identity.{name}"] = f"{start}{number:06}"
        document["persons"].append(copy)
    for name in ("appointments", "accounts"):
        found = [row for row in document[name] if row["person"] in again]
        for row in deepcopy(found):
            row["person"] = again[row["person"]]
            if name == "appointments":
                row["unit"] = SIBLING
            else:
                row["username"] = f"{row['username']}.x"
            document[name].append(row)
    owners = {}
    for number, one in enumerate(document["persons"]):
        shown, hidden = f"Zq{word(number)}", f"Zr{word(number)}"
        owners |= {shown: (one["id"], one["unit"]), hidden: (one["id"], one["unit"])}
        one["full_name"] = one["fields"]["identity.birth_full_name"] = f"Nguyễn Văn {shown}"
        one["fields"]["identity.current_address_text"] = f"Số 1 đường {shown}"
        one["fields"][_RESTRICTED] = hidden
        for key in ("identity.personal_id", "identity.phone"):
            if key in one["fields"]:
                owners[one["fields"][key]] = (one["id"], one["unit"])
    return document, owners


def build(site: Site, session: Session) -> World:
    """Return the world on day 24: in every unit one record signed once and changed again."""
    document, owners = marked_document()
    seed.load(session, document, START)
    province = Province(session, document)
    for unit in STAFFED:
        province.send(unit)
        province.confirm(unit)
    province.certify(province.holder(OWN, "head"))
    things = [_things(site, province, unit, number) for number, unit in enumerate(STAFFED)]
    things += [_archived(province, things, OWN), _archived(province, things, SIBLING)]
    things += [_restricted(site, province, things), _nobody()]
    site.at(TODAY)
    world = World(province, things, [], owners)
    world.actors = _actors(site, province)
    return world


def _things(site: Site, province: Province, unit: str, number: int) -> Thing:
    session = province.session
    signed = province.sign(unit, "head", at(23))
    who, hr = _plain(province, unit)[0], province.holder(unit, "hr")
    personal = _personal(site, province, unit, who, 40 + number)
    book = read_workbook(template(local_day(TODAY)))
    batch = importing.upload(
        session, province.officer(hr, TODAY), province.unit(unit), "Tệp", book, TODAY
    )
    values = {
        "manifest_id": str(signed.id),
        "batch_id": str(batch.id),
        "unit": str(province.unit(unit)),
        "requirement_id": str(_requirement(province, unit, hr)),
        "act_id": str(_act(province, unit)),
        "print_id": str(_print(site, province, unit, hr)),
        "lookup_id": str(lookups.ask(province, unit, TODAY)),
        "submission_id": str(uuid5(_SPACE, f"submission {unit}")),
        "incident_id": str(uuid5(_SPACE, f"incident {unit}")),
    }
    return Thing(unit, unit, who, values | personal)


def _personal(site: Site, province: Province, unit: str, who: str, number: int) -> dict[str, str]:
    """Return the person's own things, and what the unit did about the person."""
    session, actor = province.session, Officer(who, Role.PERSON)
    held = own_record.text_of(session, actor, at(23))
    typed = {_ALLOWANCE: f"Phụ cấp Zq{word(_place(province, who))}"}
    draft = drafts.save_draft(session, actor, typed, held.revision, at(23))
    vault = Vault(site.app.config["SETTINGS"].evidence_dir)
    made = uploads.upload_whole(
        session, vault, actor, _ALLOWANCE, "Quyết định.png", png((number, 40)), at(23)
    )
    upload = uploads.begin_upload(session, vault, actor, _ALLOWANCE, "Tệp.pdf", 1000, at(24))
    digest, draft_id, upload_id = made.sha256.hex(), str(draft.id), str(upload.id)
    drafts.send_draft(session, actor, at(23))
    request = corrections.ask(session, actor, "identity.staff_number", "Số khác", at(23))
    hr = province.holder(unit, "hr")
    reader = province.document["accounts"][0]["username"]
    first = local_day(TODAY)
    consent = consents.give(session, actor, reader, "Thử", first, first, False, TODAY)
    issue = data_issues.raise_issue(
        session, province.officer(hr, TODAY), UUID(who), "Chưa rõ", TODAY
    )
    return {
        "person_id": who,
        "draft_id": draft_id,
        "digest": digest,
        "upload_id": upload_id,
        "request_id": str(request.id),
        "movement_id": str(_movement(province, unit, who, hr)),
        "consent_id": str(consent.id),
        "issue_id": str(issue.id),
        "grant_id": str(_grant(province, who)),
        "assignment_id": str(_assignment(province, unit, who, hr)),
    }


def _grant(province: Province, who: str) -> int:
    """Return the person's first grant."""
    query = text(
        "select min(one.id) from account_grant one join account on account.id = one.account_id"
        " where account.person_id = :who"
    )
    found: int = province.session.scalar(query, {"who": who})
    return found


def _assignment(province: Province, unit: str, who: str, by: str) -> int:
    with transaction(province.session):
        row = Assignment(
            person_id=UUID(who), unit_id=province.unit(unit), door="unit.read",
            starts_on=date(2024, 6, 1), ends_on=date(2024, 7, 1), basis_number="1",
            basis_date=date(2024, 5, 1), by_person=UUID(by), at=TODAY,
        )  # fmt: skip
        province.session.add(row)
    return row.id


def _print(site: Site, province: Province, unit: str, hr: str) -> UUID:
    """Return what the unit's HR officer has had printed."""
    officer = province.officer(hr, TODAY)
    chosen = [UUID(_plain(province, unit)[0])]
    batch = print_batches.begin(
        province.session, officer, province.unit(unit), chosen, TODAY, restricted=False
    )
    vault = Vault(site.app.config["SETTINGS"].evidence_dir)
    print_batches.work_off(province.session, vault, TODAY)
    return batch.id


def _act(province: Province, unit: str) -> UUID:
    """Return an export that somebody of the unit proposed who is no actor."""
    with transaction(province.session):
        row = TwoPersonAct(
            id=uuid5(_SPACE, f"act {unit}"), kind="bulk_export",
            payload={"unit_ids": [province.unit(unit)], "people": 60, "selection": "x"},
            basis_number="1", basis_date=date(2024, 5, 1),
            proposed_by=UUID(_plain(province, unit)[0]), proposed_at=TODAY,
            expires_at=at(29),
        )  # fmt: skip
        province.session.add(row)
    return row.id


def _restricted(site: Site, province: Province, things: list[Thing]) -> Thing:
    """Return the things of a unit's deputy at the raised level, whose account waits for a code."""
    who, session = province.holder(OWN, "deputy"), province.session
    same = next(one for one in things if one.unit == OWN)
    personal = _personal(site, province, OWN, who, 60)
    session.execute(
        text("update account set password_hash = null where person_id = :who"), {"who": who}
    )
    raise_by_row(session, who)
    return Thing("restricted", OWN, who, same.values | personal, restricted=True)


def _movement(province: Province, unit: str, who: str, hr: str) -> UUID:
    """Return a transfer to a unit of whose posts no actor holds one."""
    to = SIBLING if unit != SIBLING else COUSIN
    filing = Filing(MoveKind.TRANSFER, date(2024, 7, 1), Basis("1", date(2024, 5, 1)), to)
    return moves.file(province.session, province.officer(hr, TODAY), UUID(who), filing, TODAY).id


def _requirement(province: Province, unit: str, who: str) -> int:
    with transaction(province.session):
        row = RequiredField(
            unit_id=province.unit(unit),
            path="position.work_strength",
            starts_on=date(2024, 6, 1),
            added_by=UUID(who),
            added_at=TODAY,
        )
        province.session.add(row)
    return row.id


def _archived(province: Province, things: list[Thing], unit: str) -> Thing:
    """Return the things of a plain member whose employment has ended."""
    who = _plain(province, unit)[1]
    end_post(province, who, local_day(TODAY))
    statement = text("update employment set ends_on = :day where person_id = :who")
    with transaction(province.session):
        province.session.execute(statement, {"day": local_day(TODAY), "who": who})
    draft = text("select id from draft where person_id = :who")
    same = next(one for one in things if one.unit == unit)
    draft_id = province.session.execute(draft, {"who": who}).scalars().first()
    return Thing(
        f"archived-{unit}", unit, who, same.values | {"person_id": who, "draft_id": str(draft_id)}
    )


def _nobody() -> Thing:
    """Return ids of things that do not exist: the answer to all that is foreign is the same."""
    names = (
        "person", "draft", "upload", "request", "movement", "lookup", "manifest", "batch",
        "submission", "consent", "issue", "incident", "act", "print",
    )  # fmt: skip
    values = {f"{name}_id": str(uuid5(_SPACE, name)) for name in names}
    numbers = dict.fromkeys(("unit", "requirement_id", "grant_id", "assignment_id"), "999999")
    return Thing("nobody", "", "", {**values, **numbers, "digest": "0" * 64})


def _plain(province: Province, unit: str) -> list[str]:
    posted = {row["person"] for row in province.document["appointments"]}
    return [who for who in province.people(unit) if who not in posted]


def _place(province: Province, person: str) -> int:
    return next(n for n, row in enumerate(province.document["persons"]) if row["id"] == person)


def _actors(site: Site, province: Province) -> list[Actor]:
    def actor(name: str, role: Role, unit: str, person: str, **scopes: frozenset[str]) -> Actor:
        if role is Role.UNIT_ADMIN:
            add_grant(province, person, unit, role)
        roles = frozenset({Role.PERSON, role})
        assert province.officer(person, TODAY).roles() == roles
        made = Actor(name, roles, unit, person, site.app.test_client(), **scopes)
        browser = Site(site.app, made.client)
        browser.sign_in(person)
        with transaction(province.session):  # the code stays fresh, however long the matrix takes
            province.session.execute(
                text("update web_session set proved_at = proved_at + interval '1 day'")
            )
        found = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/my-record"))
        assert found
        made.token = found[1]
        return made

    own, uncle, parent = frozenset({OWN}), frozenset({UNCLE}), frozenset({PARENT})
    everything = frozenset({*STAFFED, TOP})
    return [
        actor("person", Role.PERSON, OWN, _plain(province, OWN)[2]),
        actor("hr", Role.HR, OWN, province.holder(OWN, "hr"), posts=own, hr=own),
        actor("admin", Role.UNIT_ADMIN, OWN, _plain(province, OWN)[3], admin=own),
        actor("leader", Role.LEADER, OWN, province.holder(OWN, "head"), posts=own, heads=own),
        actor(
            "department_hr", Role.DEPARTMENT_HR, UNCLE, province.holder(UNCLE, "hr"),
            posts=uncle, hr=uncle, below=frozenset({UNCLE, COUSIN}),
        ),
        actor(
            "province", Role.PROVINCE, PARENT, province.holder(PARENT, "hr"),
            posts=parent, hr=parent, below=everything, admin=frozenset({TOP, UNCLE, PARENT}),
        ),
    ]  # fmt: skip


def app_tables(session: Session) -> dict[str, str]:
    """Return a digest of every table but the log and the sessions.

    What an act that was refused must not change.
    """
    names = session.scalars(
        text(
            "select table_name from information_schema.tables where table_schema = 'public'"
            " and table_type = 'BASE TABLE' and table_name not like 'audit%'"
            " and table_name not in ('web_session', 'attempt') order by 1"
        )
    )
    digest = "select md5(coalesce(string_agg(one::text, '|' order by one::text), '')) from {} one"
    return {name: str(session.scalar(text(digest.format(f'"{name}"')))) for name in list(names)}
