"""OCSP beside the CRLs at the moment of signing, over HTTP. Source: RFC 6960; security bar A 7."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from province_app.signing.demo_authority import FIRST_DAY, DemoAuthority, Identity, make_crl
from province_app.signing.fetching import Unreachable
from province_app.signing.ocsp import StatusClient, StatusRefused
from province_app.signing.online import Online, take
from province_app.signing.verifier import SignatureRefused
from tests.signing.authority import AT, PIN, authority, head, trusting
from tests.signing.certificates import new_key
from tests.signing.forgery import CONTENT, Cms
from tests.signing.responders import StatusService, delegated, nowhere, serving

SECOND = timedelta(seconds=1)


def certificate_of(identity: Identity) -> x509.Certificate:
    return x509.load_der_x509_certificate(identity.certificate_der)


def outdated(own: DemoAuthority) -> DemoAuthority:
    """Let the issuing CA's CRL be of last week."""
    issuing = own.issuing
    week = (FIRST_DAY, AT - timedelta(days=7))
    issuing.crl = make_crl(issuing.key, issuing.certificate.subject, 2, (), week)
    return own


def ask(service: StatusService, identity: Identity | None = None) -> bytes:
    with serving(service) as endpoint:
        client = StatusClient(endpoint)
        return client.good(certificate_of(identity or head()), service.own.issuing.certificate, AT)


def test_the_answer_good_is_kept_with_the_signature() -> None:
    with serving(StatusService()) as endpoint:
        services = Online(status=StatusClient(endpoint))
        done = take(CONTENT, Cms(head()).der(), trusting(authority()), AT, services)
    assert done.ocsp is not None


def test_revoked_a_second_before_the_signature_is_refused_though_no_crl_says_so() -> None:
    service = StatusService()
    service.revoked[certificate_of(head()).serial_number] = AT - SECOND
    der = Cms(head()).der()
    with serving(service) as endpoint, pytest.raises(SignatureRefused, match="revoked"):
        take(CONTENT, der, trusting(authority()), AT, Online(status=StatusClient(endpoint)))


def test_what_a_crl_lists_is_refused_though_ocsp_says_good() -> None:
    own = DemoAuthority.create()
    signer = own.issue("Người ký", PIN)
    own.revoke(signer.certificate_der, AT - SECOND)
    outdated_crl = own.issuing.crl
    with serving(StatusService(own)) as endpoint:
        services = Online(status=StatusClient(endpoint))
        with pytest.raises(SignatureRefused, match="revoked"):
            take(CONTENT, Cms(signer).der(), trusting(own), AT, services)
        week = (FIRST_DAY, AT - timedelta(days=7))
        issuing = own.issuing
        issuing.crl = make_crl(issuing.key, issuing.certificate.subject, 3, outdated_crl, week)
        with pytest.raises(SignatureRefused, match="revoked"):
            take(CONTENT, Cms(signer).der(), trusting(own), AT, services)


def test_one_of_the_two_has_to_answer() -> None:
    """Fail closed: a CRL of last week alone is nothing, nor is a responder that is down."""
    own = outdated(DemoAuthority.create())
    der = Cms(own.issue("Người ký", PIN)).der()
    with serving(StatusService(own)) as endpoint:
        assert take(CONTENT, der, trusting(own), AT, Online(status=StatusClient(endpoint))).ocsp
    for services in (Online(), Online(status=StatusClient(nowhere()))):
        with pytest.raises(SignatureRefused, match="crl"):
            take(CONTENT, der, trusting(own), AT, services)
    fresh = DemoAuthority.create()
    done = take(
        CONTENT, Cms(fresh.issue("Người ký", PIN)).der(), trusting(fresh), AT,
        Online(status=StatusClient(nowhere())),
    )  # fmt: skip
    assert done.ocsp is None


def test_ocsp_does_not_stand_for_the_roots_crl() -> None:
    own = DemoAuthority.create()
    root = own.root
    week = (FIRST_DAY, AT - timedelta(days=7))
    root.crl = make_crl(root.key, root.certificate.subject, 2, (), week)
    der = Cms(own.issue("Người ký", PIN)).der()
    with serving(StatusService(own)) as endpoint, pytest.raises(SignatureRefused, match="crl"):
        take(CONTENT, der, trusting(own), AT, Online(status=StatusClient(endpoint)))


def test_a_responder_whom_the_ca_made_one_may_answer() -> None:
    assert ask(StatusService(signer=delegated(authority())))


WRONG: dict[str, Callable[[], StatusService]] = {
    "another certificate": lambda: StatusService(about=authority().issuing.certificate),
    "of yesterday": lambda: StatusService(at=AT - timedelta(days=1)),
    "of tomorrow": lambda: StatusService(at=AT + timedelta(days=1)),
    "another nonce": lambda: StatusService(nonce=b"0" * 16),
    "a stranger's key": lambda: StatusService(signer=(authority().issuing.certificate, new_key())),
    "a stranger's responder": lambda: StatusService(signer=delegated(DemoAuthority.create())),
    "a certificate that is no responder's": lambda: StatusService(
        signer=delegated(authority(), ExtendedKeyUsageOID.TIME_STAMPING)
    ),
}


@pytest.mark.parametrize("make", WRONG.values(), ids=WRONG)
def test_an_answer_that_is_not_the_cas_word_counts_as_none(
    make: Callable[[], StatusService],
) -> None:
    with pytest.raises(Unreachable):
        ask(make())


def test_a_certificate_unknown_to_its_ca_is_refused() -> None:
    with pytest.raises(StatusRefused, match="unknown"):
        ask(StatusService(unknown=True))


@pytest.mark.parametrize("answer", [b"", b"nonsense", b"0" * 70_000], ids=["none", "odd", "flood"])
def test_what_is_no_answer_counts_as_none(answer: bytes) -> None:
    service: Any = lambda _: (200, "application/ocsp-response", answer)  # noqa: E731
    with serving(service) as endpoint, pytest.raises(Unreachable):
        StatusClient(endpoint).good(certificate_of(head()), authority().issuing.certificate, AT)


def test_the_last_answer_counts_for_ten_minutes_while_the_responder_is_silent() -> None:
    """And not once the CA has said revoked."""
    service, silent = StatusService(), [False]
    asked: Any = lambda body: (503, "", b"") if silent[0] else service(body)  # noqa: E731
    signer, issuer = certificate_of(head()), authority().issuing.certificate
    with serving(asked) as endpoint:
        client = StatusClient(endpoint)
        kept = client.good(signer, issuer, AT)
        silent[0] = True
        assert client.good(signer, issuer, AT + timedelta(minutes=9)) == kept
        with pytest.raises(Unreachable):
            client.good(signer, issuer, AT + timedelta(minutes=10, seconds=1))
        silent[0], service.revoked = False, {signer.serial_number: AT}
        with pytest.raises(StatusRefused):
            client.good(signer, issuer, AT)
        silent[0] = True
        with pytest.raises(Unreachable):
            client.good(signer, issuer, AT)


def test_the_cache_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("province_app.signing.ocsp.CACHE_SIZE", 2)
    with serving(StatusService()) as endpoint:
        client = StatusClient(endpoint)
        for number in range(4):
            signer = certificate_of(head(f"Người {number}"))
            client.good(signer, authority().issuing.certificate, AT)
    assert len(client._kept) == 2
