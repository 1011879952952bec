"""What goes before the records: catalogues down, the tree of units up. TT 06/2023 Đ.13 (step 1)."""

import logging
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from province_app.services import catalogue_quarantine, catalogues, unit_trees
from sync_jobs.at_once import at_once
from sync_jobs.national_gateway import (
    NationalGateway,
    NationalRefused,
    NationalUnavailable,
    fault_of,
)
from tiers.alarms import CATALOGUES_WAIT
from tiers.catalogues import unfit
from tiers.stages import Stage

logger = logging.getLogger(__name__)

ATTEMPTS = 3  # the receiver may hold a later version than we remember
Clock = Callable[[], datetime]


class CataloguesWait(NationalUnavailable):
    """A new version waits for two persons; the run goes on once they have admitted it."""


def pull_catalogues(session: Session, gateway: NationalGateway, now: Clock) -> dict[str, str]:
    """Return the national catalogues' versions by code, after copying down what is new here.

    CataloguesWait while two persons have not admitted one; NationalRefused for what is none.
    """
    current = {one["code"]: one["version"] for one in gateway.catalogues()}
    known = catalogues.versions(session) | catalogue_quarantine.still_waiting(session, current)
    new = [code for code, version in current.items() if known.get(code) != version]
    for code, found in zip(new, at_once(gateway.catalogue, new), strict=True):
        if fault := unfit(found["entries"]):
            raise NationalRefused(200, "catalogue_unfit", f"catalogue {code}: {fault}")
        catalogue_quarantine.take(session, code, current[code], found["entries"], now())
    if catalogue_quarantine.still_waiting(session, current):
        raise CataloguesWait(CATALOGUES_WAIT)
    return current


def send_units(
    session: Session,
    gateway: NationalGateway,
    now: Clock,
    stage: Stage = Stage.PROVINCE_TO_NATIONAL,
) -> None:
    """Send the tree of units of the day if it changed since the national node last took one.

    Source: QĐ 893 (tổ chức bộ máy, biên chế); exchange contract §3.
    """
    for _ in range(ATTEMPTS):
        tree = unit_trees.to_send(session, now(), stage)
        if tree is None:
            return
        try:
            gateway.put_units(tree.version, tree.body)
        except NationalRefused as refused:
            if refused.code == "stale_version":
                unit_trees.drop(session, tree)  # it holds a later one: after a restore of ours
                continue
            # A receiver may take no units (404); records do not wait for what else it dislikes.
            level = logging.INFO if refused.status == 404 else logging.WARNING
            logger.log(level, "units not taken", extra={"fault": fault_of(refused)})
            return
        unit_trees.note_taken(session, tree, now())
        return
    logger.warning("units not taken: the receiver holds a later version")
