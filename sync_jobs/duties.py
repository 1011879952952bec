"""What a tick has to do, each by itself: one that fails stops no other, and is written down."""

import logging
from collections.abc import Callable

from sqlalchemy.orm import Session

from province_app.clock import system_now
from province_app.stores import duties
from province_app.stores.transaction import transaction

logger = logging.getLogger(__name__)


class Duties:
    """The duties of one tick."""

    def __init__(self, session: Session) -> None:
        """Nothing is done yet."""
        self._session = session
        self._faults: dict[str, str | None] = {}

    def do(self, name: str, work: Callable[[], object]) -> None:
        """Do this one; whatever stops it is logged, and noted without its words."""
        try:
            work()
            self._faults[name] = None
        except Exception as error:
            logger.exception("duty failed", extra={"duty": name})
            self._faults[name] = type(error).__name__
        finally:
            self._session.rollback()

    def note(self) -> None:
        """Write down how each went."""
        with transaction(self._session):
            duties.note(self._session, self._faults, system_now())
