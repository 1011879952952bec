"""What a foreign node needs to be told of the demo province: `var/exchange/`."""

import shutil
from pathlib import Path

import orjson

from province_app.demo.nodes import Node, Nodes
from province_app.exchange.message_signatures import load_own_key, public_jwk
from province_app.services import catalogues
from province_app.signing.keystore import keystore_certificate

REQUIREMENTS = Path(__file__).parents[2] / "config" / "national-requirements.json"


def write(directory: Path, nodes: Nodes) -> None:
    """Write jwks.json, seals.json, trust.pem, catalogues.json and requirements.json.

    Keys and seals are those that the demo's own nodes use; they stay the same between runs.
    """
    directory.mkdir(parents=True, exist_ok=True)
    own = [node for node in (nodes.province, nodes.national) if node is not None]
    _write(directory / "jwks.json", {"keys": [_jwk(node) for node in own]})
    _write(directory / "seals.json", {one.settings.agency_code: [_seal(one)] for one in own})
    shutil.copyfile(nodes.pki.trust_file, directory / "trust.pem")
    shutil.copyfile(REQUIREMENTS, directory / "requirements.json")
    found = {
        code: {"version": version, "entries": entries}
        for code, (version, entries) in catalogues.collected().items()
    }
    _write(directory / "catalogues.json", found)


def _jwk(node: Node) -> dict[str, str]:
    key_file = node.settings.exchange_key_file
    assert key_file is not None  # noqa: S101  made by make_nodes
    return public_jwk(load_own_key(node.settings.exchange_key_id, key_file))


def _seal(node: Node) -> str:
    seal_file = node.settings.exchange_seal_file
    assert seal_file is not None  # noqa: S101  made by make_nodes
    return keystore_certificate(seal_file.read_bytes(), node.seal_pin)[1]


def _write(path: Path, value: object) -> None:
    path.write_bytes(orjson.dumps(value, option=orjson.OPT_INDENT_2))
