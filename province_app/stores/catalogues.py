"""Versions of catalogues: the current one of each code and those before it."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import literal, select, update
from sqlalchemy.orm import Session

from province_app.models.catalogues import CatalogueVersion


def find(session: Session, code: str, version: str | None = None) -> CatalogueVersion | None:
    """Return that version of the catalogue, by default the current one."""
    query = select(CatalogueVersion).filter_by(code=code)
    query = query.filter_by(current=True) if version is None else query.filter_by(version=version)
    return session.scalars(query).one_or_none()


def current_entries(session: Session, codes: Collection[str]) -> dict[str, bytes]:
    """Return the entries of the current versions of those catalogues, by code."""
    table = CatalogueVersion
    query = select(table.code, table.entries).where(table.current, table.code.in_(codes))
    return dict(session.execute(query).all())


class Current(NamedTuple):
    """What is known of a catalogue without its entries."""

    code: str
    version: str
    sha256: bytes
    size: int


def current(session: Session) -> list[Current]:
    """Return the current versions, by code."""
    table = CatalogueVersion
    query = select(table.code, table.version, table.sha256, table.size).filter_by(current=True)
    return [Current(*row) for row in session.execute(query.order_by(table.code))]


def make_current(session: Session, row: CatalogueVersion) -> None:
    """Keep the version unless it is there already, and make it the code's current one."""
    same_code = update(CatalogueVersion).filter_by(code=row.code, current=True)
    session.execute(same_code.values(current=False))
    known = update(CatalogueVersion).filter_by(code=row.code, version=row.version)
    if session.execute(known.values(current=True).returning(literal(1))).first() is None:
        session.add(row)
