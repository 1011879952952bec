"""The form of a line that is judged. Source: annex 1, 3, 5, 7."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.exchange.parties import Sender, Submission, make_manifest, ndjson, submission
from tests.exchange.people import Record, records
from tests.exchange.verdicts import IDENTITY, PERSONAL_ID, Line, drop_member, outcome, set_member


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


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (set_member("more", value=1), "/more"),
        (drop_member("withheld"), "/withheld"),
        (drop_member("sections"), "/sections"),
        (set_member("sections", value=[]), "/sections"),
        (set_member("sections", "identity", "salt", value="AB" * 16), "/sections/identity/salt"),
        (set_member("sections", "identity", "salt", value="ab"), "/sections/identity/salt"),
        (set_member("sections", "identity", "content", value="x"), "/sections/identity/content"),
        (set_member("sections", "identity", "more", value=1), "/sections/identity/more"),
        (set_member("sections", "Identity", value={"salt": "ab" * 16, "content": {}}),
         "/sections/Identity"),
        (set_member("withheld", "identity", value="ab" * 32), "/withheld/identity"),
        (set_member("withheld", "health", value="ab"), "/withheld/health"),
        (drop_member(*IDENTITY, "evidence"), "/sections/identity/content/evidence"),
        (set_member(*IDENTITY, "evidence", value=["cd" * 32, "ab" * 32]),
         "/sections/identity/content/evidence"),
        (set_member(*IDENTITY, "evidence", value=["ab" * 32] * 2),
         "/sections/identity/content/evidence"),
        (set_member(*IDENTITY, "evidence", value=["x"]), "/sections/identity/content/evidence"),
        (set_member(*IDENTITY, "personal_id", value="12345678901"), PERSONAL_ID),
        (set_member(*IDENTITY, "personal_id", value="١٢٣٤٥٦٧٨٩٠١٢"), PERSONAL_ID),
        (set_member(*IDENTITY, "personal_id", value=0), PERSONAL_ID),
        (set_member(*IDENTITY, "birth_place_text", value="Nguyê\u0303n"),
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
    assert codes == [None, "schema_invalid", "schema_invalid", "schema_invalid"]
