"""Puts the units' requests for persons received from outside to the national database.

Source: Quy chế Đ.10.1; exchange contract, annex 45.
"""

import logging
from base64 import b64decode
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from province_app.clock import system_now
from province_app.exchange.documents import Manifest, read_signed
from province_app.pauses import try_again_at
from province_app.services import lookup_answers
from province_app.services.lookup_answers import Held
from sync_jobs.national_gateway import (
    NationalGateway,
    NationalRefused,
    NationalUnavailable,
    fault_of,
)

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]


def put_waiting(session: Session, gateway: NationalGateway, now: Clock) -> int:
    """Put what waits, one after the other; return how many were answered.

    Any number of workers may. Each failure pauses its own request; where nobody answers the
    others wait for the next tick too.
    """
    answered = 0
    while question := lookup_answers.next_question(session, now(), system_now()):
        try:
            told = gateway.look_up(question.personal_id, question.purpose, question.basis)
        except NationalUnavailable as error:
            until = try_again_at(question.tries - 1, error.retry_after_s)  # this try is counted
            lookup_answers.put_off(session, question, until)
            logger.warning("lookup not answered", extra={"fault": fault_of(error)})
            break
        except NationalRefused as error:
            lookup_answers.refuse(session, question, now())
            logger.warning("lookup refused", extra={"fault": fault_of(error)})
            continue
        lookup_answers.take(session, question, _held(told) if told else None, now())
        answered += 1
    return answered


def _held(told: Mapping[str, Any]) -> Held:
    return Held(
        UUID(told["record_id"]),
        told["version"],
        {name: one["content"] for name, one in told["sections"].items()},
        _is_released(told),
    )


def _is_released(told: Mapping[str, Any]) -> bool:
    """Whether the manifest that attests this very version says that the person left (annex 8)."""
    try:
        manifest = read_signed(Manifest, b64decode(str(told.get("manifest", "")), validate=True))
    except ValueError:  # no base64, or no manifest as the contract has it
        return False
    attested = (told["record_id"], told["digest"])
    return any(
        one.change == "left" and (one.record_id, one.digest) == attested for one in manifest.items
    )
