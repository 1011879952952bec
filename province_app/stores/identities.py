"""Who holds which identity number: found by a keyed hash, since the number itself lies sealed."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from province_app.models.records import IdentityIndex
from province_app.sealing import ring
from province_app.stores.scope import as_node

PURPOSE = "personal_id"


def keep(session: Session, numbers: Mapping[UUID, str]) -> None:
    """Let each record be found by its number, and by no former one."""
    if not numbers:
        return
    rows = [
        {"record_id": record_id, "number": ring().index(PURPOSE, number)}
        for record_id, number in numbers.items()
    ]
    query = insert(IdentityIndex).values(rows)
    session.execute(
        query.on_conflict_do_update(
            index_elements=["record_id"], set_={"number": query.excluded.number}
        )
    )


def lock(session: Session, numbers: Collection[str]) -> None:
    """Let nobody else give these numbers to a record until the transaction ends.

    In one order for everybody, so that two who want the same numbers never wait for each other.
    """
    keys = {
        int.from_bytes(ring().index(PURPOSE, number)[:8], "big", signed=True) for number in numbers
    }
    if keys:
        session.execute(
            text("select pg_advisory_xact_lock(key) from unnest(cast(:keys as bigint[])) key"),
            {"keys": sorted(keys)},
        )


def taken(session: Session, numbers: Mapping[UUID, str]) -> set[UUID]:
    """Return those records whose number another record holds already."""
    wanted = {record_id: ring().index(PURPOSE, number) for record_id, number in numbers.items()}
    query = select(IdentityIndex).where(IdentityIndex.number.in_(wanted.values()))
    holders: dict[bytes, set[UUID]] = {}
    with as_node(session):  # also those of units that the asker does not see
        for one in session.scalars(query):
            holders.setdefault(one.number, set()).add(one.record_id)
    return {one for one, number in wanted.items() if holders.get(number, set()) - {one}}


def holders(session: Session, numbers: Collection[str]) -> list[UUID]:
    """Return the records that hold one of the numbers."""
    wanted = [ring().index(PURPOSE, number) for number in numbers]
    query = select(IdentityIndex.record_id).where(IdentityIndex.number.in_(wanted))
    with as_node(session):
        return list(session.scalars(query))
