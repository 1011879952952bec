"""The services that a signature needs beside the trust list; each may be absent."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


@dataclass(frozen=True)
class SigningServices:
    """Where time-stamps, revocation and token keys come from."""

    tsa_urls: tuple[str, ...] = ()  # asked in this order
    tsa_trust_file: Path | None = None  # CA certificates and CRLs of the time-stamp services
    ocsp_url: str = ""
    pkcs11_module: Path | None = None
    pkcs11_token: str = ""  # label of the token
    peer_stamps: bool = False  # the node above judges at the time-stamp (contract v1.1)


def read_services(env: Mapping[str, str]) -> SigningServices:
    """Return the services of `env`; ValueError names the setting that cannot be used."""
    tsa_urls = tuple(env.get("TSA_URL", "").split())
    ocsp_url = env.get("OCSP_URL", "")
    for name, url in (*(("TSA_URL", one) for one in tsa_urls), ("OCSP_URL", ocsp_url)):
        if url and not _is_address(url):
            raise ValueError(f"{name} must be a full address such as http://tsa.example.vn/tsa")
    trust = env.get("TSA_TRUST_FILE")
    if tsa_urls and not trust:
        raise ValueError("TSA_TRUST_FILE must name the CAs and CRLs of the service at TSA_URL")
    module, token = env.get("PKCS11_MODULE"), env.get("PKCS11_TOKEN", "")
    if bool(module) != bool(token):
        raise ValueError("PKCS11_MODULE and PKCS11_TOKEN go together: a library and a token label")
    stamps = env.get("EXCHANGE_PEER_STAMPS", "0")
    if stamps not in ("0", "1"):
        raise ValueError("EXCHANGE_PEER_STAMPS must be 0 or 1")
    return SigningServices(
        tsa_urls,
        Path(trust) if trust else None,
        ocsp_url,
        Path(module) if module else None,
        token,
        stamps == "1",
    )


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
