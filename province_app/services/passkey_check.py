"""What the authenticators of WebAuthn are asked, and whether their answers are right.

Origin and name of the asking site come from PUBLIC_URL alone, never from a request. The person must
have been verified by the authenticator (PIN, finger, face). No certificate of its maker is asked
for. Source: docs/adr/0023-passkeys.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import cbor2
import webauthn
from webauthn.helpers import (
    decode_credential_public_key,
    decoded_public_key_to_cryptography,
    options_to_json_dict,
    parse_authentication_credential_json,
)
from webauthn.helpers.cose import COSEAlgorithmIdentifier as Algorithm
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AttestationConveyancePreference,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from province_app.services.totp import ISSUER

ALGORITHMS = [
    Algorithm.ECDSA_SHA_256,
    Algorithm.EDDSA,
    Algorithm.RSASSA_PKCS1_v1_5_SHA_256,
]
CHALLENGE_BYTES = 32
PATIENCE_MS = 120_000  # what the browser waits for the person
_PORTS = {"https": 443, "http": 80}
# What an answer that is none makes the library say; the tests send it thousands of them.
_UNREADABLE = (
    WebAuthnException,
    cbor2.CBORDecodeError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    OverflowError,
    RecursionError,
)


@dataclass(frozen=True)
class Party:
    """The site for which keys are made: its name (RP ID), and the origin of its pages."""

    id: str
    origin: str


@dataclass(frozen=True)
class NewKey:
    """A key that an authenticator made."""

    credential_id: bytes
    public_key: bytes
    sign_count: int


def party_of(public_url: str) -> Party | None:
    """Return the site of that address; None where it has no name: keys are bound to names."""
    parts = urlsplit(public_url)
    host = parts.hostname or ""
    try:
        ip_address(host)
    except ValueError:
        port = "" if parts.port in (None, _PORTS.get(parts.scheme)) else f":{parts.port}"
        return Party(host, f"{parts.scheme}://{host}{port}")
    return None


def creation_options(
    party: Party, challenge: bytes, user: bytes, username: str, known: Sequence[bytes]
) -> dict[str, Any]:
    """Return what the browser is told for making a key; `known` ones are not made again."""
    options = webauthn.generate_registration_options(
        rp_id=party.id,
        rp_name=ISSUER,
        user_id=user,
        user_name=username,
        challenge=challenge,
        timeout=PATIENCE_MS,
        attestation=AttestationConveyancePreference.NONE,
        # The account is known from the password: the key need not keep it.
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=_described(known),
        supported_pub_key_algs=ALGORITHMS,
    )
    return options_to_json_dict(options)


def request_options(party: Party, challenge: bytes, known: Sequence[bytes]) -> dict[str, Any]:
    """Return what the browser is told for showing one of the keys."""
    options = webauthn.generate_authentication_options(
        rp_id=party.id,
        challenge=challenge,
        timeout=PATIENCE_MS,
        allow_credentials=_described(known),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json_dict(options)


def made_key(party: Party, challenge: bytes, answer: str) -> NewKey | None:
    """Return the key that the answer brings; None when anything about it is wrong."""
    try:
        made = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            require_user_verification=True,
            supported_pub_key_algs=ALGORITHMS,
        )
        # A key that could never be checked, such as a point beside its curve, is none.
        decoded_public_key_to_cryptography(decode_credential_public_key(made.credential_public_key))
    except _UNREADABLE:
        return None
    return NewKey(made.credential_id, made.credential_public_key, made.sign_count)


def named_key(answer: str, user: bytes) -> bytes | None:
    """Return which key the answer says it comes from; None when it names another account."""
    try:
        credential = parse_authentication_credential_json(answer)
    except _UNREADABLE:
        return None
    handle = credential.response.user_handle
    return credential.raw_id if handle is None or handle == user else None


def new_count(
    party: Party, challenge: bytes, answer: str, public_key: bytes, sign_count: int
) -> int | None:
    """Return the authenticator's new count when its answer is right, else None.

    A count that has not grown is wrong: somebody has a copy of the key.
    """
    try:
        shown = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=public_key,
            credential_current_sign_count=sign_count,
            require_user_verification=True,
        )
    except _UNREADABLE:
        return None
    return shown.new_sign_count


def _described(known: Sequence[bytes]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=one) for one in known]
