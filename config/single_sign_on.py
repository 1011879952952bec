"""The province's single sign-on: who answers for a person, and as whom this node asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
NAMES = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET_FILE")


@dataclass(frozen=True)
class Provider:
    """An OpenID provider and this node's registration there."""

    issuer: str
    client_id: str
    client_secret: str
    strong: frozenset[str]  # `acr` or `amr` values with which our own code is not asked for


def read_provider(env: Mapping[str, str]) -> Provider | None:
    """Return the provider of `env`, None without; ValueError names the setting that is wrong."""
    issuer, client_id, path = (env.get(name, "") for name in NAMES)
    if not any((issuer, client_id, path)):
        return None
    for name in NAMES:
        if not env.get(name):
            raise ValueError(f"{name} is missing: {', '.join(NAMES)} go together")
    if not is_safe(issuer):
        raise ValueError("OIDC_ISSUER must be https unless it is a loopback address")
    try:
        secret = Path(path).read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"OIDC_CLIENT_SECRET_FILE cannot be read: {error}") from error
    if not secret:
        raise ValueError("OIDC_CLIENT_SECRET_FILE is empty")
    return Provider(issuer, client_id, secret, frozenset(env.get("OIDC_STRONG", "").split()))


def is_safe(url: str) -> bool:
    """Whether what is sent to the address cannot be read on the way."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    loopback = parts.scheme == "http" and parts.hostname in LOOPBACK
    return bool(parts.hostname) and (parts.scheme == "https" or loopback)
