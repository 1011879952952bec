"""The sealed XML of a hand delivery: verified first, then parsed without entities, then validated.

What is sealed is the file as it lies: nothing of an unknown sender reaches the parser.
"""

from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from province_app.exchange.answered import verified_now
from province_app.exchange.hand.refused import HandRefused
from province_app.exchange.node import Node
from province_app.signing.verifier import SignatureRefused

NAMESPACE = "urn:cbccvc:hand-delivery:1"
SCHEMA_FILE = Path(__file__).parent / "hand-delivery.xsd"
# UTF-8 and nothing before the root: so no document type can be declared, and no entity.
_HEAD = b"<?xml version='1.0' encoding='UTF-8'?>\n<"


@cache
def schema() -> etree.XMLSchema:
    """Return the schema that is shipped beside this module."""
    return etree.XMLSchema(etree.parse(SCHEMA_FILE, _parser()))


def tag(name: str) -> str:
    """Return the element's name in its namespace."""
    return f"{{{NAMESPACE}}}{name}"


def written(root: Any) -> bytes:
    """Return the document's bytes, as they are sealed."""
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return made


def require_seal(node: Node, agency: str, body: bytes, signature: bytes) -> None:
    """HandRefused unless the file is sealed by that agency's registered seal."""
    try:
        mark = verified_now(body, signature, node.trust.get()).certificate_sha256
    except (SignatureRefused, ValueError) as error:
        raise HandRefused("hand_seal_invalid") from error
    if mark not in node.seals.get().get(agency, frozenset()):
        raise HandRefused("hand_seal_invalid")


def parsed(body: bytes, root: str) -> Any:
    """Return the valid document's root; HandRefused for anything else."""
    if not body.startswith(_HEAD + root.encode()):
        raise HandRefused("hand_form")
    try:
        found = etree.fromstring(body, _parser())
    except etree.XMLSyntaxError as error:
        raise HandRefused("hand_form") from error
    if found.tag != tag(root) or not schema().validate(found):
        raise HandRefused("hand_form", f"({schema().error_log.last_error})")
    return found


def sealer(body: bytes, root: str, attribute: str) -> str:
    """Return the agency that the root names, read without a parser: whose seal is asked for."""
    if not body.startswith(_HEAD + root.encode()):
        raise HandRefused("hand_form")
    head = body[: body.find(b">", len(_HEAD))]
    _, found, rest = head.partition(f' {attribute}="'.encode())
    if not found:
        raise HandRefused("hand_form")
    return rest.split(b'"', 1)[0].decode("ascii", "replace")


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
        huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
