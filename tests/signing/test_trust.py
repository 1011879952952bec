"""The trust list: what it takes, and that it never grows. Source: contract annex 11."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import crl as asn1_crl
from asn1crypto import pem as asn1_pem
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from province_app.signing.demo_authority import (
    CA_USAGE,
    FIRST_DAY,
    LAST_DAY,
    Authority,
    DemoAuthority,
    certificate_builder,
    key_identifier,
    make_crl,
    name_of,
)
from province_app.signing.trust import TrustList, TrustListError
from province_app.signing.verifier import verify_detached
from tests.signing.authority import AT, PIN, authority, head, trust, trusting
from tests.signing.certificates import new_key
from tests.signing.forgery import CONTENT, Cms
from tests.signing.refusals import refusal

SECOND = timedelta(seconds=1)
PAST = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2021, 1, 1, tzinfo=UTC))


def pem(thing: x509.Certificate | x509.CertificateRevocationList) -> bytes:
    return thing.public_bytes(Encoding.PEM)


def test_the_state_names_the_content_and_not_its_order() -> None:
    root, issuing = authority().root, authority().issuing
    parts = [pem(issuing.crl), pem(root.certificate), pem(issuing.certificate), pem(root.crl)]
    assert TrustList.from_pem(b"".join(parts)).state == trust().state
    assert TrustList.from_pem(b"".join(parts[:-1])).state != trust().state
    assert len(trust().state) == 64


def test_words_between_the_blocks_do_not_matter() -> None:
    bundle = b"# CA\n" + authority().trust_pem().replace(b"\n", b"\r\n") + b"\nend\n"
    assert TrustList.from_pem(bundle).state == trust().state


def test_load_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "trust.pem"
    path.write_bytes(authority().trust_pem())
    assert TrustList.load(path).state == trust().state
    path.write_bytes(b"")
    for bad in (path, tmp_path / "absent.pem"):
        with pytest.raises(TrustListError, match=bad.name):
            TrustList.load(bad)


@pytest.mark.parametrize(
    ("bundle", "words"),
    [
        (b"", "PEM"),
        (b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "cannot be read"),
        (pem(authority().issuing.certificate), "no self-signed"),
        (pem(x509.load_der_x509_certificate(head().certificate_der)), "not that of a CA"),
        (
            b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
            "no place for a PRIVATE KEY",
        ),
        (
            authority().trust_pem() + pem(DemoAuthority.create().issuing.crl),
            "not signed by any CA",
        ),
        (pem(authority().root.certificate) + pem(authority().issuing.crl), "not signed by any CA"),
    ],
)
def test_a_bundle_that_cannot_count_stops_the_start(bundle: bytes, words: str) -> None:
    with pytest.raises(TrustListError, match=words):
        TrustList.from_pem(bundle)


def resigned(change: Callable[[asn1_crl.CertificateList], None], mechanism: str) -> bytes:
    """Return the root's CRL after a change, signed anew by the root, with its certificate."""
    root = authority().root
    crl = asn1_crl.CertificateList.load(root.crl.public_bytes(Encoding.DER))
    crl["tbs_cert_list"]["signature"] = crl["signature_algorithm"] = {"algorithm": mechanism}
    change(crl)
    algorithm = SHA1() if mechanism == "sha1_ecdsa" else SHA256()  # noqa: S303 - weak on purpose
    crl["signature"] = root.key.sign(crl["tbs_cert_list"].dump(force=True), ec.ECDSA(algorithm))
    return pem(root.certificate) + asn1_pem.armor("X509 CRL", crl.dump(force=True))


def test_a_crl_by_a_weak_algorithm_stops_the_start() -> None:
    """certvalidator would take it: it checks the algorithms of certificates only."""
    with pytest.raises(TrustListError, match="weak"):
        TrustList.from_pem(resigned(lambda crl: None, "sha1_ecdsa"))


def test_a_crl_without_an_end_stops_the_start() -> None:
    def endless(crl: asn1_crl.CertificateList) -> None:
        del crl["tbs_cert_list"]["next_update"]

    assert TrustList.from_pem(resigned(lambda crl: None, "sha256_ecdsa"))
    with pytest.raises(TrustListError, match="until when"):
        TrustList.from_pem(resigned(endless, "sha256_ecdsa"))


def test_a_ca_that_may_not_sign_crls_signs_none() -> None:
    key, name = new_key(), name_of("CA gốc không có CRL")
    certificate = (
        certificate_builder(name, key, frozenset({"key_cert_sign"}))
        .issuer_name(name)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    with pytest.raises(TrustListError, match="not signed by any CA"):
        TrustList.from_pem(pem(certificate) + pem(make_crl(key, name, 1, ())))


def test_a_ca_with_two_names_signs_its_crl_by_the_one_it_says() -> None:
    """Else its CRL would pass for the other name's, and a revoked CA unnoticed."""
    own = DemoAuthority.create()
    name = name_of("CA gốc, tên cũ")
    renamed = (
        certificate_builder(name, own.root.key, CA_USAGE)
        .issuer_name(name)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(own.root.key, SHA256())
    )
    der = Cms(own.issue("Người ký", PIN)).der()
    for bundle in (pem(renamed) + own.trust_pem(), own.trust_pem() + pem(renamed)):
        assert verify_detached(CONTENT, der, TrustList.from_pem(bundle), AT)
    other = pem(make_crl(own.root.key, name, 1, ()))
    bundle = pem(renamed) + own.trust_pem().replace(pem(own.root.crl), other)
    assert refusal(der, TrustList.from_pem(bundle)) == ("signature_invalid", "crl")
    own.root.revoke(own.issuing.certificate.serial_number, AT)
    bundle = pem(renamed) + own.trust_pem()
    assert refusal(der, TrustList.from_pem(bundle)) == ("signature_invalid", "authority_revoked")


def test_an_entry_that_cannot_be_understood_revokes_all_the_same() -> None:
    """certvalidator passes over such a CRL, and takes the CA's own CRL for the CA."""
    own = DemoAuthority.create()
    strange = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.99999.1"), b"\x05\x00")
    entry = (
        x509.RevokedCertificateBuilder()
        .serial_number(own.issuing.certificate.serial_number)
        .revocation_date(AT)
        .add_extension(strange, critical=True)
        .build()
    )
    own.root.crl = make_crl(own.root.key, own.root.certificate.subject, 2, [entry])
    der = Cms(own.issue("Người ký", PIN)).der()
    assert refusal(der, trusting(own)) == ("signature_invalid", "crl")


@pytest.mark.parametrize(
    "extension",
    [
        x509.DeltaCRLIndicator(1),
        x509.IssuingDistributionPoint(None, None, True, False, None, False, False),
        x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.99999.1"), b"\x05\x00"),
    ],
    ids=["delta", "users only", "unknown"],
)
def test_a_crl_that_is_not_complete_stops_the_start(extension: x509.ExtensionType) -> None:
    root = authority().root
    partial = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(root.certificate.subject)
        .last_update(FIRST_DAY)
        .next_update(LAST_DAY)
        .add_extension(extension, critical=True)
        .sign(root.key, SHA256())
    )
    with pytest.raises(TrustListError, match="complete"):
        TrustList.from_pem(pem(root.certificate) + pem(partial))


def test_a_serial_number_counts_only_on_its_own_cas_crl() -> None:
    own = DemoAuthority.create()
    signer = own.issue("Người ký", PIN)
    number = x509.load_der_x509_certificate(signer.certificate_der).serial_number
    own.root.revoke(number, AT)
    assert verify_detached(CONTENT, Cms(signer).der(), trusting(own), AT)
    own.issuing.revoke(number, AT)
    assert refusal(Cms(signer).der(), trusting(own)) == ("signer_not_authorised", "revoked")


def test_of_two_crls_of_one_ca_a_current_one_is_enough() -> None:
    own = DemoAuthority.create()
    signer, ca = own.issue("Người ký", PIN), own.issuing
    old = make_crl(ca.key, ca.certificate.subject, 1, (), PAST)
    by = TrustList.from_pem(own.trust_pem() + pem(old))
    assert verify_detached(CONTENT, Cms(signer).der(), by, AT)
    assert by.holds_until == PAST[1]  # and a verdict under it is not kept


def test_after_a_change_of_keys_the_old_keys_crl_does_not_do_for_the_new_one() -> None:
    """The names are the same, and by names alone certvalidator would take it."""
    own = DemoAuthority.create()
    key = new_key()
    renewed = (
        certificate_builder(own.issuing.certificate.subject, key, CA_USAGE)
        .issuer_name(own.root.certificate.subject)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(key_identifier(own.root.key), critical=False)
        .sign(own.root.key, SHA256())
    )
    bundle = own.trust_pem() + pem(renewed)
    own_crl = make_crl(key, renewed.subject, 1, ())
    own.issuing = Authority(key, renewed, own_crl)
    der = Cms(own.issue("Người ký", PIN)).der()
    assert refusal(der, TrustList.from_pem(bundle)) == ("signature_invalid", "crl")
    assert verify_detached(CONTENT, der, TrustList.from_pem(bundle + pem(own_crl)), AT)


def test_a_path_longer_than_the_root_allows() -> None:
    """certvalidator does not look at the root's own limit unless it is told."""
    root = Authority.create("CA gốc hẹp", 0)
    own = DemoAuthority(root, Authority.create("CA cấp", 0, root))
    der = Cms(own.issue("Người ký", PIN)).der()
    assert refusal(der, trusting(own)) == ("signature_invalid", "chain")


@pytest.mark.parametrize(
    "valid", [(FIRST_DAY, AT - SECOND), (AT + SECOND, LAST_DAY)], ids=["expired", "not yet"]
)
def test_the_root_counts_only_in_its_own_time(valid: tuple[datetime, datetime]) -> None:
    """Its CRL and all below it are valid; certvalidator would trust the root for ever."""
    key, name = new_key(), name_of("CA gốc ngắn hạn")
    certificate = (
        certificate_builder(name, key, CA_USAGE, valid)
        .issuer_name(name)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    root = Authority(key, certificate, make_crl(key, name, 1, ()))
    own = DemoAuthority(root, Authority.create("CA cấp", 0, root))
    der = Cms(own.issue("Người ký", PIN)).der()
    assert refusal(der, trusting(own)) == ("signature_invalid", "chain")


def test_verifying_strangers_leaves_nothing_in_the_list() -> None:
    """Neither certificates that a signature brought along nor the names that were looked up."""
    fresh = trusting(authority())
    for _ in range(3):
        stranger = DemoAuthority.create()
        refusal(Cms(stranger.issue("Lạ", PIN)).der(), fresh)
    registry = fresh.validation_context(AT, 1).certificate_registry
    assert len(list(registry)) == 2
    assert not registry.register_multiple([object()])
