"""The settings of one process, read once from the environment and checked at start."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from config import values
from config.audit_places import read_audit_places
from config.backups import read_places
from config.key_files import audit_key, master_keys, session_secret, token
from config.schedule import TICK_SECONDS
from config.signing import SigningServices, read_services
from config.single_sign_on import Provider, read_provider
from config.values import LOOPBACK, Networks, whole_number
from tiers.units import Role

ROLES = ("province", "department", "national")
AGENCY_CODES = {"province": "H40", "department": "", "national": "G01"}
LONGEST_TICK_S = 86_400
LONGEST_LIMIT_S = 3600
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
    alarm_mail_to: tuple[str, ...]  # told of alarms beside the province's own accounts
    smtp_url: str  # where notices of accounts are handed over for mailing; "" = they are not
    provider: Provider | None  # the province's single sign-on; None = there is none
    passkey_roles: frozenset[Role]  # whose accounts enter by a passkey alone, once they have one
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
    ntp_servers: tuple[str, ...]  # `host:port`, that judge the clock; () = nobody watches it
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
    try:
        settings = _read(env)
        if settings.secure:
            _refuse_unsafe(env, settings)
    except ValueError as error:
        raise SettingError(str(error)) from error
    return settings


def _read(env: Mapping[str, str]) -> Settings:
    role = env.get("ROLE", "province")
    if role not in ROLES:
        raise ValueError(f"ROLE must be one of {', '.join(ROLES)}, not {role!r}")
    keeps_records = role != "national"
    port = whole_number(env, "PORT", 5000, 1, 65535)
    public_url = env.get("PUBLIC_URL", f"http://127.0.0.1:{port}").rstrip("/")
    public = values.origin("PUBLIC_URL", public_url, "https://hoso.example.vn")
    if not values.is_safe(public):
        raise ValueError("PUBLIC_URL must be https unless it is a loopback address")
    secure = public.hostname not in LOOPBACK
    var = Path(env.get("VAR_DIR", "var")).resolve()
    settings = Settings(
        role=role,
        database_url=values.database(env, "DATABASE_URL"),
        owner_database_url=values.database(env, "OWNER_DATABASE_URL"),
        port=port,
        public_url=public_url,
        agency_code=_agency_code(env, role),
        secret_key=session_secret(env, var, secure),
        var=var,
        clock=values.moment(env, "CLOCK"),
        clock_file=values.path(env, "CLOCK_FILE"),
        exchange_url=_exchange_url(env),
        exchange_key_id=env.get("EXCHANGE_KEY_ID", ""),
        exchange_key_file=values.path(env, "EXCHANGE_KEY_FILE"),
        exchange_peer_keys_file=values.path(env, "EXCHANGE_PEER_KEYS_FILE"),
        exchange_peer_seals_file=values.path(env, "EXCHANGE_PEER_SEALS_FILE"),
        exchange_peer_agency=env.get("EXCHANGE_PEER_AGENCY", ""),
        exchange_trust_file=values.path(env, "EXCHANGE_TRUST_FILE"),
        exchange_agencies_file=values.path(env, "EXCHANGE_AGENCIES_FILE") or AGENCIES,
        exchange_seal_file=values.path(env, "EXCHANGE_SEAL_FILE"),
        exchange_seal_pin_file=values.path(env, "EXCHANGE_SEAL_PIN_FILE"),
        receipt_seal_file=values.path(env, "EXCHANGE_RECEIPT_SEAL_FILE"),
        receipt_seal_pin_file=values.path(env, "EXCHANGE_RECEIPT_SEAL_PIN_FILE"),
        tick_seconds=whole_number(env, "TICK_SECONDS", TICK_SECONDS, 1, LONGEST_TICK_S),
        trusted_proxies=whole_number(env, "TRUSTED_PROXIES", 0, 0, 9),
        alarm_mail_to=values.addresses(env, "ALARM_MAIL_TO"),
        smtp_url=values.mail_server(env, "SMTP_URL"),
        provider=read_provider(env) if keeps_records else None,
        passkey_roles=values.roles(env, "PASSKEY_REQUIRED_FOR") if keeps_records else frozenset(),
        evidence_dir=(values.path(env, "EVIDENCE_DIR") or var / "evidence").resolve(),
        evidence_scan_command=values.command(env, "EVIDENCE_SCAN_COMMAND"),
        signing=read_services(env),
        master_keys=master_keys(env, var, secure) if keeps_records else (),
        audit_key=audit_key(env, var, secure) if keeps_records else b"",
        audit_places=read_audit_places(env, var, secure) if keeps_records else (),
        backup_places=read_places(env, secure) if role == "province" else (),
        outbound_networks=values.networks(env, "OUTBOUND_NETWORKS"),
        database_limits=Limits(
            whole_number(env, "DATABASE_STATEMENT_SECONDS", 60, 1, LONGEST_LIMIT_S),
            whole_number(env, "DATABASE_LOCK_SECONDS", 30, 1, LONGEST_LIMIT_S),
            whole_number(env, "DATABASE_IDLE_SECONDS", 300, 1, LONGEST_LIMIT_S),
        ),
        ntp_servers=values.hosts(env, "NTP_SERVERS", 123) if keeps_records else (),
        metrics_token=token(env, "METRICS_TOKEN_FILE"),
    )
    if settings.passkey_roles and not values.is_named(public):
        raise ValueError(
            "PASSKEY_REQUIRED_FOR needs a PUBLIC_URL with a host name: passkeys are bound to names,"
            " not to numbers"
        )
    if settings.receipt_seal_file and (role != "province" or not settings.receipt_seal_pin_file):
        raise ValueError(
            "EXCHANGE_RECEIPT_SEAL_FILE is for a province that departments deliver to, together"
            " with EXCHANGE_RECEIPT_SEAL_PIN_FILE"
        )
    return settings


def _refuse_unsafe(env: Mapping[str, str], settings: Settings) -> None:
    """Refuse what others could read or change on a node that others reach."""
    for name in ("CLOCK", "CLOCK_FILE", "FLASK_DEBUG"):
        if env.get(name, "0") not in ("", "0"):
            raise ValueError(f"{name} is for tests and the demo; unset it for a node in use")
    if settings.exchange_url and urlsplit(settings.exchange_url).scheme != "https":
        raise ValueError("EXCHANGE_URL must be https: records of people travel there")
    for name in (
        "SECRET_KEY_FILE",
        "MASTER_KEYS_FILE",
        "AUDIT_KEY_FILE",
        "OIDC_CLIENT_SECRET_FILE",
        "METRICS_TOKEN_FILE",
        "EXCHANGE_RECEIPT_SEAL_PIN_FILE",
    ):
        if (path := values.path(env, name)) and path.exists() and path.stat().st_mode & 0o077:
            raise ValueError(f"{name} must be for its owner alone: chmod 600 {path}")
    if settings.keeps_records and settings.exchange_seal_pin_file:
        raise ValueError("EXCHANGE_SEAL_PIN_FILE is for the national node; unset it")


def _agency_code(env: Mapping[str, str], role: str) -> str:
    code = env.get("AGENCY_CODE") or AGENCY_CODES[role]
    if not code:
        raise ValueError("AGENCY_CODE must name the department, as the province knows it")
    return code


def _exchange_url(env: Mapping[str, str]) -> str:
    """Return scheme and host of the other node. Source: exchange contract, annex 23, 29."""
    url = env.get("EXCHANGE_URL", "").rstrip("/")
    example = "https://csdlqg.example.vn: the contract's addresses begin at /exchange/v1 there"
    if url and not values.is_safe(values.origin("EXCHANGE_URL", url, example)):
        raise ValueError("EXCHANGE_URL must be https unless it is a loopback address")
    return url
