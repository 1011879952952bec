"""What Sở Nội vụ did to the lists that the province keeps, and which texts records hold there."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from province_app.models.catalogues import CatalogueAct
from province_app.stores.held_values import counted

_TEXTS = counted("jsonb_typeof(found.value) = 'string' and found.value #>> '{}' <> all(:known)")


class Text(NamedTuple):
    """A text in the place of a code, and how many records hold it."""

    text: str
    records: int


def newest(session: Session) -> int:
    """Return the number of the newest act, 0 before the first."""
    return session.scalar(select(func.max(CatalogueAct.id))) or 0


def all_of(session: Session, catalogue: str | None = None) -> Sequence[CatalogueAct]:
    """Return the acts, of one catalogue or of all, in the order in which they were done."""
    query = select(CatalogueAct).order_by(CatalogueAct.id)
    if catalogue is not None:
        query = query.where(CatalogueAct.catalogue == catalogue)
    return session.scalars(query).all()


def lock(session: Session) -> None:
    """Let nobody else change a list until the transaction ends: each act rests on those before."""
    session.execute(text("select pg_advisory_xact_lock(hashtext('catalogue_act'))"))


def texts(session: Session, section: str, place: str, known: Collection[str]) -> list[Text]:
    """Return what records hold at the JSON path into the section beside the known codes."""
    values = {"section": section, "path": place, "known": list(known)}
    return [Text._make(row) for row in session.execute(_TEXTS, values)]
