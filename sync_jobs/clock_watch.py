"""Compares this node's clock with the NTP servers of the settings. Source: security bar C 58."""

import logging
import socket

import ntplib
from sqlalchemy.orm import Session

from config.settings import Settings
from province_app.outbound import callable_addresses
from province_app.services import clock_guard

logger = logging.getLogger(__name__)

TIMEOUT_S = 2
UNSYNCHRONISED = 3  # leap indicator of a server that does not know the time itself
STRATA = range(1, 16)


def compare(session: Session, settings: Settings) -> None:
    """Ask each server how far our clock is from its own, when it is time; no transaction is open.

    Without servers what was read before is forgotten: nobody watches the clock then.
    """
    due = clock_guard.is_due(session, settings.ntp_servers)
    session.rollback()
    if due:
        clock_guard.note(session, {one: skew_s(one) for one in settings.ntp_servers})


def skew_s(server: str) -> float | None:
    """Return the seconds that our clock is ahead of the server's; None when it does not say."""
    host, _, port = server.rpartition(":")
    try:
        address = next(iter(callable_addresses(host, int(port), socket.SOCK_DGRAM)), None)
        if address is None:
            return None
        answer = ntplib.NTPClient().request(address, 4, int(port), TIMEOUT_S)
    except (ntplib.NTPException, OSError) as error:
        logger.warning("time not read", extra={"origin": server, "fault": type(error).__name__})
        return None
    return -answer.offset if _is_answer(answer) else None


def _is_answer(answer: ntplib.NTPStats) -> bool:
    """Tell whether a server that knows the time has answered what we asked just now.

    The library leaves all this unasked. An answer to another question says another moment of
    asking than the time that this one took.
    """
    asked_s = answer.dest_timestamp - answer.orig_timestamp
    knows = answer.mode == 4 and answer.leap != UNSYNCHRONISED and answer.stratum in STRATA
    return knows and 0 <= asked_s <= TIMEOUT_S and answer.tx_timestamp > 0
