"""`python -m province_app.exchange.conformance URL …`: try every case against a node.

The node must know the sending agency: its key (JWKS), its seal, and the CA of the signer. Ends with
status 1 when a case deviates, with 2 when the node cannot be reached at all.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import requests

from province_app.clock import business_now
from province_app.exchange.conformance import giving_back, hostile, judging, sending, transport
from province_app.exchange.conformance.kit import CASES, Case, Deviation, Kit, NotTried
from province_app.exchange.conformance.materials import Keystore
from province_app.exchange.conformance.party import Party
from province_app.exchange.message_signatures import PeerKeys, load_own_key, origin
from province_app.signing.trust import TrustList
from province_app.watched import Watched, load_seals

MODULES = (transport, sending, judging, hostile, giving_back)  # each brings its cases
WORDS = {"pass": "ok", "fail": "DEVIATES", "not tried": "not tried"}


@dataclass(frozen=True)
class Finding:
    """What came of one case."""

    case: str
    source: str
    result: str  # pass, fail, not tried
    expected: str = ""
    got: str = ""


def run(kit: Kit, only: str = "") -> list[Finding]:
    """Return what came of each case whose title or source holds the text."""
    return [_try(kit, one) for one in CASES if only in f"{one.title} {one.source}"]


def _try(kit: Kit, one: Case) -> Finding:
    try:
        one.run(kit)
    except NotTried as reason:
        return Finding(one.title, one.source, "not tried", got=str(reason))
    except Deviation as found:
        return Finding(one.title, one.source, "fail", found.expected, found.got)
    except requests.RequestException as error:
        return Finding(one.title, one.source, "fail", "an answer", type(error).__name__)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        return Finding(one.title, one.source, "fail", "an answer of the agreed form", repr(error))
    return Finding(one.title, one.source, "pass")


def report(findings: Sequence[Finding], url: str) -> str:
    """Return the report that people read."""
    lines = [f"Conformance of {url} to the exchange contract v1", ""]
    for one in findings:
        lines.append(f"{WORDS[one.result]:>9}  {one.case}  [{one.source}]")
        if one.result == "fail":
            lines += [f"             expected: {one.expected}", f"             got:      {one.got}"]
        elif one.got:
            lines.append(f"             {one.got}")
    count = {word: sum(one.result == word for one in findings) for word in WORDS}
    lines += [
        "",
        f"{count['pass']} of {len(findings)} cases as agreed, {count['fail']} deviate,"
        f" {count['not tried']} not tried.",
    ]
    return "\n".join(lines)


def kit_of(given: argparse.Namespace) -> Kit:
    """Return the kit of the arguments; OSError or ValueError when a file cannot be used."""
    peers = PeerKeys(given.peer_keys)
    url = origin(given.url)
    other = None
    if given.other_key:
        other = Party(url, load_own_key(given.other_key_id, given.other_key), peers)
    party = Party(url, load_own_key(given.key_id, given.key), peers)
    return Kit(
        party=party,
        other=other,
        signer=_keystore(given.signer, given.signer_pin_file),
        seal=_keystore(given.seal, given.seal_pin_file),
        seals=Watched(given.peer_seals, load_seals),
        trust=TrustList.load(given.trust),
        unit=given.unit or f"{party.agency}.01",
        period=given.period or f"{business_now():%Y-%m}",
        stage=given.stage,
        patience_s=given.patience,
    )


def _keystore(path: Path, pin_file: Path) -> Keystore:
    return Keystore(path.read_bytes(), pin_file.read_text().strip())


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="conformance", description=__doc__)
    parser.add_argument("url", help="scheme and host of the node, as EXCHANGE_URL")
    for name, setting, what in (
        ("key-id", "EXCHANGE_KEY_ID", "our key's name, such as H40/1"),
        ("key", "EXCHANGE_KEY_FILE", "our key, PKCS#8 PEM"),
        ("peer-keys", "EXCHANGE_PEER_KEYS_FILE", "the node's keys, JWKS"),
        ("peer-seals", "EXCHANGE_PEER_SEALS_FILE", "the node's seal fingerprints, JSON"),
        ("trust", "EXCHANGE_TRUST_FILE", "CA certificates and CRLs of the node's seal, PEM"),
        ("seal", "EXCHANGE_SEAL_FILE", "our agency's seal, PKCS#12"),
        ("seal-pin-file", "EXCHANGE_SEAL_PIN_FILE", "the file of its PIN"),
    ):
        parser.add_argument(
            f"--{name}",
            default=os.environ.get(setting),
            required=setting not in os.environ,
            type=str if name == "key-id" else Path,
            help=f"{what} ({setting})",
        )
    parser.add_argument("--signer", type=Path, required=True, help="a head's PKCS#12")
    parser.add_argument("--signer-pin-file", type=Path, required=True)
    parser.add_argument("--unit", default="", help="unit code of the manifests")
    parser.add_argument("--period", default="", help="YYYY-MM; the present month by default")
    parser.add_argument("--stage", default="national", help="the node's level")
    parser.add_argument("--other-key-id", help="a second agency, for what is private to each")
    parser.add_argument("--other-key", type=Path)
    parser.add_argument("--patience", type=float, default=60.0, help="seconds until judged")
    parser.add_argument("--only", default="", help="cases whose title or source holds this text")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    return parser.parse_args(argv)


def main(argv: Sequence[str]) -> int:
    """Run the kit and print its report; return the exit status."""
    given = _arguments(argv)
    try:
        kit = kit_of(given)
        kit.party.call("GET", "/catalogues")
    except (OSError, ValueError) as error:  # requests' errors are OSErrors
        sys.stderr.write(f"cannot start: {error}\n")
        return 2
    findings = run(kit, given.only)
    shown = (
        json.dumps({"url": given.url, "cases": [asdict(one) for one in findings]}, indent=2)
        if given.json
        else report(findings, given.url)
    )
    sys.stdout.write(shown + "\n")
    return int(any(one.result == "fail" for one in findings))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
