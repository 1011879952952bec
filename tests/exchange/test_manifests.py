"""Manifests are judged when they arrive. Source: annex 1, 6, 9-15, 35, 36."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from province_app.exchange.agencies import Agencies
from province_app.models.exchange import ExchangeManifest, ExchangeManifestItem
from province_app.signing.demo_authority import DemoAuthority
from province_app.signing.keystore import sign_with_keystore
from province_app.signing.pki import DemoPki, make_demo_pki
from tests.databases import Database
from tests.exchange.parties import (
    PIN,
    NationalNode,
    Sender,
    Submission,
    code_of,
    digest_of,
    make_manifest,
    moment,
    national_node,
    signed_manifest,
)
from tests.exchange.people import records


@pytest.fixture
def opened(province: Sender) -> Submission:
    """An open submission without parts."""
    return Submission(province, []).open()


def put(opened: Submission, **members: Any) -> tuple[int, str]:
    """Put a manifest with these members, properly signed; return status and code."""
    manifest_id, body, cms = make_manifest(opened.sender.node.pki, records(2), **members)
    if "manifest_id" in members:
        manifest_id = str(uuid4())
    return code_of(opened.put_manifest(manifest_id, body, cms))


def test_a_manifest_is_held_as_signed(opened: Submission, national: NationalNode) -> None:
    people = records(2)
    manifest_id, body, cms = make_manifest(national.pki, people)
    answer = opened.put_manifest(manifest_id, body, cms)
    assert answer.json() == {"manifest_id": manifest_id, "sha256": digest_of(body)}
    assert opened.put_manifest(manifest_id, body, cms).json() == answer.json()
    held = national.session.scalars(select(ExchangeManifest)).one()
    assert (held.manifest, held.signature) == (body, cms)
    assert held.trust_state
    items = national.session.scalars(select(ExchangeManifestItem).order_by("record_id"))
    assert [str(item.record_id) for item in items] == [one.record_id for one in people]


def test_another_manifest_under_the_id_is_refused(opened: Submission) -> None:
    first = make_manifest(opened.sender.node.pki, records(1))
    assert opened.put_manifest(*first).status_code == 200
    second = make_manifest(opened.sender.node.pki, records(2), manifest_id=first[0])
    assert code_of(opened.put_manifest(*second)) == (409, "different_body")


@pytest.mark.parametrize(
    "members",
    [
        {"schema": "cbccvc-receipt/1"},
        {"manifest_id": str(uuid4())},
        {"period": "2024-06"},
        {"period": "05/2024"},
        {"unit": "h40"},
        {"tier": "commune"},
        {"prepared_at": "2024-05-23T01:00:00+07:00"},
        {"prepared_at": "2024-02-30T01:00:00Z"},
        {"more": 1},
        {"signer": None},
        {"items": [{"record_id": str(uuid4()), "version": 1, "digest": "ab" * 32, "change": "?"}]},
        {"items": [{"record_id": "f" * 8 + str(uuid4())[8:], "version": 1, "digest": "ab" * 32,
                    "change": "new"},
                   {"record_id": "0" * 8 + str(uuid4())[8:], "version": 1, "digest": "ab" * 32,
                    "change": "new"}]},
        {"items": [{"record_id": "0" * 8 + "-0000-4000-8000-" + "0" * 12, "version": version,
                    "digest": "ab" * 32, "change": "new"} for version in (1, 2)]},
    ],
    ids=range(13),  # ids made anew are no names: workers must find the same tests
)  # fmt: skip
def test_a_malformed_manifest_is_refused(members: dict[str, Any], opened: Submission) -> None:
    assert put(opened, **members) == (422, "schema_invalid")
    assert opened.status()["manifests"] == []


def test_an_earlier_period_is_taken(opened: Submission) -> None:
    manifest = make_manifest(opened.sender.node.pki, records(1), period="2023-12")
    assert opened.put_manifest(*manifest).status_code == 200


def test_only_canonical_bytes_are_taken(opened: Submission) -> None:
    pki = opened.sender.node.pki
    manifest_id, body, _ = make_manifest(pki, records(1))
    for other in (body + b"\n", json.dumps(json.loads(body)).encode(), b"[]", b"\xff", b"{"):
        cms = sign_with_keystore(other, pki.heads["head"].p12, PIN)
        refused = code_of(opened.put_manifest(manifest_id, other, cms))
        assert refused == (422, "schema_invalid")


@pytest.mark.parametrize("change", ["newline", "url", "padding", "absent", "more"])
def test_only_one_base64_is_taken(change: str, opened: Submission) -> None:
    manifest_id, body, cms = make_manifest(opened.sender.node.pki, records(1))
    value: dict[str, Any] = signed_manifest(body, cms)
    if change == "newline":
        value["signature"] = value["signature"][:64] + "\n" + value["signature"][64:]
    elif change == "url":
        value["manifest"] = "_-" + value["manifest"][2:]
    elif change == "padding":
        value["signature"] = value["signature"].rstrip("=") + "==="
    elif change == "absent":
        del value["signature"]
    else:
        value["timestamp"] = "x"
    path = f"{opened.path}/manifests/{manifest_id}"
    assert code_of(opened.sender.put_json(path, value)) == (422, "schema_invalid")


def test_a_signature_over_other_bytes_is_invalid(opened: Submission) -> None:
    pki = opened.sender.node.pki
    manifest_id, body, _ = make_manifest(pki, records(1))
    for cms in (sign_with_keystore(body + b"\n", pki.heads["head"].p12, PIN), b"", b"no cms"):
        refused = code_of(opened.put_manifest(manifest_id, body, cms))
        assert refused == (422, "signature_invalid")


def test_a_signature_by_somebody_else_is_not_authorised(opened: Submission) -> None:
    pki = opened.sender.node.pki
    manifest_id, body, _ = make_manifest(pki, records(1))
    cms = sign_with_keystore(body, pki.heads["deputy"].p12, PIN)
    assert code_of(opened.put_manifest(manifest_id, body, cms)) == (422, "signer_not_authorised")


def test_a_certificate_of_an_unknown_authority_is_invalid(opened: Submission) -> None:
    stranger = DemoAuthority.create().issue("Người lạ", PIN)
    pki = replace(opened.sender.node.pki, heads={"head": stranger})
    manifest = make_manifest(pki, records(1))
    assert code_of(opened.put_manifest(*manifest)) == (422, "signature_invalid")


def test_an_expired_certificate_is_not_authorised(opened: Submission, pki: DemoPki) -> None:
    """It is judged at the instant of arrival, by the business clock."""
    until = datetime(2021, 1, 1, tzinfo=UTC)
    authority = pki.authority
    old = authority.issue("Đã hết hạn", PIN, valid=(datetime(2020, 1, 1, tzinfo=UTC), until))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("province_app.signing.keystore.business_now", lambda: until)
        manifest = make_manifest(replace(pki, heads={"head": old}), records(1))
    assert code_of(opened.put_manifest(*manifest)) == (422, "signer_not_authorised")


def test_the_trust_list_is_followed_while_the_node_runs(database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "pki"
    folder.mkdir()
    pki = make_demo_pki(folder, [("head", "Trần Văn Bình")], PIN)
    with national_node(database, pki, tmp_path) as node:
        opened = Submission(Sender.of(node), []).open()
        assert opened.put_manifest(*make_manifest(pki, records(1))).status_code == 200
        pki.authority.revoke(pki.heads["head"].certificate_der, moment("2024-05-01T00:00:00Z"))
        pki.authority.save(folder / "ca")
        revoked = opened.put_manifest(*make_manifest(pki, records(1)))
        assert code_of(revoked) == (422, "signer_not_authorised")
        pki.trust_file.write_bytes(pki.trust_file.read_bytes().split(b"-----BEGIN X509 CRL")[0])
        missing = opened.put_manifest(*make_manifest(pki, records(1)))
        assert code_of(missing) == (422, "signature_invalid")
        pki.trust_file.unlink()
        gone = opened.put_manifest(*make_manifest(pki, records(1)))
        assert code_of(gone) == (500, "internal")  # our fault, and the sender's to repeat


@pytest.mark.parametrize("unit", ["H41", "H4", "H400", "H40X.01", "G01.01"])
def test_a_unit_of_another_agency_is_not_authorised(unit: str, opened: Submission) -> None:
    assert put(opened, unit=unit) == (422, "signer_not_authorised")


def test_the_agency_itself_is_its_own_unit(opened: Submission) -> None:
    manifest = make_manifest(opened.sender.node.pki, records(1), unit="H40", tier="province")
    assert opened.put_manifest(*manifest).status_code == 200


def test_prefixes_and_successions_are_registered() -> None:
    """Source: annex 13, 46."""
    july = moment("2025-07-01T00:00:00Z").date()
    june = moment("2025-06-30T00:00:00Z").date()
    merged = Agencies({"H40": ("H40", "H99.01")}, (("H40", "H37", july), ("H37", "H01", july)))
    assert merged.has_unit("H40", "H99.01.02", june)
    assert not merged.has_unit("H40", "H99.02", june)
    assert not merged.has_unit("H37", "H40.01", june)
    assert merged.has_unit("H01", "H99.01", july)
    assert merged.has_unit("H40", "H40.01", june)
    for gone in ("H40", "H37"):  # from that day on it has neither units nor records of its own
        assert not merged.has_unit(gone, f"{gone}.01", july)
        assert merged.predecessors(gone, july) == set()
    assert merged.predecessors("H01", july) == {"H01", "H37", "H40"}
