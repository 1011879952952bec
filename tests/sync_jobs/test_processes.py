"""Real processes, killed with SIGKILL in the middle of a push. Everything heals by itself."""

from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.clock import move
from province_app.services import runs
from province_app.signing.pki import DemoPki
from province_app.stores.engine import make_engine
from tests.climbing import items
from tests.databases import Database
from tests.processes import TICK, kill, process, two_nodes, wait_until
from tests.provinces import Province, at
from tiers.stages import Stage


def test_killed_on_both_sides_every_record_arrives_once(
    province: Province,
    session: Session,
    database: Database,
    national_database: Database,
    pki: DemoPki,
    tmp_path: Path,
    master_keys: Path,
) -> None:
    """The national node and the leading scheduler die in mid-push; a second scheduler goes on."""
    nodes = two_nodes(pki, database, national_database, tmp_path, master_keys)
    move(nodes.clock, at(28, 0, 30))
    engine = make_engine(lambda: national_database.app_url)

    def seen(query: str) -> int:
        with Session(engine) as theirs:
            return int(theirs.scalar(text(query)) or 0)

    def done() -> bool:
        session.rollback()
        query = text("select state from stage_run where stage = 'province_to_national'")
        return session.scalar(query) == "done"

    manager = province.officer(province.holder("H40.03", "hr"), at(28))
    with process(nodes.web, nodes.theirs) as web, process(TICK, nodes.ours) as leader:
        with process(TICK, nodes.ours), process(TICK, nodes.theirs):
            runs.ask_for_stage(session, manager, Stage.PROVINCE_TO_NATIONAL, "đẩy", at(28))
            wait_until(lambda: seen("select count(*) from exchange_manifest") > 0)
            kill(web)
            kill(leader)
            with process(nodes.web, nodes.theirs):
                wait_until(done)
    assert seen("select count(*) from exchange_record") == len(province.document["persons"])
    assert seen("select count(*) from exchange_submission") == 1
    assert {one[0] for one in items(session, Stage.PROVINCE_TO_NATIONAL).values()} == {"accepted"}
    engine.dispose()
