"""Department, province and national node: processes of one code, nothing shared but HTTP."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest
import requests
from sqlalchemy.orm import Session

from province_app.clock import business_now, move
from province_app.services import catalogues, runs
from province_app.signing.pki import DEPARTMENT, DemoPki
from province_app.web_server import web_command
from tests.databases import Database, Databases, session_on
from tests.exchange.departments import load_department, load_receiver, rows
from tests.exchange.parties import environment
from tests.processes import TICK, TwoNodes, free_port, kill, process, two_nodes, wait_until
from tests.provinces import at, sign_all
from tests.sync_jobs.below import D2P, STAFF, UNIT, follow_event
from tiers.stages import Stage

P2N = Stage.PROVINCE_TO_NATIONAL


@pytest.fixture
def department_database(all_databases: Databases) -> Iterator[Database]:
    """A database for the department's own software."""
    with all_databases.copy() as copy:
        yield copy


# By the seconds of a tick: the two upper nodes, and the settings of the province and below.
ThreeNodes = Callable[[str], tuple[TwoNodes, dict[str, str], dict[str, str]]]


@pytest.fixture
def three_nodes(
    database: Database,
    national_database: Database,
    department_database: Database,
    pki: DemoPki,
    tmp_path: Path,
    master_keys: Path,
) -> ThreeNodes:
    """The nodes on those databases; nothing is started."""
    databases = (department_database, database, national_database)
    return partial(_three_nodes, pki, databases, tmp_path, master_keys)


@pytest.mark.slow
def test_what_a_department_signed_reaches_the_national_node_as_it_was_signed(
    session: Session,
    national_database: Database,
    department_database: Database,
    three_nodes: ThreeNodes,
) -> None:
    """The province is killed while the department delivers, and comes back."""
    nodes, ours, below = three_nodes("1")
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
        with process(web_command(int(ours["PORT"]), 1), ours) as web, process(TICK, below):
            wait_until(lambda: rows(session, "select count(*) from exchange_manifest") != [(0,)])
            kill(web)
            kill(tick)
            stack.enter_context(process(web_command(int(ours["PORT"]), 1), ours))
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


@pytest.mark.slow
def test_a_signature_at_the_department_wakes_every_hop_up_to_the_national_node(
    session: Session,
    national_database: Database,
    department_database: Database,
    three_nodes: ThreeNodes,
) -> None:
    """NĐ 27/2026: no process would look for itself before tomorrow."""
    nodes, ours, below = three_nodes("86400")
    move(nodes.clock, at(22, 12))
    receiver = load_receiver(session)
    follow_event(receiver, receiver.holder("H40.03", "hr"))
    catalogues.publish(session, business_now())
    with ExitStack() as stack:
        own = stack.enter_context(session_on(department_database))
        top = stack.enter_context(session_on(national_database))
        department = load_department(own, STAFF)
        follow_event(department, department.holder(DEPARTMENT, "hr"))
        department.send(UNIT, at(22))
        department.confirm(UNIT, at(22))
        department.certify(department.holder(UNIT, "head"))
        stack.enter_context(process(nodes.web, nodes.theirs))
        stack.enter_context(process(web_command(int(ours["PORT"]), 1), ours))
        for env in (nodes.theirs, ours, below):
            stack.enter_context(process(TICK, env))
        wait_until(lambda: _answers(nodes.url) and _answers(ours["PUBLIC_URL"]))
        for one in (session, own):  # the log is sealed at the end of a tick
            wait_until(lambda one=one: rows(one, "select count(*) from audit_unsealed") == [(0,)])
        manifest = department.sign(UNIT, moment=at(22, 11))
        wait_until(lambda: rows(session, "select state from submission") == [("settled",)])
        wait_until(lambda: rows(own, "select state from submission") == [("settled",)])
        assert rows(top, "select count(*) from exchange_record") == [(manifest.items,)]
        signed = "select md5(body), md5(signature) from manifest"
        given = "select md5(manifest), md5(signature) from exchange_manifest"
        assert rows(own, signed) == rows(top, given)


def _three_nodes(
    pki: DemoPki,
    databases: tuple[Database, Database, Database],
    folder: Path,
    master_keys: Path,
    seconds: str,
) -> tuple[TwoNodes, dict[str, str], dict[str, str]]:
    """Return the two upper nodes, and the settings of the province and of the department."""
    lowest, middle, highest = databases
    nodes = two_nodes(pki, middle, highest, folder, master_keys, TICK_SECONDS=seconds)
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
        DATABASE_URL=lowest.app_url,
        MASTER_KEYS_FILE=str(master_keys),
        EXCHANGE_URL=url,
    )
    below["EXCHANGE_PEER_SEALS_FILE"] = str(pki.department_seals_file)
    return nodes, ours, below


def _answers(url: str) -> bool:
    try:
        return requests.get(f"{url}/healthz", timeout=5).ok
    except requests.ConnectionError:
        return False


def _is_done(session: Session, stage: Stage) -> bool:
    return ("done",) in rows(session, "select state from stage_run where stage = :one", one=stage)


def _outcomes(session: Session, stage: Stage) -> Counter[object]:
    query = "select outcome from sync_item where stage = :stage"
    return Counter(row[0] for row in rows(session, query, stage=stage))
