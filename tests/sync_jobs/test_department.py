"""A department with software of its own pushes to its province on day 27. Quy chế Đ.8.1, 8.2."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from config.settings import load_settings
from province_app.exchange.node import node_of
from province_app.models.sync import StageRun
from province_app.services import inbox, runs
from province_app.signing.pki import DEPARTMENT, DemoPki
from province_app.stores import runs as run_store
from sync_jobs.national_gateway import NationalGateway
from sync_jobs.staged_sync import work_off_runs
from tests.databases import Database, Databases
from tests.exchange.departments import (
    UNITS,
    load_department,
    load_receiver,
    province_node,
    rows,
)
from tests.exchange.parties import NationalNode, environment
from tests.provinces import Province, at, sign_all, trust
from tests.stages import tamper
from tiers.stages import DEPARTMENT_CLIMB, Stage

D2P = Stage.DEPARTMENT_TO_PROVINCE
STAFF = 9


@dataclass
class Both:
    """The department's database and the province that it delivers to."""

    session: Session
    own: Province
    above: NationalNode
    gateway: NationalGateway

    def work(self, day: int, hour: int = 2, month: int = 5) -> None:
        """Let the department's worker do what is owed then."""
        moment = at(day, hour, month=month)
        work_off_runs(self.session, trust(), self.gateway, lambda: moment, climb=DEPARTMENT_CLIMB)

    def outcomes(self, month: str = "2024-05") -> dict[str, int]:
        """Return how many items of the push have each outcome."""
        query = (
            "select outcome, count(*) from sync_item where stage = :stage and period = :month"
            " group by outcome"
        )
        return dict(rows(self.session, query, stage=D2P, month=month))  # type: ignore[arg-type]

    def run(self, month: str = "2024-05") -> StageRun:
        """Return the newest push."""
        self.session.rollback()
        return run_store.latest(self.session, month)[D2P]


@pytest.fixture
def above(
    all_databases: Databases, pki: DemoPki, tmp_path: Path, master_keys: Path
) -> Iterator[NationalNode]:
    """The province as receiver; it judges as soon as something is committed."""
    with all_databases.copy() as copy, province_node(copy, pki, tmp_path, master_keys) as node:
        load_receiver(node.session)
        yield node


@pytest.fixture
def both(
    session: Session, above: NationalNode, pki: DemoPki, tmp_path: Path, judging: None
) -> Both:
    """A department in which everything is signed, and the province above it."""
    own = load_department(session, STAFF)
    sign_all(own)
    env = environment(pki, DEPARTMENT, ROLE="department", VAR_DIR=str(tmp_path / "department"))
    env["EXCHANGE_PEER_SEALS_FILE"] = str(pki.department_seals_file)
    return Both(session, own, above, NationalGateway(node_of(load_settings(env)), above.url))


@pytest.fixture
def judging(above: NationalNode, monkeypatch: pytest.MonkeyPatch) -> None:
    """Judge where the sender would wait for the province's scheduler."""
    asked = NationalGateway.status

    def status(self: NationalGateway, submission_id: UUID) -> object:
        above.judge()
        return asked(self, submission_id)

    monkeypatch.setattr(NationalGateway, "status", status)


def test_the_month_ends_with_the_push_to_the_province(both: Both) -> None:
    """Day 26 inside, day 27 over HTTP with every section; nothing goes to the national node."""
    both.work(26)
    assert both.outcomes() == {}
    both.work(27)
    both.work(28)
    assert both.outcomes() == {"accepted": STAFF}
    assert set(run_store.latest(both.session, "2024-05")) == {Stage.FACILITY_TO_DEPARTMENT, D2P}
    assert [one.balanced for one in runs.stage_sums(both.session, "2024-05")] == [True, True]
    receipt = rows(both.session, "select state, receipt_signature is not null from submission")
    assert receipt == [("settled", True)]
    version = "select record_id::text, version, encode(digest, 'hex') from holding where tier ="
    theirs = rows(both.above.session, f"{version} 'province' order by 1")
    assert theirs == rows(both.session, f"{version} 'department' order by 1")
    assert theirs == rows(both.session, f"{version} 'province' order by 1")
    tree = rows(both.above.session, "select convert_from(body, 'UTF8') from exchange_units")
    assert [one["code"] for one in json.loads(str(tree[0][0]))["units"]] == list(UNITS)
    family = "select count(*) from record_section where name = 'family'"
    assert rows(both.above.session, family)[0][0] == rows(both.session, family)[0][0] == STAFF


def test_a_rejected_record_is_a_task_of_its_unit_with_code_and_field(both: Both) -> None:
    """The province knows the person already under another record."""
    both.work(26)
    who = both.own.people(f"{DEPARTMENT}.01")[0]
    number = both.session.scalar(
        text("select number from identity_index where record_id = :who"), {"who": UUID(who)}
    )
    both.above.session.execute(
        text(
            "insert into identity_index (record_id, number)"
            " select min(id::text)::uuid, :number from person"
        ),
        {"number": number},
    )
    both.above.session.commit()
    both.work(27)
    assert both.outcomes() == {"accepted": STAFF - 1, "rejected": 1}
    told = rows(both.session, "select code, path from sync_item where outcome = 'rejected'")
    assert told == [("identity_conflict", "/sections/identity/content/personal_id")]
    hr = both.own.officer(both.own.holder(f"{DEPARTMENT}.01", "hr"), at(27))
    stopped = inbox.inbox_of(both.session, hr, at(27, 9)).stopped
    assert [str(one.record_id) for one in stopped] == [who]


def test_a_tampered_record_stays_at_home_alone(both: Both, database: Database) -> None:
    tamper(database, both.own.people(f"{DEPARTMENT}.01")[0])
    both.work(26)
    both.work(27)
    assert both.outcomes() == {"accepted": STAFF - 1, "withheld": 1}


def test_a_province_that_is_down_gets_the_month_when_it_is_back(both: Both) -> None:
    """The run stays open with its fault, pauses, and is late when it is done: one submission."""
    both.work(26)
    away = NationalGateway(both.gateway._node, "http://127.0.0.1:9")
    there, both.gateway = both.gateway, away
    both.work(27)
    assert both.run().state == "running"
    assert both.run().fault
    both.gateway = there
    run_store.try_at_once(both.session)
    both.session.commit()
    both.work(29)
    assert (both.run().state, both.outcomes()) == ("done", {"accepted": STAFF})
    assert rows(both.above.session, "select count(*) from exchange_submission") == [(1,)]


def test_a_month_without_a_change_is_delivered_as_an_empty_one(both: Both) -> None:
    """So that the province knows it, and its own sums of the month settle."""
    both.work(26)
    both.work(27)
    both.work(26, month=6)
    both.work(27, month=6)
    assert both.outcomes("2024-06") == {"unchanged": STAFF}
    given = rows(
        both.above.session, "select period, count, state from exchange_submission order by period"
    )
    assert given == [("2024-05", STAFF, "judged"), ("2024-06", 0, "judged")]
    both.work(27, 3, month=6)
    assert rows(both.above.session, "select count(*) from exchange_submission") == [(2,)]
