"""A delivery by hand through its two doors: the commands, and the page of Sở Nội vụ."""

import io
from collections.abc import Sequence
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import text

from config.settings import load_settings
from province_app.signing.pki import DemoPki
from tests.desks import DEPARTMENT
from tests.exchange.parties import environment
from tests.provinces import Province, at
from tests.sync_jobs.hands import Hands
from tests.sync_jobs.pushing import assert_settled
from tests.web import Site


@pytest.fixture
def pin(site: Site, pki: DemoPki, tmp_path: Path) -> str:
    """The site has the province's keys and seal; return the seal's PIN."""
    exchange = load_settings(environment(pki, "H40") | {"VAR_DIR": str(tmp_path)})
    names = [name for name in vars(exchange) if name.startswith("exchange_")]
    site.app.config["SETTINGS"] = replace(
        site.app.config["SETTINGS"],
        agency_code="H40",
        **{name: getattr(exchange, name) for name in names},
    )
    site.at(at(28))
    return pki.seal_pin_files["H40"].read_text().strip()


def run(app: Flask, *words: str | Path) -> Result:
    """Run `flask exchange …` of the node."""
    line: Sequence[str] = ["exchange", *map(str, words)]
    return app.test_cli_runner().invoke(args=line)


def test_by_commands(hands: Hands, site: Site, pin: str, tmp_path: Path) -> None:
    batch, result = tmp_path / "batch.zip", tmp_path / "result.zip"
    refused = run(site.app, "give", batch, "--pin", "000000")
    assert refused.exit_code == 1
    assert "wrong_pin" in refused.output
    assert not batch.exists()
    assert run(site.app, "give", batch, "--pin", pin).exit_code == 0
    taken = run(hands.national.app, "take", batch, result)
    assert taken.exit_code == 0, taken.output
    settled = run(site.app, "settle", result)
    assert settled.exit_code == 0, settled.output
    assert "settled" in settled.output
    assert_settled(hands.session, hands.national)


def test_a_command_says_why_a_file_is_not_taken(hands: Hands, site: Site, pin: str) -> None:
    other = Path(hands.national.settings.var) / "x.zip"
    other.write_bytes(b"x")
    for app, words in ((hands.national.app, ("take", other, other)), (site.app, ("settle", other))):
        found = run(app, *words)
        assert found.exit_code == 1
        assert "đã hỏng" in found.output
    assert other.read_bytes() == b"x"
    assert hands.untouched()


def test_results_are_read_at_the_page(
    hands: Hands, site: Site, pin: str, province: Province
) -> None:
    result = hands.take(hands.give())
    who = province.holder(DEPARTMENT, "hr")
    site.sign_in(who)
    sent = {"results": (io.BytesIO(result), "result.zip")}
    assert "#bien-nhan" in site.post("/sync/hand-delivery/results", sent).location
    assert "Đã nhận kết quả và biên nhận" in unescape(site.get("/sync?stage=province_to_national"))
    assert_settled(hands.session, hands.national)
    event = text("select actor from audit_event where event = 'submission.settled_by_hand'")
    assert str(hands.session.scalar(event)) == who
