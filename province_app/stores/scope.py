"""Whose rows a transaction may see: the database's own wall, behind the rules of `tiers/`.

The policies (migration `0018_row_security`) read settings of the transaction: who asks, and what
that lets see, worked out once by `enter_scope` (migration `0030_scope_once`). A session without a
scope sees no row of any person or unit, whatever its query forgot to ask.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from sqlalchemy import Connection, event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, SessionTransaction

KEY = "scope"
_WORKED_OUT = "worked_out"  # (transaction, scope) whose settings the database holds
_SET = text("select enter_scope(:kind, :person, :day)")
_KIND = text("select set_config('app.scope', :kind, true)")


@dataclass(frozen=True)
class Scope:
    """Who asks: the node itself, somebody at the gate who is not known yet, or a person."""

    kind: Literal["", "node", "gate", "person"] = ""
    person_id: UUID | None = None
    day: date | None = None  # of the business clock: whose posts and units count

    def settings(self) -> dict[str, str]:
        """Return the values of the three settings."""
        return {
            "kind": self.kind,
            "person": str(self.person_id or ""),
            "day": str(self.day or ""),
        }


NOBODY = Scope()
NODE = Scope("node")  # jobs, commands, and what a page must ask across units
GATE = Scope("gate")  # accounts only: before the sign-in


def person_scope(person_id: UUID, day: date) -> Scope:
    """Return the scope of a person's pages on the day."""
    return Scope("person", person_id, day)


def enter(session: Session, scope: Scope) -> None:
    """Let the session, from here on, see what the scope sees."""
    session.info[KEY] = scope
    if session.in_transaction():
        session.execute(_SET, scope.settings())
        session.info[_WORKED_OUT] = (session.get_transaction(), scope)


@contextmanager
def as_node(session: Session) -> Iterator[None]:
    """Ask across units within the block, as for a number that only one record may hold.

    A job's connection is the node's already, and stays what it is. What the asker may see was
    worked out for the transaction and stands: only whose question it is changes there and back.
    """
    before: Scope | None = session.info.get(KEY)
    if before is None or before == NODE:
        yield
        return
    held = (session.get_transaction(), before)
    _turn(session, NODE, held)
    try:
        yield
    finally:
        with suppress(DBAPIError):  # a broken transaction takes no setting: its end does it
            _turn(session, before, held)


def _turn(session: Session, scope: Scope, held: tuple[SessionTransaction | None, Scope]) -> None:
    """Enter the scope, by its kind alone where the transaction still holds those settings."""
    if session.info.get(_WORKED_OUT) == held == (session.get_transaction(), held[1]):
        session.info[KEY] = scope
        session.execute(_KIND, {"kind": scope.kind})
    else:
        enter(session, scope)


@event.listens_for(Session, "after_begin")
def _set(session: Session, _: SessionTransaction, connection: Connection) -> None:
    """Say who asks at the start of each transaction: the settings end with it."""
    scope: Scope | None = session.info.get(KEY)
    if scope is not None:
        connection.execute(_SET, scope.settings())
        session.info[_WORKED_OUT] = (session.get_transaction(), scope)
