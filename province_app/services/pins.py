"""The PIN of a keystore: wrong ones are counted, for all workers together."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy.orm import Session

from province_app.services import attempts
from province_app.services.sessions import Visit
from province_app.signing.keystore import KeystoreRefused
from province_app.stores.transaction import transaction
from tiers.units import Officer


@contextmanager
def pin_tried(session: Session, officer: Officer, visit: Visit, now: datetime) -> Iterator[None]:
    """Count the PIN that the block tries, unless something else than the PIN is in the way.

    TooManyTries instead of the block when too many were wrong.
    """
    reserved = attempts.reserve(
        session, "pin", officer.person_id, visit.address, now, known=False, everywhere=True
    )
    wrong = False
    try:
        yield
    except KeystoreRefused as refused:
        wrong = refused.code == "wrong_pin"
        raise
    finally:
        if not wrong:
            with transaction(session):
                attempts.was_right(session, reserved, now)
