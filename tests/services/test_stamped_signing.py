"""Signing with a time-stamp service, and what the stages make of it later. Source: bar A 7, P14."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from province_app.models.records import Manifest
from province_app.services import signing
from province_app.services.errors import Refused
from province_app.signing.demo_authority import FIRST_DAY, DemoAuthority
from province_app.signing.online import Online
from province_app.signing.timestamps import tokens_of
from province_app.signing.trust import TrustList
from tests.climbing import climb, items
from tests.desks import FACILITY, sign_outside
from tests.provinces import PIN, Province, at, authority, load_province, trust
from tests.signing.authority import trusting
from tests.signing.responders import StampService, nowhere, serving, stamp_authority
from tiers.stages import Stage


@pytest.fixture
def province(session: Session) -> Province:
    loaded = load_province(session)
    loaded.send(FACILITY)
    loaded.confirm(FACILITY)
    return loaded


def stamping(own: TrustList | None = None) -> TrustList:
    return (own or trust()).with_stamps(trusting(stamp_authority()))


def sign(province: Province, online: Online, by: TrustList | None = None) -> Manifest:
    """Let the head prepare and sign on 23 May at 9:00."""
    who, moment = province.holder(FACILITY, "head"), at(23)
    officer, unit_id = province.officer(who, moment), province.unit(FACILITY)
    mark = province.certify(who).certificate_sha256
    made = signing.prepare_manifest(province.session, officer, unit_id, mark, moment)
    return signing.sign_manifest(
        province.session, officer, made.id, PIN, by or stamping(), moment, online
    )


def withheld(session: Session) -> set[tuple[str, str | None]]:
    found = items(session, Stage.FACILITY_TO_DEPARTMENT).values()
    return {(outcome, code) for outcome, code, _ in found if code != "not_signed"}


def test_the_signature_is_kept_with_its_stamp_and_the_trust_of_its_day(
    province: Province, session: Session
) -> None:
    with serving(StampService(at=at(23))) as endpoint:
        manifest = sign(province, Online([endpoint]))
    assert len(tokens_of(manifest.signature or b"")) == 1
    row = session.execute(
        text("select stamped_at, pem, stamps_pem from signing_proof join trust_snapshot"
             " on state = trust_state where manifest_id = :id"), {"id": manifest.id},
    ).one()  # fmt: skip
    assert row.stamped_at == at(23)
    assert TrustList.from_pem(bytes(row.pem)).state == trust().state
    assert bytes(row.stamps_pem)


def test_without_a_stamp_nothing_is_signed(province: Province, session: Session) -> None:
    with pytest.raises(Refused) as caught:
        sign(province, Online([nowhere()]))
    assert caught.value.decision.code == "stamp_unavailable"
    session.rollback()
    assert session.scalar(text("select count(signature) from manifest")) == 0
    assert session.scalar(text("select count(*) from signing_proof")) == 0


def test_an_uploaded_signature_is_stamped_when_it_arrives(
    province: Province, tmp_path: Path
) -> None:
    who, moment = province.holder(FACILITY, "head"), at(23)
    officer, identity = province.officer(who, moment), province.certify(who)
    made = signing.prepare_manifest(
        province.session, officer, province.unit(FACILITY), identity.certificate_sha256, moment
    )
    cms = sign_outside(made.body, identity, tmp_path)
    with serving(StampService(at=moment)) as endpoint:
        signing.accept_signature(
            province.session, officer, made.id, cms, stamping(), moment, Online([endpoint])
        )
    assert tokens_of(cms) == []
    assert len(tokens_of(made.signature or b"")) == 1


@pytest.mark.parametrize("stamped", [True, False], ids=["stamped", "bare"])
def test_a_certificate_that_ended_before_the_stage_withholds_only_what_has_no_stamp(
    province: Province, session: Session, stamped: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sender judges again before its stage, at the stamped instant."""
    monkeypatch.setattr("province_app.signing.keystore.business_now", lambda: at(23))
    who = province.holder(FACILITY, "head")
    valid = (FIRST_DAY, at(23) + timedelta(days=1))
    province.certify(who, authority().issue("Người ký", PIN, valid=valid))
    with serving(StampService(at=at(23))) as endpoint:
        sign(province, Online([endpoint] if stamped else ()))
    climb(session, stamping())
    expected = ("accepted", None) if stamped else ("withheld", "signer_not_authorised")
    assert withheld(session) == {expected}


@pytest.mark.parametrize(
    ("days", "outcome"),
    [(1, ("accepted", None)), (-1, ("withheld", "signer_not_authorised"))],
    ids=["after", "before"],
)
def test_a_revocation_before_the_stage_counts_by_its_date(
    province: Province, session: Session, days: int, outcome: tuple[str, str | None]
) -> None:
    own = DemoAuthority.create()
    identity = own.issue("Người ký", PIN)
    province.certify(province.holder(FACILITY, "head"), identity)
    with serving(StampService(at=at(23))) as endpoint:
        sign(province, Online([endpoint]), stamping(trusting(own)))
    own.revoke(identity.certificate_der, at(23) + timedelta(days=days))
    climb(session, stamping(trusting(own)))
    assert withheld(session) == {outcome}


def test_a_verdict_by_stamps_is_none_for_a_judge_who_ignores_them(
    province: Province, session: Session
) -> None:
    """Contract v1: the push judges without, as the node above will; verdicts are kept apart."""
    assert stamping().state != trust().state
    assert stamping().with_stamps(None).state == trust().state
    assert stamping().with_stamps(None).holds_until == trust().holds_until
