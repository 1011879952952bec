"""Department, province and national node: processes of one code, nothing shared but HTTP."""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from province_app.clock import business_now, move
from province_app.services import catalogues, runs
from province_app.signing.pki import DEPARTMENT, DemoPki
from province_app.web_server import web_command
from tests.databases import Database, Databases, session_on
from tests.exchange.departments import load_department, load_receiver, rows
from tests.exchange.parties import environment
from tests.processes import TICK, free_port, kill, process, two_nodes, wait_until
from tests.provinces import at, sign_all
from tiers.stages import Stage

D2P, P2N = Stage.DEPARTMENT_TO_PROVINCE, Stage.PROVINCE_TO_NATIONAL
STAFF = 9


@pytest.fixture
def department_database(all_databases: Databases) -> Iterator[Database]:
    """A database for the department's own software."""
    with all_databases.copy() as copy:
        yield copy


@pytest.mark.slow
def test_what_a_department_signed_reaches_the_national_node_as_it_was_signed(
    session: Session,
    database: Database,
    national_database: Database,
    department_database: Database,
    pki: DemoPki,
    tmp_path: Path,
    master_keys: Path,
) -> None:
    """The province is killed while the department delivers, and comes back."""
    nodes = two_nodes(pki, database, national_database, tmp_path, master_keys, TICK_SECONDS="1")
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    ours = nodes.ours | {
        "PORT": str(port),
        "PUBLIC_URL": url,
        "EXCHANGE_RECEIPT_SEAL_FILE": str(pki.receipt_seal_file),
        "EXCHANGE_RECEIPT_SEAL_PIN_FILE": str(pki.receipt_seal_pin_file),
    }
    below = environment(
        pki,
        DEPARTMENT,
        **{name: ours[name] for name in ("CLOCK_FILE", "VAR_DIR", "PYTHONPATH", "TICK_SECONDS")},
        ROLE="department",
        DATABASE_URL=department_database.app_url,
        MASTER_KEYS_FILE=str(master_keys),
        EXCHANGE_URL=url,
    )
    below["EXCHANGE_PEER_SEALS_FILE"] = str(pki.department_seals_file)
    province = load_receiver(session)
    for unit in province.document["units"]:
        if unit["tier"] != "province" and not unit["code"].startswith(DEPARTMENT):
            province.send(unit["code"])
            province.confirm(unit["code"])
            province.sign(unit["code"])
            province.sign(unit["code"], "deputy")
    catalogues.publish(session, business_now())
    with ExitStack() as stack:
        own = stack.enter_context(session_on(department_database))
        top = stack.enter_context(session_on(national_database))
        sign_all(load_department(own, STAFF))
        move(nodes.clock, at(27, 2))
        stack.enter_context(process(nodes.web, nodes.theirs))
        stack.enter_context(process(TICK, nodes.theirs))
        tick = stack.enter_context(process(TICK, ours))
        with process(web_command(port, 1), ours) as web, process(TICK, below):
            wait_until(lambda: rows(session, "select count(*) from exchange_manifest") != [(0,)])
            kill(web)
            kill(tick)
            stack.enter_context(process(web_command(port, 1), ours))
            stack.enter_context(process(TICK, ours))
            wait_until(lambda: rows(own, "select state from submission") == [("settled",)])
        wait_until(lambda: _is_done(session, D2P))
        move(nodes.clock, at(28, 2))
        wait_until(lambda: _is_done(session, P2N))
        everybody = len(province.document["persons"]) + STAFF
        assert _outcomes(own, D2P) == {"accepted": STAFF}
        assert _outcomes(session, D2P) == {"accepted": everybody}
        assert _outcomes(session, P2N) == {"accepted": everybody}
        assert [one.balanced for one in runs.stage_sums(session, "2024-05")] == [True] * 3
        # The head's list and signature, byte for byte, from the department to the top.
        lists = "select {id}, {body}, {cms} from {table} where {id} = any(:ids) order by 1"
        ids = [row[0] for row in rows(own, "select id from manifest")]
        signed = lists.format(id="id", body="md5(body)", cms="md5(signature)", table="manifest")
        given = lists.format(
            id="manifest_id",
            body="md5(manifest)",
            cms="md5(signature)",
            table="exchange_manifest",
        )
        assert rows(own, signed, ids=ids) == rows(session, signed, ids=ids)
        assert rows(own, signed, ids=ids) == rows(top, given, ids=ids)
        sent = rows(top, "select distinct sender from exchange_submission")
        assert sent == [("H40",)]


def _is_done(session: Session, stage: Stage) -> bool:
    return ("done",) in rows(session, "select state from stage_run where stage = :one", one=stage)


def _outcomes(session: Session, stage: Stage) -> Counter[object]:
    query = "select outcome from sync_item where stage = :stage"
    return Counter(row[0] for row in rows(session, query, stage=stage))
