"""The openssl steps of docs/verify.md, run on a container as they stand there."""

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.proofs.containers import container, parts
from tests.proofs.logs import SIGNER, in_log
from tests.signing.authority import AT, head

STEPS = (Path(__file__).parents[2] / "docs" / "verify.md").read_text()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(container(parts()))) as archive:
        archive.extractall(tmp_path)
    return tmp_path


def run(folder: Path, command: str) -> str:
    """Run a command of the page; the test fails when it does."""
    done = subprocess.run(
        ["bash", "-c", command], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, (command, done.stdout, done.stderr)
    return done.stdout + done.stderr


def step(beginning: str) -> str:
    """Return the command of the page that begins so, with the moment of the signature."""
    found = next(one for one in STEPS.splitlines() if one.startswith(f"       openssl {beginning}"))
    return found.strip().replace("SECONDS", str(int(AT.timestamp())))


def test_the_signature_is_verified_and_a_change_is_found(folder: Path) -> None:
    command = step("cms -verify")
    assert "CAdES Verification successful" in run(folder, command)
    body = (folder / "manifest.json").read_bytes()
    (folder / "manifest.json").write_bytes(body.replace(b"2024-05", b"2024-06"))
    with pytest.raises(AssertionError, match="content verify error"):
        run(folder, command)


def test_the_certificate_is_the_one_that_the_manifest_names(folder: Path) -> None:
    run(folder, step("cms -cmsout"))
    run(folder, step("pkcs7"))
    said = run(folder, step("x509 -in certificates.pem"))
    mark = said.partition("=")[2].strip().replace(":", "").lower()
    assert mark == head().certificate_sha256
    assert mark in (folder / "manifest.json").read_text()
    assert "ingerprint=" in run(folder, step("x509 -in trust.pem"))


def test_the_time_stamp_is_of_this_signature(folder: Path) -> None:
    assert "Time stamp: May 23 02:00:00 2024 GMT" in run(folder, step("ts -reply"))
    listed = run(folder, step("asn1parse -inform DER -in signature.p7s\n".strip())).splitlines()
    after = next(n for n, line in reversed(list(enumerate(listed)))
                 if "ecdsa-with-SHA256" in line and "OCTET STRING" in listed[n + 1]
                 and "timeStamp" in "".join(listed[n + 1 : n + 5]))  # fmt: skip
    offset = listed[after + 1].split(":")[0].strip()
    commands = [line.strip() for line in STEPS.splitlines() if "-strparse" in line]
    run(folder, commands[0].replace("OFFSET", offset))
    assert "Verification: OK" in run(folder, step("ts -verify"))
    (folder / "value.bin").write_bytes(b"another")
    with pytest.raises(AssertionError, match="mismatch"):
        run(folder, step("ts -verify"))


@pytest.mark.skipif(not (shutil.which("jq") and shutil.which("xxd")), reason="no jq or no xxd")
def test_the_digest_of_a_section_is_computed_with_jq(folder: Path) -> None:
    (command,) = [line.strip() for line in STEPS.splitlines() if "sections.identity" in line]
    assert re.match(r"[0-9a-f]{64}", run(folder, command))


@pytest.mark.skipif(not (shutil.which("jq") and shutil.which("xxd")), reason="no jq or no xxd")
@pytest.mark.parametrize(("size", "index"), [(1, 0), (13, 12), (13, 4)])
def test_the_place_in_the_log_is_proven(folder: Path, size: int, index: int) -> None:
    (folder / "audit.json").write_bytes(in_log(size, index))
    lines = STEPS.partition("5. The log")[2].partition("## The form")[0].splitlines()
    commands = [line.strip() for line in lines if line.startswith("       ")]
    said = [run(folder, one.replace("KEY", str(SIGNER.public))) for one in commands]
    assert "Signature Verified Successfully" in said[3]
    assert '"manifest.signed"' in said[4]
    reached, root = said[5].splitlines()
    assert reached == root
    text = folder / "checkpoint.txt"
    text.write_text(text.read_text().replace("time 2024", "time 2025"))
    with pytest.raises(AssertionError, match="Signature Verification Failure"):
        run(folder, commands[3])
    (folder / "audit.json").write_bytes(in_log(size, index).replace(b"manifest.signed", b"x"))
    reached, root = run(folder, commands[5]).splitlines()
    assert reached != root
