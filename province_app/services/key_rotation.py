"""A new master key: every data key is wrapped anew, every draft sealed anew; versions stay.

Put the new key first in MASTER_KEYS_FILE, restart, rotate, then take the old key out.
Source: QĐ893 III.1; TT 06/2023 Đ.12.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from province_app.sealing import ring
from province_app.stores import audit, sealed_rows
from province_app.stores.transaction import transaction

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


def rotate(session: Session, at: datetime) -> Moved:
    """Bring everything that an older master key protects under the newest one; what was moved.

    It may be stopped and begun again at any time. sealing.Broken names a key that is not here.
    """
    return Moved(
        _all(session, sealed_rows.rewrap_keys, at),
        _all(session, sealed_rows.reseal_drafts, at),
        _all(session, sealed_rows.rewrap_documents, at),
        _all(session, sealed_rows.reseal_imports, at),
        _all(session, sealed_rows.reseal_reports, at),
        _all(session, sealed_rows.reseal_rights, at),
        _all(session, sealed_rows.reseal_factors, at),
    )


def _all(session: Session, move: Callable[[Session, int], int], at: datetime) -> int:
    total = 0
    while True:
        with transaction(session):
            moved = move(session, ROWS)
            if not moved:
                return total
            audit.add(session, "keys.rotated", None, [ring().newest], at, rows=moved)
        total += moved
