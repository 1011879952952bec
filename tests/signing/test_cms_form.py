"""CMS games: shapes of a signature that its own key made, and that do not count.

Source: contract annex 9; the certificate is right in every case.
"""

from typing import Any

import pytest
from asn1crypto import cms, core, tsp, x509
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.hashes import SHA256
from pyhanko.sign.general import as_signing_certificate, as_signing_certificate_v2

from province_app.signing.verifier import (
    ATTRIBUTES,
    MAX_BYTES,
    SignatureRefused,
    certificate_sha256_of,
    verify_detached,
)
from tests.signing.authority import AT, head, rsa_head, trust
from tests.signing.certificates import new_key
from tests.signing.forgery import CONTENT, NO_ATTRIBUTES, Cms, certificates_of
from tests.signing.refusals import refusal

PSS = padding.PSS(padding.MGF1(SHA256()), 32)


def parsed(signer) -> x509.Certificate:
    return x509.Certificate.load(signer().certificate_der)


def claims(name: str, *values: Any) -> dict[str, Any]:
    return {"attributes": {name: list(values)}}


def outcome(der: bytes) -> str:
    """Return the fingerprint of the certificate that counts, or the code of the refusal."""
    try:
        return verify_detached(CONTENT, der, trust(), AT).certificate_sha256
    except SignatureRefused as refused:
        return refused.code


SHAPES: dict[str, tuple[dict[str, Any], str]] = {
    "two signers": ({"signers": 2}, "signers"),
    "no signer": ({"signers": 0}, "signers"),
    "content attached": ({"attached": CONTENT}, "content_attached"),
    "other content attached": ({"attached": b"other"}, "content_attached"),
    "another content type": ({"content_type": "signed_data"}, "content_attached"),
    "content type of the attribute differs": (claims("content_type", "digested_data"), "malformed"),
    "no signed attributes": ({"attributes": NO_ATTRIBUTES}, "content_type"),
    "SHA-1": ({"digest": "sha1"}, "algorithm"),
    "SHA-512": ({"digest": "sha512"}, "algorithm"),
    "signed with another key": ({"key": new_key()}, "signature_wrong"),
    "no certificate": ({"certificates": []}, "malformed"),
    "CA's certificate only": ({"certificates": certificates_of(head())[1:]}, "malformed"),
    "digest of other content": (claims("message_digest", b"\0" * 32), "content_changed"),
    "two digests": (claims("message_digest", b"\0" * 32, b"\1" * 32), "message_digest"),
    "signing certificate by SHA-1 only": (
        {
            "attributes": {
                "signing_certificate_v2": [],
                "signing_certificate": [as_signing_certificate(parsed(head))],
            }
        },
        "signing_certificate_v2",
    ),
    "another signing certificate": (
        claims("signing_certificate_v2", as_signing_certificate_v2(parsed(rsa_head))),
        "malformed",
    ),
    "signing certificate by SHA-512": (
        claims("signing_certificate_v2", as_signing_certificate_v2(parsed(head), "sha512")),
        "algorithm",
    ),
    "signing time without a zone": (
        claims("signing_time", cms.Time.load(b"\x18\x0e20240523020000")),
        "signing_time",
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_wrong_shape_is_refused(shape: str) -> None:
    changes, detail = SHAPES[shape]
    assert refusal(Cms(head(), **changes).der()) == ("signature_invalid", detail)


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_each_signed_attribute_is_needed(name: str) -> None:
    assert refusal(Cms(head(), attributes={name: []}).der()) == ("signature_invalid", name)


def test_a_default_that_is_written_out_is_verified_as_it_was_signed() -> None:
    """Not DER, but some signers name SHA-256 in the attribute although it is the default."""
    sha256_named = bytes.fromhex("300d06096086480165030402010500")
    digest = bytes.fromhex(head().certificate_sha256)
    identifier = sha256_named + core.OctetString(digest).dump()
    for _ in range(3):  # SigningCertificateV2, its list, the one entry
        identifier = b"\x30" + bytes([len(identifier)]) + identifier
    value = tsp.SigningCertificateV2.load(identifier)
    der = Cms(head(), **claims("signing_certificate_v2", value)).der()
    assert identifier in der
    assert outcome(der) == head().certificate_sha256


@pytest.mark.parametrize("digest", ["sha1", "sha512"])
def test_rsa_that_leaves_the_hash_to_another_field(digest: str) -> None:
    """`rsaEncryption` names no hash, so the digest algorithm alone decides."""
    assert outcome(Cms(rsa_head(), mechanism="rsassa_pkcs1v15").der()) == (
        rsa_head().certificate_sha256
    )
    der = Cms(rsa_head(), digest=digest, mechanism="rsassa_pkcs1v15").der()
    assert refusal(der) == ("signature_invalid", "algorithm")


def test_rsa_with_pss_is_not_in_the_contract() -> None:
    der = Cms(rsa_head(), mechanism="rsassa_pss", pad=PSS).der()
    assert refusal(der) == ("signature_invalid", "algorithm")


def test_a_second_certificate_of_the_same_name_and_number_changes_nothing() -> None:
    """Its key did not sign, and the signing-certificate attribute names the other one."""
    right = certificates_of(head())
    twin = x509.Certificate.load(right[0])
    twin["signature_value"] = core.OctetBitString(b"\0" * 70)
    assert refusal(Cms(head(), certificates=[twin.dump(), *right[1:]]).der())[0] == (
        "signature_invalid"
    )
    assert outcome(Cms(head(), certificates=[twin.dump(), *right]).der()) in (
        "signature_invalid",
        head().certificate_sha256,
    )


@pytest.mark.parametrize(
    "damage",
    [
        lambda der: b"",
        lambda der: der[:-1],
        lambda der: der + b"\0",
        lambda der: der + der,
        lambda der: b"\x30\x80" + der[4:] + b"\0\0",  # BER, indefinite length
        lambda der: b"\x30\x83\0" + der[2:],  # BER, a longer length than needed
        lambda der: b"\x30" * 2000,
        lambda der: b"\x30\x84\xff\xff\xff\xff" + der,
        lambda der: head().certificate_der,
        lambda der: cms.ContentInfo({"content_type": "data", "content": b"x"}).dump(),
        lambda der: b"not a signature",
    ],
)
def test_what_is_no_der_signature(damage) -> None:
    broken = damage(Cms(head()).der())
    assert refusal(broken)[0] == "signature_invalid"
    with pytest.raises(SignatureRefused):
        certificate_sha256_of(broken)


def test_a_signature_has_at_most_64_kib() -> None:
    many = certificates_of(head()) + [certificates_of(head())[1]] * (MAX_BYTES // 400)
    der = Cms(head(), certificates=many).der()
    assert refusal(der) == ("signature_invalid", "too_large")


def test_a_timestamp_may_be_attached_and_is_not_looked_at() -> None:
    """Annex 14: also one that nobody could verify."""
    token = Cms(rsa_head()).der()
    der = Cms(head(), timestamp=token).der()
    assert token in der
    assert verify_detached(CONTENT, der, trust(), AT)
