"""A manifest is verified once under one state of the trust list. Design §7; docs/adr/0006."""

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from sqlalchemy import select
from sqlalchemy.orm import Session

from province_app.models.records import Manifest
from province_app.services import verification
from province_app.signing.demo_authority import FIRST_DAY, make_crl
from province_app.signing.trust import TrustList
from tests.climbing import run_stage
from tests.provinces import Province, at, authority, signed_month, trust
from tiers.stages import Stage

FIRST, SECOND, _ = Stage


@pytest.fixture
def province(session: Session) -> Province:
    """A province in which everything is signed."""
    return signed_month(session)


@pytest.fixture
def verified(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The bodies that were verified by the library, in order; they are really verified."""
    found: list[bytes] = []
    real = verification.verify_detached

    def noting(body: bytes, *more: object) -> object:
        found.append(body)
        return real(body, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(verification, "verify_detached", noting)
    return found


def newer() -> TrustList:
    """The same CAs with revocation lists of another number: another state of trust."""
    whole = authority()
    days = (FIRST_DAY, at(28) + timedelta(days=30))
    return TrustList.from_pem(
        b"".join(
            one.certificate.public_bytes(Encoding.PEM)
            + make_crl(one.key, one.certificate.subject, 7, (), days).public_bytes(Encoding.PEM)
            for one in (whole.root, whole.issuing)
        )
    )


def test_no_stage_verifies_again_what_one_has_verified_under_the_same_trust(
    province: Province, session: Session, verified: list[bytes]
) -> None:
    run_stage(session, FIRST, at(26))
    first = len(verified)
    assert first == len(set(verified)) > 0
    run_stage(session, SECOND, at(27))  # also the departments' own, which the first never saw
    assert len(verified) == len(set(verified)) > first
    before = len(verified)
    run_stage(session, FIRST, at(26, 15))
    run_stage(session, SECOND, at(27, 15))
    assert len(verified) == before


def test_another_revocation_list_asks_anew(
    province: Province, session: Session, verified: list[bytes]
) -> None:
    run_stage(session, FIRST, at(26))
    manifests = set(verified)
    verified.clear()
    ids = list(session.scalars(select(Manifest.id).order_by(Manifest.id)))
    verification.verify_manifests(session, ids, trust(), at(27))
    known = set(verified)
    assert not known & manifests
    verified.clear()
    verification.verify_manifests(session, ids, newer(), at(27))
    assert set(verified) == manifests | known
