"""What tests of documents share: a field typed, a file brought, what lies on disk."""

from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.evidence.vault import Vault
from province_app.services import drafts, own_record
from province_app.services import evidence_uploads as uploads
from province_app.services.errors import Refused
from province_app.stores import records
from tests.provinces import Province, at
from tiers.units import Officer

ALLOWANCE, COEFFICIENT = "salary.other_allowance_text", "salary.position_allowance_coefficient"
PHONE, JOINED_ARMY = "identity.phone", "political.enlist_date"
NOW = at(21)


def save(province: Province, actor: Officer, typed: dict[str, str], moment=NOW) -> None:
    revision = own_record.text_of(province.session, actor, moment).revision
    drafts.save_draft(province.session, actor, typed, revision, moment)


def next_text(province: Province, actor: Officer) -> str:
    """Return a step that is not the one of the newest version."""
    return f"{content(province, actor.person_id)['salary']['other_allowance_text'] or ''} thêm"


def bring(province: Province, vault: Vault, actor: Officer, path: str, data: bytes) -> str:
    found = uploads.upload_whole(
        province.session, vault, actor, path, r"C:\scan\Quyết định.pdf", data, NOW
    )
    return found.sha256.hex()


def code_of(act, *arguments, **named) -> str:
    with pytest.raises(Refused) as caught:
        act(*arguments, **named)
    return caught.value.decision.code


def events(session: Session) -> list[str]:
    query = "select event from audit_event where event like 'evidence.%' order by id"
    return list(session.scalars(text(query)))


def content(province: Province, person_id: str) -> dict[str, dict[str, object]]:
    province.session.rollback()
    version = records.latest(province.session, [UUID(person_id)])[UUID(person_id)]
    return records.content_of(province.session, version)


def files_on_disk(vault: Vault) -> int:
    return sum(1 for file in vault.folder.rglob("*") if file.is_file())
