"""What a signer sees: the list of the unit, who checked, what was signed, and who signs the own.

Source: Quy chế Đ.7.1b, 7.2b.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import orjson
from cryptography import x509
from cryptography.x509.oid import NameOID
from sqlalchemy.orm import Session

from province_app.models.records import Manifest, MonthClose, RecordVersion, SignerCertificate
from province_app.models.units import UnitPeriod
from province_app.record.schema import SECTIONS
from province_app.services import audit_reading, clock_guard
from province_app.services.changes import Content, FieldChange, changes, unit_names
from province_app.services.errors import Missing, refuse_who
from province_app.services.exceptional_windows import signing_opening
from province_app.services.named_photos import Pair, changed_photos
from province_app.services.quality import concerns, own_hits
from province_app.services.rule_verdicts import Errors, broken_now
from province_app.services.shown_list import list_digest
from province_app.stores import manifests, people, records, units
from province_app.stores.records import Unsigned
from tiers.audit import Purpose
from tiers.calendar import Opening, local_day, period_of
from tiers.checking import DraftState
from tiers.decision import Decision
from tiers.quality.rule import Hit
from tiers.signing import may_close_month, may_sign, signers_of
from tiers.units import Officer, PostKind, UnitStaff

ROWS = 25


@dataclass(frozen=True)
class Item:
    """A version that waits for the signature, beside what was signed of the record before."""

    version: RecordVersion
    full_name: str
    checked_by: str
    content: Content
    changes: tuple[FieldChange, ...]
    is_first: bool  # nothing of the record was signed before
    concerns: tuple[Hit, ...]  # errors and warnings of the rules today, in open sections
    photos: Pair | None  # before and after, where the photo changed


@dataclass(frozen=True)
class Certificate:
    """A certificate registered to the signer."""

    sha256: str
    subject: str
    valid_until: date
    has_keystore: bool
    in_token: bool = False


@dataclass(frozen=True)
class OwnSigner:
    """Who signs the officer's own record, by which post; nobody is a blocked state."""

    officer_post: PostKind
    post: PostKind
    holders: tuple[tuple[str, str], ...]  # full name, title
    waits: bool


@dataclass(frozen=True)
class Sums:
    """The roster, each person counted once: the other six add up to it."""

    roster: int
    mine: int  # waits for this officer's signature
    others: int  # waits for the other post's
    blocked: int  # waits, and nobody may sign
    checking: int  # with HR, or sent back
    signed: int  # in this period
    unchanged: int
    absent: int  # no record yet


@dataclass(frozen=True)
class SignDesk:
    """A unit's list as its signer sees it now; `items` is one page of `waiting` records."""

    unit: UnitPeriod
    others: tuple[UnitPeriod, ...]  # the officer's other units
    period: str
    opening: Opening
    decision: Decision
    waiting: int
    shown: str
    stale: bool  # the list is another than the one whose next page was asked for
    page: int
    broken: tuple[tuple[str, Errors], ...]  # of the whole list: who breaks a rule of today
    items: tuple[Item, ...]
    unit_names: dict[str, str]  # by code, of the units in the items
    sums: Sums
    own: OwnSigner | None
    certificates: tuple[Certificate, ...]
    prepared: Manifest | None
    close: Decision
    closed: MonthClose | None
    signed: Sequence[Manifest]
    names: dict[UUID, str]  # of who signed and who closed


def sign_desk(
    session: Session,
    officer: Officer,
    unit_id: int | None,
    at: datetime,
    page: int = 1,
    shown: str = "",
) -> SignDesk:
    """Return the unit's list, by default of the first unit where the officer signs.

    `shown` names the list of which another `page` is wanted; of a new list the first page comes.
    Missing outside the units of the officer's posts; Refused `not_the_signer` without such a post.
    """
    day = local_day(at)
    mine = _units(session, officer, day)
    unit = next((one for one in mine if unit_id in (None, one.unit_id)), None)
    if unit is None:
        if unit_id is not None:
            raise Missing
        raise refuse_who("not_the_signer", "Đ.7.1b")
    staff = units.staff_of(session, unit.unit_id, day)
    opening = signing_opening(session, unit.unit_id, staff.tier, at)
    period = opening.current.period if opening.current else period_of(at)
    unsigned = [
        one
        for one in records.unsigned_in(session, unit.unit_id)
        if str(one.record_id) not in officer.hidden
    ]
    waiting = [one for one in unsigned if _falls_to(officer, staff, one)]
    digest = list_digest(waiting, period)
    stale = shown not in ("", digest)
    items = _items(session, officer, unit.unit_id, waiting, 1 if stale else page, at)
    signed = manifests.signed_in(session, unit.unit_id, period)
    closed = manifests.month_close(session, unit.unit_id, period)
    person_id = UUID(officer.person_id)
    return SignDesk(
        unit=unit,
        others=tuple(one for one in mine if one is not unit),
        period=period,
        opening=opening,
        decision=_decision(session, officer, staff, opening),
        waiting=len(waiting),
        shown=digest,
        stale=stale,
        page=1 if stale else page,
        broken=_broken(session, waiting, at),
        items=items,
        unit_names=unit_names(session, (one for item in items for one in item.changes), day),
        sums=_sums(session, officer, staff, unsigned, period, day),
        own=_own(session, officer, staff, unsigned, day),
        certificates=tuple(map(_certificate, manifests.certificates_of(session, person_id, day))),
        prepared=_prepared(session, unit.unit_id, period, person_id, waiting),
        close=may_close_month(
            officer, staff, opening, len(unsigned), bool(signed), closed is not None
        ),
        closed=closed,
        signed=signed,
        names=people.names(
            session, [one.signer_id for one in signed] + ([closed.person_id] if closed else [])
        ),
    )


def manifest_of(session: Session, officer: Officer, manifest_id: UUID) -> Manifest:
    """Return a manifest of the officer's units that is signed, or the officer's own; else Missing.

    A list that somebody else has not signed yet is nobody else's business.
    """
    own = UUID(officer.person_id)
    found = manifests.find(session, manifest_id, {post.unit_id for post in officer.posts})
    if found is None or (found.signature is None and found.signer_id != own):
        raise Missing
    return found


def file_name(manifest: Manifest) -> str:
    """Return the name of a list's file, without its ending."""
    return f"danh-sach-{manifest.period}-{str(manifest.id)[:8]}"


def names_of(session: Session, record_ids: Collection[UUID]) -> list[str]:
    """Return the full names of the records' people, in the order of a roster."""
    return list(people.in_roster_order(session, record_ids).values())


def _units(session: Session, officer: Officer, day: date) -> list[UnitPeriod]:
    signing = {post.unit_id for post in officer.posts if post.kind is not PostKind.HR}
    return units.with_ids(session, signing, day)


def _decision(session: Session, officer: Officer, staff: UnitStaff, opening: Opening) -> Decision:
    """Return whether the officer may sign now; a wrong clock is told before any PIN is typed."""
    decision = may_sign(officer, staff, opening)
    return clock_guard.decide(session) if decision.allowed else decision


def _falls_to(officer: Officer, staff: UnitStaff, version: Unsigned) -> bool:
    return officer.person_id in signers_of(staff, str(version.record_id))[1]


def _items(
    session: Session,
    officer: Officer,
    unit_id: int,
    waiting: Sequence[Unsigned],
    page: int,
    at: datetime,
) -> tuple[Item, ...]:
    """Return one page of the list, in the order of a roster; it is written down as read."""
    names = people.in_roster_order(session, [one.record_id for one in waiting])
    ids = list(names)[(page - 1) * ROWS : page * ROWS]
    audit_reading.note(session, officer, ids, at, Purpose.SIGN, unit_id)
    newest = records.latest(session, ids)
    chosen = [newest[record_id] for record_id in ids]
    new = records.contents_of(session, chosen)
    old = records.contents_of(session, records.latest_signed(session, ids))
    checkers = people.names(session, [one.confirmed_by for one in chosen if one.confirmed_by])
    changed = {who: changes(old.get(who, {}), content) for who, content in new.items()}
    photos = changed_photos(session, changed.items())
    return tuple(
        Item(
            one,
            names[one.record_id],
            checkers[one.confirmed_by] if one.confirmed_by else "",
            new[one.record_id],
            changed[one.record_id],
            one.record_id not in old,
            _concerns(new[one.record_id], at),
            photos.get(one.record_id),
        )
        for one in chosen
    )


def _broken(
    session: Session, waiting: Sequence[Unsigned], at: datetime
) -> tuple[tuple[str, Errors], ...]:
    """Return name and errors of who breaks a rule that did not stop the confirmation."""
    found = broken_now(session, [(one.record_id, one.version) for one in waiting], at)
    names = people.in_roster_order(session, list(found)) if found else {}
    return tuple((name, found[record_id]) for record_id, name in names.items())


def _concerns(content: Content, at: datetime) -> tuple[Hit, ...]:
    """Return what the rules say of what a signer sees; a rule may have changed since the check."""
    by_path = concerns(own_hits(content, at))
    open_ones = (path for path in by_path if not SECTIONS[path.partition(".")[0]].restricted)
    return tuple(hit for path in open_ones for hit in by_path[path])


def _sums(
    session: Session,
    officer: Officer,
    staff: UnitStaff,
    unsigned: Sequence[Unsigned],
    period: str,
    day: date,
) -> Sums:
    waits = {}
    for one in unsigned:
        signers = signers_of(staff, str(one.record_id))[1]
        where = "mine" if officer.person_id in signers else "others"
        waits[one.record_id] = where if signers else "blocked"
    marks = [
        one
        for one in records.roster_marks(session, staff.unit_id, period, day)
        if str(one.person_id) not in officer.hidden
    ]
    counts = Counter(waits.get(mark.person_id) or _standing(mark) for mark in marks)
    return Sums(
        len(marks),
        **{
            name: counts[name]
            for name in ("mine", "others", "blocked", "checking", "signed", "unchanged", "absent")
        },
    )


def _standing(mark: records.RosterMark) -> str:
    """Return where a person stands of whom nothing waits for a signature."""
    if mark.draft_state in (DraftState.WITH_HR, DraftState.RETURNED):
        return "checking"
    if mark.signed:
        return "signed"
    return "unchanged" if mark.has_version else "absent"


def _own(
    session: Session,
    officer: Officer,
    staff: UnitStaff,
    unsigned: Sequence[Unsigned],
    day: date,
) -> OwnSigner | None:
    """Return who signs the officer's own record, if it is this unit's to sign."""
    own = UUID(officer.person_id)
    if people.home_unit(session, own, day) != staff.unit_id:
        return None
    post, signers = signers_of(staff, officer.person_id)
    holders = people.post_holders(session, staff.unit_id, post, day)
    return OwnSigner(
        PostKind.HEAD if officer.person_id in staff.heads else PostKind.DEPUTY,
        post,
        tuple(holders[UUID(who)] for who in signers),
        any(one.record_id == own for one in unsigned),
    )


def _prepared(
    session: Session, unit_id: int, period: str, signer_id: UUID, waiting: Sequence[Unsigned]
) -> Manifest | None:
    """Return the list that waits for a signature made elsewhere, while it can still be signed."""
    prepared = manifests.last_prepared(session, unit_id, period, signer_id)
    if prepared is None:
        return None
    now = {(str(one.record_id), one.version, one.digest.hex()) for one in waiting}
    listed = orjson.loads(prepared.body)["items"]
    stands = all((one["record_id"], one["version"], one["digest"]) in now for one in listed)
    return prepared if stands else None


def _certificate(row: SignerCertificate) -> Certificate:
    certificate = x509.load_der_x509_certificate(row.certificate)
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return Certificate(
        row.sha256,
        str(names[0].value) if names else row.sha256[:16],
        local_day(certificate.not_valid_after_utc),
        row.keystore is not None,
        row.key_label is not None,
    )
