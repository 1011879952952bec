"""One result a record, the first of the contract's list that applies. Source: annex 41."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, text

from province_app.exchange import agencies
from province_app.exchange.judgement import judge_next
from province_app.models.exchange import ExchangeRecord, ExchangeResult
from province_app.stores import exchange_judging
from tests.exchange.parties import (
    NationalNode,
    Record,
    Sender,
    Submission,
    content,
    make_manifest,
    moment,
    ndjson,
    records,
    submission,
)

Line = dict[str, Any]
PERSONAL_ID = "/sections/identity/content/personal_id"


def outcome(result: Line) -> tuple[str, str | None]:
    """Return code and pointer of a rejection, which also has a sentence for people."""
    assert result["outcome"] == "rejected", result
    assert result["message"]
    return result["code"], result["path"]


def one_wrong(province: Sender, change: Callable[[Line], None]) -> Line:
    """Send three records, the second line changed; return its result, the others must pass."""
    people = records(3)

    def lines(named: str) -> list[Line]:
        made = [json.loads(json.dumps(one.line(named))) for one in people]
        change(made[1])
        return made

    results = submission(province, people, lines).judged()
    for other in (people[0], people[2]):
        assert results[other.record_id]["outcome"] == "accepted"
    return results[people[1].record_id]


def test_good_records_are_accepted(province: Sender, national: NationalNode) -> None:
    people = records(3)
    sent = submission(province, people)
    results = sent.judged()
    usual = {"version": 1, "outcome": "accepted", "code": None, "path": None, "message": None}
    assert list(results.values()) == [{"record_id": one.record_id, **usual} for one in people]
    assert sent.status()["counts"] == {"accepted": 3, "unchanged": 0, "rejected": 0, "pending": 0}
    held = national.session.scalars(select(ExchangeRecord).order_by("record_id")).all()
    assert [one.record_id for one in held] == [UUID(one.record_id) for one in people]
    assert held[0].personal_id == people[0].sections["identity"]["personal_id"]
    part = exchange_judging.content(national.session, UUID(sent.id), 1)
    first = part[held[0].first_byte : held[0].first_byte + held[0].size]
    assert json.loads(first)["record_id"] == str(held[0].record_id)


def test_a_line_need_not_be_canonical(province: Sender) -> None:
    person = records(1)[0]
    manifest = make_manifest(province.node.pki, [person])
    loose = json.dumps(person.line(manifest[0]), indent=None, ensure_ascii=True) + " \r\n"
    sent = Submission(province, [loose.encode()]).open()
    sent.put_manifest(*manifest)
    assert sent.put_parts().judged()[person.record_id]["outcome"] == "accepted"


def test_member_names_may_be_vietnamese(province: Sender) -> None:
    person = records(1)[0]
    person.sections["position"] |= {"ghi_chú": "đã rà soát"}
    person.withheld = {}
    digest = _digest_by_the_contract(person)
    line = person_line(person, digest)
    manifest = make_manifest(
        province.node.pki,
        [],
        items=[{"record_id": person.record_id, "version": 1, "digest": digest, "change": "new"}],
    )
    line["manifest_id"] = manifest[0]
    sent = Submission(province, [json.dumps(line).encode() + b"\n"]).open()
    sent.put_manifest(*manifest)
    assert sent.put_parts().judged()[person.record_id]["outcome"] == "accepted"


def person_line(person: Record, digest: str) -> Line:
    """Return the line of a record whose content the project's own encoder refuses."""
    sections = {
        name: {"salt": person.salts[name].hex(), "content": one}
        for name, one in person.sections.items()
    }
    return {
        "record_id": person.record_id,
        "version": person.version,
        "digest": digest,
        "manifest_id": "",
        "sections": sections,
        "withheld": person.withheld,
    }


def _digest_by_the_contract(person: Record) -> str:
    """Recompute a version's digest from the page alone, with an RFC 8785 library."""
    from hashlib import sha256

    import rfc8785

    sections = {
        name: sha256(person.salts[name] + rfc8785.dumps(one)).hexdigest()
        for name, one in person.sections.items()
    }
    tree = {
        "schema": "cbccvc-record/1",
        "record_id": person.record_id,
        "version": person.version,
        "sections": sections | person.withheld,
    }
    return sha256(rfc8785.dumps(tree)).hexdigest()


def _set(*path: str, value: object) -> Callable[[Line], None]:
    def change(line: Line) -> None:
        place: Any = line
        for name in path[:-1]:
            place = place[name]
        place[path[-1]] = value

    return change


def _drop(*path: str) -> Callable[[Line], None]:
    def change(line: Line) -> None:
        place: Any = line
        for name in path[:-1]:
            place = place[name]
        del place[path[-1]]

    return change


IDENTITY = ("sections", "identity", "content")


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (_set("more", value=1), "/more"),
        (_drop("withheld"), "/withheld"),
        (_drop("sections"), "/sections"),
        (_set("sections", value=[]), "/sections"),
        (_set("sections", "identity", "salt", value="AB" * 16), "/sections/identity/salt"),
        (_set("sections", "identity", "salt", value="ab"), "/sections/identity/salt"),
        (_set("sections", "identity", "content", value="x"), "/sections/identity/content"),
        (_set("sections", "identity", "more", value=1), "/sections/identity/more"),
        (_set("sections", "Identity", value={"salt": "ab" * 16, "content": {}}),
         "/sections/Identity"),
        (_set("withheld", "identity", value="ab" * 32), "/withheld/identity"),
        (_set("withheld", "health", value="ab"), "/withheld/health"),
        (_drop(*IDENTITY, "evidence"), "/sections/identity/content/evidence"),
        (_set(*IDENTITY, "evidence", value=["cd" * 32, "ab" * 32]),
         "/sections/identity/content/evidence"),
        (_set(*IDENTITY, "evidence", value=["ab" * 32] * 2),
         "/sections/identity/content/evidence"),
        (_set(*IDENTITY, "evidence", value=["x"]), "/sections/identity/content/evidence"),
        (_set(*IDENTITY, "personal_id", value="12345678901"), PERSONAL_ID),
        (_set(*IDENTITY, "personal_id", value="١٢٣٤٥٦٧٨٩٠١٢"), PERSONAL_ID),
        (_set(*IDENTITY, "personal_id", value=0), PERSONAL_ID),
        (_set(*IDENTITY, "birth_place_text", value="Nguyê\u0303n"),
         "/sections/identity/content/birth_place_text"),
    ],
)  # fmt: skip
def test_a_malformed_record_is_rejected(
    change: Callable[[Line], None], path: str, province: Sender
) -> None:
    def lines(line: Line) -> None:
        change(line)

    people = records(2)
    manifest = make_manifest(province.node.pki, people)
    bad, good = (json.loads(json.dumps(one.line(manifest[0]))) for one in people)
    lines(bad)
    part = b"".join(json.dumps(one, ensure_ascii=False).encode() + b"\n" for one in (bad, good))
    sent = Submission(province, [part]).open()
    sent.put_manifest(*manifest)
    results = sent.put_parts().judged()
    assert outcome(results[people[0].record_id]) == ("schema_invalid", path)
    assert results[people[1].record_id]["outcome"] == "accepted"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"salary_step":3', b'"salary_step":3.0'),
        (b'"salary_step":3', b'"salary_step":3e0'),
        (b'"salary_step":3', b'"salary_step":9007199254740992'),
        (b'"salary_step":3', b'"salary_step":3,"salary_step":3'),
        (b'"salary_coefficient":"3.00"', b'"salary_coefficient":"\\ud800"'),
    ],
)
def test_what_is_not_strict_is_rejected(old: bytes, new: bytes, province: Sender) -> None:
    person = records(1)[0]
    manifest = make_manifest(province.node.pki, [person])
    part = ndjson([person.line(manifest[0])])
    assert part.count(old) == 1
    sent = Submission(province, [part.replace(old, new)]).open()
    sent.put_manifest(*manifest)
    results = sent.put_parts().judged()
    assert outcome(results[person.record_id])[0] == "schema_invalid"


def test_an_unknown_manifest_is_missing(province: Sender) -> None:
    result = one_wrong(province, _set("manifest_id", value=str(uuid4())))
    assert outcome(result) == ("manifest_missing", "/manifest_id")


@pytest.mark.parametrize(
    "change",
    [
        _set(*IDENTITY, "birth_full_name", value="Người Khác"),
        _set("sections", "identity", "salt", value="00" * 16),
        _set("withheld", "health", value="00" * 32),
        _set("withheld", "more", value="00" * 32),
        _drop("sections", "salary"),
        _set("digest", value="00" * 32),
        _set("version", value=2),
    ],
)
def test_content_that_was_not_signed_is_rejected(
    change: Callable[[Line], None], province: Sender
) -> None:
    assert outcome(one_wrong(province, change)) == ("digest_mismatch", "/digest")


def test_a_record_that_the_manifest_does_not_name_is_rejected(province: Sender) -> None:
    named, other = records(2)
    sent = submission(province, [named], lambda m: [named.line(m), other.line(m)])
    assert outcome(sent.judged()[other.record_id])[0] == "digest_mismatch"


def test_a_head_does_not_sign_the_own_record(province: Sender) -> None:
    people = records(2)
    signer = {
        "person": people[0].record_id,
        "post": "head",
        "acts_for": None,
        "certificate_sha256": province.node.pki.heads["head"].certificate_sha256,
    }
    results = submission(province, people, signer=signer).judged()
    expected = ("signer_not_authorised", "/manifest_id")
    assert outcome(results[people[0].record_id]) == expected
    assert results[people[1].record_id]["outcome"] == "accepted"


def test_records_of_a_refused_manifest_get_its_code(province: Sender) -> None:
    people = records(4)
    good = make_manifest(province.node.pki, people[:2])
    bad = make_manifest(province.node.pki, people[2:])
    lines = [one.line(good[0]) for one in people[:2]] + [one.line(bad[0]) for one in people[2:]]
    sent = Submission(province, [ndjson(lines)]).open()
    sent.put_manifest(*good)
    forged = sent.put_manifest(bad[0], bad[1], good[2])
    assert forged.json()["code"] == "signature_invalid"
    results = sent.put_parts().judged()
    for one in people[2:]:
        assert outcome(results[one.record_id]) == ("signature_invalid", "/manifest_id")
    assert {results[one.record_id]["outcome"] for one in people[:2]} == {"accepted"}


def test_a_refused_manifest_may_be_replaced(province: Sender) -> None:
    people = records(1)
    manifest = make_manifest(province.node.pki, people)
    sent = Submission(province, [ndjson([people[0].line(manifest[0])])]).open()
    assert sent.put_manifest(manifest[0], manifest[1], b"x").status_code == 422
    assert sent.put_manifest(*manifest).status_code == 200
    assert sent.put_parts().judged()[people[0].record_id]["outcome"] == "accepted"


def test_an_unknown_code_is_rejected_with_its_place(province: Sender) -> None:
    people = records(3)
    people[1].sections["education"]["general_education_code"] = "12/12BT"
    results = submission(province, people).judged()
    rejected = results.pop(people[1].record_id)
    place = "/sections/education/content/general_education_code"
    assert outcome(rejected) == ("catalogue_unknown_code", place)
    assert rejected["message"] == "Mã “12/12BT” không có trong danh mục trinh_do_pho_thong."
    assert {one["outcome"] for one in results.values()} == {"accepted"}


def test_a_character_that_the_database_cannot_keep_stops_nobody_else(province: Sender) -> None:
    """One record's text must not make the whole judgement fail, again and again."""
    people = records(4)
    people[1].sections["identity"]["gender_code"] = "1\x00"

    def lines(manifest_id: str) -> list[dict[str, Any]]:
        made = [one.line(manifest_id) for one in people]
        made[2]["sections"]["a\x00"] = {"salt": "00" * 16, "content": {"evidence": []}}
        made[3]["b\x00"] = 1
        return made

    results = submission(province, people, lines).judged()
    codes = [results[one.record_id]["code"] for one in people]
    assert codes == [None, "catalogue_unknown_code", "schema_invalid", "schema_invalid"]


@pytest.mark.parametrize("value", [7, ["1"], {"code": "1"}, True, "x" * 5000])
def test_a_code_is_a_known_text(value: object, province: Sender) -> None:
    people = records(1)
    people[0].sections["identity"]["gender_code"] = value
    result = submission(province, people).judged()[people[0].record_id]
    assert outcome(result)[0] == "catalogue_unknown_code"
    assert len(result["message"]) < 200


def test_each_code_of_a_list_is_checked(province: Sender) -> None:
    people = records(1)
    people[0].sections["education"]["state_honour_codes"] = ["01", "none"]
    place = "/sections/education/content/state_honour_codes/1"
    result = submission(province, people).judged()[people[0].record_id]
    assert outcome(result) == ("catalogue_unknown_code", place)


@pytest.mark.parametrize("value", [None, ""])
def test_a_required_value_may_not_be_empty(value: object, province: Sender) -> None:
    people = records(1)
    people[0].sections["identity"]["birth_full_name"] = value
    people[0].sections["identity"]["gender_code"] = "unknown"  # comes later in the list
    place = "/sections/identity/content/birth_full_name"
    result = submission(province, people).judged()[people[0].record_id]
    assert outcome(result) == ("required_missing", place)


def test_a_required_section_may_not_be_withheld(province: Sender) -> None:
    people = records(1)
    del people[0].sections["service"]
    people[0].withheld = {"service": "ab" * 32}
    place = "/sections/service/content/staff_category"
    result = submission(province, people).judged()[people[0].record_id]
    assert outcome(result) == ("required_missing", place)


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


def test_a_judgement_that_breaks_off_leaves_nothing(
    province: Sender, national: NationalNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = submission(province, records(2))
    sent.commit()

    def fail(*_: object) -> None:
        raise RuntimeError("killed here")

    with monkeypatch.context() as patch:
        patch.setattr("province_app.exchange.receipts.issue", fail)
        with pytest.raises(RuntimeError, match="killed here"):
            national.judge()
    assert sent.status()["counts"]["pending"] == 2
    assert national.judge()
    assert sent.status()["counts"]["accepted"] == 2
    assert national.session.scalar(select(func.count()).select_from(ExchangeResult)) == 2


def test_two_workers_keep_the_order_and_judge_once(
    province: Sender, national: NationalNode
) -> None:
    for number in (1, 2):
        submission(province, records(1, first=number)).commit()
    claimed = exchange_judging.claim_next(national.session)
    assert claimed is not None
    with type(national.session)(national.session.get_bind()) as other:
        assert not judge_next(other, national.settings, moment("2024-05-28T00:00:00Z"))
    national.session.rollback()
    assert [national.judge(), national.judge(), national.judge()] == [True, True, False]


def test_the_application_cannot_rewrite_evidence(province: Sender, national: NationalNode) -> None:
    submission(province, records(1)).judged()
    for statement in (
        "update exchange_result set outcome = 'accepted'",
        "delete from exchange_receipt",
        "update exchange_part set content = ''",
        "update exchange_manifest set signature = ''",
        "update exchange_record set digest = ''",
        "update exchange_submission set items_digest = ''",
    ):
        with pytest.raises(Exception, match="permission denied"):
            national.session.execute(text(statement))
        national.session.rollback()
