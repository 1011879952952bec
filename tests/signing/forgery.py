"""CMS signatures of any shape, right and wrong ones, put together from their parts."""

from dataclasses import dataclass, field
from hashlib import new as new_hash
from typing import Any

from asn1crypto import algos, cms, core, crl, x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from pyhanko.sign.general import as_signing_certificate_v2

from province_app.signing.demo_authority import Identity
from province_app.signing.verifier import ATTRIBUTES
from tests.signing.authority import AT, PIN

CONTENT = b'{"schema":"cbccvc-manifest/1"}'
HASHES = {
    "sha1": hashes.SHA1(),  # noqa: S303 - weak on purpose
    "sha256": hashes.SHA256(),
    "sha512": hashes.SHA512(),
}


@dataclass
class Cms:
    """The parts of a CMS signature; by default, those of a right one by the identity."""

    identity: Identity
    content: bytes = CONTENT
    key: Any = None  # another key than the identity's
    digest: str = "sha256"
    mechanism: str = ""  # as asn1crypto names it; by default the one of the key and the digest
    pad: Any = field(default_factory=padding.PKCS1v15)
    version: str = "v1"
    attached: Any = None
    content_type: str = "data"
    certificates: list[bytes] | None = None
    crls: list[bytes] = field(default_factory=list)
    signers: int = 1
    by_key_identifier: bool = False
    attributes: dict[str, list[Any]] = field(default_factory=dict)  # instead of the right ones
    timestamp: bytes | None = None

    def der(self) -> bytes:
        signer = self._signer()
        certificates = self.certificates
        if certificates is None:
            certificates = certificates_of(self.identity)
        parts = {
            "version": self.version,
            "digest_algorithms": [algos.DigestAlgorithm({"algorithm": self.digest})],
            "encap_content_info": {"content_type": self.content_type, "content": self.attached},
            "certificates": [x509.Certificate.load(der) for der in certificates],
            "signer_infos": [signer] * self.signers,
        }
        if self.crls:
            parts["crls"] = [crl.CertificateList.load(der) for der in self.crls]
        info = {"content_type": "signed_data", "content": cms.SignedData(parts)}
        return bytes(cms.ContentInfo(info).dump())

    def _signer(self) -> cms.SignerInfo:
        key = self.key or key_of(self.identity)
        elliptic = isinstance(key, ec.EllipticCurvePrivateKey)
        signed = self._signed_attributes()
        to_sign = signed.dump() if signed else self.content
        algorithm = HASHES[self.digest]
        how = (ec.ECDSA(algorithm),) if elliptic else (self.pad, algorithm)
        mechanism = self.mechanism or f"{self.digest}_{'ecdsa' if elliptic else 'rsa'}"
        parts = {
            "version": "v3" if self.by_key_identifier else "v1",
            "sid": self._signer_identifier(),
            "digest_algorithm": {"algorithm": self.digest},
            "signature_algorithm": mechanism_of(mechanism),
            "signature": key.sign(to_sign, *how),
        }
        if signed:
            parts["signed_attrs"] = signed
        if self.timestamp:
            token = cms.ContentInfo.load(self.timestamp)
            parts["unsigned_attrs"] = frozen(
                cms.CMSAttributes([{"type": "signature_time_stamp_token", "values": [token]}])
            )
        return frozen(cms.SignerInfo(parts))

    def _signer_identifier(self) -> cms.SignerIdentifier:
        certificate = x509.Certificate.load(self.identity.certificate_der)
        if self.by_key_identifier:
            return cms.SignerIdentifier("subject_key_identifier", certificate.key_identifier)
        names = {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
        return cms.SignerIdentifier("issuer_and_serial_number", cms.IssuerAndSerialNumber(names))

    def _signed_attributes(self) -> cms.CMSAttributes | None:
        certificate = x509.Certificate.load(self.identity.certificate_der)
        values = {
            "content_type": [self.content_type],
            "message_digest": [new_hash(self.digest, self.content).digest()],
            "signing_time": [cms.Time({"utc_time": core.UTCTime(AT)})],
            "signing_certificate_v2": [as_signing_certificate_v2(certificate)],
        } | self.attributes
        made = [{"type": name, "values": each} for name, each in values.items() if each]
        return frozen(cms.CMSAttributes(made)) if made else None


NO_ATTRIBUTES: dict[str, list[Any]] = {name: [] for name in ATTRIBUTES}


def frozen(value: Any) -> Any:
    """Return the same value as if parsed: asn1crypto encodes anew, at each look, what it built."""
    return type(value).load(value.dump())


def mechanism_of(name: str) -> algos.SignedDigestAlgorithm:
    """Return the algorithm, PSS with the parameters that fit SHA-256."""
    if name != "rsassa_pss":
        return algos.SignedDigestAlgorithm({"algorithm": name})
    digest = {"algorithm": "sha256"}
    mask = {"algorithm": "mgf1", "parameters": digest}
    parameters = {"hash_algorithm": digest, "mask_gen_algorithm": mask, "salt_length": 32}
    return algos.SignedDigestAlgorithm({"algorithm": name, "parameters": parameters})


def key_of(identity: Identity) -> Any:
    """Return the private key of an identity that has the tests' PIN."""
    return pkcs12.load_pkcs12(identity.p12, PIN.encode()).key


def certificates_of(identity: Identity) -> list[bytes]:
    """Return the certificate and the others of its keystore, DER."""
    store = pkcs12.load_pkcs12(identity.p12, PIN.encode())
    others = [one.certificate.public_bytes(Encoding.DER) for one in store.additional_certs]
    return [identity.certificate_der, *others]
