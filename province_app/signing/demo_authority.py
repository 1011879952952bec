"""The demo's root and issuing CA; nothing that they sign has any legal value.

Certificates and CRLs run from 2020 to 2040, so that the business clock and the host's both find
them valid. Keys are P-256.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509.oid import NameOID

FIRST_DAY = datetime(2020, 1, 1, tzinfo=UTC)
LAST_DAY = datetime(2040, 1, 1, tzinfo=UTC)
KDF_ROUNDS = 1  # thousands of demo keystores, all with a printed PIN: nothing worth guessing
CRL_MARK = b"-----BEGIN X509 CRL-----"

USAGES = (
    "digital_signature",
    "content_commitment",  # the present name of nonRepudiation
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)
PERSON_USAGE = frozenset({"digital_signature", "content_commitment"})
CA_USAGE = frozenset({"key_cert_sign", "crl_sign"})

Key = EllipticCurvePrivateKey | RSAPrivateKey


@dataclass(frozen=True)
class Identity:
    """A certificate, and the keystore (PKCS#12) that its owner unlocks with the PIN."""

    certificate_der: bytes
    certificate_sha256: str  # lower-case hex
    p12: bytes


@dataclass
class Authority:
    """One CA: its key, its certificate and its current CRL."""

    key: EllipticCurvePrivateKey
    certificate: x509.Certificate
    crl: x509.CertificateRevocationList

    @classmethod
    def create(cls, common_name: str, path_length: int, issuer: Self | None = None) -> Self:
        """Return a new CA under the issuer, or a root."""
        key = generate_private_key(SECP256R1())
        subject = name_of(common_name)
        signer = issuer.key if issuer else key
        certificate = (
            certificate_builder(subject, key, CA_USAGE)
            .issuer_name(issuer.certificate.subject if issuer else subject)
            .add_extension(x509.BasicConstraints(ca=True, path_length=path_length), critical=True)
            .add_extension(key_identifier(signer), critical=False)
            .sign(signer, SHA256())
        )
        return cls(key, certificate, make_crl(key, subject, 1, ()))

    def revoke(self, serial_number: int, at: datetime) -> None:
        """Replace the CRL by one that lists the serial number too."""
        entry = (
            x509.RevokedCertificateBuilder()
            .serial_number(serial_number)
            .revocation_date(at)
            .build()
        )
        former = self.crl.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number
        self.crl = make_crl(self.key, self.certificate.subject, former + 1, [*self.crl, entry])


@dataclass
class DemoAuthority:
    """Both CAs, in memory; `load_or_create` and `save` keep them in a folder."""

    root: Authority
    issuing: Authority

    @classmethod
    def create(cls) -> Self:
        """Return a new root and a new issuing CA."""
        root = Authority.create("CA gốc trình diễn", 1)
        return cls(root, Authority.create("CA cấp chứng thư trình diễn", 0, root))

    @classmethod
    def load_or_create(cls, directory: Path) -> Self:
        """Return the CAs of the folder; the first time they are made and saved there."""
        trust = directory / "trust.pem"
        if not trust.exists():
            authority = cls.create()
            authority.save(directory)
            return authority
        bundle = trust.read_bytes()
        crls = [x509.load_pem_x509_crl(CRL_MARK + part) for part in bundle.split(CRL_MARK)[1:]]
        certificates = x509.load_pem_x509_certificates(bundle)
        keys = [_read_key(directory / f"{name}.key") for name in ("root", "issuing")]
        return cls(*map(Authority, keys, certificates, crls))

    def save(self, directory: Path) -> None:
        """Write `root.key` and `issuing.key` (0600) and, last, `trust.pem`."""
        directory.mkdir(parents=True, exist_ok=True)
        write_private(directory / "root.key", private_pem(self.root.key))
        write_private(directory / "issuing.key", private_pem(self.issuing.key))
        draft = directory / "trust.pem.new"
        draft.write_bytes(self.trust_pem())
        draft.replace(directory / "trust.pem")

    def trust_pem(self) -> bytes:
        """Return the trust list: both certificates, both CRLs. Source: contract annex 11."""
        both = (self.root, self.issuing)
        parts = [one.certificate.public_bytes(Encoding.PEM) for one in both]
        return b"".join(parts + [one.crl.public_bytes(Encoding.PEM) for one in both])

    def issue(
        self,
        common_name: str,
        pin: str,
        *,
        key: Key | None = None,
        valid: tuple[datetime, datetime] = (FIRST_DAY, LAST_DAY),
        usage: frozenset[str] = PERSON_USAGE,
    ) -> Identity:
        """Return a new identity, its keystore with the issuing CA's certificate, not the root's.

        `common_name` has at most 64 characters and no personal number; the serial is random.
        """
        key = key or generate_private_key(SECP256R1())
        certificate = (
            certificate_builder(name_of(common_name), key, usage, valid)
            .issuer_name(self.issuing.certificate.subject)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(key_identifier(self.issuing.key), critical=False)
            .sign(self.issuing.key, SHA256())
        )
        return self.keystore(key, certificate, pin)

    def keystore(
        self,
        key: Key,
        certificate: x509.Certificate,
        pin: str,
    ) -> Identity:
        """Return the identity of a key and its certificate, locked with the PIN."""
        p12 = pkcs12.serialize_key_and_certificates(
            None, key, certificate, [self.issuing.certificate], _lock(pin)
        )
        der = certificate.public_bytes(Encoding.DER)
        return Identity(der, sha256(der).hexdigest(), p12)

    def has_issued(self, certificate_der: bytes) -> bool:
        """Tell whether the certificate is the issuing CA's work."""
        certificate = x509.load_der_x509_certificate(certificate_der)
        try:
            certificate.verify_directly_issued_by(self.issuing.certificate)
        except (ValueError, InvalidSignature):
            return False
        return True

    def revoke(self, certificate_der: bytes, at: datetime) -> None:
        """Put the certificate on the issuing CA's CRL; it counts once the list is published."""
        self.issuing.revoke(x509.load_der_x509_certificate(certificate_der).serial_number, at)


def name_of(common_name: str) -> x509.Name:
    """Return the X.500 name of somebody in Việt Nam."""
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def certificate_builder(
    subject: x509.Name,
    key: Key,
    usage: frozenset[str],
    valid: tuple[datetime, datetime] = (FIRST_DAY, LAST_DAY),
) -> x509.CertificateBuilder:
    """Return a certificate in the making that lacks its issuer and what depends on that."""
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(valid[0])
        .not_valid_after(valid[1])
        .add_extension(x509.KeyUsage(**{name: name in usage for name in USAGES}), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def key_identifier(issuer: Key) -> x509.AuthorityKeyIdentifier:
    """Return the identifier of the key that issues."""
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.public_key())


def make_crl(
    key: EllipticCurvePrivateKey,
    issuer: x509.Name,
    number: int,
    revoked: Iterable[x509.RevokedCertificate],
    current: tuple[datetime, datetime] = (FIRST_DAY, LAST_DAY),
) -> x509.CertificateRevocationList:
    """Return a CRL with these entries, current from the first instant to the second."""
    builder = x509.CertificateRevocationListBuilder().issuer_name(issuer)
    for entry in revoked:
        builder = builder.add_revoked_certificate(entry)
    return (
        builder.last_update(current[0])
        .next_update(current[1])
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(key_identifier(key), critical=False)
        .sign(key, SHA256())
    )


def private_pem(key: EllipticCurvePrivateKey | Ed25519PrivateKey) -> bytes:
    """Return the key as PKCS#8 PEM without a password."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def write_private(path: Path, data: bytes) -> None:
    """Write a file that its owner alone may read."""
    path.touch(mode=0o600)
    path.write_bytes(data)


def _read_key(path: Path) -> EllipticCurvePrivateKey:
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, EllipticCurvePrivateKey):
        raise ValueError(f"{path} must hold a P-256 key")
    return key


def _lock(pin: str) -> KeySerializationEncryption:
    return (
        PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(KDF_ROUNDS)
        .key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC)
        .hmac_hash(SHA256())
        .build(pin.encode())
    )
