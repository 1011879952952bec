"""Every single-byte mutant of a right signature. Source: security bar, abuse case 8.

What a mutant must not do is to pass while saying something else. So the bytes are told apart by
where they stand, without any parser: the signed attributes, the signature and the signer's
certificate are protected, and no mutant of them may be accepted. The rest is packaging that no
signature covers: an attached CA certificate (the trust list's own copy is used), the NULL
parameters of an algorithm. A mutant there may be refused or not; when it is accepted, it still
speaks of the same content and the same signer.
"""

import random
from collections.abc import Iterator

import pytest
from asn1crypto import cms

from province_app.signing.demo_authority import Identity
from province_app.signing.keystore import sign_with_keystore
from province_app.signing.verifier import SignatureRefused, Verified, verify_detached
from tests.signing.authority import AT, PIN, head, rsa_head, trust
from tests.signing.forgery import CONTENT, certificates_of
from tests.signing.refusals import refusal

MUTANTS_AT_LEAST = 500


def mutants(right: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield (place, mutant): each byte changed once, to a random other value."""
    chance = random.Random(20240523)
    for place in range(len(right)):
        mutant = bytearray(right)
        mutant[place] ^= chance.randrange(1, 256)
        yield place, bytes(mutant)


def protected(right: bytes, signer: Identity) -> set[int]:
    """Return the places of what the signature covers, and of the signature."""
    info = cms.ContentInfo.load(right)["content"]["signer_infos"][0]
    parts = (info["signed_attrs"].dump(), info["signature"].native, signer.certificate_der)
    places: set[int] = set()
    for part in parts:
        assert right.count(part) == 1
        places |= set(range(right.index(part), right.index(part) + len(part)))
    return places


def accepted(mutant: bytes) -> Verified | None:
    try:
        return verify_detached(CONTENT, mutant, trust(), AT)
    except SignatureRefused:
        return None


@pytest.mark.parametrize("signer", [head, rsa_head])
def test_no_mutant_says_something_else(signer) -> None:
    right = sign_with_keystore(CONTENT, signer().p12, PIN)
    original = verify_detached(CONTENT, right, trust(), AT)
    covered = protected(right, signer())
    attached = certificates_of(signer())[1]
    spare = range(right.index(attached), right.index(attached) + len(attached))
    passed = {
        place: (mutant, verified)
        for place, mutant in mutants(right)
        if (verified := accepted(mutant))
    }
    assert len(right) >= MUTANTS_AT_LEAST
    assert not covered & set(passed)
    assert {verified for _, verified in passed.values()} == {original}
    # Of the 150 or so places that are neither, nearly all are looked at as well.
    assert len(set(passed) - set(spare)) <= 4
    mutant, _ = next(iter(passed.values()))
    assert refusal(mutant, content=b"other") == ("signature_invalid", "content_changed")
