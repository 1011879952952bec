"""Certificates that no signature may count by, each with its owner's key."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from province_app.signing.demo_authority import (
    CA_USAGE,
    FIRST_DAY,
    PERSON_USAGE,
    Authority,
    DemoAuthority,
    Identity,
    certificate_builder,
    key_identifier,
    name_of,
)
from tests.signing.authority import AT, PIN, authority

NAME = "Lê Văn Giả"
SECOND = timedelta(seconds=1)


def expired() -> Identity:
    return authority().issue(NAME, PIN, valid=(FIRST_DAY, AT - SECOND))


def not_yet_valid() -> Identity:
    return authority().issue(NAME, PIN, valid=(AT + SECOND, datetime(2030, 1, 1, tzinfo=UTC)))


def unknown_authority() -> Identity:
    """By CAs of the very same names, with other keys."""
    return DemoAuthority.create().issue(NAME, PIN)


def strange_name() -> Identity:
    """By a CA whose name the list does not hold either."""
    stranger = DemoAuthority.create()
    stranger.issuing = Authority.create("CA lạ", 0, stranger.root)
    return stranger.issue(NAME, PIN)


def borrowed_name() -> Identity:
    """By a stranger's key, in the name and with the key identifier of the trusted CA."""
    key = new_key()
    builder = _person(key).add_extension(_identifier(), critical=False)
    return _identity(key, builder.sign(new_key(), SHA256()))


def borrowed_name_for_later() -> Identity:
    """As before, and not valid yet: that it does not chain weighs more."""
    key = new_key()
    later = (AT + SECOND, datetime(2030, 1, 1, tzinfo=UTC))
    builder = certificate_builder(name_of(NAME), key, PERSON_USAGE, later)
    builder = builder.issuer_name(authority().issuing.certificate.subject)
    return _identity(key, builder.sign(new_key(), SHA256()))


def self_signed() -> Identity:
    key = new_key()
    builder = certificate_builder(name_of(NAME), key, PERSON_USAGE).issuer_name(name_of(NAME))
    return _identity(key, builder.sign(key, SHA256()))


def only_encipherment() -> Identity:
    return authority().issue(NAME, PIN, usage=frozenset({"key_encipherment"}))


def no_key_usage() -> Identity:
    key = new_key()
    builder = (
        x509.CertificateBuilder()
        .subject_name(name_of(NAME))
        .issuer_name(authority().issuing.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(FIRST_DAY)
        .not_valid_after(AT + SECOND)
        .add_extension(_identifier(), critical=False)
    )
    return _identity(key, builder.sign(authority().issuing.key, SHA256()))


def signed_with_sha1() -> Identity:
    key = new_key()
    right = _person(key).add_extension(_identifier(), critical=False)
    made = asn1_x509.Certificate.load(
        right.sign(authority().issuing.key, SHA256()).public_bytes(Encoding.DER)
    )
    made["tbs_certificate"]["signature"] = made["signature_algorithm"] = {"algorithm": "sha1_ecdsa"}
    made["signature_value"] = authority().issuing.key.sign(
        made["tbs_certificate"].dump(force=True),
        ec.ECDSA(SHA1()),  # noqa: S303 - weak on purpose
    )
    return _identity(key, x509.load_der_x509_certificate(made.dump(force=True)))


def rsa_1024() -> Identity:
    return authority().issue(NAME, PIN, key=rsa.generate_private_key(65537, 1024))  # noqa: S505 - weak on purpose


def p384() -> Identity:
    return authority().issue(NAME, PIN, key=ec.generate_private_key(ec.SECP384R1()))


def unknown_critical_extension() -> Identity:
    key = new_key()
    strange = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.99999.1"), b"\x05\x00")
    builder = _person(key).add_extension(strange, critical=True)
    return _identity(key, builder.sign(authority().issuing.key, SHA256()))


def issued_by_a_person() -> Identity:
    """By a head, who is no CA and whose certificate is attached."""
    key = new_key()
    boss = x509.load_der_x509_certificate(
        authority().issue("Người ký", PIN, key=key).certificate_der
    )
    person = Authority(key, boss, authority().issuing.crl)
    return DemoAuthority(authority().root, person).issue(NAME, PIN)


def below_an_unlisted_ca() -> Identity:
    """By a CA that the trusted root did issue and that is attached, but not on the list."""
    unlisted = DemoAuthority(authority().root, Authority.create("CA ngoài", 0, authority().root))
    return unlisted.issue(NAME, PIN)


def issuing_ca_itself() -> Identity:
    return _identity(authority().issuing.key, authority().issuing.certificate)


def fraudulent_ca_flag() -> Identity:
    """By the trusted CA, for CA use alone."""
    return authority().issue(NAME, PIN, usage=CA_USAGE)


def new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def _person(key: Any) -> x509.CertificateBuilder:
    builder = certificate_builder(name_of(NAME), key, PERSON_USAGE)
    return builder.issuer_name(authority().issuing.certificate.subject)


def _identifier() -> x509.AuthorityKeyIdentifier:
    return key_identifier(authority().issuing.key)


def _identity(key: Any, certificate: x509.Certificate) -> Identity:
    return authority().keystore(key, certificate, PIN)


NOT_AUTHORISED: dict[Callable[[], Identity], str] = {
    expired: "expired",
    not_yet_valid: "not_yet_valid",
}
INVALID: dict[Callable[[], Identity], str] = {
    unknown_authority: "authority_unknown",
    strange_name: "authority_unknown",
    borrowed_name: "chain",
    borrowed_name_for_later: "chain",
    self_signed: "certificate_unsuitable",
    only_encipherment: "certificate_unsuitable",
    no_key_usage: "certificate_unsuitable",
    fraudulent_ca_flag: "certificate_unsuitable",
    rsa_1024: "algorithm",
    signed_with_sha1: "algorithm",
    p384: "algorithm",
    unknown_critical_extension: "chain",
    issued_by_a_person: "authority_unknown",
    below_an_unlisted_ca: "authority_unknown",
    issuing_ca_itself: "certificate_unsuitable",
}
