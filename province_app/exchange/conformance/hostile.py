"""Cases of what is sent to stop the receiver: a rejected record never blocks the others (§3)."""

from uuid import uuid4

from province_app.exchange.conformance.judging import accepted
from province_app.exchange.conformance.kit import Kit, case


@case("a record nested hundreds deep stops nobody else", "§3, annex 37")
def nested(kit: Kit) -> None:
    """The part may be refused, or the record; never the others, nor the judgement."""
    people = kit.factory.records(2)
    people[1].sections["identity"]["nested"] = 0
    manifest_id, body, cms = kit.manifest(people)
    draft = kit.draft([[one.line(manifest_id)] for one in people])
    draft.parts[1] = draft.parts[1].replace(b'"nested":0', b'"nested":' + b"[" * 600 + b"]" * 600)
    kit.good(draft.open(), 201)
    kit.good(draft.put_manifest(manifest_id, body, cms), 200)
    kit.good(draft.put_part(1), 200)
    taken = draft.put_part(2)
    if taken.status != 200:
        kit.refused(taken, 422, "schema_invalid")
        return
    results = kit.judged(draft)
    found = [results[one.record_id]["outcome"] for one in people]
    kit.expect(["accepted", "rejected"], found)


@case("a manifest nested hundreds deep is refused for good", "annex 6, 27")
def nested_manifest(kit: Kit) -> None:
    draft = kit.opened(kit.factory.records(1))
    body = b'{"a":' + b"[" * 600 + b"]" * 600 + b"}"
    kit.refused(
        draft.put_manifest(str(uuid4()), body, kit.signer.sign(body)), 422, "schema_invalid"
    )


@case("a character that no database keeps stops nobody else", "§3")
def unwritable(kit: Kit) -> None:
    """Rejected or accepted: the contract does not forbid it. The others are accepted."""
    people = kit.factory.records(3)
    people[0].sections["identity"]["note"] = "A\x00B"
    people[1].sections["identity"]["note"] = "A\u202eB"
    results = kit.judged(kit.sent(people))
    kit.expect("accepted", results[people[2].record_id]["outcome"])


@case("a period that no calendar has stops nobody else", "§3, annex 4")
def no_period(kit: Kit) -> None:
    """Refused, or taken and judged: what is sent after it is judged."""
    odd = kit.draft([])
    opened = odd.open(period="0000-05")
    if opened.status == 201:
        kit.good(odd.commit(), 202)
    else:
        kit.refused(opened, 422, "schema_invalid")
    accepted(kit)
