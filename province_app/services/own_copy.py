"""Bản sao dữ liệu: a copy of the own record, once it was granted. Source: NĐ 13/2023 Đ.14."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson
from sqlalchemy.orm import Session

from province_app.evidence.vault import Vault
from province_app.record.schema import SECTIONS
from province_app.services import record_print
from province_app.services.errors import Missing
from province_app.stores import audit, records, rights
from province_app.stores.transaction import transaction
from tiers.rights import Kind
from tiers.units import Officer

FORMAT = "person-record-copy/1"
TYPES = {"pdf": "application/pdf", "json": "application/json"}


@dataclass(frozen=True)
class Copy:
    """The file, and what a browser is to call it."""

    data: bytes
    mimetype: str
    file_name: str


def copy_for(
    session: Session, vault: Vault, actor: Officer, request_id: UUID, form: str, at: datetime
) -> Copy:
    """Return all sections of the actor's newest version, restricted ones too, as PDF or JSON.

    Missing for another's request, one that is not a granted request for a copy, and a record
    without a version. Each download is written down. Source: TT 06/2023 Đ.23.3.
    """
    person_id = UUID(actor.person_id)
    with transaction(session):
        request = rights.own(session, person_id, request_id)
        version = records.latest(session, [person_id]).get(person_id)
        wanted = request is not None and request.kind == Kind.COPY and request.answer == "granted"
        if request is None or version is None or not wanted or form not in TYPES:
            raise Missing
        if form == "pdf":
            data = record_print.print_own(session, vault, actor).pdf
        else:
            content = records.content_of(session, version)
            copied = {
                "format": FORMAT,
                "record_id": str(person_id),
                "version": version.version,
                "confirmed_at": version.confirmed_at,
                "digest": version.digest.hex(),
                "sections": {name: content[name] for name in SECTIONS if name in content},
            }
            data = orjson.dumps(copied, option=orjson.OPT_INDENT_2)
        audit.add(
            session, "request.copied", person_id, [request.id], at, version.unit_id,
            form=form, version=version.version,
        )  # fmt: skip
    return Copy(data, TYPES[form], f"ban-sao-ho-so-phien-ban-{version.version}.{form}")
