"""Time-stamps (CAdES B-T): asked for over HTTP, judged years later. Source: RFC 3161; bar P14."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from province_app.signing.demo_authority import FIRST_DAY, DemoAuthority, Identity, make_crl
from province_app.signing.fetching import Endpoint
from province_app.signing.keystore import sign_with_keystore
from province_app.signing.online import NoStamp, Online, Taken, take
from province_app.signing.timestamps import StampRefused, stamp_request, tokens_of, with_stamp
from province_app.signing.trust import TrustList
from province_app.signing.verifier import SignatureRefused, verify_detached
from tests.signing import openssl
from tests.signing.authority import AT, PIN, authority, head, trust, trusting
from tests.signing.certificates import new_key
from tests.signing.forgery import CONTENT, Cms
from tests.signing.responders import (
    StampService,
    nowhere,
    serving,
    stamp_authority,
    stamper,
    usual_stamper,
)

LATER = datetime(2034, 5, 23, 2, 0, tzinfo=UTC)  # ten years on
SECOND = timedelta(seconds=1)


def stamping(own: TrustList | None = None) -> TrustList:
    """Return the trust list with the one that vouches for the time-stamp service."""
    return (own or trust()).with_stamps(trusting(stamp_authority()))


def taken(
    signer: Identity | None = None,
    service: StampService | None = None,
    by: TrustList | None = None,
    at: datetime = AT,
) -> Taken:
    """Return what becomes of a signature where the service stamps."""
    der = Cms(signer or head()).der()
    with serving(service or StampService(at=at)) as endpoint:
        return take(CONTENT, der, by or stamping(), at, Online([endpoint]))


def test_a_signature_is_stamped_when_it_is_taken() -> None:
    done = taken()
    assert done.verified.stamped_at == AT
    assert len(tokens_of(done.cms)) == 1
    assert verify_detached(CONTENT, done.cms, stamping(), AT).stamped_at == AT


def test_without_a_service_it_stays_as_it_was() -> None:
    der = Cms(head()).der()
    assert take(CONTENT, der, stamping(), AT, Online()).cms == der


def test_a_node_that_knows_no_time_stamps_takes_it_as_a_plain_signature() -> None:
    """Contract v1, annex 14: attached time-stamps are ignored."""
    verified = verify_detached(CONTENT, taken().cms, trust(), AT)
    assert verified.stamped_at is None
    assert verified.certificate_sha256 == head().certificate_sha256


def test_openssl_takes_a_stamped_signature(tmp_path: Path) -> None:
    """Another implementation, which ignores the unsigned attribute too."""
    options = ("-attime", str(int(AT.timestamp())), "-crl_check_all")
    done = openssl.verify(tmp_path, CONTENT, taken().cms, authority().trust_pem(), *options)
    assert done.returncode == 0, done.stderr


def short_lived(own: DemoAuthority) -> Identity:
    """Return a signer whose certificate ends the day after the signature."""
    return own.issue("Người ký", PIN, valid=(FIRST_DAY, AT + timedelta(days=1)))


def test_a_certificate_that_has_ended_since_leaves_a_stamped_signature_standing() -> None:
    """Ten years on, by a moved clock; without the stamp it is refused."""
    signer = short_lived(authority())
    assert verify_detached(CONTENT, taken(signer).cms, stamping(), LATER).stamped_at == AT
    with pytest.raises(SignatureRefused, match="expired"):
        verify_detached(CONTENT, taken(signer).cms, trust(), LATER)
    with pytest.raises(SignatureRefused, match="expired"):
        verify_detached(CONTENT, Cms(signer).der(), stamping(), LATER)


@pytest.mark.parametrize(
    ("revoked_at", "stands"),
    [(AT + SECOND, True), (AT, False), (AT - SECOND, False)],
    ids=["after", "that second", "before"],
)
def test_a_revocation_counts_from_its_date(revoked_at: datetime, stands: bool) -> None:
    """Security bar A 7: revoked after stamped signing is still valid, before it is not."""
    own = DemoAuthority.create()
    signer = own.issue("Người ký", PIN)
    der = taken(signer, by=stamping(trusting(own))).cms
    own.revoke(signer.certificate_der, revoked_at)
    if stands:
        assert verify_detached(CONTENT, der, stamping(trusting(own)), LATER).stamped_at == AT
        with pytest.raises(SignatureRefused, match="revoked"):
            verify_detached(CONTENT, der, trusting(own), LATER)  # who ignores stamps
    else:
        with pytest.raises(SignatureRefused, match="signer_not_authorised: revoked"):
            verify_detached(CONTENT, der, stamping(trusting(own)), LATER)


def test_a_key_lost_before_the_stamp_is_no_proof_though_it_was_revoked_after() -> None:
    own = DemoAuthority.create()
    signer = own.issue("Người ký", PIN)
    der = taken(signer, by=stamping(trusting(own))).cms
    serial = x509.load_der_x509_certificate(signer.certificate_der).serial_number
    entry = (
        x509.RevokedCertificateBuilder()
        .serial_number(serial)
        .revocation_date(AT + timedelta(days=9))
        .add_extension(x509.InvalidityDate(AT - SECOND), critical=False)
        .build()
    )
    issuing = own.issuing
    issuing.crl = make_crl(issuing.key, issuing.certificate.subject, 2, [entry])
    with pytest.raises(SignatureRefused, match="revoked"):
        verify_detached(CONTENT, der, stamping(trusting(own)), LATER)


def test_years_later_a_current_crl_is_still_needed() -> None:
    own = DemoAuthority.create()
    der = taken(own.issue("Người ký", PIN), by=stamping(trusting(own))).cms
    issuing = own.issuing
    ended = (FIRST_DAY, AT + timedelta(days=7))
    issuing.crl = make_crl(issuing.key, issuing.certificate.subject, 2, (), ended)
    with pytest.raises(SignatureRefused, match="crl"):
        verify_detached(CONTENT, der, stamping(trusting(own)), LATER)


def test_a_ca_that_has_ended_is_judged_by_its_last_crl() -> None:
    """It makes none any more; the last one it made knows of the signature's instant."""
    after = datetime(2041, 1, 1, tzinfo=UTC)
    signer = short_lived(authority())
    assert verify_detached(CONTENT, taken(signer).cms, stamping(), after).stamped_at == AT


def stranger() -> StampService:
    return StampService(stamper(DemoAuthority.create()))


WRONG: dict[str, Callable[[], StampService]] = {
    "another nonce": lambda: StampService(nonce=4711),
    "another imprint": lambda: StampService(imprint=b"\0" * 32),
    "expired certificate": lambda: StampService(stamper(valid=(FIRST_DAY, AT - SECOND))),
    "certificate not yet valid": lambda: StampService(
        stamper(valid=(AT + SECOND, datetime(2030, 1, 1, tzinfo=UTC)))
    ),
    "service of a stranger": stranger,
    "signed with another key": lambda: StampService(key=new_key()),
    "certificate not for stamps": lambda: StampService(stamper(usage=None)),
    "certificate for more than stamps": lambda: StampService(
        stamper(usage=[ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.CODE_SIGNING])
    ),
    "usage not critical": lambda: StampService(stamper(critical=False)),
    "a person's certificate": lambda: StampService(head()),
    "refusal": lambda: StampService(refuse=True),
    "an old stamp": lambda: StampService(at=AT - timedelta(minutes=6)),
    "a stamp of tomorrow": lambda: StampService(at=AT + timedelta(days=1)),
}


@pytest.mark.parametrize("make", WRONG.values(), ids=WRONG)
def test_a_wrong_stamp_refuses_the_signature(make: Callable[[], StampService]) -> None:
    """Security bar P14: nothing is kept without its stamp."""
    service = make()
    with pytest.raises(NoStamp):
        taken(service=service)
    assert service.asked == 1


def test_a_revoked_service_stamps_nothing_more_and_its_old_stamps_go_by_the_reason() -> None:
    """RFC 3161 §4: a lost key voids them all, an orderly end leaves the earlier ones."""
    own = DemoAuthority.create()
    identity = stamper(own)
    der = taken(service=StampService(identity), by=trust().with_stamps(trusting(own))).cms
    serial = x509.load_der_x509_certificate(identity.certificate_der).serial_number
    issuing = own.issuing
    for reason, stands in (
        (x509.ReasonFlags.key_compromise, False),
        (x509.ReasonFlags.cessation_of_operation, True),
    ):
        entry = (
            x509.RevokedCertificateBuilder()
            .serial_number(serial)
            .revocation_date(AT + timedelta(days=9))
            .add_extension(x509.CRLReason(reason), critical=False)
            .build()
        )
        issuing.crl = make_crl(issuing.key, issuing.certificate.subject, 2, [entry])
        by = trust().with_stamps(trusting(own))
        assert (verify_detached(CONTENT, der, by, LATER).stamped_at == AT) is stands
        with pytest.raises(NoStamp):
            taken(service=StampService(identity, at=LATER), by=by, at=LATER)


NO_ANSWER: dict[str, Callable[[bytes], tuple[int, str, bytes]]] = {
    "error": lambda _: (500, "text/plain", b""),
    "elsewhere": lambda _: (302, "application/timestamp-reply", b""),
    "a page": lambda body: (200, "text/html", StampService()(body)[2]),
    "nonsense": lambda _: (200, "application/timestamp-reply", b"0\x82\xff\xffnonsense"),
    "nothing": lambda _: (200, "application/timestamp-reply", b""),
    "a flood": lambda _: (200, "application/timestamp-reply", b"0" * 70_000),
}


@pytest.mark.parametrize("service", NO_ANSWER.values(), ids=NO_ANSWER)
def test_what_is_no_answer_refuses_the_signature(
    service: Callable[[bytes], tuple[int, str, bytes]],
) -> None:
    with serving(service) as endpoint, pytest.raises(NoStamp):
        take(CONTENT, Cms(head()).der(), stamping(), AT, Online([endpoint]))


def test_a_service_that_is_down_or_slow_refuses_the_signature() -> None:
    with pytest.raises(NoStamp):
        take(CONTENT, Cms(head()).der(), stamping(), AT, Online([nowhere()]))
    with serving(StampService(pause_s=1.5), timeout_s=0.2) as slow, pytest.raises(NoStamp):
        take(CONTENT, Cms(head()).der(), stamping(), AT, Online([slow]))


def test_a_second_service_steps_in() -> None:
    with serving(StampService()) as endpoint:
        services = Online([nowhere(), Endpoint(endpoint.url)])
        done = take(CONTENT, Cms(head()).der(), stamping(), AT, services)
    assert done.verified.stamped_at == AT


def test_a_stamp_that_came_along_does_not_move_the_moment_of_signing() -> None:
    """Somebody uploads today what was signed and stamped before the certificate was revoked."""
    own = DemoAuthority.create()
    signer = own.issue("Người ký", PIN)
    der = taken(signer, by=stamping(trusting(own))).cms
    own.revoke(signer.certificate_der, AT + SECOND)
    after = AT + timedelta(minutes=1)
    with serving(StampService(at=after)) as endpoint, pytest.raises(SignatureRefused, match="rev"):
        take(CONTENT, der, stamping(trusting(own)), after, Online([endpoint]))


def test_a_stamp_of_another_signature_moves_nothing() -> None:
    """Spliced from one signature to another, it counts as none."""
    signer = short_lived(authority())
    (token,) = tokens_of(taken(signer).cms)
    spliced = Cms(signer, timestamp=token).der()
    with pytest.raises(SignatureRefused, match="expired"):
        verify_detached(CONTENT, spliced, stamping(), LATER)


def test_no_mutant_of_a_stamp_moves_the_moment() -> None:
    """Every byte of the token changed once: the instant stays, or the stamp counts as none."""
    signer = short_lived(authority())
    right = taken(signer).cms
    (token,) = tokens_of(right)
    start = right.index(token)
    protected = usual_stamper().certificate_der
    moved = []
    for place in range(start, start + len(token), 3):
        mutant = bytearray(right)
        mutant[place] ^= 1 + place % 255
        try:
            verified = verify_detached(CONTENT, bytes(mutant), stamping(), LATER)
        except SignatureRefused:
            continue
        moved.append(verified.stamped_at)
        at_certificate = start + token.index(protected)
        assert not at_certificate <= place < at_certificate + len(protected)
    assert set(moved) <= {AT}


def test_an_answer_that_is_no_response_is_refused() -> None:
    der = sign_with_keystore(CONTENT, head().p12, PIN)
    request, nonce = stamp_request(der)
    with pytest.raises(StampRefused, match="malformed"):
        with_stamp(der, request, nonce, trusting(stamp_authority()), AT)
