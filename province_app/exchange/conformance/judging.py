"""Cases of the judgement, the results, the receipt and the approval."""

import json
from base64 import b64decode, b64encode
from typing import Any
from uuid import uuid4

from province_app.clock import business_now
from province_app.exchange.conformance.kit import Deviation, Kit, NotTried, case
from province_app.exchange.conformance.materials import Draft, Record, ndjson
from province_app.exchange.digests import results_digest
from province_app.record.canonical import canonical
from province_app.signing.verifier import SignatureRefused, verify_detached


def outcome(result: dict[str, Any]) -> tuple[str, str | None, str | None]:
    """Return outcome, code and path."""
    return result["outcome"], result["code"], result["path"]


@case("good records are accepted", "§3, annex 41")
def accepted(kit: Kit) -> None:
    results = kit.judged(kit.sent(kit.factory.records(3)))
    kit.expect([("accepted", None, None)] * 3, [outcome(one) for one in results.values()])


@case("a rejected record does not block the others, and says code, place and sentence", "§3")
def rejected(kit: Kit) -> None:
    people = kit.factory.records(7)
    bad = people[1:]

    def line(one: Record, manifest_id: str) -> dict[str, Any]:
        made = json.loads(json.dumps(one.line(manifest_id)))
        if one is bad[0]:
            made["sections"]["identity"]["salt"] = "AB" * 16
        elif one is bad[1]:
            made["manifest_id"] = str(uuid4())
        elif one is bad[2]:
            made["sections"]["identity"]["content"]["phone"] = "0999"
        elif one is bad[3]:
            made["withheld"]["identity"] = "ab" * 32
        elif one is bad[4]:
            made["more"] = 1
        elif one is bad[5]:
            del made["sections"]["identity"]["content"]["evidence"]
        return made  # type: ignore[no-any-return]

    results = kit.judged(kit.sent(people, line))
    expected = [
        "schema_invalid", "manifest_missing", "digest_mismatch", "schema_invalid",
        "schema_invalid", "schema_invalid",
    ]  # fmt: skip
    kit.expect(expected, [results[one.record_id]["code"] for one in bad])
    kit.expect("accepted", results[people[0].record_id]["outcome"])
    for one in bad:
        found = results[one.record_id]
        if not found["message"] or not str(found["path"] or "/").startswith("/"):
            raise Deviation("a pointer and a sentence", found)


@case("the records of a refused manifest get its code", "annex 36")
def refused_manifest(kit: Kit) -> None:
    people = kit.factory.records(1)
    manifest_id, body, _ = kit.manifest(people)
    draft = kit.draft([[one.line(manifest_id) for one in people]])
    kit.good(draft.open(), 201)
    cms = kit.signer.sign(body + b" ")
    kit.refused(draft.put_manifest(manifest_id, body, cms), 422, "signature_invalid")
    kit.good(draft.put_part(1), 200)
    results = kit.judged(draft)
    kit.expect("signature_invalid", results[people[0].record_id]["code"])


@case("a head does not sign the own record", "annex 13")
def own_record(kit: Kit) -> None:
    people = kit.factory.records(1)
    signer = {
        "person": people[0].record_id,
        "post": "head",
        "acts_for": None,
        "certificate_sha256": kit.signer.certificate_sha256,
    }
    results = kit.judged(kit.sent(people, signer=signer))
    kit.expect("signer_not_authorised", results[people[0].record_id]["code"])


@case("a required value may not be empty, nor its section withheld", "annex 40, 41")
def required(kit: Kit) -> None:
    field = kit.factory.field(catalogue=False)
    if field is None:
        raise NotTried("the node requires no plain field")
    section, name, _ = field
    people = kit.factory.records(3)
    people[0].sections[section][name] = ""
    del people[1].sections[section][name]
    del people[2].sections[section]
    people[2].withheld = {section: "ab" * 32}
    results = kit.judged(kit.sent(people))
    for one in people[:2]:
        expected = ("rejected", "required_missing", f"/sections/{section}/content/{name}")
        kit.expect(expected, outcome(results[one.record_id]))
    kit.expect("required_missing", results[people[2].record_id]["code"])


@case("an unknown code is rejected with its place", "annex 40, 41")
def unknown_code(kit: Kit) -> None:
    field = kit.factory.field(catalogue=True)
    if field is None:
        raise NotTried("the node requires no field with a catalogue")
    section, name, _ = field
    people = kit.factory.records(1)
    people[0].sections[section][name] = "KHONG-CO-MA-NAY"
    results = kit.judged(kit.sent(people))
    expected = ("rejected", "catalogue_unknown_code", f"/sections/{section}/content/{name}")
    kit.expect(expected, outcome(results[people[0].record_id]))


@case("a personal id belongs to one record", "annex 40, 41")
def identity_conflict(kit: Kit) -> None:
    first, second = kit.factory.records(1)[0], kit.factory.records(1)[0]
    second.sections["identity"]["personal_id"] = first.sections["identity"]["personal_id"]
    kit.judged(kit.sent([first]))
    results = kit.judged(kit.sent([second]))
    kit.expect("identity_conflict", results[second.record_id]["code"])


@case("versions grow: the same is unchanged, a lower one or other bytes are stale", "annex 41")
def versions(kit: Kit) -> None:
    people = [Record(kit.factory.sections(), version=2) for _ in range(3)]
    kit.judged(kit.sent(people))
    kit.expect({"unchanged"}, {one["outcome"] for one in kit.judged(kit.sent(people)).values()})
    older = Record(people[0].sections, people[0].record_id, 1)
    other = Record(people[1].sections, people[1].record_id, 2)
    newer = Record(people[2].sections, people[2].record_id, 9)  # gaps are allowed
    results = kit.judged(kit.sent([older, other, newer]))
    got = [results[one.record_id]["code"] or results[one.record_id]["outcome"]
           for one in (older, other, newer)]  # fmt: skip
    kit.expect(["stale_version", "stale_version", "accepted"], got)


@case("a record has one owner until it is declared to have left", "annex 8, 41")
def owner(kit: Kit) -> None:
    if kit.other is None:
        raise NotTried("needs a second agency (--other-key-id, --other-key)")
    person = kit.factory.records(1)[0]
    kit.judged(kit.sent([person]))
    own, other = kit.party, kit.other

    def taken(version: Record) -> str:
        kit.party = other
        try:
            unit = kit.unit.replace(own.agency, other.agency, 1)
            result = kit.judged(kit.sent([version], unit=unit))[version.record_id]
            return str(result["code"] or result["outcome"])
        finally:
            kit.party = own

    kit.expect("not_owner", taken(person.next()))
    left = person.next(change="left")
    kit.expect("accepted", kit.judged(kit.sent([left]))[person.record_id]["outcome"])
    kit.expect("accepted", taken(left.next()))


@case("results come in order of record id, in pages", "annex 43")
def pages(kit: Kit) -> None:
    people = kit.factory.records(5)
    draft = kit.sent(people)
    kit.judged(draft)
    read: list[str] = []
    query = "limit=2"
    for _ in range(len(people) + 1):
        page = kit.good(kit.party.call("GET", f"{draft.path}/results?{query}"), 200)
        read += [one["record_id"] for one in page["results"]]
        if page["next"] is None:
            break
        query = f"limit=2&after={page['next']}"
    kit.expect([one.record_id for one in people], read)
    for limit in ("0", "1001", "x"):
        reply = kit.party.call("GET", f"{draft.path}/results?limit={limit}")
        kit.refused(reply, 422, "schema_invalid")


@case("an empty submission is judged too", "annex 32")
def empty(kit: Kit) -> None:
    draft = kit.draft([])
    kit.good(draft.open(), 201)
    kit.expect({}, kit.judged(draft))


def _receipt(kit: Kit, draft: Draft) -> dict[str, Any]:
    answer = kit.good(kit.party.call("GET", f"{draft.path}/receipt"), 200)
    body = b64decode(answer["receipt"], validate=True)
    value: dict[str, Any] = json.loads(body)
    kit.expect(canonical(value), body)
    try:
        seal = b64decode(answer["signature"], validate=True)
        verified = verify_detached(body, seal, kit.trust, business_now())
    except SignatureRefused as error:
        raise Deviation("a seal that verifies", f"{error.code} {error.detail}") from error
    if verified.certificate_sha256 not in kit.seals.get().get(value["receiver"], ()):
        raise Deviation("a registered seal of the receiver", verified.certificate_sha256)
    again = kit.good(kit.party.call("GET", f"{draft.path}/receipt"), 200)
    kit.expect((answer["receipt"], answer["signature"]), (again["receipt"], again["signature"]))
    return value


@case("the receipt is sealed, canonical, and says what was judged; its bytes stay", "annex 16, 44")
def receipt(kit: Kit) -> None:
    people = kit.factory.records(2)
    field = kit.factory.field(catalogue=False)
    if field:
        people[0].sections[field[0]][field[1]] = ""
    draft = kit.sent(people)
    results = kit.judged(draft)
    value = _receipt(kit, draft)
    told = [one["outcome"] for one in results.values()]
    rows = [(r["record_id"], r["version"], r["outcome"], r["code"]) for r in results.values()]
    expected = {
        "schema": "cbccvc-receipt/1",
        "submission_id": draft.id,
        "sender": kit.party.agency,
        "period": kit.period,
        "counts": {name: told.count(name) for name in ("accepted", "unchanged", "rejected")},
        "items_digest": draft.opening()["items_digest"],
        "results_digest": results_digest(sorted(rows)).hex(),
    }
    kit.expect(expected, {name: value.get(name) for name in expected})
    kit.expect(set(expected) | {"receiver", "judged_at"}, set(value))
    counts = kit.good(draft.status(), 200)["counts"]
    kit.expect({**expected["counts"], "pending": 0}, counts)


@case("only the agency's seal over this very receipt approves", "annex 16, 34, 35")
def approval(kit: Kit) -> None:
    draft = kit.sent(kit.factory.records(1))
    kit.judged(draft)
    body = draft.receipt()

    def approve(cms: bytes) -> Any:
        value = {"signature": b64encode(cms).decode()}
        return kit.party.post(f"{draft.path}/approval", value)

    kit.refused(approve(kit.seal.sign(body + b" ")), 422, "signature_invalid")
    kit.refused(approve(kit.signer.sign(body)), 422, "signer_not_authorised")
    cms = kit.seal.sign(body)
    first = kit.good(approve(cms), 200)
    kit.expect((draft.id, "approved"), (first["submission_id"], first["state"]))
    kit.expect(first, kit.good(approve(cms), 200))
    kit.expect("approved", kit.good(draft.status(), 200)["state"])


@case("a line need not be canonical", "annex 2, 3")
def not_canonical(kit: Kit) -> None:
    people = kit.factory.records(1)
    draft = kit.sent(people)
    other = kit.draft([draft.lines])
    manifest_id, body, cms = kit.manifest(people)
    line = people[0].line(manifest_id)
    other.lines = [line]
    other.parts = [json.dumps(line, ensure_ascii=True).encode() + b"\n"]
    kit.expect(True, other.parts != [ndjson([line])])
    kit.good(other.open(), 201)
    kit.good(other.put_manifest(manifest_id, body, cms), 200)
    kit.good(other.put_part(1), 200)
    kit.expect("accepted", kit.judged(other)[people[0].record_id]["outcome"])
