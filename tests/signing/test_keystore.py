"""The keystore signer. Source: contract annex 9."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from asn1crypto import cms
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12

from province_app import clock
from province_app.signing.keystore import (
    MAX_BYTES,
    KeystoreRefused,
    keystore_certificate,
    sign_with_keystore,
)
from province_app.signing.verifier import certificate_sha256_of, verify_detached
from tests.signing.authority import AT, PIN, authority, head, rsa_head, trust
from tests.signing.certificates import new_key
from tests.signing.forgery import CONTENT, certificates_of

LOCK = BestAvailableEncryption(PIN.encode())


@pytest.fixture(autouse=True)
def _may_2024() -> Iterator[None]:
    clock.install(AT, None)
    yield
    clock.install(None, None)


def refused(p12: bytes, pin: str = PIN) -> str:
    with pytest.raises(KeystoreRefused) as error:
        sign_with_keystore(CONTENT, p12, pin)
    return error.value.code


@pytest.mark.parametrize("signer", [head, rsa_head])
def test_what_it_signs_verifies(signer) -> None:
    der = sign_with_keystore(CONTENT, signer().p12, PIN)
    verified = verify_detached(CONTENT, der, trust(), AT)
    assert verified.certificate_sha256 == signer().certificate_sha256
    assert certificate_sha256_of(der) == signer().certificate_sha256
    assert timedelta(0) <= verified.signing_time + timedelta(seconds=1) - AT < timedelta(minutes=5)


def test_the_certificate_is_known_before_signing() -> None:
    der, fingerprint = keystore_certificate(head().p12, PIN)
    assert (der, fingerprint) == (head().certificate_der, head().certificate_sha256)
    assert fingerprint == sha256(der).hexdigest()


def test_intermediates_are_attached_and_the_root_is_not() -> None:
    chain = [authority().issuing.certificate, authority().root.certificate]
    store = pkcs12.load_pkcs12(head().p12, PIN.encode())
    p12 = pkcs12.serialize_key_and_certificates(
        b"x", store.key, store.cert.certificate, chain, LOCK
    )
    signed = cms.ContentInfo.load(sign_with_keystore(CONTENT, p12, PIN))["content"]
    attached = {one.dump() for one in signed["certificates"]}
    assert attached == set(certificates_of(head()))
    assert chain[1].public_bytes(Encoding.DER) not in attached


def test_it_is_b_b_der_detached_with_one_signer() -> None:
    der = sign_with_keystore(CONTENT, head().p12, PIN)
    assert cms.ContentInfo.load(der).dump(force=True) == der
    (signer,) = cms.ContentInfo.load(der)["content"]["signer_infos"]
    assert CONTENT not in der
    assert not signer["unsigned_attrs"]


def test_wrong_pin() -> None:
    assert refused(head().p12, "000000") == "wrong_pin"
    assert refused(head().p12, "") == "wrong_pin"
    with pytest.raises(KeystoreRefused, match="wrong_pin"):
        keystore_certificate(head().p12, "000000")


def test_a_pin_may_be_vietnamese() -> None:
    identity = authority().issue("Người ký", "mật khẩu Đỏ")
    der = sign_with_keystore(CONTENT, identity.p12, "mật khẩu Đỏ")
    assert verify_detached(CONTENT, der, trust(), AT)


@pytest.mark.parametrize("p12", [b"", b"x", head().p12[:-5], head().certificate_der])
def test_a_broken_file(p12: bytes) -> None:
    assert refused(p12) == "keystore_unreadable"


def test_a_file_beyond_64_kib() -> None:
    assert refused(head().p12 + b"\0" * MAX_BYTES) == "too_large"


def test_a_file_without_key_or_certificate() -> None:
    certificate = pkcs12.load_pkcs12(head().p12, PIN.encode()).cert.certificate
    no_key = pkcs12.serialize_key_and_certificates(b"x", None, certificate, None, LOCK)
    no_certificate = pkcs12.serialize_key_and_certificates(b"x", new_key(), None, None, LOCK)
    assert [refused(no_key), refused(no_certificate)] == ["no_key", "no_key"]


@pytest.mark.parametrize(
    "key",
    [
        rsa.generate_private_key(65537, 1024),  # noqa: S505 - weak on purpose
        ec.generate_private_key(ec.SECP384R1()),
        Ed25519PrivateKey.generate(),
    ],
    ids=["rsa-1024", "p-384", "ed25519"],
)
def test_a_key_outside_the_contract(key) -> None:
    assert refused(authority().issue("Người ký", PIN, key=key).p12) == "key_not_supported"


@pytest.mark.parametrize(
    ("valid", "code"),
    [
        ((datetime(2020, 1, 1, tzinfo=UTC), AT - timedelta(days=1)), "certificate_expired"),
        (
            (AT + timedelta(days=1), datetime(2030, 1, 1, tzinfo=UTC)),
            "certificate_not_yet_valid",
        ),
    ],
)
def test_a_certificate_outside_its_time(valid: tuple[datetime, datetime], code: str) -> None:
    """By the business clock: the signer hears it at once, not from a later stage."""
    assert refused(authority().issue("Người ký", PIN, valid=valid).p12) == code


def test_an_intermediate_outside_its_time() -> None:
    identity = authority().issue("Người ký", PIN, valid=(AT, datetime(2060, 1, 1, tzinfo=UTC)))
    clock.install(datetime(2050, 1, 1, tzinfo=UTC), None)
    assert refused(identity.p12) == "certificate_expired"
