"""The sealed XML of a hand delivery: verified first, then parsed without entities, then validated.

What is sealed is the file as it lies: nothing of an unknown sender reaches the parser. It is
written and read element by element.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from province_app.exchange.answered import verified_now
from province_app.exchange.hand.archive import File, mapped
from province_app.exchange.hand.refused import HandRefused
from province_app.exchange.node import Node
from province_app.signing.verifier import SignatureRefused

NAMESPACE = "urn:cbccvc:hand-delivery:1"
SCHEMA_FILE = Path(__file__).parent / "hand-delivery.xsd"
# UTF-8 and nothing before the root: so no document type can be declared, and no entity.
_HEAD = b"<?xml version='1.0' encoding='UTF-8'?>\n<"
_ROOT_BYTES = 4_096  # the root and its attributes are far shorter
_SAFE = {
    "resolve_entities": False, "no_network": True, "load_dtd": False, "dtd_validation": False,
    "huge_tree": False, "remove_comments": True, "remove_pis": True,
}  # fmt: skip


@cache
def schema() -> etree.XMLSchema:
    """Return the schema that is shipped beside this module."""
    return etree.XMLSchema(etree.parse(SCHEMA_FILE, etree.XMLParser(**_SAFE)))


def tag(name: str) -> str:
    """Return the element's name in its namespace."""
    return f"{{{NAMESPACE}}}{name}"


def require_seal(node: Node, agency: str, file: File, signature: bytes) -> None:
    """HandRefused unless the file is sealed by that agency's registered seal."""
    try:
        with mapped(file) as body:
            mark = verified_now(body, signature, node.trust.get()).certificate_sha256
    except (SignatureRefused, ValueError) as error:
        raise HandRefused("hand_seal_invalid") from error
    if mark not in node.seals.get().get(agency, frozenset()):
        raise HandRefused("hand_seal_invalid")


def elements(file: File, root: str) -> Iterator[Any]:
    """Yield the root when it begins and every other element when it ends.

    HandRefused, at the latest at the end, for anything but a valid document. What is not cleared
    by the caller stays in memory.
    """
    _root_of(file, root)
    try:
        events = etree.iterparse(file, events=("start", "end"), schema=schema(), **_SAFE)
        begun = ended = False
        for event, one in events:
            if not begun and one.tag != tag(root):
                raise HandRefused("hand_form")
            ended = event == "end" and one.getparent() is None
            if not begun or (event == "end" and not ended):
                begun = True
                yield one
        if not ended:  # the parser says nothing of a root that is cut off
            raise HandRefused("hand_form")
    except etree.XMLSyntaxError as error:
        raise HandRefused("hand_form", f"({error.msg})") from error


def drop(element: Any) -> None:
    """Forget an element that was read, and what stood before it."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def sealer(file: File, root: str, attribute: str) -> str:
    """Return the agency that the root names, read without a parser: whose seal is asked for."""
    head = _root_of(file, root)
    head = head[: head.find(b">", len(_HEAD))]
    _, found, rest = head.partition(f' {attribute}="'.encode())
    if not found:
        raise HandRefused("hand_form")
    return rest.split(b'"', 1)[0].decode("ascii", "replace")


def _root_of(file: File, root: str) -> bytes:
    file.seek(0)
    head = file.read(_ROOT_BYTES)
    file.seek(0)
    if not head.startswith(_HEAD + root.encode()):
        raise HandRefused("hand_form")
    return head
