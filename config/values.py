"""Values of the environment, each in the form in which the program uses it.

A ValueError names the variable and says what to do.
"""

import re
import shlex
import shutil
from collections.abc import Mapping
from datetime import datetime
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from tiers.units import Role

Env = Mapping[str, str]
Networks = tuple[IPv4Network | IPv6Network, ...]
LOOPBACK = {"127.0.0.1", "localhost", "::1"}

_ADDRESS = re.compile(r"[^@\s,]+@[^@\s,]+\.[^@\s,]+")


def whole_number(env: Env, name: str, default: int, least: int, most: int) -> int:
    """Return a number within bounds, both of them allowed."""
    text = env.get(name, str(default))
    if not (text.isascii() and text.isdecimal()) or not least <= int(text) <= most:
        raise ValueError(f"{name} must be a whole number from {least} to {most}, not {text!r}")
    return int(text)


def origin(name: str, url: str, example: str) -> SplitResult:
    """Return an address of http or https that is scheme and host alone, in its parts."""
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        known = known and not (parts.username or parts.path or parts.query or parts.fragment)
    except ValueError:  # brackets that do not close, a port that is no number
        known = False
    if not known:
        raise ValueError(f"{name} must be scheme and host alone, such as {example}")
    return parts


def is_safe(url: SplitResult) -> bool:
    """Tell whether nobody can read on the way what is sent to the address."""
    return url.scheme == "https" or (url.scheme == "http" and url.hostname in LOOPBACK)


def is_named(url: SplitResult) -> bool:
    """Tell whether the host is a name rather than a number."""
    try:
        ip_address(url.hostname or "")
    except ValueError:
        return bool(url.hostname)
    return False


def roles(env: Env, name: str) -> frozenset[Role]:
    """Return roles that stand with commas or spaces between them."""
    words = env.get(name, "").replace(",", " ").split()
    try:
        return frozenset(map(Role, words))
    except ValueError as error:
        raise ValueError(f"{name} must name some of {', '.join(Role)}: {error}") from error


def database(env: Env, name: str) -> str:
    """Return the address with the driver named: under SQLAlchemy 2.1 the bare form is psycopg 3."""
    url = env.get(name, "")
    for bare in ("postgres://", "postgresql://"):
        if url.startswith(bare):
            return "postgresql+psycopg2://" + url.removeprefix(bare)
    if url and not url.startswith("postgresql+psycopg2://"):
        raise ValueError(f"{name} must start with postgresql://")
    return url


def mail_server(env: Env, name: str) -> str:
    """Return the address of the mail server; "" where none is named."""
    url = env.get(name, "")
    if url and not (url.startswith(("smtp://", "smtps://")) and urlsplit(url).hostname):
        raise ValueError(f"{name} must look like smtps://name:password@mail.example.vn")
    return url


def hosts(env: Env, name: str, port: int) -> tuple[str, ...]:
    """Return hosts as `host:port`, the port filled in where none is named."""
    found = []
    for word in env.get(name, "").replace(",", " ").split():
        try:
            parts = urlsplit(f"//{word}")
            known = parts.hostname and parts.netloc == word and parts.port != 0
            found.append(f"{parts.hostname}:{parts.port or port}")
        except ValueError:  # brackets that do not close, a port that is no number
            known = False
        if not known or "@" in word:
            raise ValueError(f"{name} must look like ntp.example.vn, 10.1.2.3:123, not {word!r}")
    return tuple(dict.fromkeys(found))


def addresses(env: Env, name: str) -> tuple[str, ...]:
    """Return mail addresses that stand with commas or spaces between them."""
    words = tuple(env.get(name, "").replace(",", " ").split())
    if any(not _ADDRESS.fullmatch(one) for one in words):
        raise ValueError(f"{name} must look like truc@example.vn, may-chu@example.vn")
    return words


def networks(env: Env, name: str) -> Networks:
    """Return networks that stand with commas or spaces between them."""
    words = env.get(name, "").replace(",", " ").split()
    try:
        return tuple(map(ip_network, words))
    except ValueError as error:
        raise ValueError(f"{name} must look like 203.0.113.0/24, 10.1.2.3/32: {error}") from error


def moment(env: Env, name: str) -> datetime | None:
    """Return a moment with its zone; None where none is named."""
    text = env.get(name)
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise ValueError(f"{name} must look like 2024-05-20T08:00+07:00, not {text!r}")
    return found


def path(env: Env, name: str) -> Path | None:
    """Return the path as it is named; None where none is."""
    return Path(env[name]) if env.get(name) else None


def command(env: Env, name: str) -> tuple[str, ...]:
    """Return a command in words, its program by its whole path; no shell ever reads it."""
    try:
        program, *arguments = shlex.split(env.get(name, "")) or [""]
    except ValueError as error:
        raise ValueError(f"{name} cannot be read: {error}") from error
    if not program:
        return ()
    found = shutil.which(program)
    if found is None:
        raise ValueError(f"{name} names {program!r}, which is no program here")
    return (str(Path(found).absolute()), *arguments)
