"""A department's month by hand: given, judged by the province, its results read back."""

from io import BytesIO

import pytest
from sqlalchemy import text

from province_app.exchange.hand import taking
from province_app.exchange.hand.giving import give, settle
from province_app.exchange.hand.refused import HandRefused
from province_app.exchange.node import node_of
from province_app.services import runs
from province_app.signing.pki import DEPARTMENT
from province_app.stores import runs as run_store
from sync_jobs.national_before import pull_catalogues
from sync_jobs.national_gateway import NationalGateway
from tests.exchange.departments import rows
from tests.exchange.parties import seal
from tests.provinces import at, trust
from tests.sync_jobs.below import STAFF, Both
from tiers.stages import DEPARTMENT_CLIMB


@pytest.fixture
def alone(both: Both) -> Both:
    """The catalogues were copied down once; on day 27 the province cannot be reached."""
    pull_catalogues(both.session, both.gateway, lambda: at(26))
    both.work(26)
    there, both.gateway = both.gateway, NationalGateway(both.gateway._node, "http://127.0.0.1:9")
    both.work(27)
    assert both.run().state == "running"
    both.gateway = there
    return both


def given_by(both: Both) -> bytes:
    sign = lambda body: seal(both.above.pki, DEPARTMENT, bytes(body))  # noqa: E731
    out, node = BytesIO(), node_of(both.settings)
    give(both.session, node, trust(), sign, None, at(27, 9), out, DEPARTMENT_CLIMB)
    return out.getvalue()


def taken_by(both: Both, data: bytes) -> bytes:
    both.above.session.rollback()
    out, node = BytesIO(), node_of(both.above.settings)
    taking.take(both.above.session, both.above.settings, node, BytesIO(data), out, at(27, 10))
    return out.getvalue()


def test_the_month_goes_to_the_province_and_its_results_come_back_by_hand(alone: Both) -> None:
    """Quy chế Đ.8.2; every section goes, as it does over the net."""
    result = taken_by(alone, given_by(alone))
    moment = lambda: at(27, 11)  # noqa: E731
    done = settle(alone.session, node_of(alone.settings), BytesIO(result), None, moment)
    assert done.state == "settled"
    assert alone.outcomes() == {"accepted": STAFF}
    assert alone.run().state == "done"
    assert all(one.balanced for one in runs.stage_sums(alone.session, "2024-05"))
    version = "select record_id::text, version, encode(digest, 'hex') from holding where tier ="
    theirs = rows(alone.above.session, f"{version} 'province' order by 1")
    assert theirs == rows(alone.session, f"{version} 'department' order by 1")
    family = "select count(*) from record_section where name = 'family'"
    assert rows(alone.above.session, family)[0][0] == STAFF


def test_by_hand_and_by_push_it_is_one_submission(alone: Both) -> None:
    taken_by(alone, given_by(alone))
    run_store.try_at_once(alone.session)
    alone.session.commit()
    alone.work(27, 12)
    assert (alone.run().state, alone.outcomes()) == ("done", {"accepted": STAFF})
    assert rows(alone.above.session, "select count(*) from exchange_submission") == [(1,)]


def test_who_delivers_no_more_is_refused_by_hand_too(alone: Both) -> None:
    data = given_by(alone)
    alone.above.session.execute(text("update delivering_unit set ends_on = '2024-05-20'"))
    alone.above.session.commit()
    with pytest.raises(HandRefused, match="sender_mismatch"):
        taken_by(alone, data)
    assert rows(alone.above.session, "select count(*) from exchange_submission") == [(0,)]
