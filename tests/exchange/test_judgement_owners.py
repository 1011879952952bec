"""Versions, personal ids and owners of what is judged. Source: annex 8, 41."""

import json
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from province_app.exchange import agencies
from province_app.exchange.judgement import judge_next
from province_app.models.exchange import ExchangeRecord
from tests.exchange.parties import NationalNode, Sender, moment, submission
from tests.exchange.people import Record, content, records
from tests.exchange.verdicts import PERSONAL_ID, outcome


def next_version(person: Record, **members: Any) -> Record:
    """Return the record's next version with other work."""
    sections = json.loads(json.dumps(person.sections))
    sections["position"]["main_assigned_work"] = f"Công việc {person.version + 1}"
    return Record(person.record_id, person.version + 1, sections, **members)


def test_versions_grow(province: Sender, national: NationalNode) -> None:
    first = records(1)[0]
    second = next_version(first, change="changed")
    fourth = next_version(next_version(second))  # gaps are allowed
    for person in (first, second, fourth):
        assert submission(province, [person]).judged()[first.record_id]["outcome"] == "accepted"
    for person in (second, first):
        result = submission(province, [person]).judged()[first.record_id]
        assert outcome(result) == ("stale_version", "/version")
    other_fourth = next_version(next_version(second))
    other_fourth.sections["position"]["main_assigned_work"] = "Việc khác"
    result = submission(province, [other_fourth]).judged()[first.record_id]
    assert outcome(result)[0] == "stale_version"
    held = national.session.scalars(select(ExchangeRecord).order_by("version")).all()
    assert [(one.version, one.current) for one in held] == [(1, False), (2, False), (4, True)]


def test_a_personal_id_belongs_to_one_record(province: Sender) -> None:
    people = records(2)
    people[1].sections["identity"]["personal_id"] = "036000000001"
    people[0].sections["identity"]["personal_id"] = "036000000001"
    results = submission(province, people).judged()  # in the order of the lines
    assert results[people[0].record_id]["outcome"] == "accepted"
    assert outcome(results[people[1].record_id]) == ("identity_conflict", PERSONAL_ID)
    third = records(1)
    third[0].sections["identity"]["personal_id"] = "036000000001"
    result = submission(province, third).judged()[third[0].record_id]
    assert outcome(result) == ("identity_conflict", PERSONAL_ID)


def test_a_corrected_personal_id_is_free_again(province: Sender) -> None:
    first = records(1)[0]
    submission(province, [first]).judged()
    corrected = next_version(first)
    corrected.sections["identity"]["personal_id"] = "036099999999"
    heir = Record(str(uuid4()), 1, content(1))  # has the number that was wrong on the first
    people = [corrected, heir]
    results = submission(province, people).judged()
    assert {one["outcome"] for one in results.values()} == {"accepted"}, results


def test_a_record_has_one_owner(province: Sender, national: NationalNode) -> None:
    person = records(1)[0]
    submission(province, [person]).judged()
    other = Sender.of(national, "G01")
    taken = submission(other, [next_version(person)], unit="G01.02")
    assert outcome(taken.judged()[person.record_id]) == ("not_owner", "/record_id")
    left = next_version(person, change="left")
    assert submission(province, [left]).judged()[person.record_id]["outcome"] == "accepted"
    after = submission(other, [next_version(left)], unit="G01.02")
    assert after.judged()[person.record_id]["outcome"] == "accepted"
    back = submission(province, [next_version(next_version(left))])
    assert outcome(back.judged()[person.record_id])[0] == "not_owner"


def test_a_successor_owns_what_its_predecessor_sent(
    province: Sender, national: NationalNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = records(1)[0]
    submission(province, [person]).judged()
    merged = agencies.Agencies({}, (("H40", "G01", moment("2024-07-01T00:00:00Z").date()),))
    monkeypatch.setattr("province_app.exchange.judgement.load_agencies", lambda _: merged)
    sent = submission(Sender.of(national, "G01"), [next_version(person)], unit="G01.02")
    assert sent.commit().status_code == 202
    assert judge_next(national.session, national.settings, moment("2024-07-01T00:00:00Z"))
    assert sent.results()[person.record_id]["outcome"] == "accepted"
