"""A manifest with a time-stamp, at a node of contract v1 and at one that reads stamps (v1.1)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from province_app.clock import business_now
from province_app.signing.demo_authority import FIRST_DAY
from province_app.signing.online import Online, take
from province_app.signing.pki import DemoPki
from province_app.signing.trust import TrustList
from tests.databases import Database
from tests.exchange.parties import (
    PIN,
    NationalNode,
    Sender,
    Submission,
    code_of,
    make_manifest,
    national_node,
)
from tests.exchange.people import records
from tests.signing.authority import trusting
from tests.signing.responders import StampService, serving, stamp_authority


@pytest.fixture(params=[False, True], ids=["v1", "v1.1"])
def node(
    request: pytest.FixtureRequest, database: Database, pki: DemoPki, tmp_path: Path
) -> Iterator[tuple[NationalNode, bool]]:
    """A national node without and with a list of time-stamp services."""
    more = {}
    if request.param:
        (tmp_path / "stamps.pem").write_bytes(stamp_authority().trust_pem())
        more["TSA_TRUST_FILE"] = str(tmp_path / "stamps.pem")
    with national_node(database, pki, tmp_path, **more) as made:
        yield made, request.param


def stamped(pki: DemoPki, head: str) -> tuple[str, bytes, bytes]:
    """Return a manifest that was signed and stamped ten days ago."""
    then = business_now().replace(microsecond=0) - timedelta(days=10)
    manifest_id, body, cms = make_manifest(pki, records(2), head)
    trust = TrustList.load(pki.trust_file).with_stamps(trusting(stamp_authority()))
    with serving(StampService(at=then)) as endpoint:
        return manifest_id, body, take(body, cms, trust, then, Online([endpoint])).cms


def test_both_take_a_stamped_manifest(node: tuple[NationalNode, bool]) -> None:
    opened = Submission(Sender.of(node[0]), []).open()
    assert opened.put_manifest(*stamped(node[0].pki, "head")).status_code == 200


def test_a_certificate_that_ended_since_counts_where_stamps_are_read(
    node: tuple[NationalNode, bool],
) -> None:
    national, reads = node
    pki = national.pki
    valid = (FIRST_DAY, business_now() - timedelta(days=1))
    short = pki.authority.issue("Trần Văn Bình", PIN, valid=valid)
    own = replace(pki, heads={**pki.heads, "short": short})
    opened = Submission(Sender.of(national), []).open()
    answer = opened.put_manifest(*_signed_then(own))
    expected = (200, "") if reads else (422, "signer_not_authorised")
    assert (answer.status_code, "" if reads else code_of(answer)[1]) == expected


def _signed_then(pki: DemoPki) -> tuple[str, bytes, bytes]:
    with pytest.MonkeyPatch.context() as patch:
        then = business_now() - timedelta(days=10)
        patch.setattr("province_app.signing.keystore.business_now", lambda: then)
        return stamped(pki, "short")
