"""A department with software of its own pushes to its province on day 27. Quy chế Đ.8.1, 8.2."""

import json
from uuid import UUID

from sqlalchemy import text

from province_app.services import inbox, runs
from province_app.signing.pki import DEPARTMENT
from province_app.stores import runs as run_store
from sync_jobs.national_gateway import NationalGateway
from tests.databases import Database
from tests.exchange.departments import UNITS, rows
from tests.provinces import at
from tests.stages import tamper
from tests.sync_jobs.below import D2P, STAFF, Both
from tiers.stages import Stage


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
