"""Real processes that would sleep for a day: a signature wakes them, up to the receipt."""

from datetime import date
from pathlib import Path

import requests
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.clock import move
from province_app.services import sync_policy
from province_app.services.basis import Basis
from province_app.signing.pki import DemoPki
from province_app.stores.engine import make_engine
from tests.databases import Database
from tests.processes import TICK, process, two_nodes, wait_until
from tests.provinces import at, load_province
from tiers.sync_policy import Policy

UNIT = "H40.03.01"


def test_a_signature_climbs_to_the_receipt_without_a_tick(
    session: Session,
    database: Database,
    national_database: Database,
    pki: DemoPki,
    tmp_path: Path,
    master_keys: Path,
) -> None:
    """NĐ 27/2026; issue "Staged sync in depth": every hop is woken, none waits for its interval."""
    never = "86400"
    nodes = two_nodes(pki, database, national_database, tmp_path, master_keys, TICK_SECONDS=never)
    move(nodes.clock, at(22, 12))
    province = load_province(session)
    manager = province.officer(province.holder("H40.03", "hr"), at(22))
    basis = Basis("31/QĐ-SNV", date(2024, 5, 2))
    unit = [province.unit(UNIT)]
    sync_policy.switch_policy(
        session, manager, unit, Policy.EVENT, date(2024, 5, 22), basis, at(22)
    )
    province.send(UNIT, at(22))
    province.confirm(UNIT, at(22))
    province.certify(province.holder(UNIT, "head"))

    def national_answers() -> bool:
        try:
            return requests.get(f"{nodes.url}/healthz", timeout=5).ok
        except requests.ConnectionError:
            return False

    def first_tick_is_over() -> bool:
        session.rollback()  # the log is sealed after the stages, at the end of a tick
        return not session.scalar(text("select count(*) from audit_unsealed"))

    def receipted() -> bool:
        session.rollback()
        found = session.scalar(text("select receipt from submission where state = 'settled'"))
        return found is not None

    with process(nodes.web, nodes.theirs), process(TICK, nodes.theirs), process(TICK, nodes.ours):
        wait_until(national_answers)  # else the push pauses, and no tick comes to end the pause
        wait_until(first_tick_is_over)
        assert not session.scalar(text("select count(*) from stage_run"))
        manifest = province.sign(UNIT, moment=at(22, 11))
        wait_until(receipted)
    engine = make_engine(lambda: national_database.app_url)
    with Session(engine) as held:
        arrived = held.scalar(text("select count(*) from exchange_record"))
    engine.dispose()
    assert arrived == manifest.items
