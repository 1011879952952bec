"""A demo authority for tests, its trust list, and identities that it issued.

Made once a run. Whoever revokes something makes an own one: `DemoAuthority.create()`.
"""

from datetime import UTC, datetime
from functools import cache

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding

from province_app.signing.demo_authority import DemoAuthority, Identity
from province_app.signing.trust import TrustList

PIN = "246810"
AT = datetime(2024, 5, 23, 2, 0, tzinfo=UTC)  # 09:00 on 23 May 2024 in Việt Nam


@cache
def authority() -> DemoAuthority:
    """The authority that the tests trust."""
    return DemoAuthority.create()


@cache
def trust() -> TrustList:
    """The trust list of `authority()`."""
    return trusting(authority())


@cache
def head(common_name: str = "Nguyễn Thị Hường") -> Identity:
    """A signer with a P-256 key; one and the same for a name."""
    return authority().issue(common_name, PIN)


@cache
def rsa_head() -> Identity:
    """A signer with an RSA key of 2048 bits."""
    return authority().issue("Trần Văn Đệ", PIN, key=rsa.generate_private_key(65537, 2048))


def trusting(one: DemoAuthority) -> TrustList:
    """Return the trust list of an authority as it stands."""
    return TrustList.from_pem(one.trust_pem())


def trusting_without_crl(one: DemoAuthority, missing: str) -> TrustList:
    """Return the authority's trust list without the CRL of its `root` or `issuing` CA."""
    lost = getattr(one, missing).crl.public_bytes(Encoding.PEM)
    return TrustList.from_pem(one.trust_pem().replace(lost, b""))
