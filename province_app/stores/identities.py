"""Who holds which identity number: found by a keyed hash, since the number itself lies sealed."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from province_app.models.records import IdentityIndex
from province_app.sealing import ring
from province_app.stores.scope import as_node
from tiers.searching import staff_number

PURPOSE = "personal_id"
STAFF = "staff_number"


def keep(session: Session, numbers: Mapping[UUID, str], staff: Mapping[UUID, str]) -> None:
    """Let each record be found by its number and its staff number, and by no former ones."""
    if not numbers:
        return
    rows = [
        {
            "record_id": record_id,
            "number": ring().index(PURPOSE, number),
            "staff_number": staff_index(staff[record_id]) if record_id in staff else None,
        }
        for record_id, number in numbers.items()
    ]
    query = insert(IdentityIndex).values(rows)
    new = {name: query.excluded[name] for name in ("number", "staff_number")}
    session.execute(query.on_conflict_do_update(index_elements=["record_id"], set_=new))


def personal_index(number: str) -> bytes:
    """Return by what a record is found from its identity number."""
    return ring().index(PURPOSE, number)


def staff_index(number: str) -> bytes:
    """Return by what a record is found from its staff number, however it is written."""
    return ring().index(STAFF, staff_number(number))


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
