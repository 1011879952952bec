"""Signatures that verify, by certificates that must not count. Source: contract annex 11-15."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from province_app.signing.demo_authority import (
    CA_USAGE,
    LAST_DAY,
    PERSON_USAGE,
    Authority,
    DemoAuthority,
    Identity,
    certificate_builder,
    make_crl,
    name_of,
)
from province_app.signing.verifier import verify_detached
from tests.signing.authority import AT, PIN, head, trust, trusting, trusting_without_crl
from tests.signing.certificates import INVALID, NOT_AUTHORISED, new_key
from tests.signing.forgery import CONTENT, Cms, certificates_of
from tests.signing.refusals import refusal

CASES = [
    *[("signer_not_authorised", make, detail) for make, detail in NOT_AUTHORISED.items()],
    *[("signature_invalid", make, detail) for make, detail in INVALID.items()],
]
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("code", "make", "detail"), CASES, ids=[make.__name__ for _, make, _ in CASES]
)
def test_a_bad_certificate_is_refused(code: str, make: Callable[[], Identity], detail: str) -> None:
    """Annex 11, 12, 15."""
    assert refusal(Cms(make()).der()) == (code, detail)


@pytest.mark.parametrize("when", [AT - SECOND, AT, AT + SECOND, LAST_DAY])
def test_a_certificate_on_the_crl_is_refused_whatever_the_entrys_date(when: datetime) -> None:
    """A current CRL that lists it is enough: one second before, this second, or a wrong clock."""
    own = DemoAuthority.create()
    signer, other = own.issue("Người ký", PIN), own.issue("Người khác", PIN)
    own.revoke(signer.certificate_der, when)
    assert refusal(Cms(signer).der(), trusting(own)) == ("signer_not_authorised", "revoked")
    assert verify_detached(CONTENT, Cms(other).der(), trusting(own), AT)


def test_a_revocation_counts_only_once_the_list_is_loaded() -> None:
    own = DemoAuthority.create()
    signer, before = own.issue("Người ký", PIN), trusting(own)
    own.revoke(signer.certificate_der, AT)
    assert verify_detached(CONTENT, Cms(signer).der(), before, AT)
    assert before.state != trusting(own).state


def test_below_a_revoked_ca_nothing_chains() -> None:
    own = DemoAuthority.create()
    signer = own.issue("Người ký", PIN)
    own.root.revoke(own.issuing.certificate.serial_number, AT - SECOND)
    assert refusal(Cms(signer).der(), trusting(own)) == ("signature_invalid", "authority_revoked")


def test_a_trusted_root_may_not_sign_by_itself() -> None:
    """pyHanko takes a root that may sign without any further check; we do not."""
    key, name = new_key(), name_of("CA gốc cũng ký")
    certificate = (
        certificate_builder(name, key, CA_USAGE | PERSON_USAGE)
        .issuer_name(name)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    root = Authority(key, certificate, make_crl(key, name, 1, ()))
    own = DemoAuthority(root, Authority.create("CA cấp", 0, root))
    signer = own.keystore(key, certificate, PIN)
    assert refusal(Cms(signer).der(), trusting(own)) == ("signature_invalid", "chain")


def test_an_attackers_chain_attached_to_the_signature_is_not_trusted() -> None:
    """Root, CA and their CRLs come along, all of the same names as the trusted ones."""
    stranger = DemoAuthority.create()
    signer = stranger.issue("Người ký", PIN)
    chain = [*certificates_of(signer), _der(stranger.root.certificate)]
    der = Cms(
        signer, certificates=chain, crls=[_der(stranger.root.crl), _der(stranger.issuing.crl)]
    ).der()
    assert refusal(der) == ("signature_invalid", "authority_unknown")
    assert verify_detached(CONTENT, Cms(head()).der(), trust(), AT)  # and left nothing behind


def test_a_crl_attached_to_the_signature_does_not_replace_a_missing_one() -> None:
    own = DemoAuthority.create()
    signer = own.issue("Người ký", PIN)
    der = Cms(signer, crls=[_der(own.issuing.crl)]).der()
    assert verify_detached(CONTENT, der, trusting(own), AT)
    assert refusal(der, trusting_without_crl(own, "issuing")) == ("signature_invalid", "crl")


def test_a_certificate_of_somebody_else_is_not_the_signers() -> None:
    """Who signed is read from the certificate that verified, not from the one that is claimed."""
    verified = verify_detached(CONTENT, Cms(head("Người khác")).der(), trust(), AT)
    assert verified.certificate_sha256 == head("Người khác").certificate_sha256
    assert verified.certificate_sha256 != head().certificate_sha256


def _der(thing: x509.Certificate | x509.CertificateRevocationList) -> bytes:
    return thing.public_bytes(Encoding.DER)
