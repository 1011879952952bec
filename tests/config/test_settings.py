"""The settings are checked at start: an unsafe one is refused by name."""

import base64
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.key_files import new_keys, new_signing_key
from config.settings import SettingError, Settings, load_settings

PUBLIC = "https://hoso.example.vn"


@pytest.fixture
def secret(tmp_path: Path) -> str:
    """The path of a secret that is long enough."""
    path = tmp_path / "secret"
    path.write_text("s" * 32 + "\n")
    path.chmod(0o600)
    return str(path)


@pytest.fixture
def key(tmp_path: Path) -> str:
    """The path of a master key for evidence."""
    path = tmp_path / "key"
    path.write_text(new_keys())
    path.chmod(0o600)
    return str(path)


@pytest.fixture
def audit(tmp_path: Path) -> dict[str, str]:
    """What a production node needs for its log."""
    path = tmp_path / "audit"
    path.write_text(new_signing_key())
    path.chmod(0o600)
    return {"AUDIT_KEY_FILE": str(path), "AUDIT_CHECKPOINTS": "/mnt/so-tttt,https://a.vn/heads"}


@pytest.fixture
def load(tmp_path: Path):
    """Load the settings of an environment whose files stand in the test's folder."""

    def load_with(**env: str) -> Settings:
        return load_settings({"VAR_DIR": str(tmp_path / "var"), **env})

    return load_with


def test_a_newcomer_needs_no_setting(load, tmp_path: Path) -> None:
    settings = load()
    assert (settings.role, settings.port, settings.agency_code) == ("province", 5000, "H40")
    assert settings.public_url == "http://127.0.0.1:5000"
    assert settings.database_url == settings.owner_database_url == ""  # the embedded server
    assert (settings.clock, settings.clock_file) == (None, None)
    assert not settings.secure
    assert settings.var == (tmp_path / "var").resolve()


def test_a_department_names_itself_and_keeps_records(load) -> None:
    settings = load(ROLE="department", AGENCY_CODE="H40.16")
    assert (settings.agency_code, settings.keeps_records, settings.receives) == (
        "H40.16",
        True,
        False,
    )
    assert settings.master_keys
    assert len(settings.audit_places) == 2
    with pytest.raises(SettingError, match="AGENCY_CODE"):
        load(ROLE="department")


def test_a_province_receives_once_it_has_a_seal_for_receipts(load) -> None:
    assert not load().receives
    files = {"EXCHANGE_RECEIPT_SEAL_FILE": "a.p12", "EXCHANGE_RECEIPT_SEAL_PIN_FILE": "a.pin"}
    assert load(**files).receives
    for wrong in (
        {"EXCHANGE_RECEIPT_SEAL_FILE": "a.p12"},
        {**files, "ROLE": "department", "AGENCY_CODE": "H40.16"},
    ):
        with pytest.raises(SettingError, match="EXCHANGE_RECEIPT_SEAL_FILE"):
            load(**wrong)


def test_the_national_role_has_its_own_agency(load) -> None:
    assert load(ROLE="national").agency_code == "G01"
    assert load(ROLE="national", AGENCY_CODE="A02").agency_code == "A02"


def test_the_public_address_follows_the_port_and_has_no_slash_at_its_end(load) -> None:
    assert load(PORT="8080").public_url == "http://127.0.0.1:8080"
    assert load(PUBLIC_URL="http://localhost:8080/").public_url == "http://localhost:8080"


def test_a_production_node_starts_with_what_it_needs(
    load, secret: str, key: str, audit: dict[str, str]
) -> None:
    settings = load(
        PUBLIC_URL=PUBLIC,
        SECRET_KEY_FILE=secret,
        MASTER_KEYS_FILE=key,
        DATABASE_URL="postgresql://app@db/province",
        **audit,
    )
    assert settings.secure
    assert settings.audit_places == ("/mnt/so-tttt", "https://a.vn/heads")
    assert settings.secret_key == "s" * 32


@pytest.mark.parametrize(
    ("env", "name"),
    [
        ({"ROLE": "district"}, "ROLE"),
        ({"ROLE": ""}, "ROLE"),
        ({"PORT": "0"}, "PORT"),
        ({"PORT": "65536"}, "PORT"),
        ({"PORT": "-1"}, "PORT"),
        ({"PORT": "http"}, "PORT"),
        ({"PORT": "5000.0"}, "PORT"),
        ({"PORT": ""}, "PORT"),
        ({"PORT": "٥٠٠٠"}, "PORT"),
        ({"PUBLIC_URL": "hoso.example.vn"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": ""}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "ftp://hoso.example.vn"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "https://"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "http://[::1"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "https://hoso.example.vn:port"}, "PUBLIC_URL"),
        ({"CLOCK": "2024-05-20T08:00"}, "CLOCK"),  # which zone?
        ({"CLOCK": "tomorrow"}, "CLOCK"),
        ({"DATABASE_URL": "sqlite:///var/db"}, "DATABASE_URL"),
        ({"DATABASE_URL": "mysql://root@db/province"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgresql+asyncpg://app@db/province"}, "DATABASE_URL"),
        ({"OWNER_DATABASE_URL": "sqlite:///var/db"}, "OWNER_DATABASE_URL"),
        ({"SMTP_URL": "http://mail.example.vn"}, "SMTP_URL"),
        ({"SMTP_URL": "smtp://"}, "SMTP_URL"),
        ({"NTP_SERVERS": "ntp://ntp.example.vn"}, "NTP_SERVERS"),
        ({"NTP_SERVERS": "ntp.example.vn:0"}, "NTP_SERVERS"),
        ({"NTP_SERVERS": "ntp.example.vn:x"}, "NTP_SERVERS"),
        ({"ALARM_MAIL_TO": "truc"}, "ALARM_MAIL_TO"),
        ({"ALARM_MAIL_TO": "a@example.vn, b"}, "ALARM_MAIL_TO"),
        ({"TRUSTED_PROXIES": "-1"}, "TRUSTED_PROXIES"),
        ({"TICK_SECONDS": "0"}, "TICK_SECONDS"),
        ({"TICK_SECONDS": "86401"}, "TICK_SECONDS"),
        ({"TICK_SECONDS": "1.5"}, "TICK_SECONDS"),
        ({"TRUSTED_PROXIES": "10"}, "TRUSTED_PROXIES"),
        ({"SECRET_KEY_FILE": "/nowhere/secret"}, "SECRET_KEY_FILE"),
        ({"MASTER_KEYS_FILE": "/nowhere/key"}, "MASTER_KEYS_FILE"),
        ({"AUDIT_KEY_FILE": "/nowhere/key"}, "AUDIT_KEY_FILE"),
        ({"AUDIT_CHECKPOINTS": "/mnt/a,mnt/b"}, "AUDIT_CHECKPOINTS"),
        ({"AUDIT_CHECKPOINTS": "/mnt/a,http://a.vn/heads"}, "AUDIT_CHECKPOINTS"),
        ({"TSA_URL": "tsa.example.vn", "TSA_TRUST_FILE": "/tsa.pem"}, "TSA_URL"),
        ({"TSA_URL": "http://tsa.example.vn"}, "TSA_TRUST_FILE"),
        ({"OCSP_URL": "file:///etc/passwd"}, "OCSP_URL"),
        ({"PKCS11_MODULE": "/usr/lib/token.so"}, "PKCS11_MODULE"),
        ({"PKCS11_TOKEN": "lanh-dao"}, "PKCS11_MODULE"),
        ({"OUTBOUND_NETWORKS": "10.0.0.0/33"}, "OUTBOUND_NETWORKS"),
        ({"OUTBOUND_NETWORKS": "10.1.2.3/8"}, "OUTBOUND_NETWORKS"),  # which of both is meant?
        ({"OUTBOUND_NETWORKS": "csdlqg.example.vn"}, "OUTBOUND_NETWORKS"),
        ({"EXCHANGE_PEER_STAMPS": "yes"}, "EXCHANGE_PEER_STAMPS"),
    ],
    ids=str,
)
def test_a_malformed_setting_is_refused_by_name(load, env: dict[str, str], name: str) -> None:
    with pytest.raises(SettingError, match=rf"^{name} "):
        load(**env)


@pytest.mark.parametrize(
    ("env", "name"),
    [
        ({"PUBLIC_URL": "http://hoso.example.vn"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "http://127.0.0.1.example.vn"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "http://127.0.0.1@example.vn"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "http://0.0.0.0:5000"}, "PUBLIC_URL"),
        ({"SECRET_KEY_FILE": ""}, "SECRET_KEY_FILE"),
        ({"MASTER_KEYS_FILE": ""}, "MASTER_KEYS_FILE"),
        ({"AUDIT_KEY_FILE": ""}, "AUDIT_KEY_FILE"),
        ({"AUDIT_CHECKPOINTS": ""}, "AUDIT_CHECKPOINTS"),
        ({"AUDIT_CHECKPOINTS": "/mnt/a"}, "AUDIT_CHECKPOINTS"),
        ({"AUDIT_CHECKPOINTS": "/mnt/a,/mnt/a"}, "AUDIT_CHECKPOINTS"),
        ({"CLOCK": "2024-05-20T08:00+07:00"}, "CLOCK"),
        ({"CLOCK_FILE": "/tmp/clock"}, "CLOCK_FILE"),  # noqa: S108  never opened
        ({"FLASK_DEBUG": "1"}, "FLASK_DEBUG"),
        ({"EXCHANGE_URL": "http://quocgia.example.vn"}, "EXCHANGE_URL"),
        ({"EXCHANGE_SEAL_PIN_FILE": "/run/pin"}, "EXCHANGE_SEAL_PIN_FILE"),
        ({"PUBLIC_URL": "https://a:b@hoso.example.vn"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "https://hoso.example.vn/ho-so"}, "PUBLIC_URL"),
    ],
    ids=str,
)
def test_what_is_unsafe_in_public_is_refused_there_by_name(
    load, secret: str, key: str, audit: dict[str, str], env: dict[str, str], name: str
) -> None:
    """Source: design §6; design decision 10 for the clocks."""
    safe = {"PUBLIC_URL": PUBLIC, "SECRET_KEY_FILE": secret, "MASTER_KEYS_FILE": key, **audit}
    load(**safe)
    with pytest.raises(SettingError, match=rf"^{name} "):
        load(**safe | env)


def test_the_clock_of_the_demo_is_allowed_on_loopback(load, tmp_path: Path) -> None:
    for host in ("127.0.0.1", "localhost", "[::1]"):
        settings = load(
            PUBLIC_URL=f"http://{host}:5000",
            CLOCK="2024-05-20T08:00+07:00",
            CLOCK_FILE=str(tmp_path / "clock"),
        )
        assert settings.clock == datetime(2024, 5, 20, 1, tzinfo=UTC)
        assert not settings.secure


@pytest.mark.parametrize("text", ["", "s" * 31, " " * 40 + "s"])
def test_a_short_secret_is_refused_by_name(load, tmp_path: Path, text: str) -> None:
    path = tmp_path / "short"
    path.write_text(text)
    with pytest.raises(SettingError, match=r"^SECRET_KEY_FILE "):
        load(SECRET_KEY_FILE=str(path))


def test_a_secret_of_raw_bytes_is_refused_by_name(load, tmp_path: Path) -> None:
    path = tmp_path / "bytes"
    path.write_bytes(b"\xff" * 64)
    with pytest.raises(SettingError, match=r"^SECRET_KEY_FILE "):
        load(SECRET_KEY_FILE=str(path))


def test_a_refusal_does_not_show_the_secret(load, tmp_path: Path) -> None:
    path = tmp_path / "short"
    path.write_text("hunter2")
    with pytest.raises(SettingError) as refused:
        load(SECRET_KEY_FILE=str(path))
    assert "hunter2" not in str(refused.value)


def test_the_secret_of_a_loopback_node_is_made_once_and_for_its_owner_alone(load) -> None:
    settings = load()
    path = settings.var / "secret-key"
    assert len(settings.secret_key) >= 32
    assert load().secret_key == settings.secret_key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    others = {settings.var / name for name in ("master-keys", "audit-key")}
    assert set(settings.var.iterdir()) == {path, *others}


def test_the_master_key_is_made_once_on_loopback_and_never_for_the_national_node(load) -> None:
    settings = load()
    path = settings.var / "master-keys"
    assert [len(one) for one in settings.master_keys] == [32, 32]
    assert load().master_keys == settings.master_keys
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert settings.evidence_dir == settings.var / "evidence"
    assert load(ROLE="national").master_keys == ()


def test_the_key_of_the_log_is_made_once_on_loopback_and_never_for_the_national_node(load) -> None:
    settings = load()
    assert len(settings.audit_key) == 32
    assert load().audit_key == settings.audit_key
    assert stat.S_IMODE((settings.var / "audit-key").stat().st_mode) == 0o600
    assert len(set(settings.audit_places)) == 2
    national = load(ROLE="national")
    assert (national.audit_key, national.audit_places) == (b"", ())


@pytest.mark.parametrize("text", ["", "short", "A" * 44, "é" * 44, "Zm9v\n" * 2, f"{'A' * 43}=\n"])
def test_a_key_file_that_holds_no_keys_is_refused_by_name(load, tmp_path: Path, text: str) -> None:
    path = tmp_path / "key"
    path.write_text(text)
    with pytest.raises(SettingError, match=r"^MASTER_KEYS_FILE "):
        load(MASTER_KEYS_FILE=str(path))


def test_an_old_master_key_stays_in_the_file_behind_the_new_one(load, tmp_path: Path) -> None:
    path = tmp_path / "keys"
    lines = "".join([new_keys(), new_keys()]).splitlines(keepends=True)
    path.write_text("".join(lines))
    found = load(MASTER_KEYS_FILE=str(path)).master_keys
    assert [base64.b64encode(one).decode() + "\n" for one in found] == lines


def test_those_who_start_at_once_share_one_secret(tmp_path: Path) -> None:
    for attempt in range(50):
        env = {"VAR_DIR": str(tmp_path / str(attempt))}
        with ThreadPoolExecutor(4) as pool:
            found = {one.secret_key for one in pool.map(load_settings, [env] * 4)}
        assert len(found) == 1


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg2"])
def test_the_database_address_names_its_driver(load, scheme: str) -> None:
    """Under SQLAlchemy 2.1 the bare form would look for psycopg 3."""
    settings = load(DATABASE_URL=f"{scheme}://app:geheim@db/province?sslmode=require")
    assert settings.database_url == ("postgresql+psycopg2://app:geheim@db/province?sslmode=require")


def test_settings_are_read_once_and_do_not_change(load) -> None:
    with pytest.raises(FrozenInstanceError):
        load().port = 1


@pytest.mark.parametrize("name", ["SECRET_KEY_FILE", "MASTER_KEYS_FILE", "AUDIT_KEY_FILE"])
@pytest.mark.parametrize("mode", [0o640, 0o604])
def test_a_key_that_others_can_read_is_refused_in_public_by_name(
    load, secret: str, key: str, audit: dict[str, str], name: str, mode: int
) -> None:
    """Source: ASVS 13.3.2."""
    safe = {"PUBLIC_URL": PUBLIC, "SECRET_KEY_FILE": secret, "MASTER_KEYS_FILE": key, **audit}
    Path(safe[name]).chmod(mode)
    with pytest.raises(SettingError, match=rf"^{name} "):
        load(**safe)


def test_cookies_follow_https_also_on_loopback(load) -> None:
    assert load(PUBLIC_URL="https://localhost:8443").https
    assert not load(PUBLIC_URL="https://localhost:8443").secure
    assert not load().https


def test_the_scanner_is_a_program_that_is_there(tmp_path: Path) -> None:
    env = {"VAR_DIR": str(tmp_path)}
    assert load_settings(env).evidence_scan_command == ()
    command = load_settings({**env, "EVIDENCE_SCAN_COMMAND": "cat '-n' \"a b\""})
    program, *arguments = command.evidence_scan_command
    assert Path(program).is_absolute()
    assert arguments == ["-n", "a b"]
    for wrong in ("no-such-scanner -", "'open"):
        with pytest.raises(SettingError, match="EVIDENCE_SCAN_COMMAND"):
            load_settings({**env, "EVIDENCE_SCAN_COMMAND": wrong})


@pytest.mark.parametrize(
    "url",
    [
        "http://csdlqg.example.vn",
        "csdlqg.example.vn",
        "ftp://127.0.0.1",
        "http://[::1",
        "https://csdlqg.example.vn/trao-doi",
        "https://csdlqg.example.vn?a=1",
        "https://ai:mat-khau@csdlqg.example.vn",
    ],
)
def test_the_other_node_is_reached_by_tls_unless_on_loopback(url: str, tmp_path: Path) -> None:
    """Source: exchange contract, annex 29."""
    with pytest.raises(SettingError, match="EXCHANGE_URL"):
        load_settings({"EXCHANGE_URL": url, "VAR_DIR": str(tmp_path)})


@pytest.mark.parametrize("url", ["", "https://csdlqg.example.vn", "http://127.0.0.1:7000"])
def test_an_address_of_the_other_node_that_is_safe_is_taken(url: str, tmp_path: Path) -> None:
    assert load_settings({"EXCHANGE_URL": url, "VAR_DIR": str(tmp_path)}).exchange_url == url
