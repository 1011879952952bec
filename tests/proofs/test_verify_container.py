"""The stand-alone verifier: containers that are right, and each way to get one wrong."""

import ast
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import orjson
import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from province_app.audit.notes import Signer
from province_app.record.canonical import canonical
from province_app.signing.demo_authority import FIRST_DAY, DemoAuthority
from tests.proofs.containers import (
    MANIFEST,
    RECORD,
    VERIFIER,
    bare,
    container,
    parts,
    root_of,
    tool,
)
from tests.proofs.logs import EVENT, SIGNER, in_log
from tests.signing.authority import AT, PIN, authority, head, rsa_head
from tests.signing.certificates import INVALID, NOT_AUTHORISED
from tests.signing.forgery import Cms
from tests.signing.responders import StatusService, stamp_authority
from tests.signing.test_ocsp import ask

LATER = datetime(2034, 5, 23, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@cache
def right() -> dict[str, bytes]:
    return parts()


def roots() -> set[str]:
    return {root_of(authority()), root_of(stamp_authority())}


def judged(files: dict[str, bytes], at: datetime = LATER, crls: bytes = b"") -> str:
    """Return what is proven, or the first thing that is wrong."""
    try:
        return str(tool.verify(container(files), roots(), at, crls))
    except tool.Wrong as wrong:
        return f"NOT VALID: {wrong}"


def test_it_is_one_file_of_at_most_300_lines_and_two_packages() -> None:
    source = VERIFIER.read_text()
    assert len(source.splitlines()) <= 300
    nodes = list(ast.walk(ast.parse(source)))
    named = {one.names[0].name for one in nodes if isinstance(one, ast.Import)}
    named |= {str(one.module) for one in nodes if isinstance(one, ast.ImportFrom)}
    foreign = {one.partition(".")[0] for one in named} - set(__import__("sys").stdlib_module_names)
    assert foreign == {"cryptography", "asn1crypto"}


def test_a_right_container_is_valid_ten_years_later_without_the_application(
    tmp_path: Path,
) -> None:
    path = tmp_path / "proof.zip"
    path.write_bytes(container(right()))
    marks = [one for mark in sorted(roots()) for one in ("--root", mark)]
    status, words = bare(path, *marks)
    assert status == 0, words
    assert f"VALID: record {RECORD} version 3" in words
    assert "time-stamped 2024-05-23T02:00:00+00:00" in words
    path.write_bytes(container({**right(), "manifest.json": b"{}"}))
    assert bare(path, *marks)[0] == 1


def test_rsa_and_ecdsa_are_verified() -> None:
    assert judged(parts(rsa_head())).startswith("record ")


def test_without_a_stamp_it_is_judged_at_the_moment_that_is_asked_about() -> None:
    signer = authority().issue("Người ký", PIN, valid=(FIRST_DAY, AT + DAY))
    files = parts(signer, stamped=False)
    assert "without a time-stamp, at" in judged(files, AT)
    assert "not in force" in judged(files, LATER)
    assert judged(parts(signer)).startswith("record ")  # the stamp keeps it


def test_a_root_that_you_do_not_trust_is_named() -> None:
    with pytest.raises(tool.Wrong, match="none that you trust"):
        tool.verify(container(right()), {root_of(authority())}, LATER)
    with pytest.raises(tool.Wrong, match="none that you trust"):
        tool.verify(container(right()), {root_of(stamp_authority())}, LATER)


def test_a_whole_container_of_a_stranger_is_not_valid() -> None:
    """Everything fits, but the root is his own."""
    own = DemoAuthority.create()
    assert "none that you trust" in judged(parts(own.issue("Giả", PIN), own))


@pytest.mark.parametrize(
    "make", [*NOT_AUTHORISED, *INVALID], ids=[make.__name__ for make in [*NOT_AUTHORISED, *INVALID]]
)
def test_a_bad_certificate_is_not_valid(make: Callable) -> None:  # type: ignore[type-arg]
    assert judged(parts(make(), stamped=False), AT).startswith("NOT VALID")


@pytest.mark.parametrize(
    ("moment", "valid"), [(AT + DAY, True), (AT, False), (AT - DAY, False)],
    ids=["after", "that second", "before"],
)  # fmt: skip
def test_a_later_list_tells_what_was_revoked(moment: datetime, valid: bool) -> None:
    own = DemoAuthority.create()
    signer = own.issue("Người ký", PIN)
    files = parts(signer, own)
    own.revoke(signer.certificate_der, moment)
    both = {root_of(own), root_of(stamp_authority())}
    crls = own.issuing.crl.public_bytes(Encoding.PEM)
    if valid:
        assert tool.verify(container(files), both, LATER, crls)
    else:
        with pytest.raises(tool.Wrong, match="revoked"):
            tool.verify(container(files), both, LATER, crls)


def test_ocsp_stands_for_a_missing_list_and_counts_where_it_is() -> None:
    own = authority()
    lost = own.issuing.crl.public_bytes(Encoding.PEM)
    files = {**right(), "trust.pem": own.trust_pem().replace(lost, b"")}
    assert "no revocation list" in judged(files)
    service = StatusService()
    files["ocsp.der"] = ask(service)
    assert judged(files).startswith("record ")
    assert "another certificate" in judged({**files, "ocsp.der": ask(service, head("Khác"))})


def _changed(name: str, change: Callable[[dict], None]) -> dict[str, bytes]:  # type: ignore[type-arg]
    value = orjson.loads(right()[name])
    change(value)
    return {**right(), name: canonical(value)}


WRONG: dict[str, tuple[Callable[[], dict[str, bytes]], str]] = {
    "another name": (
        lambda: _changed(
            "record.json", lambda r: r["sections"]["identity"]["content"].update(x="Khác")
        ),
        "record.json: differs from what was signed",
    ),
    "another salt": (
        lambda: _changed("record.json", lambda r: r["sections"]["identity"].update(salt="11" * 16)),
        "record.json: differs from what was signed",
    ),
    "another withheld digest": (
        lambda: _changed("record.json", lambda r: r["withheld"].update(health="00" * 32)),
        "record.json: differs from what was signed",
    ),
    "another version": (
        lambda: _changed("record.json", lambda r: r.update(version=4)),
        "manifest.json: names another version",
    ),
    "spaces": (
        lambda: {**right(), "record.json": right()["record.json"] + b"\n"},
        "record.json: not in canonical form",
    ),
    "a name twice": (
        lambda: {
            **right(),
            "record.json": right()["record.json"].replace(
                b'"version":3', b'"version":3,"version":3'
            ),
        },
        "record.json: not in canonical form",
    ),
    "another period": (
        lambda: _changed("manifest.json", lambda m: m.update(period="2024-06")),
        "signature.p7s: signed over other content",
    ),
    "another signer": (
        lambda: _changed("manifest.json", lambda m: m["signer"].update(person=RECORD)),
        "manifest.json: signed by its person",
    ),
    "the signature of somebody else": (
        lambda: {
            **right(),
            "signature.p7s": Cms(head("Khác"), content=right()["manifest.json"]).der(),
        },
        "signature.p7s: not by the one it names",
    ),
    "the stamp of another signature": (
        lambda: {**right(), "timestamp.tst": parts(rsa_head())["timestamp.tst"]},
        "timestamp.tst: is not the one of the signature",
    ),
    "without the stamps' trust": (
        lambda: {**right(), "stamps.pem": authority().trust_pem()},
        "issued by nobody",
    ),
    "without the signature": (
        lambda: {one: right()[one] for one in right() if one != "signature.p7s"},
        "container: lacks ['signature.p7s']",
    ),
    "with a file too many": (
        lambda: {**right(), "more.txt": b""},
        "container: holds a file that is none of its own",
    ),
}


@pytest.mark.parametrize(("make", "words"), WRONG.values(), ids=WRONG)
def test_the_first_thing_that_is_wrong_is_named(
    make: Callable[[], dict[str, bytes]], words: str
) -> None:
    assert words in judged(make())


def test_500_mutants_of_a_container_are_not_valid() -> None:
    """Any byte of it: the archive has one form alone, and names its files by digest."""
    chance, whole = random.Random(20240523), container(right())
    assert tool.verify(whole, roots(), LATER)
    places = chance.sample(range(len(whole)), 500)
    for place in places:
        mutant = bytearray(whole)
        mutant[place] ^= chance.randrange(1, 256)
        with pytest.raises(tool.Wrong):
            tool.verify(bytes(mutant), roots(), LATER)


@pytest.mark.parametrize("name", ["record.json", "manifest.json", "timestamp.tst"])
def test_mutants_that_were_packed_anew_are_not_valid(name: str) -> None:
    """By somebody who makes digests and archive fit."""
    chance = random.Random(f"{name} 1")
    for _ in range(80):
        mutant = bytearray(right()[name])
        mutant[chance.randrange(len(mutant))] ^= chance.randrange(1, 256)
        try:
            found = judged({**right(), name: bytes(mutant)})
        except (ValueError, KeyError):  # not even a table of contents can be made of it
            continue
        assert found.startswith("NOT VALID")


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 8, 13])
def test_the_place_in_the_log_is_checked(size: int) -> None:
    key = str(SIGNER.public)
    for index in range(size):
        proof = in_log(size, index)
        assert f"in the signed checkpoint of {size} events" in tool._audit(proof, MANIFEST, [key])
        another = in_log(size, index, EVENT + b" ")
        mixed = {**orjson.loads(proof), "checkpoint": orjson.loads(another)["checkpoint"]}
        with pytest.raises(tool.Wrong, match="not in that checkpoint"):
            tool._audit(canonical(mixed), MANIFEST, [key])
        with pytest.raises(tool.Wrong, match="another signature"):
            tool._audit(proof, RECORD, [key])


def test_the_checkpoint_is_signed_by_a_key_that_you_hold() -> None:
    files, other = {**right(), "audit.json": in_log(5, 3)}, Signer("H40", bytes(32))
    whole = container(files)
    keys = [str(other.public), str(SIGNER.public)]
    said = tool.verify(whole, roots(), LATER, b"", keys)
    assert f"log: in the signed checkpoint of 5 events of H40/audit/{RECORD}" in said
    with pytest.raises(tool.Wrong, match=r"audit\.json: the checkpoint is signed by no"):
        tool.verify(whole, roots(), LATER, b"", keys[:1])
    forged = container({**right(), "audit.json": in_log(5, 3, EVENT, other)})
    with pytest.raises(tool.Wrong, match=r"audit\.json: the checkpoint is signed by no"):
        tool.verify(forged, roots(), LATER, b"", keys[1:])
    grown = orjson.loads(files["audit.json"])
    grown["checkpoint"] = grown["checkpoint"].replace("\ntime 2024", "\ntime 2025")
    with pytest.raises(tool.Wrong, match="signed by no"):
        tool.verify(
            container({**right(), "audit.json": canonical(grown)}), roots(), LATER, b"", keys
        )
    assert "WHOSE SIGNATURE WAS NOT CHECKED" in tool.verify(whole, roots(), LATER)


def test_a_container_without_a_place_in_the_log_says_so() -> None:
    assert "log: NOT PROVEN" in tool.verify(container(right()), roots(), LATER)
