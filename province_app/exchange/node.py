"""This node as a party of the exchange: who it is, its keys, and whom it knows."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from config.settings import SettingError, Settings
from province_app.exchange.agencies import Agencies, load_agencies
from province_app.exchange.message_signatures import OwnKey, PeerKeys, load_own_key, origin
from province_app.signing.keystore import sign_with_keystore
from province_app.signing.packaging import Content
from province_app.trust import TrustSource
from province_app.watched import Watched, load_seals
from tiers.peers import may_be_above


@dataclass(frozen=True)
class Node:
    """A node's identity, its integration key, and the files that say whom it trusts."""

    agency: str
    level: str  # the stage whose submissions it takes
    origin: str  # scheme and host that others sign in @target-uri
    key: OwnKey
    peers: PeerKeys
    seals: Watched[dict[str, frozenset[str]]]
    trust: TrustSource
    agencies: Watched[Agencies]
    peer: str = ""  # the agency of the node above, where it is named

    def is_above(self, agency: str) -> bool:
        """Tell whether the agency is the node that we send to, of those whose keys are known."""
        known = {key_id.rpartition("/")[0] for key_id in self.peers.current()}
        senders = self.agencies.get().senders()
        return may_be_above(agency, self.agency, known, self.peer, senders)


def node_of(settings: Settings) -> Node:
    """Return the node; SettingError names what is missing or cannot be read."""
    key_file = _required(settings.exchange_key_file, "EXCHANGE_KEY_FILE")
    try:
        key = load_own_key(settings.exchange_key_id, key_file)
    except (OSError, ValueError) as error:
        raise SettingError(f"EXCHANGE_KEY_ID, EXCHANGE_KEY_FILE: {error}") from error
    return Node(
        agency=settings.agency_code,
        level=settings.role,
        origin=origin(settings.public_url),
        key=key,
        peers=PeerKeys(_required(settings.exchange_peer_keys_file, "EXCHANGE_PEER_KEYS_FILE")),
        seals=Watched(
            _required(settings.exchange_peer_seals_file, "EXCHANGE_PEER_SEALS_FILE"), load_seals
        ),
        trust=_trust(settings),
        agencies=Watched(settings.exchange_agencies_file, load_agencies),
        peer=settings.exchange_peer_agency,
    )


def _trust(settings: Settings) -> TrustSource:
    path = _required(settings.exchange_trust_file, "EXCHANGE_TRUST_FILE")
    return TrustSource(path, settings.signing.tsa_trust_file)


def seal_of(settings: Settings) -> Callable[[Content], bytes]:
    """Return the function that seals receipts without a person (DER CMS, detached).

    A province has a seal for that alone: its own seal approves by a person's PIN.
    """
    file, pin_file = settings.exchange_seal_file, settings.exchange_seal_pin_file
    name = "EXCHANGE_SEAL"
    if settings.keeps_records:
        file, pin_file = settings.receipt_seal_file, settings.receipt_seal_pin_file
        name = "EXCHANGE_RECEIPT_SEAL"
    p12 = _required(file, f"{name}_FILE").read_bytes()
    pin = _required(pin_file, f"{name}_PIN_FILE").read_text().strip()
    return lambda content: sign_with_keystore(content, p12, pin)


def _required(path: Path | None, name: str) -> Path:
    if path is None:
        raise SettingError(f"{name} must name a file: this node takes part in the exchange")
    return path
