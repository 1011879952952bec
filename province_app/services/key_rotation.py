"""A new master key: every data key is wrapped anew, every draft sealed anew; versions stay.

Put the new key first in MASTER_KEYS_FILE, restart, let one officer of the province propose the
change and another confirm it, rotate with the act's id, then take the old key out.
Source: QĐ893 III.1; TT 06/2023 Đ.12.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.models.two_person import TwoPersonAct
from province_app.sealing import ring
from province_app.services.basis import Basis
from province_app.services.errors import refuse_state
from province_app.services.two_person import Kind, propose, released, use
from province_app.stores import audit, sealed_rows
from province_app.stores.transaction import transaction
from tiers.units import Officer, Role

ROWS = 500  # a transaction


@dataclass(frozen=True)
class Moved:
    """How much of each came under the newest key: data keys, drafts and so on."""

    records: int
    drafts: int
    documents: int
    imports: int
    reports: int
    rights: int
    factors: int
    lookups: int
    papers: int


def newest_key() -> str:
    """Return the name of the key that seals now; it says nothing about the key."""
    return ring().newest


def propose_change(
    session: Session, officer: Officer, key: str, basis: Basis, at: datetime
) -> TwoPersonAct:
    """Propose that everything comes under the key, which must be the one that seals now.

    Refused for who is not of the province, and when another key was put first meanwhile.
    """
    with transaction(session):
        if key != newest_key():
            raise refuse_state("another_key_now", "TT06 Đ.12")
        return propose(session, officer, KEY_CHANGE, {"key": key}, basis, at)


def rotate(session: Session, act_id: UUID, at: datetime) -> Moved:
    """Bring everything that an older master key protects under the newest one; what was moved.

    It may be stopped and begun again at any time with the same act, which is used up at the end.
    Missing for no such act; Refused while it is not confirmed, when it was used, and when it is
    about another key. sealing.Broken names a key that is not here.
    """
    moved = Moved(
        _all(session, sealed_rows.rewrap_keys, act_id, at),
        _all(session, sealed_rows.reseal_drafts, act_id, at),
        _all(session, sealed_rows.rewrap_documents, act_id, at),
        _all(session, sealed_rows.reseal_imports, act_id, at),
        _all(session, sealed_rows.reseal_reports, act_id, at),
        _all(session, sealed_rows.reseal_rights, act_id, at),
        _all(session, sealed_rows.reseal_factors, act_id, at),
        _all(session, sealed_rows.reseal_lookups, act_id, at),
        _all(session, sealed_rows.reseal_prints, act_id, at),
    )
    with transaction(session):
        use(session, _released(session, act_id, at), None, at)
    return moved


def _released(session: Session, act_id: UUID, at: datetime) -> TwoPersonAct:
    act = released(session, KEY_CHANGE, act_id, at)
    if act.payload["key"] != newest_key():
        raise refuse_state("another_key_now", "TT06 Đ.12")
    return act


def _all(session: Session, move: Callable[[Session, int], int], act_id: UUID, at: datetime) -> int:
    total = 0
    while True:
        with transaction(session):
            act = _released(session, act_id, at)  # two runs at once: one after the other
            moved = move(session, ROWS)
            if not moved:
                return total
            audit.add(session, "keys.rotated", None, [ring().newest], at, rows=moved,
                      two_person=str(act.id))  # fmt: skip
        total += moved


def _entitled(officer: Officer) -> bool:
    return Role.PROVINCE in officer.roles(acting=True)


KEY_CHANGE = Kind("key_change", _entitled, None)
