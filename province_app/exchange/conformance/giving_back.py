"""Cases of units, changes and lookups."""

import secrets
from base64 import b64encode
from typing import Any

from province_app.clock import system_now
from province_app.exchange.conformance.kit import Deviation, Kit, NotTried, case
from province_app.exchange.conformance.materials import Record, personal_id

SHARED = {
    "record_id", "version", "digest", "manifest_id", "sections", "withheld", "manifest",
    "signature",
}  # fmt: skip


def _approved(kit: Kit) -> Record:
    person = kit.factory.records(1)[0]
    draft = kit.sent([person])
    kit.judged(draft)
    value = {"signature": b64encode(kit.seal.sign(draft.receipt())).decode()}
    kit.good(kit.party.post(f"{draft.path}/approval", value), 200)
    return person


@case("a tree of units is taken under a version that grows", "§3 (units)")
def units(kit: Kit) -> None:
    unit: dict[str, Any] = {
        "code": kit.party.agency, "name": "Cơ quan thử nghiệm", "kind": "agency",
        "tier": "province", "parent": None, "valid_from": "2024-01-01", "valid_to": None,
        "successors": [], "quota": {"year": 2024, "assigned": 5, "decision": "QĐ 1"},
    }  # fmt: skip
    version = int(system_now().timestamp()) * 1000 + secrets.randbelow(1000)
    tree: dict[str, Any] = {"units": [unit]}
    first = kit.party.put(f"/units/{version}", tree)
    if first.code == (404, "not_found"):
        raise NotTried("the node takes no units, which it may")
    for reply in (first, kit.party.put(f"/units/{version}", tree)):
        answer = kit.good(reply, 200)
        kit.expect((version, 1), (answer["version"], answer["count"]))
    kit.refused(kit.party.put(f"/units/{version - 1}", tree), 409, "stale_version")
    wrong = {"units": [unit | {"tier": "commune"}]}
    kit.refused(kit.party.put(f"/units/{version + 1}", wrong), 422, "schema_invalid")


@case("approved records are shared back, each with its signed manifest", "annex 45")
def changes(kit: Kit) -> None:
    person = _approved(kit)
    cursor, last = "", None
    for _ in range(10_000):
        query = f"?after={cursor}" if cursor else ""
        page = kit.good(kit.party.call("GET", f"/changes{query}"), 200)
        for one in page["changes"]:
            if not set(one) >= SHARED:
                raise Deviation(f"members {sorted(SHARED)}", sorted(one))
            last = one
        if page["next"] == cursor or not page["changes"]:
            break
        cursor = page["next"]
    kit.expect((person.record_id, person.digest), (last or {}).get("record_id") and
               (last["record_id"], last["digest"]))  # type: ignore[index]  # fmt: skip
    again = kit.good(kit.party.call("GET", f"/changes?after={cursor}"), 200)
    kit.expect({"changes": [], "next": cursor}, again)


@case("a person is looked up once approved; absent persons are not found", "annex 45")
def lookups(kit: Kit) -> None:
    person = _approved(kit)
    said = {"purpose": "Tiếp nhận", "basis": "Quyết định thử"}
    number = person.sections["identity"]["personal_id"]
    found = kit.good(kit.party.post("/lookups", {"personal_id": number, **said}), 200)
    kit.expect((person.record_id, person.digest), (found["record_id"], found["digest"]))
    absent = {"personal_id": personal_id(), **said}
    kit.refused(kit.party.post("/lookups", absent), 404, "not_found")
    for wrong in ({"personal_id": "1"}, {"purpose": ""}, {"basis": "x" * 501}, {"more": 1}):
        reply = kit.party.post("/lookups", {"personal_id": number, **said, **wrong})
        kit.refused(reply, 422, "schema_invalid")
