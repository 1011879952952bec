"""The `openssl` program: the other implementation that has to agree with ours."""

import subprocess
from pathlib import Path

from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)

from province_app.signing.demo_authority import Identity
from tests.signing.authority import PIN

DETACHED = ("-binary", "-cades", "-outform", "DER")


def openssl(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run openssl; its exit status and words are in the result."""
    return subprocess.run(
        ["openssl", *map(str, arguments)], capture_output=True, text=True, check=False
    )


def sign(folder: Path, content: bytes, identity: Identity, *options: str) -> bytes:
    """Return what `openssl cms -sign` makes of the content; the test fails when it cannot."""
    store = pkcs12.load_pkcs12(identity.p12, PIN.encode())
    paths = {name: folder / name for name in ("content", "key", "signer", "others", "made")}
    paths["content"].write_bytes(content)
    paths["key"].write_bytes(
        store.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    paths["signer"].write_bytes(store.cert.certificate.public_bytes(Encoding.PEM))
    others = [one.certificate.public_bytes(Encoding.PEM) for one in store.additional_certs]
    paths["others"].write_bytes(b"".join(others))
    files = ("-signer", paths["signer"], "-inkey", paths["key"], "-certfile", paths["others"])
    files += ("-in", paths["content"], "-out", paths["made"])
    done = openssl("cms", "-sign", "-md", "sha256", *(options or DETACHED), *files)
    assert done.returncode == 0, done.stderr
    return paths["made"].read_bytes()


def verify(
    folder: Path, content: bytes, signature: bytes, trusted: bytes, *options: str
) -> subprocess.CompletedProcess[str]:
    """Return openssl's verdict by the trusted PEM certificates (and CRLs)."""
    (folder / "content").write_bytes(content)
    (folder / "signature").write_bytes(signature)
    (folder / "trusted").write_bytes(trusted)
    return openssl(
        *("cms", "-verify", "-cades", "-binary", "-inform", "DER", *options),
        *("-in", folder / "signature", "-content", folder / "content"),
        *("-CAfile", folder / "trusted", "-out", folder / "out"),
    )
