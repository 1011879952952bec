"""Cases of catalogues, opening, manifests, parts and commit."""

import gzip
from base64 import b64encode
from hashlib import sha256
from uuid import uuid4

from province_app.exchange.conformance.kit import Deviation, Kit, NotTried, case
from province_app.exchange.conformance.party import NDJSON
from province_app.exchange.conformance.transport import MOST_BYTES
from province_app.record.canonical import canonical


@case("a catalogue is what its digest says", "annex 39")
def catalogues(kit: Kit) -> None:
    for one in kit.good(kit.party.call("GET", "/catalogues"), 200)[:3]:
        found = kit.good(kit.party.call("GET", f"/catalogues/{one['code']}"), 200)
        kit.expect((one["code"], one["version"]), (found["code"], found["version"]))
        digest = sha256(canonical({k: found[k] for k in ("code", "version", "entries")}))
        kit.expect(one["sha256"], digest.hexdigest())
        for entry in found["entries"]:
            members = {"code", "name", "parent", "valid_from", "valid_to"}
            if not members <= set(entry):
                raise Deviation(f"members {sorted(members)}", sorted(entry))


@case("an unknown catalogue or version is not found", "annex 39")
def unknown_catalogue(kit: Kit) -> None:
    kit.refused(kit.party.call("GET", "/catalogues/khong_co"), 404, "not_found")
    for code in list(kit.catalogues)[:1]:
        reply = kit.party.call("GET", f"/catalogues/{code}?version=khong-co")
        kit.refused(reply, 404, "not_found")


@case("the requirements name fields, catalogues and what is required", "annex 40")
def requirements(kit: Kit) -> None:
    found = kit.good(kit.party.call("GET", "/requirements"), 200)
    for one in found["fields"]:
        if not str(one["path"]).startswith("/sections/"):
            raise Deviation("a JSON pointer into a line", one["path"])
        kit.expect(bool, type(one["required"]))
        if one["catalogue"] is not None and one["catalogue"] not in kit.catalogues:
            raise Deviation("a catalogue of the list", one["catalogue"])


@case("an opening is answered once with 201, then with 200, in whatever order of members", "§3")
def opening(kit: Kit) -> None:
    draft = kit.draft([[]])
    for status in (201, 200):
        answer = kit.good(draft.open(), status)
        kit.expect((draft.id, "open"), (answer["submission_id"], answer["state"]))
    turned = dict(reversed(draft.opening().items()))
    kit.good(kit.party.put(draft.path, turned), 200)
    kit.refused(draft.open(count=1), 409, "different_body")


@case("a malformed opening is refused and leaves the id free", "annex 4, 28, 31, 35")
def malformed_opening(kit: Kit) -> None:
    draft = kit.draft([[]])
    for wrong in (
        {"more": 1},
        {"stage": "facility"},
        {"period": "2024-13"},
        {"count": -1},
        {"parts": "1"},
        {"items_digest": "AB" * 32},
    ):
        reply = draft.open(**wrong)
        kit.expect((wrong, 422, "schema_invalid"), (wrong, *reply.code))
    kit.refused(kit.party.put(draft.path.upper().replace("/SUBMISSIONS", "/submissions"),
                              draft.opening()), 422, "schema_invalid")  # fmt: skip
    kit.good(draft.open(), 201)


@case("the sender is the agency of the key", "annex 31")
def sender(kit: Kit) -> None:
    kit.refused(kit.draft([[]]).open(sender="X00.00"), 403, "sender_mismatch")


@case("stale catalogues are refused with the current ones", "annex 39")
def stale_catalogues(kit: Kit) -> None:
    draft = kit.draft([[]])
    for wrong in ({}, kit.catalogues | {"khong_co": "1"}):
        problem = kit.refused(draft.open(catalogues=wrong), 409, "catalogue_stale")
        kit.expect(kit.catalogues, problem.get("catalogues"))
    kit.good(draft.open(), 201)


@case("what was never opened is not found", "annex 38")
def never_opened(kit: Kit) -> None:
    path = f"/submissions/{uuid4()}"
    kit.refused(kit.party.call("GET", path), 404, "not_found")
    kit.refused(kit.party.call("POST", f"{path}/commit"), 404, "not_found")
    kit.refused(kit.party.call("GET", f"{path}/results"), 404, "not_found")
    kit.refused(kit.party.call("PUT", f"{path}/parts/1", b"", NDJSON), 404, "not_found")


@case("a submission is private to its sender", "annex 38")
def private(kit: Kit) -> None:
    if kit.other is None:
        raise NotTried("needs a second agency (--other-key-id, --other-key)")
    draft = kit.draft([[]])
    kit.good(draft.open(), 201)
    kit.refused(kit.other.call("GET", draft.path), 404, "not_found")
    kit.refused(kit.other.call("POST", f"{draft.path}/commit"), 404, "not_found")
    theirs = draft.opening(sender=kit.other.agency)
    kit.refused(kit.other.put(draft.path, theirs), 409, "different_body")


@case("a part is answered with its digest, again after a repetition, also as gzip", "§3, annex 21")
def part(kit: Kit) -> None:
    draft = kit.opened(kit.factory.records(2))
    expected = {"part": 1, "received": 2, "sha256": sha256(draft.parts[0]).hexdigest()}
    for _ in range(2):
        answer = kit.good(draft.put_part(1), 200)
        kit.expect(expected, {name: answer.get(name) for name in expected})
    packed = draft.put_part(1, gzip.compress(draft.parts[0]), Content_Encoding="gzip")
    kit.expect(expected["sha256"], kit.good(packed, 200)["sha256"])
    kit.refused(draft.put_part(1, b""), 409, "different_body")


@case("a part has a number from 1 to `parts`", "annex 30")
def part_number(kit: Kit) -> None:
    draft = kit.opened(kit.factory.records(1))
    for number in (0, 2, 10**12):
        kit.refused(draft.put_part(number, draft.parts[0]), 422, "schema_invalid")


@case("a line that names no record refuses the part, with the number of the line", "annex 37")
def unreadable_line(kit: Kit) -> None:
    draft = kit.opened(kit.factory.records(1))
    good = draft.parts[0]
    for wrong, path in (
        (good + b"\n", "/1"),
        (good + b"[]\n", "/1"),
        (b"\xef\xbb\xbf" + good, "/0"),
        (good + good.rstrip(b"\n"), "/1"),
        (good.replace(b'"version":1', b'"version":0'), "/0"),
        (good.replace(b"\n", b"\r\n").replace(b"}\r\n", b"}x\n"), "/0"),
    ):
        problem = kit.refused(draft.put_part(1, wrong), 422, "schema_invalid")
        kit.expect(path, problem.get("path"))
    kit.good(draft.put_part(1), 200)


@case("a part has at most 1,000 lines and 8 MiB, before and after gzip", "§3, annex 37")
def part_limits(kit: Kit) -> None:
    draft = kit.opened(kit.factory.records(1))
    kit.refused(draft.put_part(1, draft.parts[0] * 1001), 413, "too_large")
    bomb = gzip.compress(b" " * (MOST_BYTES + 1))
    kit.refused(draft.put_part(1, bomb, Content_Encoding="gzip"), 413, "too_large")
    twice = gzip.compress(draft.parts[0]) + gzip.compress(b"")
    kit.refused(draft.put_part(1, twice, Content_Encoding="gzip"), 422, "schema_invalid")


@case("a manifest is held as signed and answered again", "annex 34, 35")
def manifest(kit: Kit) -> None:
    people = kit.factory.records(1)
    draft = kit.opened(people)
    manifest_id, body, cms = kit.manifest(people)
    for _ in range(2):
        answer = kit.good(draft.put_manifest(manifest_id, body, cms), 200)
        kit.expect(
            {"manifest_id": manifest_id, "sha256": sha256(body).hexdigest()},
            {name: answer.get(name) for name in ("manifest_id", "sha256")},
        )
    other = kit.manifest(people, manifest_id=manifest_id, prepared_at="2024-05-24T01:00:00Z")
    kit.refused(draft.put_manifest(*other), 409, "different_body")


@case("a manifest that is not exactly as agreed is refused", "annex 1, 6, 36")
def malformed_manifest(kit: Kit) -> None:
    people = kit.factory.records(2)
    draft = kit.opened(people)
    items = [
        {"record_id": r.record_id, "version": 1, "digest": r.digest, "change": "new"}
        for r in people
    ]
    for members in (
        {"more": 1},
        {"schema": "cbccvc-manifest/2"},
        {"tier": "commune"},
        {"period": "9999-12"},
        {"items": items[::-1]},
        {"items": [items[0], items[0]]},
    ):
        reply = draft.put_manifest(*kit.manifest(people, **members))
        kit.expect((sorted(members), 422, "schema_invalid"), (sorted(members), *reply.code))
    manifest_id, body, _ = kit.manifest(people)
    loose = body.replace(b'":', b'": ', 1)
    kit.refused(
        draft.put_manifest(manifest_id, loose, kit.signer.sign(loose)), 422, "schema_invalid"
    )
    value = {"manifest": b64encode(body).decode() + "\n", "signature": "AA=="}
    reply = kit.party.put(f"{draft.path}/manifests/{manifest_id}", value)
    kit.refused(reply, 422, "schema_invalid")


@case("a signature over other bytes is invalid; by another certificate, not authorised", "annex 15")
def manifest_signature(kit: Kit) -> None:
    people = kit.factory.records(1)
    draft = kit.opened(people)
    manifest_id, body, _ = kit.manifest(people)
    for cms in (kit.signer.sign(body + b"\n"), b"\x30\x00"):
        kit.refused(draft.put_manifest(manifest_id, body, cms), 422, "signature_invalid")
    other = kit.seal.sign(body)
    kit.refused(draft.put_manifest(manifest_id, body, other), 422, "signer_not_authorised")
    foreign = kit.manifest(people, unit="X00.00")
    kit.refused(draft.put_manifest(*foreign), 422, "signer_not_authorised")


@case("a commit needs all parts, and names those that are missing", "annex 30, 33")
def parts_missing(kit: Kit) -> None:
    people = kit.factory.records(2)
    draft = kit.draft([[people[0].line(str(uuid4()))], [people[1].line(str(uuid4()))]])
    kit.good(draft.open(), 201)
    kit.good(draft.put_part(2), 200)
    kit.expect([1], kit.refused(draft.commit(), 409, "parts_missing").get("parts"))
    kit.refused(draft.party.call("POST", f"{draft.path}/commit", b"{}"), 422, "schema_invalid")


@case("a commit needs count, uniqueness and digest of the items, and stays open else", "annex 33")
def items_mismatch(kit: Kit) -> None:
    people = kit.factory.records(2)
    lines = [one.line(str(uuid4())) for one in people]
    for members, content in (
        ({"count": 3}, lines),
        ({"items_digest": "ab" * 32}, lines),
        ({}, [lines[0], lines[0]]),
    ):
        draft = kit.draft([content])
        kit.good(draft.open(**members), 201)
        kit.good(draft.put_part(1), 200)
        kit.refused(draft.commit(), 422, "items_mismatch")
        kit.expect("open", kit.good(draft.status(), 200)["state"])


@case("the status says where to go on", "annex 42")
def status(kit: Kit) -> None:
    people = kit.factory.records(2)
    manifest_id, body, cms = kit.manifest(people)
    draft = kit.draft([[people[0].line(manifest_id)], [people[1].line(manifest_id)]])
    kit.good(draft.open(), 201)
    kit.good(draft.put_manifest(manifest_id, body, cms), 200)
    kit.good(draft.put_part(2), 200)
    found = kit.good(draft.status(), 200)
    expected = {
        "submission_id": draft.id,
        "state": "open",
        "count": 2,
        "counts": {"accepted": 0, "unchanged": 0, "rejected": 0, "pending": 2},
        "parts": [{"part": 2, "sha256": sha256(draft.parts[1]).hexdigest()}],
        "manifests": [manifest_id],
    }
    kit.expect(expected, {name: found.get(name) for name in expected})
    kit.good(draft.put_part(1), 200)
    kit.judged(draft)


@case("nothing is told before the judgement", "annex 43")
def not_judged(kit: Kit) -> None:
    draft = kit.opened(kit.factory.records(1))
    for path in ("results", "receipt"):
        reply = kit.party.call("GET", f"{draft.path}/{path}")
        kit.refused(reply, 409, "not_judged")
    value = {"signature": b64encode(kit.seal.sign(b"x")).decode()}
    kit.refused(kit.party.post(f"{draft.path}/approval", value), 409, "not_judged")


@case("after the commit, the same is answered as before and nothing else is taken", "annex 35")
def after_commit(kit: Kit) -> None:
    people = kit.factory.records(1)
    draft = kit.sent(people)
    kit.judged(draft)
    kit.good(draft.commit(), 202)
    kit.good(draft.open(), 200)
    kit.good(draft.put_part(1), 200)
    kit.refused(draft.open(parts=2), 409, "not_open")
    kit.refused(draft.put_part(1, b""), 409, "not_open")
    kit.refused(draft.put_manifest(*kit.manifest(people)), 409, "not_open")
