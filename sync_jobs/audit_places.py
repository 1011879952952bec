"""The log's share of a tick: seals, a signed head when one is owed, heads to the outside places.

A place that is down stops nothing: it is tried again, and after two hours an alarm says so.
Source: Quy chế Đ.9.2, Đ.18.6.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import requests
from sqlalchemy.orm import Session

from config.settings import Settings
from province_app.audit.folders import put
from province_app.audit.notes import Signer
from province_app.outbound import safely_calling, within
from province_app.services import audit_denials, audit_sealing

logger = logging.getLogger(__name__)

TIMEOUTS_S = (5, 20)  # to connect, between two bytes of the answer
LONGEST_S = 30  # a whole call


def keep_log(session: Session, settings: Settings, now: Callable[[], datetime]) -> None:
    """Seal what waits, sign the head if it is time, send the heads where they are missing."""
    audit_denials.count_up(session, now())
    sealed = audit_sealing.seal(session, now())
    signer = Signer(settings.agency_code, settings.audit_key)
    if audit_sealing.sign_head(session, signer, settings.agency_code, now()):
        logger.info("head signed", extra={"sealed": sealed})
    for place in settings.audit_places:
        if "://" not in place and Path(place).is_relative_to(settings.var):
            Path(place).mkdir(parents=True, exist_ok=True)  # a developer's own; no outside disk
        _serve(session, place, settings.agency_code, now)


def _serve(session: Session, place: str, node: str, now: Callable[[], datetime]) -> None:
    for head in audit_sealing.waiting_for(session, place, node, now()):
        try:
            _hand_over(place, head.file_name, head.note)
        except (OSError, requests.RequestException) as error:
            fault = type(error).__name__
            audit_sealing.note_failed(session, place, f"{fault}: {error}", now())
            logger.warning("place cannot be served", extra={"place": place, "fault": fault})
            return
        audit_sealing.note_delivered(session, place, head.checkpoint_id, now())


def _hand_over(place: str, name: str, note: str) -> None:
    if "://" not in place:
        put(Path(place), name, note)
        return
    headers = {"Content-Type": "text/plain; charset=utf-8"}
    with within(LONGEST_S), safely_calling(requests.Session()) as session:
        answer = session.post(
            place, note.encode(), headers=headers, timeout=TIMEOUTS_S, allow_redirects=False
        )
    if not answer.ok or answer.is_redirect:
        raise requests.HTTPError(f"the place answered {answer.status_code}")
