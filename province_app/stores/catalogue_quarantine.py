"""National catalogues that wait to be admitted, and how many records use a code of theirs."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import delete, select, tuple_
from sqlalchemy.orm import Session

from province_app.models.catalogues import CatalogueQuarantine
from province_app.stores.held_values import Place, counted

_USES = counted("found.value #>> '{}' = any(:codes)")


def waiting(session: Session) -> Sequence[CatalogueQuarantine]:
    """Return what waits, by code."""
    table = CatalogueQuarantine
    return session.scalars(select(table).order_by(table.code, table.version)).all()


def keep_only(session: Session, versions: Mapping[str, str]) -> None:
    """Drop what is not the version named for its code: nobody needs to decide on it any more."""
    table = CatalogueQuarantine
    session.execute(
        delete(table).where(tuple_(table.code, table.version).not_in(list(versions.items())))
    )


def uses(session: Session, places: Collection[Place], codes: Collection[str]) -> dict[str, int]:
    """Return how many records use each of the codes at one of the places; unused ones are absent.

    A record that uses a code at two places counts at the place where most do.
    """
    found: dict[str, int] = {}
    for section, path in places:  # some five places a catalogue, whatever the number of records
        values = {"section": section, "path": path, "codes": list(codes)}
        for code, records in session.execute(_USES, values):
            found[code] = max(found.get(code, 0), records)
    return found
