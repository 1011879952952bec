"""The page of the signature: what is shown is what is signed, and a closed door explains itself."""

import io
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
from province_app.models.records import Manifest
from tests.desks import (
    DEPARTMENT,
    ELSEWHERE,
    FACILITY,
    amend,
    appoint,
    plain_member,
    sign_outside,
)
from tests.provinces import PIN, Province, at, authority, load_province
from tests.web import Site


@pytest.fixture
def province(session: Session, site: Site) -> Province:
    """A facility whose records wait for the signature; its head is signed in on the 23rd."""
    loaded = load_province(session)
    loaded.send(FACILITY)
    loaded.confirm(FACILITY)
    head = loaded.holder(FACILITY, "head")
    loaded.certify(head)
    site.at(at(23))
    site.sign_in(head)
    return loaded


def carried(page: str) -> dict[str, str]:
    """What the page carries to the act: unit, list, moment and the first certificate."""
    fields = {
        name: re.search(rf'name="{name}" value="([^"]*)"', page)
        for name in ("unit", "shown", "shown_at")
    }
    certificate = re.search(r'name="certificate">\s*<option value="([0-9a-f]{64})"', page)
    assert certificate
    assert all(fields.values())
    return {name: unescape(found[1]) for name, found in fields.items() if found} | {
        "certificate": certificate[1]
    }


def counts(session: Session) -> tuple[int, int, int]:
    """How many manifests, signed manifests and attested versions there are."""
    session.rollback()
    query = text(
        "select (select count(*) from manifest), count(signature),"
        " (select count(*) from manifest_item) from manifest"
    )
    return tuple(session.execute(query).one())


def name_of(province: Province, person_id: str) -> str:
    query = text("select full_name from person where id = :who")
    return province.session.scalar(query, {"who": person_id})


def prepare(site: Site, province: Province) -> Manifest:
    """Fix the list on the page and return it as it was stored."""
    site.post("/signing/prepare", carried(site.get("/signing")), 302)
    query = text("select id from manifest order by prepared_at desc limit 1")
    province.session.rollback()
    return province.session.get_one(Manifest, province.session.scalar(query))


def upload(site: Site, manifest_id: object, content: bytes, status: int) -> str:
    form = {"signature": (io.BytesIO(content), "chu-ky.p7s")}
    answer = site.post(f"/signing/{manifest_id}/signature", form, status)
    return unescape(answer.text) if status != 302 else answer.location


def test_the_page_shows_the_list_and_who_signs_the_own_record(
    site: Site, province: Province
) -> None:
    """Đ.7.1b: cấp phó ký hồ sơ của người đứng đầu."""
    head, deputy = (province.holder(FACILITY, post) for post in ("head", "deputy"))
    page = unescape(site.get("/signing"))
    others = len(province.people(FACILITY)) - 1
    assert f"Ký số {others} hồ sơ" in page
    assert "0 hồ sơ không thay đổi" in page
    assert "Sở Nội vụ (H40.03)" in page
    table = page[page.index("<tbody") : page.index("</tbody>")]
    assert name_of(province, head) not in table
    assert name_of(province, province.holder(FACILITY, "hr")) in table  # as the checker, too
    own = f"Người đứng đầu không ký hồ sơ của mình. Phó Chi cục trưởng {name_of(province, deputy)}"
    assert f"{own} ký hồ sơ của bạn, 1 hồ sơ đang chờ." in page
    assert "thông tin hạn chế" in page.lower()
    assert "Dân tộc" not in table  # restricted content is counted, not spread out


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


CLOSED = [
    (FACILITY, at(22, 23, 59, 30), "00:00 ngày 23/5/2024", "Chưa đến thời hạn"),
    (FACILITY, at(26, 0), "00:00 ngày 23/6/2024", "Đã hết thời hạn"),
    (DEPARTMENT, at(27, 0), "00:00 ngày 23/6/2024", "Đã hết thời hạn"),
]


@pytest.mark.parametrize(("unit", "moment", "opens", "words"), CLOSED)
def test_a_closed_window_says_when_it_opens(
    site: Site, province: Province, unit: str, moment, opens: str, words: str
) -> None:
    """The button is closed with its reason; a stale page is refused with the next opening."""
    if unit == DEPARTMENT:
        province.send(unit)
        province.confirm(unit)
    head = province.holder(unit, "head")
    province.certify(head)
    site.sign_in(head)
    form = carried(site.get("/signing")) | {"pin": PIN}
    site.at(moment)
    page = unescape(site.get("/signing"))
    assert words in page
    button = re.search(r'id="ky-so" disabled.*?Mở lại ([^·<]+) · Quy chế', page, re.S)
    assert button
    assert button[1] == opens
    refused = unescape(site.post("/signing/sign", form, 409).text)
    assert "Ngoài thời hạn phê duyệt" in refused
    assert opens in refused
    prepared = {name: value for name, value in form.items() if name != "pin"}
    assert opens in unescape(site.post("/signing/prepare", prepared, 409).text)
    assert counts(province.session) == (0, 0, 0)


def test_a_signature_made_outside_is_taken(site: Site, province: Province, tmp_path: Path) -> None:
    """Fix the list, download its very bytes, sign with openssl, upload."""
    manifest = prepare(site, province)
    got = site.client.get(f"/signing/{manifest.id}/manifest.json")
    assert got.data == manifest.body
    assert got.mimetype == "application/json"
    assert got.headers["Content-Disposition"].startswith("attachment")
    page = unescape(site.get("/signing"))
    assert "đang chờ chữ ký" in page
    identity = province.certify(province.holder(FACILITY, "head"))
    place = upload(site, manifest.id, sign_outside(got.data, identity, tmp_path), 302)
    assert "Đã ký số" in site.get(place)
    assert counts(province.session)[:2] == (1, 1)
    assert site.client.get(f"/signing/{manifest.id}/signature.p7s").data
    again = upload(site, manifest.id, sign_outside(got.data, identity, tmp_path), 409)
    assert "đã được ký" in again


def test_an_upload_that_is_no_signature_of_this_list_is_refused(
    site: Site, province: Province, tmp_path: Path
) -> None:
    head, deputy = (province.holder(FACILITY, post) for post in ("head", "deputy"))
    manifest = prepare(site, province)
    own, other = province.certify(head), province.certify(deputy)
    expired = authority().issue("Người ký", PIN, valid=(at(1), at(22)))
    uploads = {
        "Chữ ký không khớp với tệp": sign_outside(manifest.body + b" ", own, tmp_path),
        "không phải của bạn": sign_outside(manifest.body, other, tmp_path),
        "đã hết hạn": sign_outside(manifest.body, expired, tmp_path),
        "Tệp lớn hơn 64 KiB": b"\x30" * (64 * 1024 + 1),
        "Không đọc được chữ ký": b"khong phai chu ky",
        "Chưa có tệp chữ ký": b"",
    }
    for sentence, content in uploads.items():
        form = {"signature": (io.BytesIO(content), "chu-ky.p7s" if content else "")}
        answer = site.post(f"/signing/{manifest.id}/signature", form, 409)
        assert sentence in unescape(answer.text), sentence
        assert counts(province.session) == (1, 0, 0)


def test_a_list_fixed_before_a_change_is_refused_by_name(
    site: Site, province: Province, tmp_path: Path
) -> None:
    person_id = plain_member(province, FACILITY)
    manifest = prepare(site, province)
    identity = province.certify(province.holder(FACILITY, "head"))
    cms = sign_outside(manifest.body, identity, tmp_path)
    site.at(at(24))
    amend(province, person_id, "Tin học", at(24))
    province.confirm(FACILITY, at(24))
    assert "đang chờ chữ ký" not in unescape(site.get("/signing"))
    again = upload(site, manifest.id, cms, 409)
    assert f"Đã đổi: {name_of(province, person_id)}" in again
    assert counts(province.session) == (1, 0, 0)


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


def test_a_head_of_two_units_signs_one_at_a_time(site: Site, province: Province) -> None:
    head = province.holder(FACILITY, "head")
    appoint(province, head, ELSEWHERE, "head", "leader")
    for unit in (FACILITY, ELSEWHERE):
        page = site.get(f"/signing?unit={province.unit(unit)}")
        assert f'name="unit" value="{province.unit(unit)}"' in page
    assert f"/signing?unit={province.unit(FACILITY)}" in page


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


def test_a_long_list_comes_in_pages_of_one_and_the_same_list(site: Site, session: Session) -> None:
    """The second page of a list that changed is not shown beside the first of the former one."""
    province = load_province(session, staff=140)
    unit = max((FACILITY, ELSEWHERE, DEPARTMENT), key=lambda code: len(province.people(code)))
    province.send(unit)
    province.confirm(unit)
    head = province.holder(unit, "head")
    province.certify(head)
    site.at(at(23))
    site.sign_in(head)
    first = unescape(site.get("/signing"))
    link = re.search(r'href="([^"]+)" rel="next"', first)
    assert link
    second = unescape(site.get(link[1]))
    names = [re.findall(r'scope="row">([^<]+)<', page) for page in (first, second)]
    assert len(names[0]) == 25
    assert not set(names[0]) & set(names[1])
    assert carried(first)["shown"] == carried(second)["shown"]
    amend(province, plain_member(province, unit), "Tin học", at(23, 9))
    province.confirm(unit, at(23, 9))
    stale = unescape(site.get(link[1]))
    assert "Có thay đổi từ lúc mở trang" in stale
    assert "Hồ sơ 1–25" in stale


def test_a_month_without_a_change_is_closed_with_a_button(site: Site, province: Province) -> None:
    """Design: a unit with no change closes its month by the head's recorded act."""
    province.sign(FACILITY)
    province.sign(FACILITY, "deputy")
    site.at(at(28))
    assert "Xác nhận tháng không có thay đổi" not in site.get("/signing")  # May was signed
    site.at(at(23, month=6))
    page = site.get("/signing")
    assert "Xác nhận tháng không có thay đổi" in page
    unit = str(province.unit(FACILITY))
    site.post("/signing/close", {"unit": unit}, 302)
    page = site.get("/signing")
    assert "Tháng không có thay đổi" in page
    assert "Xác nhận tháng không có thay đổi" not in page
    again = unescape(site.post("/signing/close", {"unit": unit}, 409).text)
    assert "Tháng này đã khép." in again


def test_the_signer_sees_what_the_rules_say_of_open_sections_alone(
    site: Site, province: Province
) -> None:
    """What was confirmed with a warning is signed knowingly; of the restricted a count is shown."""
    person = plain_member(province, FACILITY)
    amend(province, person, "0228580830", at(21), "identity.phone")
    province.confirm(FACILITY)
    amend(province, person, "26/03/1995", at(21), "political.first_union_join_date")
    province.confirm(FACILITY)
    page = unescape(site.get("/signing"))
    assert "0228580830 không phải số di động" in page
    assert "Ngày vào tổ chức" not in page
