"""Which receipt the client takes."""

from uuid import uuid4

import pytest

from config.settings import Settings
from province_app.exchange.answered import AnswerRefused, read_receipt
from province_app.exchange.node import node_of
from province_app.signing.pki import DemoPki
from sync_jobs.national_gateway import NationalRefused
from tests.exchange.parties import seal
from tests.sync_jobs.fake_nodes import ID, ITEMS, answering, receipt, sealed


def test_a_right_receipt_is_taken(settings: Settings, pki: DemoPki) -> None:
    body = receipt()
    with answering(settings, pki, sealed(body, seal(pki, "G01", body))) as gateway:
        assert gateway.receipt(ID, ITEMS).body == body


@pytest.mark.parametrize(
    "members",
    [
        {"submission_id": str(uuid4())},
        {"sender": "H41"},
        {"receiver": "H40"},
        {"items_digest": "ab" * 32},
        {"schema": "cbccvc-manifest/1"},
        {"more": 1},
    ],
    ids=range(6),
)
def test_a_receipt_of_something_else_is_refused(
    members: dict[str, object], settings: Settings, pki: DemoPki
) -> None:
    body = receipt(**members)
    with answering(settings, pki, sealed(body, seal(pki, "G01", body))) as gateway:
        with pytest.raises(NationalRefused, match="receipt_invalid"):
            gateway.receipt(ID, ITEMS)


@pytest.mark.parametrize("agency", ["H40", "H40.16"])
def test_our_own_seal_and_a_departments_make_no_receipt(
    agency: str, settings: Settings, pki: DemoPki
) -> None:
    """Though they are registered, and the receipt names them."""
    body = receipt(receiver=agency)
    with pytest.raises(AnswerRefused, match="receipt_invalid"):
        read_receipt(node_of(settings), agency, ID, ITEMS, body, seal(pki, agency, body))


def test_a_receipt_without_the_nodes_seal_is_refused(settings: Settings, pki: DemoPki) -> None:
    body = receipt()
    for signature in (seal(pki, "H40", body), seal(pki, "G01", body + b"\n"), b""):
        with answering(settings, pki, sealed(body, signature)) as gateway:
            with pytest.raises(NationalRefused, match="receipt_invalid"):
                gateway.receipt(ID, ITEMS)
