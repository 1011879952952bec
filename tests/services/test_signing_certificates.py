"""By which certificate a list is signed, and whose signature is refused."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.models.records import Manifest
from province_app.services import signing
from province_app.services.errors import Refused
from province_app.signing.demo_authority import DemoAuthority, Identity
from province_app.signing.keystore import KeystoreRefused
from province_app.signing.trust import TrustList
from province_app.signing.verifier import SignatureRefused
from tests.desks import FACILITY, counts, sign_outside, waiting_facility
from tests.provinces import PIN, START, Province, at, authority, trust
from tests.services.signers import desk, prepare, sign


@pytest.fixture
def province(session: Session) -> Province:
    return waiting_facility(session)


def test_a_signature_made_with_openssl_is_accepted(province: Province, tmp_path: Path) -> None:
    head = province.holder(FACILITY, "head")
    identity = province.certify(head)
    manifest = prepare(province, head, at(23), identity)
    cms = sign_outside(manifest.body, identity, tmp_path)
    officer = province.officer(head, at(24))
    signed = signing.accept_signature(province.session, officer, manifest.id, cms, trust(), at(24))
    assert (signed.signature, signed.signed_at) == (cms, at(24))
    assert counts(province.session) == (1, 1, len(province.people(FACILITY)) - 1)


def test_a_signature_over_other_bytes_is_refused(province: Province, tmp_path: Path) -> None:
    head = province.holder(FACILITY, "head")
    identity = province.certify(head)
    manifest = prepare(province, head, at(23), identity)
    cms = sign_outside(manifest.body + b" ", identity, tmp_path)
    assert refusal_of(province, head, manifest, cms) == ("signature_invalid", "content_changed")


def refusal_of(
    province: Province, who: str, manifest: Manifest, cms: bytes, by: TrustList | None = None
) -> tuple[str, str]:
    """Return code and detail of the refusal, after seeing that nothing was kept."""
    officer = province.officer(who, at(23))
    with pytest.raises(SignatureRefused) as caught:
        signing.accept_signature(province.session, officer, manifest.id, cms, by or trust(), at(23))
    assert counts(province.session) == (1, 0, 0)
    return caught.value.code, caught.value.detail


def expired() -> tuple[Identity, TrustList]:
    ends = at(23) - timedelta(seconds=1)
    valid = (datetime(2020, 1, 1, tzinfo=UTC), ends)
    return authority().issue("Người ký", PIN, valid=valid), trust()


def of_an_unknown_authority() -> tuple[Identity, TrustList]:
    return DemoAuthority.create().issue("Người ký", PIN), trust()


def revoked() -> tuple[Identity, TrustList]:
    own = DemoAuthority.create()
    identity = own.issue("Người ký", PIN)
    own.revoke(identity.certificate_der, at(23) - timedelta(seconds=1))
    return identity, TrustList.from_pem(own.trust_pem())


@pytest.mark.parametrize(
    ("make", "refusal"),
    [
        (expired, ("signer_not_authorised", "expired")),
        (revoked, ("signer_not_authorised", "revoked")),
        (of_an_unknown_authority, ("signature_invalid", "authority_unknown")),
    ],
)
def test_a_certificate_out_of_force_is_refused_though_it_is_registered(
    province: Province,
    tmp_path: Path,
    make: Callable[[], tuple[Identity, TrustList]],
    refusal: tuple[str, str],
) -> None:
    identity, by = make()
    head = province.holder(FACILITY, "head")
    manifest = prepare(province, head, at(23), province.certify(head, identity))
    cms = sign_outside(manifest.body, identity, tmp_path)
    assert refusal_of(province, head, manifest, cms, by) == refusal


def test_somebody_elses_certificate_signs_nothing(province: Province, tmp_path: Path) -> None:
    head, deputy = (province.holder(FACILITY, post) for post in ("head", "deputy"))
    own, other = province.certify(head), province.certify(deputy)
    with pytest.raises(Refused) as caught:
        prepare(province, head, at(23), other)
    assert caught.value.decision.code == "wrong_person_certificate"
    manifest = prepare(province, head, at(23), own)
    cms = sign_outside(manifest.body, other, tmp_path)
    officer = province.officer(head, at(23))
    with pytest.raises(Refused) as caught:
        signing.accept_signature(province.session, officer, manifest.id, cms, trust(), at(23))
    assert caught.value.decision.code == "wrong_person_certificate"
    assert counts(province.session) == (1, 0, 0)


def test_a_wrong_pin_leaves_nothing(province: Province) -> None:
    head = province.holder(FACILITY, "head")
    with pytest.raises(KeystoreRefused) as caught:
        sign(province, head, at(23), pin="000000")
    assert caught.value.code == "wrong_pin"
    assert counts(province.session) == (0, 0, 0)
    events = text("select count(*) from audit_event where event like 'manifest%'")
    assert province.session.scalar(events) == 0


def test_a_certificate_is_registered_by_its_fingerprint(province: Province) -> None:
    head = province.holder(FACILITY, "head")
    identity = province.certify(head)
    (shown,) = desk(province, head, FACILITY, START).certificates
    assert (shown.sha256, shown.subject) == (identity.certificate_sha256, "Người ký")
    assert shown.has_keystore
