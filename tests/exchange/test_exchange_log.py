"""What other nodes do here, and what they are refused, stands in the log of this one. Đ.5, C53."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.orm import Session

from province_app.clock import system_now
from province_app.exchange.message_signatures import OwnKey
from province_app.services import audit_denials
from province_app.signing.pki import DEPARTMENT, DemoPki
from tests.databases import Database
from tests.exchange.departments import load_receiver, people, province_node, rows
from tests.exchange.parties import NationalNode, Sender, Submission, seal, submission
from tests.exchange.people import records
from tests.exchange.test_receipts import approve, receipt_of
from tests.exchange.test_units import unit
from tiers.audit import DENIALS_A_MINUTE, basis_of


def events(node: NationalNode) -> list[tuple[object, ...]]:
    """Return each event: name, subject, agency, basis; the oldest first."""
    query = "select event, subject, detail->>'agency', basis from audit_event order by id"
    return rows(node.session, query)


def refusals(node: NationalNode) -> list[tuple[object, ...]]:
    """Return of each refusal its subject, code, how many it stands for, and the decision."""
    return rows(
        node.session,
        "select subject, detail->>'code', detail->>'times', decision from audit_event"
        " where event = 'exchange.refused' order by id",
    )


def test_each_act_of_another_node_is_told_once(province: Sender, national: NationalNode) -> None:
    before = len(events(national))
    for _ in range(2):
        province.put_json("/units/1", {"units": [unit()]})
    sent = submission(province, records(2))
    assert province.put_json(sent.path, sent.opening()).status_code == 200
    sent.judged()
    assert sent.commit().status_code == 202
    for _ in range(2):
        assert approve(sent, seal(national.pki, "H40", receipt_of(sent)[0]))[0] == 200
    page = province.call("GET", "/changes").json()
    assert len(page["changes"]) == 2
    assert province.call("GET", f"/changes?after={page['next']}").json()["changes"] == []
    told = [
        ("unit_tree.taken", "H40", None),
        ("delivery.opened", sent.id, "H40"),
        ("delivery.committed", sent.id, "H40"),
        ("delivery.judged", sent.id, "H40"),
        ("delivery.approved", sent.id, "H40"),
        ("exchange.changes", "H40", None),
    ]
    assert events(national)[before:] == [(*one, basis_of(one[0])) for one in told]
    assert all(basis_of(one[0]) for one in told)


def test_what_cannot_be_logged_is_not_done(
    province: Sender, national: NationalNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Event and act are one transaction."""
    sent = submission(province, records(1))

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("no log")

    monkeypatch.setattr("province_app.stores.audit.add", fail)
    assert sent.commit().status_code == 500
    assert sent.status()["state"] == "open"


def test_a_province_tells_what_departments_do(
    session: Session, database: Database, pki: DemoPki, tmp_path: Path, master_keys: Path
) -> None:
    load_receiver(session)
    with province_node(database, pki, tmp_path, master_keys) as node:
        submission(Sender.of(node, DEPARTMENT), people(range(1, 3))).judged()
        names = [name for name, *_ in events(node) if str(name).startswith("delivery.")]
    assert names[-3:] == ["delivery.opened", "delivery.committed", "delivery.judged"]


def test_what_a_node_is_refused_is_told(province: Sender, national: NationalNode) -> None:
    stranger = Sender(national, OwnKey("H40/7", Ed25519PrivateKey.generate()))
    assert stranger.send(stranger.prepared("GET", "/catalogues")).status_code == 401
    sent = Submission(province, [])
    body = json.dumps(sent.opening(sender="G01")).encode()
    assert province.call("PUT", sent.path, body).status_code == 403
    assert refusals(national) == [
        ("unknown", "key_unknown", None, "refused"),
        ("H40", "sender_mismatch", None, "refused"),
    ]


def test_a_flood_of_strangers_is_counted_and_hides_no_known_node(national: NationalNode) -> None:
    session, now = national.session, system_now().replace(second=1)
    for _ in range(DENIALS_A_MINUTE + 10):
        audit_denials.note_node(session, "", "GET", "key_unknown", now)
    audit_denials.note_node(session, "H40", "PUT", "sender_mismatch", now)
    assert len(refusals(national)) == DENIALS_A_MINUTE + 1
    assert refusals(national)[-1][0] == "H40"
    # The next minute's first tells how many there were, also where no tick does.
    audit_denials.note_node(session, "", "GET", "key_unknown", now + timedelta(minutes=1))
    assert refusals(national)[-1] == ("unknown", None, "10", "refused")
    assert len(refusals(national)) == DENIALS_A_MINUTE + 3
