"""Deliveries that are meant to stop the receiver, or do so by chance: nobody else notices. §3."""

import json
from base64 import b64encode
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from config.settings import Settings
from province_app.clock import business_now, system_now
from province_app.exchange import judgement
from province_app.services import alarms, deliveries
from province_app.signing.pki import DEPARTMENT, DemoPki
from sync_jobs import tick
from tests.databases import Database
from tests.exchange.departments import load_receiver, people, province_node, rows
from tests.exchange.parties import (
    NationalNode,
    Sender,
    Submission,
    code_of,
    make_manifest,
    ndjson,
    submission,
)
from tests.exchange.people import records
from tests.exchange.verdicts import outcome

OVERRIDE = "\u202e"


def nested(depth: int) -> bytes:
    """Return so many arrays, one in the other."""
    return b"[" * depth + b"]" * depth


@pytest.mark.parametrize("depth", [17, 253, 300, 600, 900])
def test_a_record_nested_too_deep_is_rejected_alone(depth: int, province: Sender) -> None:
    """Also one that only the answer to a look-up could not be written for (254 levels)."""
    made = records(2)
    manifest = make_manifest(province.node.pki, made)
    part = ndjson([one.line(manifest[0]) for one in made])
    bad = part.replace(b'"salary_step":3', b'"salary_step":' + nested(depth), 1)
    sent = Submission(province, [bad]).open()
    sent.put_manifest(*manifest)
    results = sent.put_parts().judged()
    code, path = outcome(results[made[0].record_id])
    assert code == "schema_invalid"
    assert depth > 300 or str(path).startswith("/sections/salary/content/salary_step")
    assert results[made[1].record_id]["outcome"] == "accepted"


@pytest.mark.parametrize("depth", [30, 300, 600, 1000, 5000])
def test_a_manifest_nested_too_deep_is_refused(depth: int, province: Sender) -> None:
    """422, which is never sent again as it is; not 500, which is."""
    sent = submission(province, records(1))
    manifest = b'{"a":' + nested(depth) + b"}"
    body = {"manifest": b64encode(manifest).decode(), "signature": b64encode(b"x").decode()}
    refused = province.put_json(f"{sent.path}/manifests/{uuid4()}", body)
    assert code_of(refused) == (422, "schema_invalid")


@pytest.mark.parametrize("depth", [30, 600, 5000])
def test_a_body_nested_too_deep_is_refused(depth: int, province: Sender) -> None:
    body = b'{"units":' + nested(depth) + b"}"
    assert code_of(province.call("PUT", "/units/1", body)) == (422, "schema_invalid")


@pytest.mark.parametrize("text", ["A\x00B", f"A{OVERRIDE}B", "A\x1bB", "A\x85B", "A\u2066B"])
def test_no_text_holds_what_nobody_sees(text: str, province: Sender) -> None:
    """Neither a record, nor the post of who signed, nor the name of a unit."""
    made = records(3)
    made[1].sections["identity"]["birth_full_name"] = text
    results = submission(province, made).judged()
    named = ("schema_invalid", "/sections/identity/content/birth_full_name")
    assert outcome(results[made[1].record_id]) == named
    assert results[made[0].record_id]["outcome"] == "accepted"
    signer = json.loads(make_manifest(province.node.pki, made)[1])["signer"] | {"post": text}
    sent = Submission(province, []).open()
    manifest = make_manifest(province.node.pki, made, signer=signer)
    assert code_of(sent.put_manifest(*manifest)) == (422, "schema_invalid")
    about = {"personal_id": "036012345678", "purpose": text, "basis": "x"}
    looked_up = province.call("POST", "/lookups", json.dumps(about).encode())
    assert code_of(looked_up) == (422, "schema_invalid")


def test_lines_and_tabs_are_text(province: Sender) -> None:
    made = records(1)
    made[0].sections["position"]["main_assigned_work"] = "Giảng dạy\n\tmôn “Toán” \\u0000"
    assert submission(province, made).judged()[made[0].record_id]["outcome"] == "accepted"


@pytest.mark.parametrize("period", ["0000-05", "0001-01", "1999-12", "9999-12"])
def test_a_period_is_of_this_century(period: str, province: Sender) -> None:
    sent = Submission(province, [])
    refused = province.put_json(sent.path, sent.opening(period=period))
    assert code_of(refused) == (422, "schema_invalid")


class Failing:
    """A judgement that fails in one submission, whatever the reason."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, submission_id: str) -> None:
        real = judgement._judge_part
        self.fails = True

        def judge_part(session: Session, submission: Any, *rest: Any) -> Any:
            counts = real(session, submission, *rest)  # what it wrote is undone, too
            if self.fails and str(submission.submission_id) == submission_id:
                raise RecursionError("as deep as it goes")
            return counts

        monkeypatch.setattr(judgement, "_judge_part", judge_part)


def put_aside(session: Session) -> list[tuple[object, ...]]:
    """Return the submissions whose judgement failed."""
    query = "select submission_id::text, state, fault, faults from exchange_submission"
    return rows(session, f"{query} where fault is not null")


def test_a_judgement_that_fails_is_put_aside_and_others_are_judged(
    province: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = submission(province, records(1)), submission(province, records(1))
    failing = Failing(monkeypatch, bad.id)
    for one in (bad, good):
        assert one.commit().status_code == 202
    session, node = province.node.session, province.node
    assert node.judge()
    assert node.judge()
    assert not node.judge()
    assert put_aside(session) == [(bad.id, "processing", "RecursionError", 1)]
    assert (bad.status()["state"], good.status()["state"]) == ("processing", "judged")
    assert rows(session, "select count(*) from exchange_result") == [(1,)]
    failing.fails = False  # a version of the program that can read it
    later = system_now() + timedelta(hours=1)
    monkeypatch.setattr(judgement, "system_now", lambda: later)
    assert node.judge()
    assert put_aside(session) == []
    assert bad.status()["state"] == "judged"


def test_a_database_that_is_away_is_no_fault_of_a_submission(
    province: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = submission(province, records(1))
    assert sent.commit().status_code == 202
    session = province.node.session

    def vanish(session: Session, *_: Any) -> None:
        session.connection().connection.dbapi_connection.close()
        raise RuntimeError("whatever comes of it")

    with monkeypatch.context() as patched:
        patched.setattr(judgement, "_judge_part", vanish)
        with pytest.raises(Exception):  # noqa: B017, PT011 -- the driver's own
            province.node.judge()
    session.rollback()
    assert put_aside(session) == []
    assert province.node.judge()


@pytest.fixture
def receiver(
    session: Session, database: Database, pki: DemoPki, tmp_path: Path, master_keys: Path
) -> Iterator[NationalNode]:
    """A province to which a department delivers."""
    load_receiver(session)
    with province_node(database, pki, tmp_path, master_keys) as made:
        yield made


def test_a_province_goes_on_after_a_name_that_the_database_cannot_keep(
    receiver: NationalNode,
) -> None:
    made = people(range(1, 4))
    made[1].sections["identity"]["birth_full_name"] = "A\x00B"
    results = submission(Sender.of(receiver, DEPARTMENT), made).judged()
    assert [results[one.record_id]["code"] for one in made] == [None, "schema_invalid", None]


def test_a_judgement_that_fails_calls_somebody_until_it_is_done(
    receiver: NationalNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = submission(Sender.of(receiver, DEPARTMENT), people(range(1, 3)))
    failing = Failing(monkeypatch, bad.id)
    assert bad.commit().status_code == 202
    assert receiver.judge()
    assert told(receiver.session, receiver.settings) == [f"{DEPARTMENT} 2024-05"]
    desk = deliveries.desk(receiver.session, business_now())
    assert desk.put_aside == [(DEPARTMENT, "2024-05")]
    failing.fails = False
    monkeypatch.setattr(judgement, "system_now", lambda: system_now() + timedelta(hours=1))
    assert receiver.judge()
    assert told(receiver.session, receiver.settings) == []


def told(session: Session, settings: Settings) -> list[object]:
    """Let the watch pass; return of which deliveries somebody is called."""
    alarms.watch(session, settings, business_now(), system_now())
    query = "select subject from alarm where cause = 'delivery' and ended_at is null"
    return [subject for (subject,) in rows(session, query)]


def test_no_failure_of_the_judgement_stops_the_stages(
    receiver: NationalNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> bool:
        raise RuntimeError("no seal")

    done: list[str] = []
    monkeypatch.setattr(tick, "judge_next", fail)
    monkeypatch.setattr(tick, "work_off_runs", lambda *_, **__: done.append("stages"))
    tick.jobs_of(receiver.settings)["work"](receiver.session, False)
    assert done == ["stages"]
