"""The labour contracts that a record had, from the versions that were confirmed."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import and_, any_, func, select
from sqlalchemy.orm import Session

from province_app.models.records import RecordSection, RecordVersion

Contract = Mapping[str, Any]


def of_records(session: Session, record_ids: Collection[UUID]) -> dict[UUID, list[Contract]]:
    """Return each record's contracts, a number once as its newest version has it, oldest first."""
    query = (
        select(RecordSection.record_id, RecordSection.content)
        .join(
            RecordVersion,
            and_(
                RecordVersion.record_id == RecordSection.record_id,
                RecordSection.digest == any_(RecordVersion.section_digests),
            ),
        )
        .where(RecordSection.record_id.in_(record_ids), RecordSection.name == "contract")
        .group_by(RecordSection.record_id, RecordSection.digest)
        .order_by(func.max(RecordVersion.version))
    )
    found: dict[UUID, dict[object, Contract]] = {}
    for record_id, content in session.execute(query):
        contract = orjson.loads(content)
        found.setdefault(record_id, {})[contract["contract_number"]] = contract
    return {record_id: list(ones.values()) for record_id, ones in found.items()}
