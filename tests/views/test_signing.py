"""The act of signing: what is shown is what is signed, and nothing else is taken."""

import logging
import re
import subprocess
from collections.abc import Mapping
from html import unescape
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from config.settings import load_settings
from tests.desks import ELSEWHERE, FACILITY, amend, counts, plain_member
from tests.provinces import PIN, Province, at
from tests.views.signing_page import carried, head_signed_in, name_of, prepare, upload
from tests.web import Site


@pytest.fixture
def province(session: Session, site: Site) -> Province:
    return head_signed_in(session, site)


def test_signing_signs_what_was_shown_and_tells_how_to_verify(
    site: Site, province: Province, tmp_path: Path
) -> None:
    """The command on the page verifies the files that the page gives out."""
    form = carried(site.get("/signing")) | {"pin": PIN}
    answer = site.post("/signing/sign", form, 302)
    people = len(province.people(FACILITY))
    assert counts(province.session) == (1, 1, people - 1)
    page = unescape(site.get(answer.location))
    assert f"Đã ký số {people - 1} hồ sơ" in page
    assert "2024-05/1" in page
    assert "Không có hồ sơ nào chờ ký" in page
    command = re.search(r'<pre class="command"[^>]*>(openssl cms -verify[^<]+)</pre>', page)
    assert command
    for path in re.findall(r'href="(/signing/[^"]+\.(?:json|p7s|pem))"', page):
        got = site.client.get(path)
        name = re.search(r"filename=([^;]+)", got.headers["Content-Disposition"])
        assert name
        (tmp_path / name[1]).write_bytes(got.data)
    subprocess.run(command[1].split(), cwd=tmp_path, check=True, capture_output=True)
    (listed,) = tmp_path.glob("danh-sach-*.json")
    digest = subprocess.run(["sha256sum", listed], check=True, capture_output=True, text=True)
    assert digest.stdout.split()[0] in page
    listed.write_bytes(listed.read_bytes() + b" ")
    assert subprocess.run(command[1].split(), cwd=tmp_path, capture_output=True).returncode


def test_the_deputy_signs_the_heads_record(site: Site, province: Province) -> None:
    head, deputy = (province.holder(FACILITY, post) for post in ("head", "deputy"))
    province.certify(deputy)
    site.sign_in(deputy)
    page = unescape(site.get("/signing"))
    table = page[page.index("<tbody") : page.index("</tbody>")]
    assert name_of(province, head) in table
    assert "Ký số 1 hồ sơ" in page
    assert "Cấp phó không ký hồ sơ của mình." in page
    site.post("/signing/sign", carried(page) | {"pin": PIN}, 302)
    items = province.session.scalars(text("select record_id from manifest_item")).all()
    assert [str(one) for one in items] == [head]


def test_a_wrong_pin_signs_nothing_and_is_told_nowhere(
    site: Site, province: Province, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    form = carried(site.get("/signing")) | {"pin": "135791357"}
    again = site.post("/signing/sign", form, 409).text
    assert "Mã PIN không đúng" in again
    assert "135791357" not in again + caplog.text
    assert "135791357" not in str([vars(record) for record in caplog.records])
    assert counts(province.session) == (0, 0, 0)
    empty = site.post("/signing/sign", form | {"pin": ""}, 409).text
    assert "Chưa có mã PIN" in empty
    site.post("/signing/sign", carried(again) | {"pin": PIN}, 302)


def test_what_changed_after_the_page_was_opened_is_named_and_not_signed(
    site: Site, province: Province
) -> None:
    person_id = plain_member(province, FACILITY)
    page = site.get("/signing")
    site.at(at(23, 10))
    amend(province, person_id, "Tin học", at(23, 10))
    province.confirm(FACILITY, at(23, 10))
    for act, extra in (("sign", {"pin": PIN}), ("prepare", {})):
        again = unescape(site.post(f"/signing/{act}", carried(page) | extra, 409).text)
        assert "Có thay đổi từ lúc mở trang" in again
        assert f"Đã đổi: {name_of(province, person_id)}" in again
        assert again.count("Xác nhận sau lúc bạn mở trang") == 1
        assert counts(province.session) == (0, 0, 0)
    site.post("/signing/sign", carried(again) | {"pin": PIN}, 302)


def test_a_forged_list_is_not_signed(site: Site, province: Province) -> None:
    form = carried(site.get("/signing")) | {"pin": PIN, "shown": "0" * 64}
    assert "Có thay đổi" in site.post("/signing/sign", form, 409).text
    assert counts(province.session) == (0, 0, 0)


@pytest.mark.parametrize("name", ["period", "version", "digest", "items", "manifest", "person"])
def test_a_request_has_no_place_for_another_list(site: Site, province: Province, name: str) -> None:
    """Security bar A 4: digest, version and period come from what was stored, never from it."""
    form = carried(site.get("/signing")) | {"pin": PIN, name: "2024-06"}
    site.post("/signing/sign", form, 400)
    assert counts(province.session) == (0, 0, 0)


def test_a_deputy_of_another_unit_finds_nothing(site: Site, province: Province) -> None:
    """Absent and another unit's are one answer. Security bar, abuse cases 1 and 3."""
    unsigned = prepare(site, province).id
    form = carried(site.get("/signing")) | {"pin": PIN}
    signed = site.post("/signing/sign", form, 302).location.rpartition("=")[2]
    before = counts(province.session)
    stranger = province.holder(ELSEWHERE, "deputy")
    province.certify(stranger)
    site.sign_in(stranger)
    for unit in (form["unit"], "999999", "x"):
        site.get(f"/signing?unit={unit}", 404)
    for found in (unsigned, signed, uuid4()):
        site.get(f"/signing/{found}/manifest.json", 404)
        site.get(f"/signing/{found}/signature.p7s", 404)
        upload(site, found, b"\x30", 404)
    site.post("/signing/sign", form, 404)
    assert counts(province.session) == before


def test_hr_has_no_such_door(site: Site, province: Province) -> None:
    form = carried(site.get("/signing")) | {"pin": PIN}
    site.sign_in(province.holder(FACILITY, "hr"))
    site.get("/signing", 403)
    site.post("/signing/sign", form, 403)


def test_somebody_elses_certificate_is_refused(site: Site, province: Province) -> None:
    other = province.certify(province.holder(FACILITY, "deputy")).certificate_sha256
    form = carried(site.get("/signing")) | {"pin": PIN, "certificate": other}
    assert "không phải của bạn" in site.post("/signing/sign", form, 409).text
    assert counts(province.session) == (0, 0, 0)


def test_without_a_trust_list_nothing_is_signed(site: Site, province: Province) -> None:
    form = carried(site.get("/signing")) | {"pin": PIN}
    settings = site.app.config["SETTINGS"]
    assert settings.exchange_trust_file
    settings.exchange_trust_file.write_text("")
    again = site.post("/signing/sign", form, 409).text
    assert "Chưa kiểm tra được chữ ký số" in again
    assert counts(province.session) == (0, 0, 0)


def test_a_node_without_a_trust_file_shows_the_list_and_signs_nothing(
    site: Site, province: Province, tmp_path: Path
) -> None:
    form = carried(site.get("/signing")) | {"pin": PIN}
    site.app.config["SETTINGS"] = load_settings({"VAR_DIR": str(tmp_path / "var")})
    site.get("/signing")
    assert "Chưa kiểm tra được" in site.post("/signing/sign", form, 409).text
    site.get("/signing/trust.pem", 404)


@pytest.mark.parametrize(
    "change",
    [
        {"signer": "x"},
        {"shown": "x"},
        {"shown_at": "2024-05-23T09:00:00"},
        {"shown_at": ""},
        {"certificate": "'"},
        {"unit": ""},
    ],
)
def test_what_the_form_does_not_have_is_refused(
    site: Site, province: Province, change: Mapping[str, str]
) -> None:
    form = carried(site.get("/signing")) | {"pin": PIN} | change
    site.post("/signing/sign", form, 400)
    assert counts(province.session) == (0, 0, 0)
