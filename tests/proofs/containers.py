"""Evidence containers for tests, and the verifier as a machine without the application has it."""

import importlib.util
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from types import ModuleType

from cryptography.hazmat.primitives.serialization import Encoding

from province_app.proofs.container import pack
from province_app.record.canonical import canonical, version_digest
from province_app.signing.demo_authority import DemoAuthority, Identity
from province_app.signing.online import Online, take
from province_app.signing.timestamps import tokens_of
from tests.signing.authority import AT, authority, head, trusting
from tests.signing.forgery import Cms
from tests.signing.responders import StampService, serving, stamp_authority

VERIFIER = Path(__file__).parents[2] / "docs" / "verify_container.py"
RECORD, PERSON = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
MANIFEST = "33333333-3333-4333-8333-333333333333"

# Runs the verifier as a script would be, where importing the application fails.
BARE = """
import runpy, sys
class Closed:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("province_app", "tiers", "config", "pyhanko", "sqlalchemy"):
            raise ImportError(name)
sys.meta_path.insert(0, Closed())
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def _loaded() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify_container", VERIFIER)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


tool = _loaded()


def root_of(own: DemoAuthority) -> str:
    """Return the fingerprint of an authority's root."""
    return sha256(own.root.certificate.public_bytes(Encoding.DER)).hexdigest()


def bare(container: Path, *arguments: str) -> tuple[int, str]:
    """Return status and words of the verifier on a machine without the application."""
    command = [sys.executable, "-I", "-c", BARE, str(VERIFIER), *arguments, str(container)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
    return done.returncode, done.stdout + done.stderr


def parts(
    signer: Identity | None = None,
    own: DemoAuthority | None = None,
    content: Mapping[str, object] | None = None,
    stamped: bool = True,
    at: datetime = AT,
) -> dict[str, bytes]:
    """Return the files of a right container: one section disclosed, one withheld."""
    signer, own = signer or head(), own or authority()
    section = {"salt": "00" * 16, "content": content or {"họ".encode().hex(): "Nguyễn Thị Đào"}}
    digests = {
        "identity": sha256(bytes(16) + canonical(section["content"])).hexdigest(),
        "health": "ab" * 32,
    }
    record = {
        "record_id": RECORD,
        "version": 3,
        "sections": {"identity": section},
        "withheld": {"health": "ab" * 32},
    }
    item = {"record_id": RECORD, "version": 3, "change": "changed"}
    item["digest"] = version_digest(RECORD, 3, digests).hex()
    manifest = canonical(
        {
            "schema": "cbccvc-manifest/1",
            "manifest_id": MANIFEST,
            "period": "2024-05",
            "unit": "H40.03.01",
            "tier": "facility",
            "prepared_at": "2024-05-23T01:59:00Z",
            "signer": {
                "person": PERSON,
                "post": "head",
                "acts_for": None,
                "certificate_sha256": signer.certificate_sha256,
            },
            "items": [item],
        }
    )
    der = Cms(signer, content=manifest).der()
    files = {"record.json": canonical(record), "manifest.json": manifest}
    files["trust.pem"] = own.trust_pem()
    if stamped:
        by = trusting(own).with_stamps(trusting(stamp_authority()))
        with serving(StampService(at=at)) as endpoint:
            der = take(manifest, der, by, at, Online([endpoint])).cms
        files |= {"timestamp.tst": tokens_of(der)[0], "stamps.pem": stamp_authority().trust_pem()}
    return {**files, "signature.p7s": der}


def container(files: Mapping[str, bytes]) -> bytes:
    """Return the container of the files, whatever they say."""
    return pack(RECORD, 3, MANIFEST, files)
