"""The settings of one process, read once from the environment and checked at start."""

import secrets
import shlex
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from config.backups import read_places
from config.key_files import (
    new_keys,
    new_signing_key,
    own_file,
    read_keys,
    read_signing_key,
)
from config.schedule import TICK_SECONDS
from config.signing import SigningServices, read_services
from config.single_sign_on import Provider, read_provider

Networks = tuple[IPv4Network | IPv6Network, ...]
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
ROLES = ("province", "department", "national")
AGENCY_CODES = {"province": "H40", "department": "", "national": "G01"}
SHORTEST_SECRET = 32
LONGEST_TICK = 86_400
LONGEST_LIMIT = 3600
LEAST_PLACES = 2  # Quy chế Đ.9.2: two houses
AGENCIES = Path(__file__).parent / "exchange-agencies.json"


class SettingError(ValueError):
    """A setting is missing, malformed or unsafe; the message names it and says what to do."""


@dataclass(frozen=True)
class Limits:
    """Seconds after which the database ends what a page asks: security bar C 49."""

    statement: int
    lock: int  # waiting for what another holds
    idle: int  # silent in the midst of a transaction


@dataclass(frozen=True)
class Settings:
    """What one process (web, scheduler or command) of one node needs to know."""

    role: str
    database_url: str  # logs in as a member of role `app`; "" = the embedded server
    owner_database_url: str  # logs in as a member of role `owner`, for migrations
    port: int
    public_url: str  # scheme and host, no trailing slash
    agency_code: str
    secret_key: str
    var: Path
    clock: datetime | None
    clock_file: Path | None
    exchange_url: str
    exchange_key_id: str
    exchange_key_file: Path | None
    exchange_peer_keys_file: Path | None
    exchange_peer_seals_file: Path | None
    exchange_peer_agency: str  # who alone answers and seals as the node above; "" = see agencies.py
    exchange_trust_file: Path | None
    exchange_agencies_file: Path  # unit prefixes, successions, who may not look up
    exchange_seal_file: Path | None  # the node's own seal, PKCS#12; its PIN stands in a file beside
    exchange_seal_pin_file: Path | None
    # Seals the receipts of departments that deliver to this province, without a person; with its
    # PIN's file. None = the province takes part as a sender alone.
    receipt_seal_file: Path | None
    receipt_seal_pin_file: Path | None
    tick_seconds: int  # the longest that the scheduler sleeps when nobody wakes it
    trusted_proxies: int  # how many stand before the web server and add to X-Forwarded-For
    smtp_url: str  # where notices of accounts are handed over for mailing; "" = they are not
    provider: Provider | None  # the province's single sign-on; None = there is none
    evidence_dir: Path
    evidence_scan_command: tuple[str, ...]  # program and arguments; none = no scanner
    signing: SigningServices
    # The first one seals, all open, the last one is the index key; none on the national node.
    master_keys: tuple[bytes, ...]
    audit_key: bytes  # signs heads of the log; empty on the national node
    audit_places: tuple[str, ...]  # folders and addresses where the heads go
    backup_places: tuple[Path, ...]  # outside folders; none: backups are somebody else's business
    outbound_networks: Networks  # what alone is called beside this machine; () = see outbound.py
    database_limits: Limits  # of a page's own connection
    metrics_token: str  # what a reader of /metrics shows; "" = nobody reads it, but on loopback

    @property
    def keeps_records(self) -> bool:
        """Whether people work at this node: all but the national one."""
        return self.role != "national"

    @property
    def asks_nationally(self) -> bool:
        """Whether the node asks the national database for people: a province that is connected."""
        return self.role == "province" and bool(self.exchange_url)

    @property
    def receives(self) -> bool:
        """Whether other agencies deliver records to this node."""
        return self.role == "national" or self.receipt_seal_file is not None

    @property
    def https(self) -> bool:
        """Whether browsers reach the node by https: cookies are Secure then, on loopback too."""
        return urlsplit(self.public_url).scheme == "https"

    @property
    def secure(self) -> bool:
        """Whether the node is reached by others: every address that is not loopback is."""
        return urlsplit(self.public_url).hostname not in LOOPBACK


def load_settings(env: Mapping[str, str]) -> Settings:
    """Return the settings of `env`; SettingError names the first one that cannot be used."""
    role = env.get("ROLE", "province")
    if role not in ROLES:
        raise SettingError(f"ROLE must be one of {', '.join(ROLES)}, not {role!r}")
    keeps_records = role != "national"
    port = _port(env)
    public_url = env.get("PUBLIC_URL", f"http://127.0.0.1:{port}").rstrip("/")
    scheme, host = _scheme_and_host(public_url)
    secure = host not in LOOPBACK
    if secure and scheme != "https":
        raise SettingError("PUBLIC_URL must be https unless it is a loopback address")
    var = Path(env.get("VAR_DIR", "var")).resolve()
    settings = Settings(
        role=role,
        database_url=_database(env, "DATABASE_URL"),
        owner_database_url=_database(env, "OWNER_DATABASE_URL"),
        port=port,
        public_url=public_url,
        agency_code=_agency_code(env, role),
        secret_key=_secret(env, var, secure),
        var=var,
        clock=_moment(env, "CLOCK"),
        clock_file=_path(env, "CLOCK_FILE"),
        exchange_url=_exchange_url(env),
        exchange_key_id=env.get("EXCHANGE_KEY_ID", ""),
        exchange_key_file=_path(env, "EXCHANGE_KEY_FILE"),
        exchange_peer_keys_file=_path(env, "EXCHANGE_PEER_KEYS_FILE"),
        exchange_peer_seals_file=_path(env, "EXCHANGE_PEER_SEALS_FILE"),
        exchange_peer_agency=env.get("EXCHANGE_PEER_AGENCY", ""),
        exchange_trust_file=_path(env, "EXCHANGE_TRUST_FILE"),
        exchange_agencies_file=_path(env, "EXCHANGE_AGENCIES_FILE") or AGENCIES,
        exchange_seal_file=_path(env, "EXCHANGE_SEAL_FILE"),
        exchange_seal_pin_file=_path(env, "EXCHANGE_SEAL_PIN_FILE"),
        receipt_seal_file=_path(env, "EXCHANGE_RECEIPT_SEAL_FILE"),
        receipt_seal_pin_file=_path(env, "EXCHANGE_RECEIPT_SEAL_PIN_FILE"),
        tick_seconds=_tick_seconds(env),
        trusted_proxies=_proxies(env),
        smtp_url=_smtp(env),
        provider=_provider(env) if keeps_records else None,
        evidence_dir=(_path(env, "EVIDENCE_DIR") or var / "evidence").resolve(),
        evidence_scan_command=_command(env, "EVIDENCE_SCAN_COMMAND"),
        signing=_signing(env),
        master_keys=_master_keys(env, var, secure) if keeps_records else (),
        audit_key=_audit_key(env, var, secure) if keeps_records else b"",
        audit_places=_audit_places(env, var, secure) if keeps_records else (),
        backup_places=_backup_places(env, secure) if role == "province" else (),
        outbound_networks=_networks(env),
        database_limits=_limits(env),
        metrics_token=_token(env, "METRICS_TOKEN_FILE"),
    )
    if settings.receipt_seal_file and (role != "province" or not settings.receipt_seal_pin_file):
        raise SettingError(
            "EXCHANGE_RECEIPT_SEAL_FILE is for a province that departments deliver to, together"
            " with EXCHANGE_RECEIPT_SEAL_PIN_FILE"
        )
    if settings.secure:
        for name in ("CLOCK", "CLOCK_FILE", "FLASK_DEBUG"):
            if env.get(name, "0") not in ("", "0"):
                raise SettingError(f"{name} is for tests and the demo; unset it for {public_url}")
        _refuse_unsafe(env, settings)
    return settings


def _refuse_unsafe(env: Mapping[str, str], settings: Settings) -> None:
    """Refuse what others could read or change on a node that others reach."""
    if settings.exchange_url and urlsplit(settings.exchange_url).scheme != "https":
        raise SettingError("EXCHANGE_URL must be https: records of people travel there")
    for name in (
        "SECRET_KEY_FILE",
        "MASTER_KEYS_FILE",
        "AUDIT_KEY_FILE",
        "OIDC_CLIENT_SECRET_FILE",
        "METRICS_TOKEN_FILE",
        "EXCHANGE_RECEIPT_SEAL_PIN_FILE",
    ):
        if (path := _path(env, name)) and path.exists() and path.stat().st_mode & 0o077:
            raise SettingError(f"{name} must be for its owner alone: chmod 600 {path}")
    if settings.keeps_records and settings.exchange_seal_pin_file:
        raise SettingError("EXCHANGE_SEAL_PIN_FILE is for the national node; unset it")


def _scheme_and_host(public_url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(public_url)
        known = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        known = known and not (parts.username or parts.path or parts.query or parts.fragment)
    except ValueError:  # brackets that do not close, a port that is no number
        known = False
    if not known:
        raise SettingError("PUBLIC_URL must be a full address such as https://hoso.example.vn")
    return parts.scheme, str(parts.hostname)


def _agency_code(env: Mapping[str, str], role: str) -> str:
    code = env.get("AGENCY_CODE") or AGENCY_CODES[role]
    if not code:
        raise SettingError("AGENCY_CODE must name the department, as the province knows it")
    return code


def _port(env: Mapping[str, str]) -> int:
    text = env.get("PORT", "5000")
    if not (text.isascii() and text.isdecimal()) or not 0 < int(text) < 65536:
        raise SettingError(f"PORT must be a number between 1 and 65535, not {text!r}")
    return int(text)


def _smtp(env: Mapping[str, str]) -> str:
    url = env.get("SMTP_URL", "")
    if url and not (url.startswith(("smtp://", "smtps://")) and urlsplit(url).hostname):
        raise SettingError("SMTP_URL must look like smtps://name:password@mail.example.vn")
    return url


def _tick_seconds(env: Mapping[str, str]) -> int:
    text = env.get("TICK_SECONDS", str(TICK_SECONDS))
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= LONGEST_TICK:
        raise SettingError(f"TICK_SECONDS must be whole seconds from 1 to {LONGEST_TICK}")
    return int(text)


def _limits(env: Mapping[str, str]) -> Limits:
    return Limits(
        _seconds(env, "DATABASE_STATEMENT_SECONDS", 60),
        _seconds(env, "DATABASE_LOCK_SECONDS", 30),
        _seconds(env, "DATABASE_IDLE_SECONDS", 300),
    )


def _seconds(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name) or str(default)
    if not (text.isascii() and text.isdecimal()) or not 1 <= int(text) <= LONGEST_LIMIT:
        raise SettingError(f"{name} must be whole seconds from 1 to {LONGEST_LIMIT}")
    return int(text)


def _proxies(env: Mapping[str, str]) -> int:
    text = env.get("TRUSTED_PROXIES") or "0"
    if not (text.isascii() and text.isdecimal()) or int(text) > 9:
        raise SettingError(f"TRUSTED_PROXIES must be a number from 0 to 9, not {text!r}")
    return int(text)


def _database(env: Mapping[str, str], name: str) -> str:
    """Return the address with the driver named: under SQLAlchemy 2.1 the bare form is psycopg 3."""
    url = env.get(name, "")
    for bare in ("postgres://", "postgresql://"):
        if url.startswith(bare):
            return "postgresql+psycopg2://" + url.removeprefix(bare)
    if url and not url.startswith("postgresql+psycopg2://"):
        raise SettingError(f"{name} must start with postgresql://")
    return url


def _exchange_url(env: Mapping[str, str]) -> str:
    """Return scheme and host of the other node. Source: exchange contract, annex 23, 29."""
    url = env.get("EXCHANGE_URL", "").rstrip("/")
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        known = known and not (parts.username or parts.path or parts.query or parts.fragment)
    except ValueError:
        known = False
    if url and not known:
        raise SettingError(
            "EXCHANGE_URL must be scheme and host alone, such as https://csdlqg.example.vn: the"
            " contract's addresses begin at /exchange/v1 there"
        )
    if url and parts.scheme != "https" and parts.hostname not in LOOPBACK:
        raise SettingError("EXCHANGE_URL must be https unless it is a loopback address")
    return url


def _networks(env: Mapping[str, str]) -> Networks:
    words = env.get("OUTBOUND_NETWORKS", "").replace(",", " ").split()
    try:
        return tuple(map(ip_network, words))
    except ValueError as error:
        raise SettingError(
            f"OUTBOUND_NETWORKS must look like 203.0.113.0/24, 10.1.2.3/32: {error}"
        ) from error


def _moment(env: Mapping[str, str], name: str) -> datetime | None:
    text = env.get(name)
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise SettingError(f"{name} must look like 2024-05-20T08:00+07:00, not {text!r}")
    return moment


def _path(env: Mapping[str, str], name: str) -> Path | None:
    return Path(env[name]) if env.get(name) else None


def _command(env: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Return a command in words, its program by its whole path; no shell ever reads it."""
    try:
        program, *arguments = shlex.split(env.get(name, "")) or [""]
    except ValueError as error:
        raise SettingError(f"{name} cannot be read: {error}") from error
    if not program:
        return ()
    found = shutil.which(program)
    if found is None:
        raise SettingError(f"{name} names {program!r}, which is no program here")
    return (str(Path(found).absolute()), *arguments)


def _signing(env: Mapping[str, str]) -> SigningServices:
    try:
        return read_services(env)
    except ValueError as error:
        raise SettingError(str(error)) from error


def _provider(env: Mapping[str, str]) -> Provider | None:
    try:
        return read_provider(env)
    except ValueError as error:
        raise SettingError(str(error)) from error


def _backup_places(env: Mapping[str, str], secure: bool) -> tuple[Path, ...]:
    try:
        return read_places(env, secure)
    except ValueError as error:
        raise SettingError(str(error)) from error


def _secret(env: Mapping[str, str], var: Path, secure: bool) -> str:
    path = _path(env, "SECRET_KEY_FILE")
    if path is None:
        if secure:
            raise SettingError(
                "SECRET_KEY_FILE must name a file with at least 32 random characters"
            )
        path = own_file(var / "secret-key", secrets.token_urlsafe(SHORTEST_SECRET))
    try:
        secret = path.read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"SECRET_KEY_FILE cannot be read: {error}") from error
    if len(secret) < SHORTEST_SECRET:
        raise SettingError(f"SECRET_KEY_FILE must hold at least {SHORTEST_SECRET} characters")
    return secret


def _token(env: Mapping[str, str], name: str) -> str:
    path = _path(env, name)
    try:
        token = path.read_text().strip() if path else ""
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"{name} cannot be read: {error}") from error
    if path and len(token) < SHORTEST_SECRET:
        raise SettingError(f"{name} must hold at least {SHORTEST_SECRET} characters")
    return token


def _master_keys(env: Mapping[str, str], var: Path, secure: bool) -> tuple[bytes, ...]:
    path = _path(env, "MASTER_KEYS_FILE")
    if path is None:
        if secure:
            raise SettingError(
                "MASTER_KEYS_FILE must name the file of the keys that seal records and documents;"
                " `flask --app wsgi keys new` prints one"
            )
        path = own_file(var / "master-keys", new_keys())
    try:
        return read_keys(path)
    except (OSError, ValueError) as error:
        raise SettingError(f"MASTER_KEYS_FILE cannot be used: {error}") from error


def _audit_key(env: Mapping[str, str], var: Path, secure: bool) -> bytes:
    path = _path(env, "AUDIT_KEY_FILE")
    if path is None:
        if secure:
            raise SettingError(
                "AUDIT_KEY_FILE must name the file of the key that signs heads of the log;"
                " `flask --app wsgi audit new-key` prints one"
            )
        path = own_file(var / "audit-key", new_signing_key())
    try:
        return read_signing_key(path)
    except (OSError, ValueError) as error:
        raise SettingError(f"AUDIT_KEY_FILE cannot be used: {error}") from error


def _audit_places(env: Mapping[str, str], var: Path, secure: bool) -> tuple[str, ...]:
    """Return two places or more; two folders of `var` on loopback where nothing is named."""
    named = [one.strip() for one in env.get("AUDIT_CHECKPOINTS", "").split(",") if one.strip()]
    if not named and not secure:
        named = [str(var / "audit-checkpoints" / house) for house in ("so-tttt", "so-noi-vu")]
    if len(set(named)) < LEAST_PLACES:
        raise SettingError(
            "AUDIT_CHECKPOINTS must name two places outside of this node, folders or https"
            " addresses, with a comma between them"
        )
    return tuple(_place(one) for one in named)


def _place(text: str) -> str:
    if "://" not in text:
        if not Path(text).is_absolute():
            raise SettingError(f"AUDIT_CHECKPOINTS must name folders from the root, not {text!r}")
        return text
    parts = urlsplit(text)
    if not (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)):
        raise SettingError(f"AUDIT_CHECKPOINTS must be https, not {parts.scheme}")
    return text
