"""Results, the sealed receipt and the approval. Source: annex 16, 34, 43, 44."""

import json
import subprocess
from base64 import b64decode, b64encode
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select

from province_app.models.exchange import ExchangeApproval
from province_app.signing.demo_authority import DemoAuthority
from province_app.signing.keystore import sign_with_keystore
from province_app.stores import exchange as store
from tests.exchange.parties import (
    PERIOD,
    PIN,
    NationalNode,
    Sender,
    Submission,
    code_of,
    moment,
    seal,
    submission,
)
from tests.exchange.people import records


@pytest.fixture
def judged(province: Sender) -> Submission:
    """A judged submission of three records, one of them rejected."""
    people = records(3)
    people[1].sections["identity"]["gender_code"] = "9"
    sent = submission(province, people)
    sent.judged()
    return sent


def receipt_of(sent: Submission) -> tuple[bytes, bytes]:
    """Return the receipt's bytes and its seal."""
    answer = sent.sender.call("GET", f"{sent.path}/receipt").json()
    return b64decode(answer["receipt"]), b64decode(answer["signature"])


def approve(sent: Submission, cms: bytes) -> "tuple[int, dict[str, str]]":
    """Approve with the signature; return status and answer."""
    body = json.dumps({"signature": b64encode(cms).decode()}).encode()
    response = sent.sender.call("POST", f"{sent.path}/approval", body)
    return response.status_code, response.json()


def test_nothing_is_told_before_the_judgement(province: Sender) -> None:
    sent = submission(province, records(1))
    for state in ("open", "processing"):
        assert sent.status()["state"] == state
        for path in ("/results", "/receipt"):
            assert code_of(province.call("GET", sent.path + path)) == (409, "not_judged")
        assert approve(sent, b"")[1]["code"] == "not_judged"
        sent.commit()


def test_results_come_in_pages_in_order(judged: Submission) -> None:
    found, after = [], ""
    while after is not None:
        query = f"?limit=2&after={after}" if after else "?limit=2"
        page = judged.sender.call("GET", f"{judged.path}/results{query}").json()
        assert 0 < len(page["results"]) <= 2
        found += [one["record_id"] for one in page["results"]]
        after = page["next"]
    assert found == sorted(found)
    assert len(found) == 3
    whole = judged.sender.call("GET", f"{judged.path}/results?limit=3").json()
    assert (len(whole["results"]), whole["next"]) == (3, None)


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=1001", "limit=x", "limit=-1", "after=", "after=x%27"]
)
def test_a_wrong_page_is_refused(query: str, judged: Submission) -> None:
    response = judged.sender.call("GET", f"{judged.path}/results?{query}")
    assert code_of(response) == (422, "schema_invalid")


def test_the_receipt_says_what_was_judged(judged: Submission) -> None:
    content, _ = receipt_of(judged)
    receipt = json.loads(content)
    assert moment(receipt.pop("judged_at"))
    lines = "".join(
        f"{one['record_id']} {one['version']} {one['outcome']} {one['code'] or '-'}\n"
        for one in judged.results().values()
    )
    assert receipt == {
        "schema": "cbccvc-receipt/1",
        "submission_id": judged.id,
        "sender": "H40",
        "receiver": "G01",
        "period": PERIOD,
        "counts": {"accepted": 2, "unchanged": 0, "rejected": 1},
        "items_digest": judged.opening()["items_digest"],
        "results_digest": sha256(lines.encode()).hexdigest(),
    }
    assert receipt_of(judged) == receipt_of(judged)


def test_openssl_verifies_the_receipt(
    judged: Submission, national: NationalNode, tmp_path: Path
) -> None:
    content, cms = receipt_of(judged)
    (tmp_path / "receipt").write_bytes(content)
    (tmp_path / "receipt.p7s").write_bytes(cms)
    command = [
        *("openssl", "cms", "-verify", "-binary", "-cades", "-inform", "DER"),
        *("-in", "receipt.p7s", "-content", "receipt", "-crl_check_all", "-purpose", "any"),
        *("-CAfile", str(national.pki.trust_file), "-out", "verified"),
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (tmp_path / "receipt").write_bytes(content.replace(b'"rejected":1', b'"rejected":0'))
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode


def test_the_approval_brings_records_into_the_store(
    judged: Submission, national: NationalNode
) -> None:
    content, _ = receipt_of(judged)
    assert store.records_in_store(national.session) == 0
    status, answer = approve(judged, seal(national.pki, "H40", content))
    assert (status, answer["submission_id"], answer["state"]) == (200, judged.id, "approved")
    assert moment(answer["approved_at"])
    national.session.rollback()
    assert store.records_in_store(national.session) == 2
    assert judged.status()["state"] == "approved"
    again = approve(judged, seal(national.pki, "H40", content))  # another signature, same answer
    assert again == (200, answer)
    assert len(national.session.scalars(select(ExchangeApproval)).all()) == 1
    assert receipt_of(judged)[0] == content


def test_the_approval_of_another_receipt_is_invalid(
    province: Sender, judged: Submission, national: NationalNode
) -> None:
    other = submission(province, records(1, first=50))
    other.judged()
    for content in (receipt_of(other)[0], receipt_of(judged)[0] + b"\n", b""):
        status, problem = approve(judged, seal(national.pki, "H40", content))
        assert (status, problem["code"]) == (422, "signature_invalid")
    assert judged.status()["state"] == "judged"


def test_only_the_senders_seal_approves(judged: Submission, national: NationalNode) -> None:
    content, own = receipt_of(judged)
    head = sign_with_keystore(content, national.pki.heads["head"].p12, PIN)
    foreign = seal(national.pki, "G01", content)
    for cms in (head, foreign, own):
        status, problem = approve(judged, cms)
        assert (status, problem["code"]) == (422, "signer_not_authorised")
    stranger = DemoAuthority.create().issue("Dấu lạ", PIN)
    status, problem = approve(judged, sign_with_keystore(content, stranger.p12, PIN))
    assert (status, problem["code"]) == (422, "signature_invalid")
    assert judged.status()["state"] == "judged"
    assert store.records_in_store(national.session) == 0


@pytest.mark.parametrize("body", [b"", b"{}", b'{"signature":1}', b'{"signature":"","more":1}'])
def test_a_malformed_approval_is_refused(body: bytes, judged: Submission) -> None:
    response = judged.sender.call("POST", f"{judged.path}/approval", body)
    assert code_of(response) == (422, "schema_invalid")


def test_a_receipt_of_nobody_is_not_found(province: Sender) -> None:
    assert code_of(province.call("GET", f"/submissions/{uuid4()}/receipt")) == (404, "not_found")
