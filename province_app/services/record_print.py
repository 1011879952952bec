"""A record on paper: the own one, one of HR's unit, or anybody's from the node's command line.

Whoever prints another's record leaves an audit event, which that person reads. What a person had
restricted is on no paper (Nghị định 13/2023/NĐ-CP Đ.14). Source: Quy chế Đ.6.1.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.evidence.vault import Vault
from province_app.models.records import Draft, RecordVersion
from province_app.printing.form import CONTRACT_2024, Paper, Stamp
from province_app.printing.pdf import pdf_of
from province_app.record.entry import read_entry
from province_app.record.schema import SECTIONS, fields
from province_app.services import photos
from province_app.services.errors import Missing, refuse_state
from province_app.services.hr_entry import unit_of
from province_app.stores import audit, drafts, own_record, people, records, rights, units
from province_app.stores.transaction import transaction
from tiers.audit import Purpose
from tiers.calendar import local_day
from tiers.units import Officer

_UNIT_PATHS = [path for path, info in fields().items() if info.kind == "unit_code"]


@dataclass(frozen=True)
class Print:
    """A PDF and the name of its file."""

    pdf: bytes
    file_name: str


def print_own(session: Session, vault: Vault, actor: Officer, *, draft: bool = False) -> Print:
    """Return the actor's own newest version, all of it; the open draft when `draft` or no version.

    What is wrong in a draft is left out of it. Missing when there is nothing to print.
    """
    person_id = UUID(actor.person_id)
    version = records.latest(session, [person_id]).get(person_id)
    if version is not None and not draft:
        return _print_version(session, vault, version, restricted=True)
    written = drafts.open_draft(session, person_id)
    if written is None:
        raise Missing
    return _print_draft(session, vault, written)


def print_record(
    session: Session,
    vault: Vault,
    record_id: UUID,
    at: datetime,
    *,
    restricted: bool,
    actor: UUID | None = None,
) -> Print:
    """Return the record's newest version and note who printed it; `actor` None is the system.

    Without `restricted` the form says “Thông tin hạn chế” in place of every restricted section.
    Missing when the record has no version.
    """
    with transaction(session):
        version = records.latest(session, [record_id]).get(record_id)
        if version is None:
            raise Missing
        printed = _print_version(session, vault, version, restricted=restricted)
        audit.add(
            session, "record.printed", actor, [record_id], at, version.unit_id,
            version=version.version, restricted=restricted,
        )  # fmt: skip
    return printed


def print_for(
    session: Session,
    vault: Vault,
    officer: Officer,
    person_id: UUID,
    at: datetime,
    *,
    restricted: bool,
) -> Print:
    """Return the newest version of somebody in a unit of the officer's HR posts.

    It is written down, and the person sees it. Missing for everybody else; Refused
    `nothing_to_print` before the first version, `print_closed` where the person had all use
    restricted. Source: Quy chế Đ.6.1, 7.1a.
    """
    unit_id = unit_of(session, officer, person_id, local_day(at))
    with transaction(session):
        found = print_of_unit(
            session, vault, officer, unit_id, [person_id], at, restricted=restricted
        )
        outcome = found[person_id]
        if outcome == "print_closed":
            raise refuse_state("print_closed", "Đ.6.1")
        if isinstance(outcome, str):
            raise refuse_state("nothing_to_print", "Đ.6.1")
    return outcome


def print_of_unit(
    session: Session,
    vault: Vault,
    officer: Officer,
    unit_id: int,
    person_ids: Sequence[UUID],
    at: datetime,
    *,
    restricted: bool,
) -> dict[UUID, Print | str]:
    """Return the paper of each person, or the code of why there is none.

    Each paper is written down as the officer's; the caller has judged the officer, and holds the
    transaction.
    """
    versions = records.latest(session, list(person_ids))
    closed = rights.restrictions(session, list(person_ids))
    found: dict[UUID, Print | str] = {}
    for person_id in person_ids:
        version, left_out = versions.get(person_id), closed.get(person_id, set())
        if version is None or "" in left_out:
            found[person_id] = "nothing_to_print" if version is None else "print_closed"
            continue
        found[person_id] = _print_version(
            session, vault, version, restricted=restricted, left_out=left_out
        )
        audit.add(
            session, "record.printed", UUID(officer.person_id), [person_id], at, unit_id,
            version=version.version, restricted=restricted, purpose=Purpose.PRINT,
        )  # fmt: skip
    return found


def _print_version(
    session: Session,
    vault: Vault,
    version: RecordVersion,
    *,
    restricted: bool,
    left_out: Collection[str] = (),
) -> Print:
    """Return the paper; `left_out`: fields that stay empty on it."""
    stored = records.content_of(session, version)
    content = {
        name: _without(name, stored.get(name, {}), left_out)
        for name, info in SECTIONS.items()
        if restricted or not info.restricted
    }
    day = local_day(version.confirmed_at)
    paper = Paper(
        content,
        day,
        _stamp(session, version),
        _unit_names(session, content, day),
        _photo(session, vault, version.record_id, content),
    )
    pdf = pdf_of(paper, version.confirmed_at)
    return Print(pdf, f"{_slug(paper)}-phien-ban-{version.version}.pdf")


def _without(
    section: str, content: Mapping[str, Any], left_out: Collection[str]
) -> Mapping[str, Any]:
    return {name: one for name, one in content.items() if f"{section}.{name}" not in left_out}


def _print_draft(session: Session, vault: Vault, draft: Draft) -> Print:
    content, _ = read_entry(draft.typed)
    day = local_day(draft.saved_at)
    paper = Paper(
        content,
        day,
        unit_names=_unit_names(session, content, day),
        photo=_photo(session, vault, draft.person_id, content),
    )
    return Print(pdf_of(paper, draft.saved_at), f"{_slug(paper)}-ban-nhap.pdf")


def _photo(
    session: Session, vault: Vault, person_id: UUID, content: Mapping[str, Mapping[str, Any]]
) -> bytes:
    digest = content.get("identity", {}).get("photo")
    return photos.bytes_of(session, vault, person_id, digest)


def _stamp(session: Session, version: RecordVersion) -> Stamp:
    digest = version.digest.hex()
    manifest = own_record.manifest_of(session, version)
    if manifest is None or manifest.signed_at is None:
        return Stamp(version.version, digest)
    signer = people.names(session, [manifest.signer_id])[manifest.signer_id]
    return Stamp(version.version, digest, signer, local_day(manifest.signed_at))


def _unit_names(
    session: Session, content: Mapping[str, Mapping[str, Any]], day: date
) -> dict[str, str]:
    pairs = (path.split(".") for path in _UNIT_PATHS)
    codes = [content.get(section, {}).get(name) for section, name in pairs]
    return units.names_of_codes(session, [code for code in codes if code], day)


def _slug(paper: Paper) -> str:
    return "hop-dong-lao-dong" if paper.form == CONTRACT_2024 else "so-yeu-ly-lich"
