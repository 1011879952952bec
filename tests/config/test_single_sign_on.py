"""The settings of the single sign-on: all or none, and nothing over an open line."""

from pathlib import Path

import pytest

from config.settings import SettingError, load_settings
from config.single_sign_on import NAMES


@pytest.fixture
def whole(tmp_path: Path) -> dict[str, str]:
    secret = tmp_path / "secret"
    secret.write_text("bi mat\n")
    values = ("https://dang-nhap.example.vn", "hoso", str(secret))
    return {"VAR_DIR": str(tmp_path / "var"), **dict(zip(NAMES, values, strict=True))}


def test_all_or_none(whole: dict[str, str]) -> None:
    found = load_settings({**whole, "OIDC_STRONG": "cao hwk"}).provider
    assert found is not None
    assert (found.issuer, found.client_secret) == ("https://dang-nhap.example.vn", "bi mat")
    assert found.strong == {"cao", "hwk"}
    assert load_settings({"VAR_DIR": whole["VAR_DIR"]}).provider is None


@pytest.mark.parametrize("name", NAMES)
def test_one_that_is_missing_is_named(whole: dict[str, str], name: str) -> None:
    with pytest.raises(SettingError, match=f"^{name} "):
        load_settings({**whole, name: ""})


@pytest.mark.parametrize("issuer", ["http://dang-nhap.example.vn", "dang-nhap", "http://[::1"])
def test_an_open_line_is_refused(whole: dict[str, str], issuer: str) -> None:
    with pytest.raises(SettingError, match=r"^OIDC_ISSUER "):
        load_settings({**whole, "OIDC_ISSUER": issuer})


def test_loopback_may_be_open(whole: dict[str, str]) -> None:
    assert load_settings({**whole, "OIDC_ISSUER": "http://127.0.0.1:9000"}).provider


def test_a_secret_that_is_none_is_refused(whole: dict[str, str]) -> None:
    Path(whole[NAMES[2]]).write_text(" ")
    with pytest.raises(SettingError, match=r"^OIDC_CLIENT_SECRET_FILE "):
        load_settings(whole)
